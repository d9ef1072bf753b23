"""What asks attention in a programme, in a fixed order: what an account manager would tell the alderman first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from deals.models import Deal, SupportTerms
from reports.figures import HISTORY, STANDS, SUSPENDED, DealFigures
from reports.in_force import versions_in_force
from reports.planning import Status
from reports.targets import iso

SOON = timedelta(days=90)


def attention_list(
    deals: Iterable[Deal], figures: Mapping[int, DealFigures], rows: Iterable[dict[str, Any]], as_of: date
) -> list[dict[str, Any]]:
    """Return codes with the deal that they are about; counts of people are looked up in the cells."""
    listed = list(deals)
    by_id = {row["public_id"]: row for row in rows}
    standing = [deal for deal in listed if figures[deal.pk].standing == STANDS]
    found: list[dict[str, Any]] = []
    found += [_about("behind", deal) for deal in standing if by_id[deal.public_id]["status"] == Status.BEHIND]
    found += [_about("suspended", deal) for deal in listed if figures[deal.pk].standing == SUSPENDED]
    overdue = _overdue_support([deal.pk for deal in standing], as_of)
    for deal in standing:
        found += [_about("support_overdue", deal, **support) for support in overdue[deal.pk]]
    found += [
        _about("ends_soon", deal, on=iso(ends_on))
        for deal in standing
        if (ends_on := figures[deal.pk].ends_on) is not None and ends_on - as_of <= SOON
    ]
    found += [
        _about("past_its_term", deal, on=iso(ends_on))
        for deal in listed
        if figures[deal.pk].standing == HISTORY
        and (ends_on := figures[deal.pk].ends_on) is not None
        and ends_on < as_of
        and (deal.ended_on is None or deal.ended_on > as_of)
    ]
    return found


def _about(code: str, deal: Deal, **facts: Any) -> dict[str, Any]:
    return {"code": code, "deal": deal.public_id, "title": deal.title, **facts}


def _overdue_support(deal_ids: list[int], as_of: date) -> dict[int, list[dict[str, Any]]]:
    """Return what partners owed before the day and had not delivered by it, in one query."""
    owed = (
        SupportTerms.objects.filter(
            version__in=versions_in_force(deal_ids, as_of).values("pk"), due_on__lt=as_of
        )
        .filter(Q(promise__delivered_on=None) | Q(promise__delivered_on__gt=as_of))
        .select_related("promise__party__organisation")
        .order_by("due_on", "pk")
    )
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for terms in owed:
        promise = terms.promise
        found[promise.deal_id].append(
            {"support": promise.kind, "by": promise.party.organisation.name, "due_on": iso(terms.due_on)}
        )
    return found
