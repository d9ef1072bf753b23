"""The figures of lines and deals at a day. Pages, reports, exports and charts all take their figures from here.

Pledged: the quantities of the version in force, of deals that count as promised on that day.
Started: places confirmed as started by that day, ended since or not. Kinds are never added up, except as `mixed`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q

from deals.kinds import PLACE_KINDS
from deals.models import Deal
from placements.lifecycle import PlacementState
from placements.models import Placement
from reports.in_force import terms_in_force
from reports.lines import DealFigures, LineFigures
from reports.planning import share_elapsed

__all__ = ["DealFigures", "LineFigures", "deal_figures", "line_figures"]

Stood = tuple[date | None, bool]
STANDS, SUSPENDED, HISTORY, NOT_YET = "stands", "suspended", "history", "not_yet"


def line_figures(deals: Iterable[Deal], *, as_of: date) -> dict[int, list[LineFigures]]:
    """Return the figures of each line by deal, in two queries however many deals there are."""
    return {pk: list(figures.lines) for pk, figures in deal_figures(deals, as_of=as_of).items()}


def deal_figures(
    deals: Iterable[Deal], *, as_of: date, only: Collection[int] | None = None
) -> dict[int, DealFigures]:
    """Return the figures of each deal, in two queries however many there are; of `only` these commitments.

    A third query when there are deals in which nothing is promised.
    """
    wanted = list(deals)
    ids = [deal.pk for deal in wanted]
    counts = _placement_counts(ids, as_of)
    if only is not None:
        counts = {key: found for key, found in counts.items() if key[1] in only}
    lines: dict[int, list[LineFigures]] = defaultdict(list)
    stood: dict[int, Stood] = {}
    for row in terms_in_force(ids, as_of):
        stood[row["commitment__deal_id"]] = row["version__ends_on"], row["suspended"]
        if only is None or row["commitment_id"] in only:
            lines[row["commitment__deal_id"]].append(_line(row, counts, as_of))
    if without := [pk for pk in ids if pk not in stood]:
        stood |= {pk: (end, still) for pk, end, still in Deal.objects.filter(pk__in=without).stood_on(as_of)}
    by_kind: dict[int, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for (deal_id, _commitment, kind), found in counts.items():
        for name, count in found.items():
            if count:
                by_kind[deal_id][name][kind] += count
    return {
        deal.pk: DealFigures(
            deal_id=deal.pk,
            standing=standing(deal, as_of, stood.get(deal.pk)),
            ends_on=stood.get(deal.pk, (deal.ends_on, False))[0],
            lines=tuple(lines[deal.pk]),
            started_by_kind=dict(by_kind[deal.pk]["started"]),
            running_by_kind=dict(by_kind[deal.pk]["running"]),
            prepared_by_kind=dict(by_kind[deal.pk]["prepared"]),
        )
        for deal in wanted
    }


def standing(deal: Deal, as_of: date, stood: Stood | None) -> str:
    """Say whether the deal counts as promised on the day, and if not, why; in step with `pledging_on`.

    `stood` is the last day of the term in the text in force on that day, and whether the deal stood still then.
    """
    if deal.signed_on is None or deal.signed_on > as_of or stood is None:
        return NOT_YET
    term_end, is_suspended = stood
    if (deal.ended_on is not None and deal.ended_on <= as_of) or (term_end is not None and term_end < as_of):
        return HISTORY
    return SUSPENDED if is_suspended else STANDS


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
    row: Mapping[str, Any], counts: dict[tuple[int, int, str], dict[str, int]], as_of: date
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
