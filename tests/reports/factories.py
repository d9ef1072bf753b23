"""Rows that reports count: a programme with a target, deals in sectors, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from deals import actions
from deals.kinds import CommitmentKind
from deals.models import Deal, Programme, Stream, Target
from placements.lifecycle import EndReason
from placements.models import FunnelCount, Placement
from tests import factories

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def target(programme: Programme, value: int = 120, **values: Any) -> Target:
    """A number of placements over two years."""
    defaults = {
        "programme": programme, "name": "Placements", "kind": "flow", "value": value, "counts_placements": True,
        "starts_on": date(2025, 1, 1), "due_on": date(2026, 12, 31),
    }  # fmt: skip
    return Target.objects.create(**defaults | values)


def deal_of(officer: User, programme: Programme, promised: dict[CommitmentKind, int], **values: Any) -> Deal:
    """A signed deal of a new employer that promises these numbers."""
    employer = factories.employer().organisation
    lines = [actions.CommitmentEntry(employer, kind, quantity) for kind, quantity in promised.items()]
    return factories.deal(officer, programme, employer, commitments=lines, **values)


def places(
    deal: Deal,
    by: User,
    starts: Iterable[date],
    *,
    kind: CommitmentKind | None = None,
    ended: Sequence[date] = (),
) -> list[Placement]:
    """A confirmed placement per start, the first ones ended on these days."""
    line = deal.commitments.filter(kind=kind).get() if kind else deal.commitments.order_by("number")[0]
    ends = [*ended]
    return [
        factories.placement(
            line,
            by,
            started_on=start,
            **({"ended_on": ends.pop(0), "end_reason": EndReason.AS_PLANNED} if ends else {}),
        )
        for start in starts
    ]


def every_week(first: date, times: int) -> list[date]:
    """That many days, a week apart."""
    return [first + timedelta(weeks=week) for week in range(times)]


def funnel(
    programme: Programme, stages: dict[str, int], *, stream: str = "", on: date = date(2019, 3, 21)
) -> None:
    """Reported counts, in this order, all of one day."""
    of = None
    if stream:
        of, _made = Stream.objects.get_or_create(
            programme=programme, slug=stream, defaults={"name": stream.title()}
        )
    for position, (stage, count) in enumerate(stages.items()):
        FunnelCount.objects.create(
            programme=programme,
            stream=of,
            stage=stage,
            as_of=on,
            count=count,
            source="a newspaper",
            position=position,
        )


def noon(day: date) -> datetime:
    """That day at noon here."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=AMSTERDAM)
