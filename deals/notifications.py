"""What kinds of letter this room has, and the code that shows whose a link is.

How the other letters are owed, `tell_concluded` among them, is in deals.mail: models and documents ask for them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from deals import mail
from deals.letters import around, signing
from deals.models import CopyLink, Deal, InvitationLink
from notices.letters import Letter, register
from notices.models import Notice

MOST_CODES, WITHIN = 5, timedelta(hours=1)  # for one link

register(
    Letter(
        kind=mail.INVITED,
        label=_("Invitation to sign"),
        template="signing_invitation",
        content=signing.invited,
        reason=signing.invited_reason,
        obstacle=signing.invited_obstacle,
    )
)
register(
    Letter(
        kind=mail.REMINDED,
        label=_("Reminder to sign"),
        template="signing_reminder",
        content=signing.reminded,
        reason=signing.reminded_reason,
        obstacle=signing.reminded_obstacle,
        at_most_per_hour=5000,
    )
)
register(
    Letter(
        kind=mail.CODE,
        label=_("Code to sign"),
        template="signing_code",
        content=signing.code,
        reason=signing.code_reason,
        obstacle=signing.code_obstacle,
    )
)
register(
    Letter(
        kind=mail.COPY_CODE,
        label=_("Code to read a signed deal"),
        template="signing_code",
        content=signing.copy_code,
        reason=signing.code_reason,
        obstacle=signing.copy_code_obstacle,
    )
)
register(
    Letter(
        kind=mail.PASSED_ON,
        label=_("Invitation passed on"),
        template="signing_passed_on",
        content=around.passed_on,
        reason=around.passed_on_reason,
        obstacle=around.always,
    )
)
register(
    Letter(
        kind=mail.VOIDED,
        label=_("Link to sign no longer works"),
        template="signing_voided",
        content=signing.voided,
        reason=signing.voided_reason,
        obstacle=signing.voided_obstacle,
    )
)
register(
    Letter(
        kind=mail.DECLINED,
        label=_("Declined to sign"),
        template="signing_declined",
        content=around.declined,
        reason=around.declined_reason,
        obstacle=around.declined_obstacle,
    )
)
register(
    Letter(
        kind=mail.QUESTION,
        label=_("Question about a text"),
        template="signing_question",
        content=around.question,
        reason=around.question_reason,
        obstacle=around.question_obstacle,
    )
)
register(
    Letter(
        kind=mail.REPLY,
        label=_("Answer to a question about a text"),
        template="signing_reply",
        content=signing.reply,
        reason=signing.reply_reason,
        obstacle=signing.reply_obstacle,
    )
)
register(
    Letter(
        kind=mail.CONCLUDED,
        label=_("All have signed"),
        template="deal_concluded",
        content=around.concluded,
        reason=around.concluded_reason,
        obstacle=around.concluded_obstacle,
    )
)


def send_code(link: InvitationLink, *, at: datetime) -> Notice | None:
    """Owe the person who was invited a code; None when enough were sent for this link not long ago."""
    invitation = link.invitation
    return _owe_code(mail.CODE, link, invitation.version.deal, invitation.email, invitation.language, at=at)


def send_copy_code(link: CopyLink, *, at: datetime) -> Notice | None:
    """Owe the contact of a party a code to read what was signed; None when enough were sent for this link."""
    return _owe_code(mail.COPY_CODE, link, link.version.deal, link.email, settings.LANGUAGE_CODE, at=at)


@transaction.atomic
def _owe_code(
    kind: str, link: InvitationLink | CopyLink, deal: Deal, email: str, language: str, *, at: datetime
) -> Notice | None:
    """Owe a code; one at a time for a link, so that the count is right."""
    type(link)._default_manager.select_for_update().get(pk=link.pk)
    sent = Notice.objects.about(deal).filter(kind=kind, context__link=link.pk)
    if sent.filter(created_at__gt=at - WITHIN).count() >= MOST_CODES:
        return None
    return Notice.objects.owe(
        kind,
        deal,
        to=email,
        period=f"{link.pk}.{sent.count() + 1}",
        at=at,
        municipality=deal.municipality,
        context={"link": link.pk},
        language=language,
    )
