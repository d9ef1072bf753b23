"""Which moves a deal can make, and whose move each is. Plain data: no database, no requests.

From this one table come the transition, the permission, the buttons, the exhaustive test and docs/lifecycle.md.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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


MEANINGS: dict[State, Promise] = {
    State.ANNOUNCED: _("Intended in public; nothing agreed yet."),
    State.DRAFT: _("The text is being written."),
    State.OFFERED: _("A fixed text waits for signatures; some may be there."),
    State.SIGNED: _("Every required party signed this very text."),
    State.SUSPENDED: _("Stopped for a concern, with a reason."),
    State.ENDED: _("The term is over, or the deal was ended with a reason."),
    State.CANCELLED: _("The deal never came to be."),
}


@dataclass(frozen=True)
class Move:
    """One step: from which states, to which, by whom; `system` when it follows from rows by itself."""

    label: Promise
    sources: frozenset[State]
    target: State
    roles: frozenset[Role]
    needs_reason: bool = False
    system: bool = False


OFFICER = frozenset({Role.OFFICER})

MOVES: dict[str, Move] = {
    "write": Move(_("Start writing"), frozenset({State.ANNOUNCED}), State.DRAFT, OFFICER),
    "offer": Move(_("Offer for signing"), frozenset({State.DRAFT}), State.OFFERED, OFFICER),
    "take_back": Move(_("Take back to change"), frozenset({State.OFFERED}), State.DRAFT, OFFICER),
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
