"""Who may ask, answer and confirm how a deal stands, and why not. Returns reasons; writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from deals.lifecycle import State

if TYPE_CHECKING:
    from deals.models import Deal
    from placements.models import ProgressAnswer


def officer_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not ask the parties of this deal how things stand, or None."""
    if deal.municipality_id not in user.municipalities_as(Role.OFFICER):
        return _("This step is for the account manager of the municipality.")
    return not_in_force(deal)


def handling_denial(user: User, answer: ProgressAnswer) -> str | None:
    """Return why the user may not confirm or ask about an answer, or None."""
    if answer.round.deal.municipality_id not in user.municipalities_as(Role.OFFICER):
        return _("This step is for the account manager of the municipality.")
    if answer.state == "accepted":
        return _("This answer is confirmed already.")
    return None


def not_in_force(deal: Deal) -> str | None:
    """Return why progress is not asked about, or None: the deal is not signed, or no longer in force."""
    if deal.state == State.SIGNED:
        return None
    return _("This deal is %(state)s.") % {"state": deal.get_state_display()}
