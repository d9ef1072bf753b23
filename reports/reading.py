"""A report as it is read: every number and sentence ready to show, for the page and the PDF alike.

Nothing is computed here from people: what the document hides cannot be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from deals.kinds import CommitmentKind
from deals.models import TargetKind
from reports import phrases
from reports.definitions import DEFINITIONS
from reports.figures import HISTORY, NOT_YET, STANDS, SUSPENDED
from reports.phrases import HIDDEN, on
from reports.planning import Status
from ui.formats import NOTHING, number

BADGES = {
    Status.REACHED: ("positive", "circle-check"), Status.AHEAD: ("positive", "trending-up"),
    Status.ON_TRACK: ("neutral", "trending-up"), Status.BEHIND: ("warning", "alert-triangle"),
}  # fmt: skip


@dataclass(frozen=True)
class Progress:
    """A count held against a promise: words, and a bar when the count is told."""

    name: str
    value: int | None
    words: str
    total: int | None
    of: str
    mark: int | None = None
    is_unpublished: bool = False

    @property
    def has_bar(self) -> bool:
        """Whether there is something to draw that tells no hidden number."""
        return self.value is not None and bool(self.total)

    @property
    def text(self) -> str:
        """The bar in words, for who cannot see it."""
        return _("%(name)s: %(value)s of %(total)s") % {
            "name": self.name,
            "value": self.words,
            "total": self.of,
        }


class Reading:
    """A document of figures with its words."""

    def __init__(self, figures: Mapping[str, Any]) -> None:
        self.figures = figures
        self.cells: Mapping[str, int | None] = figures["cells"]
        self.about: Mapping[str, int] = figures["about"]

    def is_unpublished(self, key: str) -> bool:
        """Whether nobody recorded placements here: of a deal known from a publication nought is not known either."""
        return not self.figures["recorded"] and not key.startswith("funnel:")

    def told(self, key: str) -> int | None:
        """Return the count under a key when it may be told, rounded or not."""
        if self.is_unpublished(key):
            return None
        return self.about.get(key, self.cells.get(key, 0))

    def words(self, key: str) -> str:
        """Return a count as it is shown: a number, about a number, x, or a dash when nobody published it."""
        if self.is_unpublished(key):
            return NOTHING
        if key in self.about:
            return _("about %(number)s") % {"number": number(self.about[key])}
        count = self.cells.get(key, 0)
        return HIDDEN if count is None else number(count)

    def words_plain(self, key: str) -> str:
        """Return a count as a program reads it: digits, about and digits, x, or nothing when nobody published it."""
        if self.is_unpublished(key):
            return ""
        count = self.cells.get(key, 0)
        if key in self.about:
            return f"~{self.about[key]}"
        return HIDDEN if count is None else str(count)

    @property
    def as_of(self) -> str:
        """The day."""
        return on(self.figures["as_of"])

    @property
    def has_hidden(self) -> bool:
        """Whether an x or a rounding stands anywhere in it."""
        return None in self.cells.values()

    @cached_property
    def goal(self) -> Mapping[str, Any] | None:
        """The target that the headline is held against, by placements or by one reported count."""
        return next((goal for goal in self.figures["targets"] if goal["cell"]), None)

    @property
    def gap(self) -> int | None:
        """How many more (or fewer) started than the plan asks; None when either is not known or told."""
        planned, started = self.planned, self.told(self.figures["headline"])
        return None if planned is None or started is None else started - planned

    @property
    def planned(self) -> int | None:
        """What the plan asks by the day: of the target that placements count towards, else of the deals together."""
        if self.goal and not self.goal["reported"]:
            planned: int | None = self.goal["planned"]
            return planned
        pledged = self.figures["pledged"]
        return pledged["planned"] if pledged["mixed"] else None

    @property
    def has_placements(self) -> bool:
        """Whether anything of the registry's own can be told about."""
        return self.cells.get("started", 0) != 0

    def stage_of(self, cell: str) -> Mapping[str, Any]:
        """Return the reported count under a key."""
        return next(
            stage for stream in self.figures["streams"] for stage in stream["stages"] if stage["cell"] == cell
        )

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """One row per kind; kinds are never added up."""
        return [
            {
                "name": CommitmentKind(row["kind"]).label, "pledged": number(row["pledged"]), "is_paid": row["is_paid"],
                "rate": NOTHING if row["rate"] is None else percent(row["rate"]),
                **{name: self.words(f"kind:{row['kind']}:{name}") for name in ("started", "running", "ended")},
            }
            for row in self.figures["kinds"]
        ]  # fmt: skip

    @property
    def paid(self) -> str:
        """Paid jobs started: paid kinds only."""
        return self.words("paid:started")

    @property
    def targets(self) -> list[dict[str, Any]]:
        """The goals, first and current."""
        return [
            goal
            | {
                "kind_label": TargetKind(goal["kind"]).label, "value": number(goal["value"]),
                "first": number(goal["first_value"]) if goal["version"] != goal["first_version"] else "",
                "baseline": number(goal["baseline"]) if goal["baseline"] is not None else "",
                "baseline_on": on(goal["baseline_on"]), "until": on(goal["until"]),
                "planned": number(goal["planned"]), "realised": self.words(goal["cell"]) if goal["cell"] else "",
                "share": percent(goal["share"]) if goal["share"] is not None else "",
            }
            for goal in self.figures["targets"]
        ]  # fmt: skip

    @property
    def sectors(self) -> list[Progress]:
        """Started against promised, per sector; nothing when no deal has a sector."""
        rows = self.figures["sectors"]
        if not any(row["slug"] for row in rows):
            return []
        return [self._progress(row["name"] or _("Other, no sector"), row) for row in rows]

    @property
    def total(self) -> Progress:
        """The same for all deals together."""
        return self._progress(
            _("Total"),
            self.figures["pledged"] | {"pledged": self.figures["pledged"]["mixed"], "cell": "started"},
        )

    def _progress(self, name: str, row: Mapping[str, Any]) -> Progress:
        pledged = row["pledged"]
        return Progress(
            name=name,
            value=self.told(row["cell"]),
            words=self.words(row["cell"]),
            total=pledged,
            of=_("not published") if pledged is None else number(pledged),
            mark=row["planned"] if pledged else None,
            is_unpublished=self.is_unpublished(row["cell"]),
        )

    @property
    def deals(self) -> list[dict[str, Any]]:
        """One row per deal that was ever signed, the largest promise first."""
        rows = [row for row in self.figures["deals"] if row["standing"] != NOT_YET]
        rows.sort(key=lambda row: (row["standing"] != STANDS, -(row["pledged"] or 0), row["title"]))
        return [self._deal(row) for row in rows]

    def _deal(self, row: Mapping[str, Any]) -> dict[str, Any]:
        status = row["status"]
        tone, icon = BADGES.get(status, ("neutral", "")) if status else ("neutral", "")
        if row["standing"] == SUSPENDED:
            status_label, tone, icon = _("suspended"), "warning", "alert-triangle"
        elif row["standing"] == HISTORY:
            status_label = _("over")
        elif status in (None, Status.UNKNOWN):
            status_label = NOTHING
        else:
            status_label = str(Status(status).label)
        name = ", ".join(row["employers"]) or row["title"]
        return {
            "public_id": row["public_id"], "name": name, "title": row["title"], "sector": row["sector"] or NOTHING,
            "progress": self._progress(name, row), "status": status_label, "tone": tone, "icon": icon,
            "is_mixed": len(row["kinds"]) > 1, "is_member": row["parent"] is not None,
        }  # fmt: skip

    @property
    def has_mixed_deals(self) -> bool:
        """Whether a row of the deals adds kinds up."""
        return any(len(row["kinds"]) > 1 for row in self.figures["deals"])

    @property
    def attention(self) -> list[dict[str, str]]:
        """What an alderman should ask about."""
        return [
            {"deal": item["deal"], "title": item["title"], "text": phrases.attention(item)}
            for item in self.figures["attention"]
        ]

    @property
    def definitions(self) -> list[tuple[str, str, str]]:
        """Key, question and answer of each definition that this report uses."""
        return [(key, str(question), str(answer)) for key, (question, answer) in DEFINITIONS.items()]


def percent(share: float, decimals: int = 1) -> str:
    """Return a share as people read it."""
    return f"{number(round(share, decimals), decimals if share % 1 else 0)}%"
