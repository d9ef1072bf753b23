"""The figures of lines and deals at a day. Pages, reports, exports and charts all take their figures from here.

Pledged: the quantities of the version in force, of deals that count as promised on that day.
Started: places confirmed as started by that day, ended since or not. Kinds are never added up, except as `mixed`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, When
from django.utils.translation import gettext as _

from deals.kinds import PAID_KINDS, PLACE_KINDS, CommitmentKind, Unit
from deals.models import CommitmentTerms, Deal, DealVersion, Party, Signature
from placements.lifecycle import PlacementState
from placements.models import Placement
from reports.planning import WORST_FIRST, Status, share_elapsed, status_of, whole

STANDS, SUSPENDED, HISTORY, NOT_YET = "stands", "suspended", "history", "not_yet"


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
    lines: tuple[LineFigures, ...] = ()
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
        planned = [line.planned for line in self.place_lines]
        return sum(planned, Fraction(0)) if planned and None not in planned else None  # type: ignore[arg-type]

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
        found = {line.status for line in self.place_lines}
        return next((status for status in WORST_FIRST if status in found), Status.UNKNOWN)

    def _summed(self, figure: Callable[[LineFigures], int]) -> dict[str, int]:
        sums: dict[str, int] = defaultdict(int)
        for line in self.lines:
            sums[line.kind] += figure(line)
        return dict(sums)


def line_figures(deals: Iterable[Deal], *, as_of: date) -> dict[int, list[LineFigures]]:
    """Return the figures of each line by deal, in two queries however many deals there are."""
    return {pk: list(figures.lines) for pk, figures in deal_figures(deals, as_of=as_of).items()}


def deal_figures(deals: Iterable[Deal], *, as_of: date) -> dict[int, DealFigures]:
    """Return the figures of each deal, in two queries however many there are."""
    wanted = list(deals)
    ids = [deal.pk for deal in wanted]
    counts = _placement_counts(ids, as_of)
    lines: dict[int, list[LineFigures]] = defaultdict(list)
    for row in _terms_in_force(ids, as_of):
        lines[row["commitment__deal_id"]].append(_line(row, counts, as_of))
    by_kind: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for (deal_id, _commitment, kind), found in counts.items():
        for name, count in found.items():
            if count:
                by_kind[deal_id][name][kind] += count
    return {
        deal.pk: DealFigures(
            deal_id=deal.pk,
            standing=standing(deal, as_of),
            lines=tuple(lines[deal.pk]),
            started_by_kind=dict(by_kind[deal.pk]["started"]),
            running_by_kind=dict(by_kind[deal.pk]["running"]),
            prepared_by_kind=dict(by_kind[deal.pk]["prepared"]),
        )
        for deal in wanted
    }


def standing(deal: Deal, as_of: date) -> str:
    """Say whether the deal counts as promised on the day, and if not, why; in step with `pledging_on`."""
    if deal.signed_on is None or deal.signed_on > as_of:
        return NOT_YET
    if deal.ended_on is not None and deal.ended_on <= as_of or deal.is_past_its_term(as_of):
        return HISTORY
    if deal.suspended_on is not None and deal.suspended_on <= as_of:
        return SUSPENDED
    return STANDS


def versions_in_force(deal_ids: Iterable[int], as_of: date) -> QuerySet[DealVersion]:
    """Return per deal the newest version that all had signed and that had taken effect; before that, its first."""
    signed_by = Signature.objects.filter(signed_on__lte=as_of)
    missing = Party.objects.filter(deal=OuterRef("deal"), signs=True).exclude(
        Exists(signed_by.filter(version=OuterRef(OuterRef("pk")), party=OuterRef("pk")))
    )
    in_force = Q(~Exists(missing)) & (Q(effective_on=None) | Q(effective_on__lte=as_of))
    return (
        DealVersion.objects.filter(Exists(signed_by.filter(version=OuterRef("pk"))), deal__in=list(deal_ids))
        .alias(rank=Case(When(in_force, then=-F("number")), default=F("number"), output_field=IntegerField()))
        .order_by("deal_id", "rank")
        .distinct("deal_id")
    )


def _terms_in_force(deal_ids: list[int], as_of: date) -> QuerySet[CommitmentTerms, dict[str, Any]]:
    """Return the numbers of each line in force, with whether its deal counts as promised."""
    pledging = Deal.objects.pledging_on(as_of).filter(pk=OuterRef("commitment__deal_id"))
    return (
        CommitmentTerms.objects.filter(version__in=versions_in_force(deal_ids, as_of).values("pk"))
        .annotate(counts=Exists(pledging))
        .order_by("commitment__deal_id", "commitment__number")
        .values(
            "counts",
            "commitment_id",
            "commitment__deal_id",
            "commitment__number",
            "commitment__kind",
            "commitment__label",
            "unit",
            "quantity",
            "starts_on",
            "ends_on",
            "version__starts_on",
            "version__ends_on",
        )
    )


def is_started(as_of: date) -> Q:
    """Confirmed as started by the day."""
    return Q(state=PlacementState.CONFIRMED, started_on__lte=as_of)


def is_running(as_of: date) -> Q:
    """Started, and not known to have ended by the day."""
    return is_started(as_of) & (Q(ended_on=None) | Q(ended_on__gt=as_of))


def is_prepared(as_of: date) -> Q:
    """Known by the day, not started by then: in preparation, reported, or confirmed for a later start."""
    return Q(reported_at__date__lte=as_of) & (
        Q(state__in=[PlacementState.PREPARED, PlacementState.REPORTED])
        | Q(state=PlacementState.CONFIRMED, started_on__gt=as_of)
    )


def _placement_counts(deal_ids: list[int], as_of: date) -> dict[tuple[int, int, str], dict[str, int]]:
    """Count places by deal, line and kind; each place counts once."""
    rows = (
        Placement.objects.filter(deal__in=deal_ids)
        .values("deal_id", "commitment_id", "kind")
        .annotate(
            started=Count("pk", filter=is_started(as_of)),
            running=Count("pk", filter=is_running(as_of)),
            prepared=Count("pk", filter=is_prepared(as_of)),
        )
        .order_by()
    )
    return {
        (row["deal_id"], row["commitment_id"], row["kind"]): {
            name: row[name] for name in ("started", "running", "prepared")
        }
        for row in rows
    }


NONE_YET = {"started": 0, "running": 0, "prepared": 0}


def _line(
    row: dict[str, Any], counts: dict[tuple[int, int, str], dict[str, int]], as_of: date
) -> LineFigures:
    """Join what is promised in one line with what came of it: places of the promised kind only."""
    deal_id, commitment_id, kind = row["commitment__deal_id"], row["commitment_id"], row["commitment__kind"]
    starts_on, ends_on = (
        row["starts_on"] or row["version__starts_on"],
        row["ends_on"] or row["version__ends_on"],
    )
    pledged = row["quantity"] if row["counts"] else 0
    elapsed = share_elapsed(starts_on, ends_on, as_of) if kind in PLACE_KINDS else None
    return LineFigures(
        commitment_id=commitment_id,
        deal_id=deal_id,
        number=row["commitment__number"],
        kind=kind,
        label=row["commitment__label"],
        unit=row["unit"],
        promised=row["quantity"],
        pledged=pledged,
        planned=None if elapsed is None else pledged * elapsed,
        **counts.get((deal_id, commitment_id, kind), NONE_YET),
    )
