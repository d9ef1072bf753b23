"""Who looks after a deal, and so gets its letters."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from accounts.models import Membership, User
from accounts.roles import Role

if TYPE_CHECKING:
    from deals.models import Deal


def carers_of(deal: Deal, at: datetime) -> list[User]:
    """Return who looks after a deal: its account manager while in office, else every account manager there."""
    officers = Membership.objects.in_force(at).filter(
        organisation=deal.municipality.organisation_id, role=Role.OFFICER, user__is_active=True
    )
    people = [member.user for member in officers.select_related("user").order_by("pk")]
    return [person for person in people if person == deal.account_manager] or people
