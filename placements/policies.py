"""Who may take which step with a placement, and why not. Returns reasons; writes nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from deals.lifecycle import State
from deals.models import Commitment, Deal
from placements.lifecycle import STEPS, UNDO_WITHIN, UNDONE_BY
from trail.models import Entry

if TYPE_CHECKING:
    from placements.models import Placement

# A deal that is suspended or over takes no new starts, but what happened under it is still settled.
SETTLED_STATES = frozenset({State.SIGNED, State.SUSPENDED, State.ENDED})


def denial(user: User, step: str, placement: Placement, *, today: date) -> str | None:
    """Return why `user` may not take `step` with `placement` today, or None when they may."""
    rule = STEPS[step]
    roles = roles_of(user, placement.deal, placement.employer_id)
    if placement.state not in rule.sources:
        return _("This is not possible while the place is %(state)s.") % {
            "state": placement.get_state_display()
        }
    if not rule.roles & roles:
        return _("This step is for somebody else.")
    if placement.deal.state not in SETTLED_STATES:
        return _("The deal is %(state)s.") % {"state": placement.deal.get_state_display()}
    if rule.needs_end is not None and rule.needs_end != (placement.ended_on is not None):
        return _("No end was reported.")
    return obstacle(step, placement, is_officer=Role.OFFICER in roles, today=today)


def obstacle(step: str, placement: Placement, *, is_officer: bool, today: date) -> str | None:
    """Return what the placement itself still lacks for this step, or None."""
    confirmed = placement.end_confirmed_at is not None
    if step in {"confirm", "report_start"} and placement.started_on > today:
        return _("The start is still to come. Correct the date if it started earlier.")
    if step in {"confirm_end", "refuse_end"} and confirmed:
        return _("The end is confirmed already.")
    if step == "unconfirm_end" and not confirmed:
        return _("The end is not confirmed yet.")
    if step == "withdraw_end" and confirmed and not is_officer:
        return _("The end is confirmed. Ask your contact at the municipality to change it.")
    if step in {"unconfirm", "strike"} and placement.ended_on is not None:
        return _("Take back the end first.")
    return None


def start_denial(user: User, commitment: Commitment) -> str | None:
    """Return why `user` may not record a start under this commitment, or None when they may."""
    if why := deal_denial(user, commitment.deal, commitment.employer_id):
        return why
    if not commitment.is_filled_by_people:
        return _("This promise is not filled by people.")
    return None


def deal_denial(user: User, deal: Deal, employer_id: int) -> str | None:
    """Return why `user` may not record starts of this employer under this deal, or None when they may."""
    if not roles_of(user, deal, employer_id):
        return _("Only the employer who promised the places and the account manager report starts.")
    if deal.state != State.SIGNED:
        return _("Starts are recorded on signed deals. This deal is %(state)s.") % {
            "state": deal.get_state_display()
        }
    return None


def roles_of(user: User, deal: Deal, employer_id: int) -> frozenset[Role]:
    """Return in which part the user deals with places of this employer under this deal, now."""
    roles = set()
    if deal.municipality_id in user.municipalities_as(Role.OFFICER):
        roles.add(Role.OFFICER)
    if user.has_role(Role.EMPLOYER, employer_id):
        roles.add(Role.EMPLOYER)
    return frozenset(roles)


def steps_for(user: User, placement: Placement, *, today: date) -> list[str]:
    """Return the steps that the user may take today, in the order of the table."""
    return [step for step in STEPS if denial(user, step, placement, today=today) is None]


def undo_for(user: User, placement: Placement, *, at: datetime) -> str | None:
    """Return the step that takes back what `user` just did here, or None when there is nothing to take back."""
    last = Entry.objects.of(placement).last()
    if last is None or last.actor_id != user.pk or at - last.at > UNDO_WITHIN:
        return None
    step = UNDONE_BY.get(last.act)
    if step and denial(user, step, placement, today=timezone.localdate(at)) is None:
        return step
    return None
