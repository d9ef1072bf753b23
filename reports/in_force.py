"""Which version of a deal, and so which numbers, hold on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from deals.models import CommitmentTerms, Deal, DealVersion, Suspension
from deals.models.selection import in_force_first


def versions_in_force(deal_ids: Iterable[int], as_of: date) -> QuerySet[DealVersion]:
    """Return per deal the newest version agreed by then that had taken effect; before that, its first."""
    versions = DealVersion.objects.filter(deal__in=list(deal_ids))
    return in_force_first(versions, as_of).distinct("deal_id")


def terms_in_force(deal_ids: Iterable[int], as_of: date) -> Iterable[Mapping[str, Any]]:
    """Return the numbers of each line in force, with whether its deal counts as promised and whether it stood still."""
    pledging = Deal.objects.pledging_on(as_of).filter(pk=OuterRef("commitment__deal_id"))
    suspended = Suspension.objects.on(as_of).filter(deal=OuterRef("commitment__deal_id"))
    return (
        CommitmentTerms.objects.filter(version__in=versions_in_force(deal_ids, as_of).values("pk"))
        .annotate(counts=Exists(pledging), suspended=Exists(suspended))
        .order_by("commitment__deal_id", "commitment__number")
        .values(
            "counts",
            "suspended",
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
