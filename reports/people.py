"""From places to cells: which counts of people each place is part of, on a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from deals.kinds import PAID_KINDS
from deals.models import Programme
from placements.lifecycle import PlacementState
from placements.models import Placement


@dataclass(frozen=True)
class Place:
    """What figures need to know of one place."""

    deal: str
    kind: str
    state: str
    started_on: date
    planned_end_on: date | None
    ended_on: date | None
    reported_on: date


def places_of(programme: Programme) -> list[Place]:
    """Return all places under the programme's deals, in one query."""
    rows = Placement.objects.filter(programme=programme).values_list(
        "deal__public_id", "kind", "state", "started_on", "planned_end_on", "ended_on", "reported_at"
    )
    return [
        Place(deal, kind, state, started, planned_end, ended, timezone.localdate(reported))
        for deal, kind, state, started, planned_end, ended, reported in rows
    ]


@dataclass(frozen=True)
class Frame:
    """What the cells of one report are cut by."""

    as_of: date
    sectors: Mapping[str, str]  # by deal
    parents: Mapping[str, str]  # umbrella by deal
    counting: Collection[str]  # deals that count as promised
    trend_from: date | None = None
    trend_ends: tuple[date, ...] = ()


def atoms_of(places: Iterable[Place], frame: Frame) -> Counter[frozenset[str]]:
    """Group places by the cells that count them; each place counts once in a cell."""
    return Counter(keys for place in places if (keys := frozenset(_keys(place, frame))))


def _keys(place: Place, frame: Frame) -> Iterator[str]:
    """Name the cells that count this place."""
    confirmed = place.state == PlacementState.CONFIRMED
    if confirmed and place.started_on <= frame.as_of:
        yield from _keys_of_started(place, frame)
    elif place.state != PlacementState.REFUSED and place.reported_on <= frame.as_of:
        yield "prepared"
        yield "unconfirmed" if place.state == PlacementState.REPORTED else "arranged"


def _keys_of_started(place: Place, frame: Frame) -> Iterator[str]:
    """Name the cells of a place that started."""
    life = "ended" if place.ended_on and place.ended_on <= frame.as_of else "running"
    yield from ("started", life, f"kind:{place.kind}:started", f"kind:{place.kind}:{life}")
    if life == "running":
        overdue = place.planned_end_on is not None and place.planned_end_on < frame.as_of
        yield "unknown" if overdue else "expected"
    yield "paid:started" if place.kind in PAID_KINDS else "unpaid:started"
    counts = "counting" if place.deal in frame.counting else "history"
    yield from (counts, f"kind:{place.kind}:{counts}")
    yield f"sector:{frame.sectors.get(place.deal, '')}:started"
    yield f"deal:{place.deal}:started"
    if place.deal in frame.parents:
        yield f"deal:{frame.parents[place.deal]}:started"
    if frame.trend_from and place.started_on >= frame.trend_from:
        yield "period:started"
        yield from (f"trend:{end.isoformat()}" for end in frame.trend_ends if place.started_on <= end)
    elif frame.trend_from:
        yield "before:started"
