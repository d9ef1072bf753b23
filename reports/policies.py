"""Who may freeze a report, and why not. Returns reasons; writes nothing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from deals.models import Deal, Programme

READERS = (Role.ALDERMAN, Role.OFFICER, Role.ADMINISTRATOR)
AUTHORS = (Role.ALDERMAN, Role.OFFICER)


def freeze_denial(user: User, programme: Programme) -> str | None:
    """Return why the user may not lay down a report of this programme, or None when they may."""
    if programme.municipality_id not in user.municipalities_as(*AUTHORS):
        return _("Only the alderman and the account managers of the municipality lay down a report.")
    return None


def sees_live_numbers(user: User, programme: Programme) -> bool:
    """Whether the user may see small numbers of people: who works with the placements themselves."""
    return programme.municipality_id in user.municipalities_as(Role.OFFICER)


def may_count_people(user: User, deal: Deal) -> bool:
    """Whether the user may see how many people all lines of one deal placed; an employer sees its own lines'."""
    return deal.municipality_id in user.municipalities_as(Role.OFFICER, Role.PRIVACY_OFFICER)
