"""Who may raise and decide concerns, and give a closing evaluation, and why not. Returns reasons; writes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from deals import policies
from deals.lifecycle import PLEDGED, State

if TYPE_CHECKING:
    from deals.models import Concern, Deal, Evaluation

EVALUATED_FROM = timedelta(days=30)  # before the end of the term


def raising_denial(user: User, deal: Deal, *, on: date) -> str | None:
    """Return why the user may not raise a concern about the deal on this day; None if they may."""
    if deal.state not in PLEDGED:
        return _("Concerns are about signed deals that are not over.")
    if Role.OFFICER in policies.roles_of(user, deal) or deal.parties.own_of(user).staying(on).exists():
        return None
    return _("Concerns are raised by the account manager and by the parties.")


def deciding_denial(user: User, concern: Concern, outcome: str, reason: str = "-") -> str | None:
    """Return why the user may not decide this about a concern; None if they may."""
    if Role.OFFICER not in policies.roles_of(user, concern.deal):
        return _("This step is for the account manager of the municipality.")
    if concern.outcome:
        return _("It was decided about this concern already.")
    if not reason.strip():
        return _("Give a reason.")
    move = {"suspended": "suspend", "terminated": "end"}.get(outcome)
    return policies.denial(user, move, concern.deal) if move else None


def evaluating_denial(evaluation: Evaluation, *, at: datetime) -> str | None:
    """Return why an evaluation cannot be given or changed now; None if it can. Who asks is known by its link or role."""
    if evaluation.deal.state not in PLEDGED | {State.ENDED}:
        return _("Only a deal that was signed is evaluated.")
    if not evaluation.is_open(at):
        return _("This evaluation was given more than fourteen days ago and can no longer be changed.")
    return None


def closing_of(deal: Deal) -> date | None:
    """Return the day on which the deal ends or ended: it can end before its term, and be noted as ended after it."""
    return min((day for day in (deal.ends_on, deal.ended_on) if day), default=None)


def may_be_asked(deal: Deal, today: date) -> bool:
    """Whether the parties are asked how the deal was: once it is over, or from thirty days before its end."""
    if deal.state == State.ENDED:
        return True
    return deal.state in PLEDGED and deal.ends_on is not None and deal.ends_on <= today + EVALUATED_FROM


def asking_denial(user: User, deal: Deal, *, today: date) -> str | None:
    """Return why the user may not have the parties asked now; None if they may."""
    if Role.OFFICER not in policies.roles_of(user, deal):
        return _("This step is for the account manager of the municipality.")
    if not may_be_asked(deal, today):
        return _("The parties are asked when the deal is over, or from thirty days before its end.")
    return None
