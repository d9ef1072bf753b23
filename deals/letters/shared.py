"""What letters about a deal share: whose it is, whom to call, what it promises, and addresses of our pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from deals.models import Deal, Invitation, InvitationLink
from deals.texts.content import commitment
from notices.models import Notice
from ui.formats import day


def address(name: str, *values: str) -> str:
    """Return the whole address of one of our pages."""
    return settings.BASE_URL + reverse(name, args=values)


def basics(deal: Deal) -> dict[str, Any]:
    """Return what every letter about a deal shows: whose it is, and the one person to call."""
    person = deal.account_manager
    contact = person and {
        "name": person.full_name,
        "function": person.function,
        "phone": person.phone,
        "email": person.email,
    }
    return {"deal": deal.title, "contact": contact, "fictional": deal.is_fictional}


def reply_to(deal: Deal) -> str:
    """Return where an answer by mail goes."""
    return deal.account_manager.email if deal.account_manager else ""


def invitation_of(notice: Notice, name: str = "invitation") -> Invitation:
    """Return the invitation that a letter is about."""
    deal = "version__deal"
    invitations = Invitation.objects.select_related(
        "party__organisation",
        "version__amendment",
        "version__variant_version",
        f"{deal}__municipality__organisation",
        f"{deal}__account_manager",
        "delegated_from",
    )
    return invitations.get(public_id=notice.context[name])


def with_link(invitation: Invitation) -> tuple[dict[str, Any], str]:
    """Make the link of a letter to a signatory; return what the letter shows about it, and its secret."""
    token = InvitationLink.objects.issue(invitation)
    values = basics(invitation.version.deal) | {
        "name": invitation.name,
        "party": str(invitation.party.organisation),
        "link": address("deals:sign", token),
        "until": last_day(invitation),
    }
    return values, token


def last_day(invitation: Invitation) -> str:
    """Return the last day on which somebody can sign with an invitation, in words."""
    return day(invitation.expires_at - timedelta(seconds=1))


def promises(invitation: Invitation) -> list[str]:
    """Return what the text promises, one line each: `10 places: learn-work place (Helmgras Groen)`."""
    content = invitation.version.content or {"commitments": []}
    return [
        gettext("%(count)s %(unit)s: %(what)s (%(by)s)") % commitment(line) for line in content["commitments"]
    ]
