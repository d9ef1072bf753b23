"""Which version of a deal, and so which numbers, hold on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, When

from deals.models import CommitmentTerms, Deal, DealVersion


def versions_in_force(deal_ids: Iterable[int], as_of: date) -> QuerySet[DealVersion]:
    """Return per deal the newest version agreed by then that had taken effect; before that, its first."""
    in_effect = Q(effective_on=None) | Q(effective_on__lte=as_of)
    return (
        DealVersion.objects.filter(deal__in=list(deal_ids), conclusion__on__lte=as_of)
        .alias(
            rank=Case(When(in_effect, then=-F("number")), default=F("number"), output_field=IntegerField())
        )
        .order_by("deal_id", "rank")
        .distinct("deal_id")
    )


def terms_in_force(deal_ids: Iterable[int], as_of: date) -> Iterable[Mapping[str, Any]]:
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
