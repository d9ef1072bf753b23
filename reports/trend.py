"""The running total of starts over a period, what it is held against, and where it is heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from deals.models import Programme
from placements.lifecycle import PlacementState
from reports.forecast import forecast, spread_out
from reports.people import Place
from reports.slots import Slot, slots_between
from reports.targets import Goal

FARTHEST_MONTHS = 12  # ahead, for a forecast


@dataclass(frozen=True)
class Period:
    """The slots of a trend; the running total is known up to the day."""

    first: date
    step: int
    slots: tuple[Slot, ...]
    as_of: date

    @property
    def ends(self) -> tuple[date, ...]:
        """The last day of each slot that began by the day, the last one cut off at the day itself."""
        return tuple(min(slot.last, self.as_of) for slot in self.slots if slot.first <= self.as_of)

    @property
    def keys(self) -> tuple[str, ...]:
        """The cells of the running total."""
        return tuple(f"trend:{end.isoformat()}" for end in self.ends)

    @property
    def coming(self) -> tuple[date, ...]:
        """The ends of slots still to come, no farther than a forecast may look; with the rest of the current one."""
        ends = [slot.last for slot in self.slots if slot.last > self.as_of]
        return tuple(end for end in ends if _months(self.as_of, end) <= FARTHEST_MONTHS)

    def untold(self, cells: Mapping[str, int], threshold: int) -> list[str]:
        """Return the points of the trend that would tell how few started in between."""
        points = [(end, cells.get(key, 0)) for end, key in zip(self.ends, self.keys, strict=True)]
        told = set(spread_out(points, threshold))
        return [key for end, key in zip(self.ends, self.keys, strict=True) if end not in told]


def period_of(programme: Programme, goal: Goal | None, places: Iterable[Place], as_of: date) -> Period | None:
    """Return the period of the target, or else of the programme; None when nothing has begun by the day."""
    started = [place.started_on for place in places if place.state == PlacementState.CONFIRMED]
    first = goal.starts_on if goal and goal.starts_on else programme.starts_on or min(started, default=None)
    last = goal.ends_on if goal and goal.ends_on else date(as_of.year, 12, 31)
    if first is None or first > as_of or not started:
        return None
    step, slots = slots_between(first, max(last, as_of))
    return Period(first, step, tuple(slots), as_of)


def trend_of(
    period: Period, goal: Goal | None, told: Mapping[str, int | None], about: Mapping[str, int]
) -> dict[str, Any]:
    """Return the trend as a report keeps it: told points, target, forecast from told points."""
    known = [
        (end, count)
        for end, key in zip(period.ends, period.keys, strict=True)
        if (count := about.get(key, told[key])) is not None
    ]
    ahead = forecast(known, period.coming)
    return {
        "from": period.first.isoformat(),
        "step": period.step,
        "slots": [[slot.first.isoformat(), slot.last.isoformat()] for slot in period.slots],
        "points": list(period.keys),
        "target": goal.current.value if goal else None,
        "forecast": ahead
        and {
            "ends": [end.isoformat() for end in period.coming],
            "mid": ahead.mid, "low": ahead.low, "high": ahead.high,
            "months": ahead.months, "started": ahead.started,
        },
    }  # fmt: skip


def _months(since: date, until: date) -> int:
    return (until.year - since.year) * 12 + until.month - since.month
