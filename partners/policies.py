"""Who may say what a partner has to offer. Returns reasons; writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import REGISTRARS
from accounts.roles import Role

if TYPE_CHECKING:
    from partners.models import Partner


def offering_denial(user: User, partner: Partner) -> str | None:
    """Return why the user may not change the support on offer, or None: the partner itself and registrars do."""
    if user.has_role(Role.PARTNER, partner.organisation_id) or user.roles & REGISTRARS:
        return None
    return _("Only the partner itself or an account manager changes what it offers.")
