"""The stretches of time along the bottom of a trend: months, or longer when there would be too many."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

MOST_SLOTS = 18
STEPS = (1, 3, 6, 12)  # months in a slot


@dataclass(frozen=True)
class Slot:
    """From one day to another, both included."""

    first: date
    last: date


def slots_between(first: date, last: date) -> tuple[int, list[Slot]]:
    """Divide the period into slots of whole months; returns the months in a slot, and the slots."""
    begin = date(first.year, first.month, 1)
    months = (last.year - begin.year) * 12 + last.month - begin.month + 1
    step = next((step for step in STEPS if months <= step * MOST_SLOTS), STEPS[-1])
    found, at = [], begin
    while at <= last:
        after = _plus_months(at, step)
        found.append(Slot(max(at, first), after - timedelta(days=1)))
        at = after
    return step, found


def end_of_month(day: date) -> date:
    """Return the last day of its month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _plus_months(day: date, months: int) -> date:
    """Return the first of the month so many months on."""
    at = day.year * 12 + day.month - 1 + months
    return date(at // 12, at % 12 + 1, 1)


def date_of(value: str) -> date:
    """Return a day from JSON."""
    return date.fromisoformat(value)
