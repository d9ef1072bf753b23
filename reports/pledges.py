"""What deals promise together: an umbrella's shared promise is filled by its members, never added to theirs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction

from deals.kinds import PLACE_KINDS
from deals.models import Deal
from reports.figures import DealFigures, LineFigures

Pledge = tuple[int, Fraction | None]  # how many; how many the plan asks by the day, when there is one


def pledged_together(deals: Iterable[Deal], figures: dict[int, DealFigures]) -> dict[str, Pledge]:
    """Return what these deals promise per kind, kinds of places only."""
    listed = list(deals)
    present = {deal.pk for deal in listed}
    members: dict[int, list[DealFigures]] = defaultdict(list)
    for deal in listed:
        if deal.parent_id in present:
            members[deal.parent_id].append(figures[deal.pk])
    total: dict[str, list[Pledge]] = defaultdict(list)
    for deal in listed:
        if deal.parent_id not in present:
            for kind, pledge in _with_members(figures[deal.pk], members[deal.pk]).items():
                total[kind].append(pledge)
    return {kind: _sum(pledges) for kind, pledges in total.items()}


def _with_members(umbrella: DealFigures, members: Iterable[DealFigures]) -> dict[str, Pledge]:
    """Take per kind the larger of the shared promise and what the members promise together."""
    shared = _by_kind(umbrella.place_lines)
    parts = _by_kind(line for member in members for line in member.place_lines)
    return {
        kind: max(shared.get(kind, NOTHING), parts.get(kind, NOTHING), key=_size) for kind in shared | parts
    }


NOTHING: Pledge = (0, Fraction(0))


def _size(pledge: Pledge) -> int:
    return pledge[0]


def _by_kind(lines: Iterable[LineFigures]) -> dict[str, Pledge]:
    found: dict[str, list[Pledge]] = defaultdict(list)
    for line in lines:
        if line.pledged and line.kind in PLACE_KINDS:
            found[line.kind].append((line.pledged, line.planned))
    return {kind: _sum(pledges) for kind, pledges in found.items()}


def _sum(pledges: Iterable[Pledge]) -> Pledge:
    listed = list(pledges)
    plans = [planned for _pledged, planned in listed if planned is not None]
    return sum(pledged for pledged, _planned in listed), sum(plans, Fraction(0)) if len(plans) == len(
        listed
    ) else None


def mixed(by_kind: dict[str, Pledge]) -> Pledge:
    """Return the sum over kinds: only under a label with "mixed"."""
    return _sum(by_kind.values()) if by_kind else (0, None)


def standings(figures: Iterable[DealFigures]) -> dict[str, int]:
    """Count deals by whether they count as promised."""
    return dict(Counter(each.standing for each in figures))
