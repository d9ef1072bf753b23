"""Targets of a programme at a day: first and current version, and where the plan says one should be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from deals.models import Programme, Target, TargetKind
from reports.planning import share_elapsed, whole


@dataclass(frozen=True)
class Goal:
    """One target: its versions known on the day, and the period that its current version runs over."""

    versions: tuple[Target, ...]
    starts_on: date | None
    ends_on: date | None
    as_of: date

    @property
    def current(self) -> Target:
        """The version that holds."""
        return self.versions[-1]

    @property
    def planned(self) -> Fraction | None:
        """Where the straight line stands at the end of the day."""
        share = share_elapsed(self.starts_on, self.ends_on, self.as_of)
        if share is None:
            return None
        start = (self.current.baseline or 0) if self.current.kind == TargetKind.STOCK else 0
        return start + (self.current.value - start) * share

    @property
    def is_counted_here(self) -> bool:
        """Whether placements of deals count towards it, so that started is held against it."""
        return self.current.counts_placements and self.current.kind != TargetKind.STOCK

    def as_json(self) -> dict[str, Any]:
        """Return what a report keeps of it."""
        now, first = self.current, self.versions[0]
        return {
            "name": now.name, "kind": now.kind, "strength": now.strength, "value": now.value,
            "version": now.version, "first_value": first.value, "first_version": first.version,
            "baseline": now.baseline, "baseline_on": iso(now.baseline_on), "per_year": now.per_year,
            "from": iso(self.starts_on), "until": iso(self.ends_on), "source": now.source,
            "planned": None if self.planned is None else whole(self.planned),
            "counted_here": self.is_counted_here,
        }  # fmt: skip


def goals_of(programme: Programme, as_of: date) -> list[Goal]:
    """Return the programme's targets as they stood on the day, in one query."""
    by_name: dict[str, list[Target]] = {}
    for target in programme.targets.order_by("name", "version"):
        if target.decided_on is None or target.decided_on <= as_of:
            by_name.setdefault(target.name, []).append(target)
    return [
        Goal(tuple(versions), *_period(versions[-1], programme, as_of), as_of)
        for versions in by_name.values()
    ]


def counted(goals: Iterable[Goal]) -> Goal | None:
    """Return the target that placements are held against, or None."""
    return next((goal for goal in goals if goal.is_counted_here), None)


def _period(target: Target, programme: Programme, as_of: date) -> tuple[date | None, date | None]:
    """Return from when until when it runs: the year of the day for a target each year."""
    if target.per_year:
        year = (date(as_of.year, 1, 1), date(as_of.year, 12, 31))
        return max(year[0], target.starts_on or year[0]), year[1]
    start = target.starts_on or target.baseline_on or programme.starts_on
    return start, target.due_on or programme.ends_on


def iso(day: date | None) -> str | None:
    """Return a day as it stands in JSON."""
    return None if day is None else day.isoformat()
