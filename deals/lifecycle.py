"""Which moves a deal can make, and whose move each is. Plain data: no database, no requests.

From this one table come the transition, the permission, the buttons, the exhaustive test and docs/lifecycle.md.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role


class State(TextChoices):
    """Where a deal stands. Only `signed` counts as promised, and only within its term."""

    ANNOUNCED = "announced", _("announced")
    DRAFT = "draft", _("being written")
    OFFERED = "offered", _("waiting for signatures")
    SIGNED = "signed", _("signed")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")
    CANCELLED = "cancelled", _("cancelled")


class EndKind(TextChoices):
    """How a deal came to its end."""

    TERM_OVER = "term_over", _("the term is over")
    AGREED = "agreed", _("ended by agreement")
    TERMINATED = "terminated", _("terminated")


PLEDGED = frozenset({State.SIGNED, State.SUSPENDED})  # a signed deal that is not over

MEANINGS: dict[State, Promise] = {
    State.ANNOUNCED: _("Intended in public; nothing agreed yet."),
    State.DRAFT: _("The text is being written."),
    State.OFFERED: _("A fixed text waits for signatures; some may be there."),
    State.SIGNED: _("Every required party signed this very text."),
    State.SUSPENDED: _("Stopped for a concern, with a reason."),
    State.ENDED: _("The term is over, or the deal was ended with a reason."),
    State.CANCELLED: _("The deal never came to be."),
}


Stand = TypeVar("Stand", bound=TextChoices)


@dataclass(frozen=True)
class Move(Generic[Stand]):
    """One step: from which states, to which, by whom; `system` when it follows from rows by itself."""

    label: Promise
    sources: frozenset[Stand]
    target: Stand
    roles: frozenset[Role]
    needs_reason: bool = False
    system: bool = False


OFFICER = frozenset({Role.OFFICER})

MOVES: dict[str, Move[State]] = {
    "write": Move(_("Start writing"), frozenset({State.ANNOUNCED}), State.DRAFT, OFFICER),
    "offer": Move(_("Offer for signing"), frozenset({State.DRAFT}), State.OFFERED, OFFICER),
    "take_back": Move(
        _("Take back to change"), frozenset({State.OFFERED}), State.DRAFT, OFFICER, needs_reason=True
    ),
    "sign": Move(_("Conclude"), frozenset({State.OFFERED}), State.SIGNED, OFFICER, system=True),
    "suspend": Move(_("Suspend"), frozenset({State.SIGNED}), State.SUSPENDED, OFFICER, needs_reason=True),
    "resume": Move(_("Resume"), frozenset({State.SUSPENDED}), State.SIGNED, OFFICER),
    "end": Move(
        _("End"), frozenset({State.SIGNED, State.SUSPENDED}), State.ENDED, OFFICER, needs_reason=True
    ),
    "cancel": Move(
        _("Cancel"),
        frozenset({State.ANNOUNCED, State.DRAFT, State.OFFERED}),
        State.CANCELLED,
        OFFICER,
        needs_reason=True,
    ),
}


class AmendmentState(TextChoices):
    """Where a change of a signed deal stands. Until it is agreed, the deal goes on as it was."""

    WRITING = "writing", _("being written")
    OFFERED = "offered", _("waiting for signatures")
    AGREED = "agreed", _("agreed")
    WITHDRAWN = "withdrawn", _("withdrawn")


AMENDMENT_MOVES: dict[str, Move[AmendmentState]] = {
    "offer": Move(
        _("Offer for signing"), frozenset({AmendmentState.WRITING}), AmendmentState.OFFERED, OFFICER
    ),
    "agree": Move(
        _("Conclude"), frozenset({AmendmentState.OFFERED}), AmendmentState.AGREED, OFFICER, system=True
    ),
    "withdraw": Move(
        _("Withdraw"),
        frozenset({AmendmentState.WRITING, AmendmentState.OFFERED}),
        AmendmentState.WITHDRAWN,
        OFFICER,
        needs_reason=True,
    ),
}


class InvitationState(TextChoices):
    """What became of an invitation to sign. It ends once; an expired one still waits, and can be extended."""

    WAITING = "waiting", _("waiting")
    SIGNED = "signed", pgettext_lazy("of an invitation", "signed")
    DECLINED = "declined", _("declined")
    DELEGATED = "delegated", _("passed on")
    VOID = "void", _("no longer valid")


class Actor(TextChoices):
    """Who acts on an invitation: who holds the link and the code, an account manager, or the system by itself."""

    HOLDER = "holder", _("the signatory")
    OFFICER = "officer", _("the account manager")
    SYSTEM = "system", _("the system")


@dataclass(frozen=True)
class InvitationMove:
    """One thing that can be done with a waiting invitation; without a target it goes on waiting.

    `in_time` when only before it expires; `in_turn` when only after all parties of the stages before have signed.
    """

    label: Promise
    actor: Actor
    target: InvitationState | None = None
    in_time: bool = False
    in_turn: bool = False


INVITATION_MOVES: dict[str, InvitationMove] = {
    "sign": InvitationMove(_("Sign"), Actor.HOLDER, InvitationState.SIGNED, in_time=True, in_turn=True),
    "decline": InvitationMove(_("Decline"), Actor.HOLDER, InvitationState.DECLINED, in_time=True),
    "delegate": InvitationMove(
        _("Let somebody else sign"), Actor.HOLDER, InvitationState.DELEGATED, in_time=True
    ),
    "ask": InvitationMove(_("Ask a question"), Actor.HOLDER),
    "remind": InvitationMove(_("Remind"), Actor.OFFICER, in_time=True, in_turn=True),
    "extend": InvitationMove(_("Give more time"), Actor.OFFICER),
    "withdraw": InvitationMove(_("Withdraw the invitation"), Actor.OFFICER, InvitationState.VOID),
    "void": InvitationMove(_("Make invalid"), Actor.SYSTEM, InvitationState.VOID),
}
