"""What one line and one deal show: figures per kind, and sums over kinds that must say "mixed"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from deals.kinds import PAID_KINDS, PLACE_KINDS, CommitmentKind, Unit
from reports.planning import WORST_FIRST, Status, status_of, whole


@dataclass(frozen=True)
class LineFigures:
    """One commitment at a day. `promised` is what its text says; `pledged` is 0 when the deal does not count."""

    commitment_id: int
    deal_id: int
    number: int
    kind: str
    label: str
    unit: str
    promised: int
    pledged: int
    started: int
    running: int
    prepared: int
    planned: Fraction | None

    @property
    def kind_label(self) -> str:
        """The kind, in the reader's language."""
        return str(CommitmentKind(self.kind).label)

    @property
    def unit_label(self) -> str:
        """What is counted, in the reader's language."""
        return str(Unit(self.unit).label)

    @property
    def ended(self) -> int:
        """Places that started and are known to have ended."""
        return self.started - self.running

    @property
    def open(self) -> int:
        """What is pledged and neither started nor in preparation."""
        return max(0, self.pledged - self.started - self.prepared)

    @property
    def is_filled_by_people(self) -> bool:
        """Whether places are recorded against it; hours of guidance, for one, are not."""
        return self.kind in PLACE_KINDS

    @property
    def planned_by_now(self) -> int | None:
        """What the plan asks by the day, in whole places."""
        return None if self.planned is None else whole(self.planned)

    @property
    def status(self) -> Status:
        """How it compares with the plan."""
        return status_of(self.started, self.pledged, self.planned)


@dataclass(frozen=True)
class DealFigures:
    """One deal at a day: per kind, and as a sum over kinds that may only stand under a label with "mixed"."""

    deal_id: int
    standing: str
    ends_on: date | None = None  # the last day of the term in the text in force on that day
    lines: tuple[LineFigures, ...] = ()
    is_told: bool = True  # whether what came true is in it: who reads aggregates only gets the promises
    started_by_kind: dict[str, int] = field(default_factory=dict)
    running_by_kind: dict[str, int] = field(default_factory=dict)
    prepared_by_kind: dict[str, int] = field(default_factory=dict)

    @property
    def pledged_by_kind(self) -> dict[str, int]:
        """What counts as promised, per kind."""
        return self._summed(lambda line: line.pledged)

    @property
    def promised_by_kind(self) -> dict[str, int]:
        """What the text promises, per kind, whether it counts now or not."""
        return self._summed(lambda line: line.promised)

    @property
    def open_by_kind(self) -> dict[str, int]:
        """What is still to be filled, per kind."""
        return self._summed(lambda line: line.open)

    @property
    def place_lines(self) -> tuple[LineFigures, ...]:
        """The lines that people fill."""
        return tuple(line for line in self.lines if line.is_filled_by_people)

    @property
    def kinds(self) -> list[str]:
        """The kinds of places of which there is a figure, in the order of the closed list."""
        found = (
            {line.kind for line in self.place_lines} | set(self.started_by_kind) | set(self.prepared_by_kind)
        )
        return [kind for kind in CommitmentKind.values if kind in found]

    @property
    def is_mixed(self) -> bool:
        """Whether its sums run over more than one kind."""
        return len(self.kinds) > 1

    @property
    def label(self) -> str:
        """The words that must stand beside its sums: the kind, or "places, mixed"."""
        if self.is_mixed:
            return _("places, mixed")
        return str(CommitmentKind(self.kinds[0]).label) if self.kinds else _("places")

    @property
    def pledged_mixed(self) -> int:
        """Places that count as promised, over kinds: only under `label`."""
        return sum(line.pledged for line in self.place_lines)

    @property
    def started_mixed(self) -> int:
        """Places that started, over kinds: only under `label`."""
        return sum(self.started_by_kind.values())

    @property
    def running_mixed(self) -> int:
        """Places not known to have ended, over kinds: only under `label`."""
        return sum(self.running_by_kind.values())

    @property
    def prepared_mixed(self) -> int:
        """Places in preparation, over kinds: only under `label`."""
        return sum(self.prepared_by_kind.values())

    @property
    def open_mixed(self) -> int:
        """Places still to be filled, over kinds: only under `label`."""
        return sum(line.open for line in self.place_lines)

    @property
    def planned_mixed(self) -> Fraction | None:
        """What the plan asks by the day, over kinds; None when a line has no period."""
        planned = [line.planned for line in self.place_lines if line.planned is not None]
        return sum(planned, Fraction(0)) if planned and len(planned) == len(self.place_lines) else None

    @property
    def paid_pledged(self) -> int:
        """Paid jobs promised: paid kinds only."""
        return sum(line.pledged for line in self.lines if line.kind in PAID_KINDS)

    @property
    def paid_started(self) -> int:
        """Paid jobs started: paid kinds only."""
        return sum(count for kind, count in self.started_by_kind.items() if kind in PAID_KINDS)

    @property
    def status(self) -> Status:
        """The status of the line that lags most: one kind ahead does not make up for another."""
        found = {line.status for line in self.place_lines} if self.is_told else set()
        return next((status for status in WORST_FIRST if status in found), Status.UNKNOWN)

    def promises_only(self) -> DealFigures:
        """Return the same without counts of people: one deal's numbers are small ones."""
        lines = tuple(replace(line, started=0, running=0, prepared=0) for line in self.lines)
        return DealFigures(self.deal_id, self.standing, self.ends_on, lines, is_told=False)

    def _summed(self, figure: Callable[[LineFigures], int]) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for line in self.lines:
            sums[line.kind] += figure(line)
        return dict(sums)
