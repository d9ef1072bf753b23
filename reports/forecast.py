"""Where a programme is heading, as a range, from its own pace and from told figures only. Never about a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt

from reports.planning import months_at_end_of, whole

FEWEST_MONTHS = 6  # of history, before anything is said about what comes
WINDOW_MONTHS = 12
MARGIN = 1.28  # standard deviations: eight in ten outcomes lie within


@dataclass(frozen=True)
class Forecast:
    """What the total becomes at each coming day if the pace stays the same."""

    months: int
    started: int
    mid: list[int]
    low: list[int]
    high: list[int]


def forecast(told: Sequence[tuple[date, int]], coming: Sequence[date]) -> Forecast | None:
    """Return the forecast from told running totals, or None when the programme is too young or all is still.

    The pace is that of the last twelve months. The margin is that of counts of independent starts, of the pace
    as well as of what comes.
    """
    if len(told) < 2 or not coming:
        return None
    last_day, total = told[-1]
    now = months_at_end_of(last_day)
    if now - months_at_end_of(told[0][0]) < FEWEST_MONTHS:
        return None
    since, before = min(
        told[:-1], key=lambda point: (abs(now - months_at_end_of(point[0]) - WINDOW_MONTHS), point[0])
    )
    months, started = now - months_at_end_of(since), total - before
    if months < FEWEST_MONTHS or started <= 0:
        return None
    mid, low, high = [], [], []
    for day in coming:
        expected = Fraction(started) * (months_at_end_of(day) - now) / months
        margin = MARGIN * sqrt(float(expected) * (1 + float(expected) / started))
        mid.append(total + whole(expected))
        low.append(total + max(0, round(float(expected) - margin)))
        high.append(total + round(float(expected) + margin))
    return Forecast(whole(months), started, mid, low, high)


def spread_out(points: Sequence[tuple[date, int]], threshold: int) -> list[date]:
    """Return the days whose running total may be told: from one to the next nobody starts, or enough people do."""
    told: list[date] = []
    after: int | None = None
    for day, total in reversed(points):
        far = after is None or after == total or after - total >= threshold
        if far and (total == 0 or total >= threshold or after is None):
            told.append(day)
            after = total
    return told[::-1]
