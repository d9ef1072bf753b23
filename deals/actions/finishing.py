"""Concluding what all have signed. It happens with the last signature; this is for when it did not."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from deals import policies
from deals.models import Deal


@transaction.atomic
def conclude_again(deal: Deal, *, by: User | None, at: datetime) -> bool:
    """Conclude a deal that all have signed; return whether there was anything to do. May be asked any number of times.

    `by` is None for the sweep. Raises PermissionDenied with the reason why not.
    """
    if by and (why := policies.document_denial(by, deal)):
        raise PermissionDenied(why)
    deal.hold()
    return deal.settle(by=None, at=at)
