"""What can become of a deal, or of a change of one, on the agenda of a signing day, and whose move each step is. Plain data.

The deal and its change keep their own states (see lifecycle.py); this is only the place in the queue of one event.
"""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deals.lifecycle import OFFICER, Move


class AgendaState(TextChoices):
    """Where a deal stands in the queue."""

    WAITING = "waiting", pgettext_lazy("of a deal on an agenda", "waits for its turn")
    ON_STAGE = "on_stage", pgettext_lazy("of a deal on an agenda", "on stage")
    SIGNED = "signed", pgettext_lazy("of a deal on an agenda", "signed")
    DECLINED = "declined", pgettext_lazy("of a deal on an agenda", "declined")
    PUT_OFF = "put_off", pgettext_lazy("of a deal on an agenda", "put off")


CLOSED = frozenset({AgendaState.SIGNED, AgendaState.DECLINED, AgendaState.PUT_OFF})
QUEUED = frozenset({AgendaState.WAITING, AgendaState.ON_STAGE})

# A signature that was set while the connection was away may arrive when another deal is on stage already.
AGENDA_MOVES: dict[str, Move[AgendaState]] = {
    "call": Move(
        _("Call to the stage"),
        frozenset(AgendaState) - {AgendaState.SIGNED},
        AgendaState.ON_STAGE,
        OFFICER,
    ),
    "recall": Move(  # only when the second look at a paper refused a signature: then one is missing again
        _("Call back for a missing signature"), frozenset({AgendaState.SIGNED}), AgendaState.ON_STAGE, OFFICER
    ),
    "step_back": Move(
        _("Back to the queue"), frozenset({AgendaState.ON_STAGE}), AgendaState.WAITING, OFFICER
    ),
    "put_off": Move(_("Put off to later"), QUEUED, AgendaState.PUT_OFF, OFFICER),
    "sign": Move(_("Sign the deal"), QUEUED | {AgendaState.PUT_OFF}, AgendaState.SIGNED, OFFICER),
    "decline": Move(_("Declines"), QUEUED | {AgendaState.PUT_OFF}, AgendaState.DECLINED, OFFICER),
    "change": Move(
        _("Change on the spot"),
        QUEUED | {AgendaState.PUT_OFF},
        AgendaState.ON_STAGE,
        OFFICER,
        needs_reason=True,
    ),
}
