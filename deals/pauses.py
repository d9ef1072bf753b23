"""How long work rests that lacks what it needs: longer each time, so that an outage does not keep workers busy."""

from __future__ import annotations

from datetime import timedelta

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(hours=1)


def pause_after(times: int) -> timedelta:
    """Return how long to wait after it was put off so many times before: 1, 2, 4, 8 minutes, at most an hour."""
    return min(SHORTEST * 2 ** min(times, 10), LONGEST)
