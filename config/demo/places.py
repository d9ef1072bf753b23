"""What became of the promises of Duinstede: starts and ends spread over the months, support delivered or not."""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from accounts.models import User
from config.demo import cast
from deals.models import Commitment, Deal
from placements.lifecycle import EndReason, PlacementState
from placements.models import Placement
from trail.models import Entry

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
ENDINGS = [
    EndReason.AS_PLANNED,
    EndReason.REGULAR_JOB_HERE,
    EndReason.REGULAR_JOB_ELSEWHERE,
    EndReason.TRAINING,
    EndReason.NO_MATCH,
    EndReason.DID_NOT_COME,
]


def at_four(day: date) -> datetime:
    """Return four in the afternoon of a day in the Netherlands."""
    return datetime.combine(day, time(16), AMSTERDAM)


def fill_places(deal: Deal, story: cast.Story, officer: User, today: date, random: Random) -> None:
    """Save the places that were taken and are in preparation, and which support was delivered."""
    signed_on = deal.signed_on or today
    last = min(today, deal.ends_on or today)
    days = max((last - signed_on).days - 10, 5)
    lines = deal.commitments.select_related("party", "deal").order_by("number")
    for commitment, (_by, line) in zip(lines, story.promised(), strict=True):
        _kind, _quantity, hours, started, prepared = line
        for turn in range(started):
            offset = days * (turn + 1) // (started + 1) + random.randint(-9, 9)
            start = signed_on + timedelta(days=max(offset, 7))
            add_place(commitment, officer, min(start, today), hours, random, today)
        for turn in range(prepared):
            add_coming(commitment, officer, hours, today, reported=turn % 2 == 1)
    deliver_support(deal, story, officer, today)


def add_place(
    commitment: Commitment, officer: User, start: date, hours: int | None, random: Random, today: date
) -> None:
    """Save a place that was confirmed; one in four has ended."""
    ended = start + timedelta(days=random.choice([61, 92, 122, 183])) if random.random() < 0.27 else None
    if ended and ended >= today:
        ended = None
    place = Placement.objects.create(
        commitment=commitment,
        kind=commitment.kind,
        state=PlacementState.CONFIRMED,
        started_on=start,
        planned_end_on=start + timedelta(days=365),
        hours_per_week=hours,
        ended_on=ended,
        end_reason=random.choice(ENDINGS) if ended else "",
        end_confirmed_at=at_four(ended) if ended else None,
        reported_by=officer,
        reported_at=at_four(start),
        confirmed_by=officer,
        confirmed_at=at_four(start),
        is_fictional=True,
    )
    Entry.objects.record(place, "record", by=officer, at=at_four(start))
    if ended:
        Entry.objects.record(place, "report_end", by=officer, at=at_four(ended))


def add_coming(
    commitment: Commitment, officer: User, hours: int | None, today: date, *, reported: bool
) -> None:
    """Save a place in preparation, or one of which the start was reported and waits to be confirmed."""
    start = today - timedelta(days=4) if reported else today + timedelta(days=18)
    place = Placement.objects.create(
        commitment=commitment,
        kind=commitment.kind,
        state=PlacementState.REPORTED if reported else PlacementState.PREPARED,
        started_on=start,
        hours_per_week=hours,
        reported_by=officer,
        reported_at=at_four(today - timedelta(days=3)),
        is_fictional=True,
    )
    Entry.objects.record(place, "report", by=officer, at=at_four(today - timedelta(days=3)))


def deliver_support(deal: Deal, story: cast.Story, officer: User, today: date) -> None:
    """Record the support that was delivered."""
    promises = deal.support_promises.order_by("number")
    for promise, (_partner, _kind, _text, _due, delivered) in zip(promises, story.support, strict=True):
        due_on = promise.terms.get().due_on
        if delivered and due_on and due_on <= today:
            promise.delivered_on = due_on - timedelta(days=4)
            promise.delivery_recorded_by = officer
            promise.evidence = "bevestigd in het voortgangsgesprek"
            promise.save()
