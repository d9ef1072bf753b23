"""What was posted: which button, and the answers as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from deals.forms.employers import MOST_EMPLOYERS
from deals.wizard.earlier import as_asked_now
from deals.wizard.wizard import TRIED
from ui.forms import changed_rows

ROWS = ("employers", "joining", "commitments", "support", "clauses")
LEAVING = ("back", "save")  # buttons that go elsewhere, whatever was typed
LOOKING = ("search", "scan-remove")  # buttons that only show this page again
NOT_ANSWERS = frozenset({"csrfmiddlewaretoken", "revision", "go", *LEAVING, *LOOKING, "scan"})


@dataclass(frozen=True)
class Posted:
    """One post of a step: `button` is "next", "back", "save" or "look"."""

    button: str
    data: QueryDict
    revision: int

    @property
    def answers(self) -> dict[str, list[str]]:
        """The answers as they are kept with the draft."""
        return {
            name: [str(value) for value in values]
            for name, values in self.data.lists()
            if name not in NOT_ANSWERS
        }


def read(post: QueryDict) -> Posted:
    """Tell what somebody pressed; Enter in the search field looks up, it does not go on."""
    data, button = as_asked_now(storable(post)), "next"
    for prefix in ROWS:
        if changed := changed_rows(data, prefix):
            data, button = changed, "look"
    if any(name in post for name in LOOKING) or _looks_up(data):
        button = "look"
    for name in LEAVING:
        if name in post:
            button = name
    for number in _employers(data):
        data[f"employers-{number}-searched"] = data.get(f"employers-{number}-words", "")
    data.pop(TRIED, None)
    if button == "next":
        data[TRIED] = "1"
    revision = post.get("revision", "")
    return Posted(button, data, int(revision) if revision.isascii() and revision.isdigit() else 0)


def storable(post: QueryDict) -> QueryDict:
    """Return a copy without the one sign that the database cannot keep."""
    data = QueryDict(mutable=True)
    for name, values in post.lists():
        data.setlist(name, [str(value).replace("\x00", "") for value in values])
    return data


def _looks_up(data: QueryDict) -> bool:
    """Whether other words were typed to find an employer, and none was chosen yet."""
    for number in _employers(data):
        words, searched, *named = (
            data.get(f"employers-{number}-{name}", "").strip()
            for name in ("words", "searched", "employer", "new_name")
        )
        if words and words != searched and not any(named):
            return True
    return False


def _employers(data: QueryDict) -> range:
    """Return the numbers of the rows in which an employer can be looked up."""
    rows = data.get("employers-TOTAL_FORMS", "")
    return range(min(int(rows), MOST_EMPLOYERS)) if rows.isascii() and rows.isdigit() else range(0)
