"""Who may do what on a signing day, and why not. Returns reasons; writes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from deals import policies
from deals.agenda import AGENDA_MOVES, AgendaState
from deals.lifecycle import PLEDGED, AmendmentState, State
from events.models import Event
from ui import formats

if TYPE_CHECKING:
    from deals.models import AgendaItem, Deal

DAYS_TO_FINISH = timedelta(days=1)  # for what was signed on paper, or could not be sent


def agenda_denial(user: User, event: Event) -> str | None:
    """Return why the user may not prepare the signing day of this event, or look at its stage; None if they may."""
    if event.municipality_id is None:
        return _("First fill in which municipality organises this event.")
    if event.municipality_id in user.municipalities_as(Role.OFFICER):
        return None
    return _("The signing day is for account managers of the municipality that organises the event.")


def day_obstacle(event: Event, today: date) -> str | None:
    """Return why nothing can be signed on this stage today, or None."""
    if today < event.on:
        return _("The stage opens on %(day)s. Until then you prepare the signing day.") % {
            "day": formats.day(event.on)
        }
    if today > event.on + DAYS_TO_FINISH:
        return _("This stage is closed. Record what was signed on paper at the deal itself.")
    return None


def stage_denial(user: User, event: Event, today: date) -> str | None:
    """Return why the user may not act on this stage today; None if they may."""
    return agenda_denial(user, event) or day_obstacle(event, today)


def listing_denial(user: User, event: Event, deal: Deal) -> str | None:
    """Return why a deal, or the change being made to one, cannot be put on the agenda; None if it can.

    A text that is being written is offered by that.
    """
    if why := agenda_denial(user, event):
        return why
    if deal.municipality_id != event.municipality_id:
        return _("This deal is of another municipality.")
    if deal.state == State.DRAFT:
        return policies.denial(user, "offer", deal)
    change = deal.amendments.pending().first() if deal.state in PLEDGED else None
    if change and change.state == AmendmentState.WRITING:
        return policies.amendment_denial(user, "offer", change)
    if deal.state != State.OFFERED and change is None:
        return _("Only a deal, or a change of one, that waits for signatures is put on the agenda.")
    return policies.editing_denial(user, deal)


def unlisting_denial(user: User, item: AgendaItem) -> str | None:
    """Return why a deal cannot be taken off the agenda; None if it can: nothing happened to it there."""
    if item.state != AgendaState.WAITING or item.acts.exists():
        return _("Something happened with this deal on stage, so it stays on the agenda.")
    return agenda_denial(user, item.event)


def move_denial(user: User, move: str, item: AgendaItem, today: date) -> str | None:
    """Return why this cannot be done with a deal on the agenda now; None if it can."""
    if why := stage_denial(user, item.event, today):
        return why
    if item.state not in AGENDA_MOVES[move].sources:
        if item.state == AgendaState.SIGNED:
            return _("This was signed on this stage already.")
        return _("This is not possible while the deal is: %(state)s.") % {"state": item.get_state_display()}
    if move in {"step_back", "put_off"}:
        return None
    if not item.waits:
        return _("This no longer waits for signatures. It is now: %(state)s.") % {"state": item.in_words()}
    return _text_obstacle(move, item)


def _text_obstacle(move: str, item: AgendaItem) -> str | None:
    """Return what keeps anybody from signing or declining the text that waits; None when nothing does."""
    if move not in {"sign", "decline", "recall"}:
        return None
    if not item.text.duties_open():
        return _("Everyone who must sign has signed.")
    return policies.decline_obstacle(item.text) if move == "sign" else None
