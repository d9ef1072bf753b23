"""Letters about signing: the kinds, and how one is owed. What they say is in deals.notifications."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from deals.carers import carers_of
from notices.models import Notice

if TYPE_CHECKING:
    from deals.models.deal import Deal
    from deals.models.decline import Decline, Question
    from deals.models.document import Document
    from deals.models.invitation import Invitation

INVITED = "signing_invitation"  # your turn to sign; with a link
REMINDED = "signing_reminder"  # please sign; with a link
CODE = "signing_code"  # shows that the link is yours
COPY_CODE = "copy_code"  # the same, to read a signed deal
PASSED_ON = "signing_passed_on"  # to who passed it on, and the account manager
VOIDED = "signing_voided"  # your link no longer works, with the reason
DECLINED = "signing_declined"  # to the account manager and the other parties
QUESTION = "signing_question"  # to the account manager
REPLY = "signing_reply"  # to the signatory who asked; with a link
CONCLUDED = "deal_concluded"  # to all: signed, and where the document is
NEWS = timedelta(
    days=30
)  # a deal on paper that was signed longer ago was logged afterwards: everybody knows of it


def to_signatory(kind: str, invitation: Invitation, *, at: datetime, n: int = 0, **context: Any) -> Notice:
    """Owe the person who was invited a letter of this kind; the `n`th of it, once, however often it is asked."""
    deal = invitation.version.deal
    return Notice.objects.owe(
        kind,
        deal,
        to=invitation.email,
        period=f"{invitation.public_id}.{n}",  # at most 20 signs
        at=at,
        municipality=deal.municipality,
        context={"invitation": invitation.public_id} | context,
        language=invitation.language,
    )


def to_carers(kind: str, deal: Deal, *, period: str, at: datetime, **context: Any) -> None:
    """Owe the people who look after a deal a letter of this kind."""
    for person in carers_of(deal, at):
        Notice.objects.owe(
            kind,
            deal,
            to=person,
            period=period,
            at=at,
            municipality=deal.municipality,
            organisation=deal.municipality.organisation,
            context=context,
        )


def tell_declined(decline: Decline, *, at: datetime) -> None:
    """Owe the account manager, and everyone who was invited to sign the same text, that a party declined."""
    deal, period = decline.version.deal, f"{decline.pk}"
    to_carers(DECLINED, deal, period=period, at=at, decline=decline.pk)
    invited = decline.version.invitations.exclude(party=decline.party).exclude(state="void")
    readers = {each.email: each.language for each in invited}
    for email, language in readers.items():
        Notice.objects.owe(
            DECLINED,
            deal,
            to=email,
            period=period,
            at=at,
            municipality=deal.municipality,
            context={"decline": decline.pk},
            language=language,
        )


def tell_passed_on(before: Invitation, invitation: Invitation, *, at: datetime) -> None:
    """Owe who passed an invitation on, and the account manager, that it was done."""
    to_signatory(PASSED_ON, before, at=at, to=invitation.public_id)
    period = invitation.public_id
    to_carers(
        PASSED_ON,
        invitation.version.deal,
        period=period,
        at=at,
        invitation=before.public_id,
        to=invitation.public_id,
    )


def tell_question(question: Question, *, at: datetime) -> None:
    """Owe the account manager the question of a signatory."""
    deal = question.invitation.version.deal
    to_carers(QUESTION, deal, period=question.public_id, at=at, question=question.public_id)


def tell_concluded(document: Document, *, at: datetime) -> None:
    """Owe everyone in a deal the letter that says that all have signed, once for a version.

    Asked in the transaction in which the sealed document becomes final: every signatory gets a link to read it, then
    the contact of every party, also of those that only get a copy, then the account manager. Nobody gets two. Of a deal
    that was signed on paper long ago nobody is told.
    """
    version, deal = document.version, document.deal
    if version is None:
        return
    told: set[str] = set()
    signed_on = version.last_signed_on()
    for invitation in version.invitations.filter(state="signed").order_by("pk"):
        if invitation.email not in told:
            to_signatory(CONCLUDED, invitation, at=at, document=document.public_id)
            told.add(invitation.email)
    if signed_on is None or signed_on < timezone.localdate(at - NEWS):
        return
    period = f"v{version.number}"
    texts = [version, *filter(None, [version.base()])]  # who leaves by a change is told of it too
    parties = deal.parties.filter(versions__in=texts).select_related("contact_user")
    for party in parties.order_by("position", "pk").distinct():
        user = party.contact_user if party.contact_user and party.contact_user.is_active else None
        email = user.email if user else party.contact_email.lower()
        if not email or email in told:
            continue
        Notice.objects.owe(
            CONCLUDED,
            deal,
            to=user or email,
            period=period,
            at=at,
            municipality=deal.municipality,
            organisation=party.organisation if user else None,
            context={"document": document.public_id, "party": party.pk},
        )
        told.add(email)
    if not told.intersection(person.email for person in carers_of(deal, at)):
        to_carers(CONCLUDED, deal, period=period, at=at, document=document.public_id)
