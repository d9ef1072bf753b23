"""Who may write a change of a signed deal, and from which day it may count. Returns reasons; writes nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from deals import policies
from deals.lifecycle import AmendmentState
from ui import formats

if TYPE_CHECKING:
    from deals.models import Amendment, DealVersion


def writing_denial(user: User, amendment: Amendment) -> str | None:
    """Return why the user may not write in a change of a deal; None if they may."""
    if amendment.state != AmendmentState.WRITING:
        return _("A text that was offered cannot be changed. Take it back to go on with it.")
    return policies.editing_denial(user, amendment.deal)


def taking_back_denial(user: User, amendment: Amendment) -> str | None:
    """Return why the user may not take an offered change back to go on with its text; None if they may."""
    if amendment.state != AmendmentState.OFFERED:
        return _("Only a change that waits for signatures is taken back.")
    return policies.amendment_denial(user, "withdraw", amendment)


def earliest_for(base: DealVersion) -> date | None:
    """Return the first day from which a change of this text may count: when it was agreed, or counts itself."""
    conclusion = getattr(base, "conclusion", None)
    days = [each for each in (conclusion and conclusion.on, base.effective_on) if each]
    return max(days) if days else None


def effective_obstacle(base: DealVersion, on: date) -> str | None:
    """Return why a change of this text may not count from this day; None if it may."""
    earliest = earliest_for(base)
    if earliest is not None and on < earliest:
        return _(
            "A change counts at the earliest from %(day)s, when the text that it changes was agreed."
        ) % {"day": formats.day(earliest)}
    return None
