"""Days of the demo, counted back from the day that it is made."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def months_before(day: date, months: int) -> date:
    """Return the same day of the month so many months earlier (or later, when negative), at most the 28th."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, min(day.day, 28))


def at_noon(day: date) -> datetime:
    """Return noon of a day in the Netherlands."""
    return datetime.combine(day, time(12), AMSTERDAM)
