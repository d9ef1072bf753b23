"""What a reader must know beside the figures: how complete they are, and what changed since the report before."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports import phrases
from reports.phrases import HIDDEN, on
from reports.reading import Reading
from ui.formats import number

UNCONFIRMED = (
    gettext_lazy("%(count)s placements were reported and wait for confirmation: they do not count yet."),
    gettext_lazy("Some placements were reported and wait for confirmation: they do not count yet."),
)
UNKNOWN = (
    gettext_lazy(
        "Of %(count)s placements the planned end is past and the outcome is unknown: they count as running."
    ),
    gettext_lazy(
        "Of some placements the planned end is past and the outcome is unknown: they count as running."
    ),
)


def quality(reading: Reading) -> list[str]:
    """Say how complete the figures are."""
    known = reading.figures["quality"]
    said = []
    if known["last_confirmed_on"]:
        said.append(_("A placement was last confirmed on %(day)s.") % {"day": on(known["last_confirmed_on"])})
    for key, exact, vague in (("unconfirmed", *UNCONFIRMED), ("unknown", *UNKNOWN)):
        if reading.cells.get(key, 0) != 0:
            words = reading.words(key)
            said.append(str(vague) if words == HIDDEN else str(exact) % {"count": words})
    if unnumbered := known["deals_without_number"]:
        titles = ", ".join(unnumbered)
        said.append(_("No number of places was published for: %(titles)s.") % {"titles": titles})
    if count := known["deals_without_sector"]:
        said.append(
            ngettext("%(count)s deal has no sector.", "%(count)s deals have no sector.", count)
            % {"count": number(count)}
        )
    return said


def changed_figures(reading: Reading) -> list[dict[str, str]]:
    """Return the figures that both reports tell and that differ."""
    changes = reading.figures.get("differences", {"figures": []})
    return [
        {
            "name": phrases.figure_name(row["key"]),
            "before": number(row["before"]),
            "now": number(row["now"]),
        }
        for row in changes["figures"]
    ]


def reasons(reading: Reading) -> list[str]:
    """Say why they differ."""
    return [phrases.reason(item) for item in reading.figures.get("differences", {"reasons": []})["reasons"]]


def previous_day(reading: Reading) -> str:
    """Return the day of the report before; empty for the first."""
    changes = reading.figures.get("differences")
    return on(changes["as_of"]) if changes else ""
