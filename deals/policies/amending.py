"""Who may write a change of a signed deal, and from which day it may count. Returns reasons; writes nothing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from deals import policies
from deals.kinds import PartyRole
from deals.lifecycle import AmendmentState
from ui import formats

if TYPE_CHECKING:
    from deals.models import Amendment, DealVersion, Party


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
            "A change counts at the earliest from %(day)s: from then on the text that it changes is agreed and counts."
        ) % {"day": formats.day(earliest)}
    return None


def leaving_obstacle(base: DealVersion, leaving: Collection[Party], joining: Collection[str]) -> str | None:
    """Return why these parties cannot all leave by one change, or None; `joining` are the parts of who comes."""
    before = base.parties_in_order()
    if any(party.role == PartyRole.MUNICIPALITY for party in leaving):
        return _("The municipality answers for the deal, so it cannot leave.")
    staying = {party.role for party in before if party not in leaving} | set(joining)
    if PartyRole.EMPLOYER not in staying and any(party.role == PartyRole.EMPLOYER for party in before):
        return _("The last employer cannot leave. End the deal instead, or let another employer join.")
    if leaving and not staying - {PartyRole.MUNICIPALITY}:
        return _("The last party beside the municipality cannot leave. End the deal instead.")
    return None


def nothing_left_obstacle(base: DealVersion, leaving: Collection[Party], promises: int) -> str | None:
    """Return why a change cannot take along all that is promised with who leaves, or None."""
    if leaving and not promises and base.commitment_terms.filter(commitment__party__in=leaving).exists():
        return _(
            "Nothing would be promised any more. Let another party take a promise over, or end the deal."
        )
    return None
