"""Changes of a signed deal: a next version that starts as a copy of the one in force."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from deals import policies
from deals.models import Amendment, CommitmentTerms, Deal, DealVersion, SupportTerms
from trail.models import Entry


@transaction.atomic
def begin_amendment(
    deal: Deal, *, reason: str, effective_on: date, by: User, at: datetime, is_renewal: bool = False
) -> Amendment:
    """Start a change of a signed deal: its words and numbers as they are in force, to be changed and then offered.

    Raises PermissionDenied with the reason why not.
    """
    deal.hold()
    if why := policies.amending_denial(by, deal):
        raise PermissionDenied(why)
    base = deal.text_in_force(timezone.localdate(at))
    version = copy_version(base, number=deal.newest_version().number + 1, effective_on=effective_on)
    amendment = Amendment.objects.create(
        deal=deal,
        version=version,
        amends=base,
        reason=reason,
        is_renewal=is_renewal,
        begun_by=by,
        begun_at=at,
    )
    changes = {"version": [base.number, version.number]}
    Entry.objects.record(deal, "amendment_begin", by=by, changes=changes, reason=reason, at=at)
    return amendment


def copy_version(base: DealVersion, *, number: int, effective_on: date | None) -> DealVersion:
    """Return a new version that says the same as `base`, open for change."""
    version = DealVersion.objects.create(
        deal=base.deal,
        number=number,
        variant_version=base.variant_version,
        clauses=base.clauses,
        starts_on=base.starts_on,
        ends_on=base.ends_on,
        effective_on=effective_on,
    )
    for model, terms in ((CommitmentTerms, base.commitment_terms), (SupportTerms, base.support_terms)):
        copies = list(terms.order_by("pk"))
        for copy in copies:
            copy.pk, copy.version = None, version
        model._default_manager.bulk_create(copies)
    return version
