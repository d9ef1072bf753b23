"""The conclusion of a report and the four figures that matter most."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports import phrases
from reports.phrases import HIDDEN
from reports.reading import Reading, percent
from ui.formats import NOTHING, number


@dataclass(frozen=True)
class Fact:
    """One key figure."""

    value: str
    label: str
    note: str = ""
    tone: str = ""
    definition: str = ""


def lead(reading: Reading) -> str:
    """The conclusion, before any number."""
    goal, pledged, headline = reading.goal, reading.figures["pledged"], reading.figures["headline"]
    if reading.has_placements:
        count = reading.told(headline)
        if count is None:
            return _("Placements started, but too few to tell how many.")
        return phrases.lead_counted(count, reading.gap, about=headline in reading.about)
    if goal and goal["reported"] and goal["realised"] is not None:
        return phrases.lead_reported(goal, reading.stage_of(goal["cell"])["as_of"])
    if pledged["mixed"] and reading.planned:
        return phrases.lead_counted(0, reading.gap, about=False)
    return phrases.lead_deals(pledged["deals"], pledged["without_number"])


def lead_more(reading: Reading) -> str:
    """Where it is heading, or how far the target is."""
    trend, goal = reading.figures["trend"], reading.goal
    if trend and trend["forecast"]:
        return phrases.forecast_sentence(trend)
    if goal and goal["share"] is not None:
        return _("That is %(share)s of the target of %(target)s.") % {
            "share": percent(goal["share"]), "target": number(goal["value"]),
        }  # fmt: skip
    return ""


def facts(reading: Reading) -> list[Fact]:
    """The four figures that matter most."""
    return [fact for fact in (_started(reading), _gap(reading), _pledged(reading), _running(reading)) if fact]


def _started(reading: Reading) -> Fact:
    key, goal = reading.figures["headline"], reading.goal
    if goal and goal["reported"]:
        note = _("of the target of %(target)s") % {"target": number(goal["value"])}
        if goal["share"] is not None:
            note = _("%(share)s of the target of %(target)s") % {
                "share": percent(goal["share"]), "target": number(goal["value"]),
            }  # fmt: skip
        return Fact(reading.words(goal["cell"]), _("people placed, as reported"), note, definition="funnel")
    note = _("not published") if reading.is_unpublished(key) else ""
    if goal and goal["share"] is not None:
        note = _("%(share)s of the target of %(target)s") % {
            "share": percent(goal["share"]), "target": number(goal["value"]),
        }  # fmt: skip
    return Fact(
        reading.words(key),
        _mixed(reading, _("placements started"), _("placements started, mixed")),
        note,
        definition="started",
    )


def _gap(reading: Reading) -> Fact | None:
    gap, planned = reading.gap, reading.planned
    if planned is None:
        return Fact(NOTHING, _("compared with the plan"), _("no plan known"), definition="planned")
    note = _("planned on %(day)s: %(planned)s") % {"day": reading.as_of, "planned": number(planned)}
    if gap is None:
        return Fact(HIDDEN, _("compared with the plan"), note, definition="planned")
    rounded = reading.figures["headline"] in reading.about
    value = _("about %(number)s") % {"number": number(abs(gap))} if rounded else number(abs(gap))
    if gap < 0:
        return Fact(value, _("behind the plan"), note, "behind", definition="planned")
    return Fact(value, _("ahead of the plan") if gap else _("off the plan"), note, definition="planned")


def _pledged(reading: Reading) -> Fact:
    pledged = reading.figures["pledged"]
    deals = ngettext("in %(count)s deal", "in %(count)s deals", pledged["deals"]) % {
        "count": number(pledged["deals"])
    }
    value = number(pledged["mixed"])
    if pledged["deals"] and pledged["without_number"] == pledged["deals"]:
        value, deals = NOTHING, _("%(deals)s; the number was not published") % {"deals": deals}
    return Fact(
        value, _mixed(reading, _("places promised"), _("places promised, mixed")), deals, definition="pledged"
    )


def _running(reading: Reading) -> Fact:
    started, running = reading.cells.get("started", 0), reading.cells.get("running", 0)
    note = _("not published") if reading.is_unpublished("running") else ""
    if started and running is not None:
        note = _("%(running)s of %(started)s placements") % {
            "running": number(running),
            "started": number(started),
        }
        return Fact(percent(100 * running / started, 0), _("still running"), note, definition="running")
    return Fact(reading.words("running"), _("still running"), note, definition="running")


def _mixed(reading: Reading, plain: str, mixed: str) -> str:
    return mixed if reading.figures["pledged"]["is_mixed"] else plain
