"""The charts of a report and the tables beside them, from told figures only: what is hidden is not drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from placements.models import Stage
from reports import phrases
from reports.funnels import percent_of
from reports.phrases import on, slot_label
from reports.planning import share_elapsed
from reports.reading import Reading, percent
from reports.slots import date_of
from ui.formats import NOTHING, number
from ui.trend import Trend, Words


def trend_chart(reading: Reading) -> Trend | None:
    """Return the line of a report, or None when there is nothing to draw."""
    trend = reading.figures["trend"]
    if not trend:
        return None
    told = [reading.told(key) for key in trend["points"]]
    if told[-1] is None:
        return None
    ahead = trend["forecast"] or {"mid": (), "low": (), "high": ()}
    rest = 1 if unfinished(trend) else 0  # the slot of the day itself is drawn up to its end already
    return Trend(
        words=_words(reading, trend, told[-1]),
        slots=slot_labels(trend),
        done=bridged(told),
        forecast=ahead["mid"][rest:],
        low=ahead["low"][rest:],
        high=ahead["high"][rest:],
        target=trend["target"],
    )


def bridged(points: Sequence[int | None]) -> list[float]:
    """Draw a straight line over points that are not told; the last one is."""
    drawn: list[float] = []
    before, since = 0.0, 0
    for at, value in enumerate(points, start=1):
        if value is not None:
            drawn += [before + (value - before) * step / (at - since) for step in range(1, at - since + 1)]
            before, since = float(value), at
    return drawn


def unfinished(trend: Mapping[str, Any]) -> bool:
    """Whether the day falls before the end of its slot."""
    reached = len(trend["points"])
    day = trend["points"][-1].partition(":")[2]
    return bool(day < trend["slots"][reached - 1][1])


def slot_labels(trend: Mapping[str, Any]) -> list[str]:
    """Name the stretches along the bottom."""
    several = trend["slots"][0][0][:4] != trend["slots"][-1][1][:4]
    return [slot_label(first, last, trend["step"], several) for first, last in trend["slots"]]


def _words(reading: Reading, trend: Mapping[str, Any], now: int) -> Words:
    """Return what stands at the lines, and the chart in one sentence for who cannot see it."""
    ahead, gap, key = trend["forecast"], reading.gap, reading.figures["headline"]
    count = reading.words(key)
    facts = {"start": on(trend["from"]), "day": reading.as_of, "count": count}
    description = _("From 0 on %(start)s to %(count)s on %(day)s.") % facts
    if trend["target"]:
        description += " " + _("The target is %(target)s.") % {"target": number(trend["target"])}
    if ahead:
        description += " " + phrases.forecast_sentence(trend)
    late = trend["target"] is not None and gap is not None and gap < 0
    return Words(
        title=_("Placements started, added up over time"),
        description=description,
        done=_("%(count)s started") % {"count": count},
        target=_("target %(target)s") % {"target": number(trend["target"])} if trend["target"] else "",
        gap=_("%(gap)s behind") % {"gap": number(-gap)} if late and key not in reading.about and gap else "",
        forecast=_("%(mid)s expected") % {"mid": number(ahead["mid"][-1])} if ahead else "",
        margin=_("%(low)s to %(high)s") % {"low": number(ahead["low"][-1]), "high": number(ahead["high"][-1])}
        if ahead
        else "",
        as_of=_("day of the report"),
    )


def trend_rows(reading: Reading) -> list[dict[str, str]]:
    """Return the numbers of the chart as a table."""
    trend = reading.figures["trend"]
    ahead = trend["forecast"]
    expected = (
        dict(zip(ahead["ends"], zip(ahead["mid"], ahead["low"], ahead["high"], strict=True), strict=True))
        if ahead
        else {}
    )
    last = date_of(trend["slots"][-1][1])
    rows = []
    for at, (_first, end) in enumerate(trend["slots"]):
        known = at < len(trend["points"])
        day = trend["points"][at].partition(":")[2] if known else end
        share = share_elapsed(date_of(trend["from"]), last, date_of(day))
        rows.append(
            {
                "day": on(day),
                "done": reading.words(trend["points"][at]) if known else NOTHING,
                "expected": _("%(mid)s (%(low)s to %(high)s)")
                % dict(zip(("mid", "low", "high"), map(number, expected[end]), strict=True))
                if end in expected and not (known and day == end)
                else NOTHING,
                "planned": number(round(trend["target"] * share)) if trend["target"] and share else NOTHING,
            }
        )
    return rows


def funnels(reading: Reading) -> list[dict[str, Any]]:
    """Return each stream with its steps; streams stand side by side, never in one list."""
    return [
        {
            "name": stream["name"], "note": stream["note"], "steps": _steps(reading, stream["stages"]),
            "most": max(reading.told(stage["cell"]) or 0 for stage in stream["stages"]),
            "days": sorted({on(stage["as_of"]) for stage in stream["stages"]}),
            "sources": sorted({stage["source"] for stage in stream["stages"]}),
        }
        for stream in reading.figures["streams"]
    ]  # fmt: skip


def _steps(reading: Reading, stages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the stages as steps; the words under one tell which part reached the next."""
    steps = []
    for at, stage in enumerate(stages):
        after = stages[at + 1] if at + 1 < len(stages) else None
        shown = reading.words(stage["cell"])
        if stage["approximate"] and stage["cell"] not in reading.about:
            shown = _("about %(number)s") % {"number": shown}
        share = percent_of(after["count"], stage["count"]) if after else None
        label = str(Stage(stage["stage"]).label)
        steps.append(
            {
                "value": reading.told(stage["cell"]) or 0, "number": shown, "label": label, "detail": stage["note"],
                "text": f"{shown} {label}",
                "note": _("%(share)s: %(stage)s")
                % {"share": percent(share), "stage": Stage(after["stage"]).label}
                if after and share is not None
                else "",
            }
        )  # fmt: skip
    return steps
