"""Where a promise should stand by a day, and how it compares: the plan is a straight line over its period."""

from __future__ import annotations

import calendar
from datetime import date
from fractions import Fraction

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

BEHIND_BELOW = Fraction(4, 5)  # of the plan to date
AHEAD_ABOVE = Fraction(6, 5)


class Status(TextChoices):
    """How what came true compares with the plan to date."""

    REACHED = "reached", _("reached")
    AHEAD = "ahead", _("ahead of plan")
    ON_TRACK = "on_track", _("on track")
    BEHIND = "behind", _("behind")
    UNKNOWN = "unknown", _("no plan known")


WORST_FIRST = (Status.BEHIND, Status.ON_TRACK, Status.AHEAD, Status.REACHED)


def months_at_end_of(day: date) -> Fraction:
    """Return the moment after `day` in months, so that a period of whole months divides into equal parts."""
    return day.year * 12 + day.month - 1 + Fraction(day.day, calendar.monthrange(day.year, day.month)[1])


def months_at_start_of(day: date) -> Fraction:
    """Return the moment before `day` in months."""
    return day.year * 12 + day.month - 1 + Fraction(day.day - 1, calendar.monthrange(day.year, day.month)[1])


def share_elapsed(starts_on: date | None, ends_on: date | None, as_of: date) -> Fraction | None:
    """Return which part of the period is over at the end of `as_of`, or None when the period is not known."""
    if starts_on is None or ends_on is None:
        return None
    begin, end = months_at_start_of(starts_on), months_at_end_of(ends_on)
    return max(Fraction(0), min(Fraction(1), (months_at_end_of(as_of) - begin) / (end - begin)))


def whole(value: Fraction) -> int:
    """Return the nearest whole number, half up."""
    return int(value + Fraction(1, 2))


def status_of(started: int, pledged: int, planned: Fraction | None) -> Status:
    """Compare what started with the promise and the plan to date; less than one whole place never counts."""
    if pledged and started >= pledged:
        return Status.REACHED
    if planned is None or not pledged:
        return Status.UNKNOWN
    if started < planned * BEHIND_BELOW and planned - started >= 1:
        return Status.BEHIND
    if started > planned * AHEAD_ABOVE and started - planned >= 1:
        return Status.AHEAD
    return Status.ON_TRACK
