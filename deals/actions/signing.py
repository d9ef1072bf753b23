"""What a signatory does with an invitation, after showing link and code: sign, decline, pass on, ask."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import same_person
from deals import mail, policies
from deals.lifecycle import Actor, InvitationState
from deals.models import (
    DealVersion,
    Decline,
    DeclineReason,
    Invitation,
    Question,
    Signature,
    SignatureLevel,
    SignatureMethod,
)
from deals.policies.signing import asking_denial, signatory_denial
from deals.providers import Proof
from deals.strokes import Drawing


@transaction.atomic
def sign_online(
    invitation: Invitation,
    *,
    text_hash: str,
    name: str,
    capacity: str,
    at: datetime,
    mandate: str = "",
    drawing: Drawing | None = None,
    proof: Proof | None = None,
) -> Signature:
    """Sign the text with this hash; the last signature concludes the deal in the same transaction.

    One at a provider under another name than who was invited counts once the account manager has looked at it.
    Raises PermissionDenied with the reason why not: another text, another's turn, too late, signed before.
    """
    invitation.ask("sign", Actor.HOLDER, at=at)
    version = invitation.version
    _check_text(version, text_hash, proof)
    if why := signatory_denial(version, invitation.party, invitation.email, name):
        raise PermissionDenied(why)
    signature = Signature.objects.create(
        version=version,
        party=invitation.party,
        invitation=invitation,
        person_name=name,
        capacity=capacity,
        mandate_reference=mandate or invitation.mandate[:120],
        method=SignatureMethod.ONLINE,
        **_as_proven(proof, invitation),
        drawing=drawing,
        signed_on=timezone.localdate(at),
        signed_at=at,
        version_hash=version.content_hash,
    )
    invitation.close(InvitationState.SIGNED, at=at)
    other: dict[str, Any] = {"signed_as": [None, name]} if signature.invited_as else {}
    invitation.record("sign_online", by=None, at=at, **other)
    version.deal.settle(by=None, at=at)
    return signature


def _as_proven(proof: Proof | None, invitation: Invitation) -> dict[str, Any]:
    """Return what a provider says of a signature, and whether somebody has to look at its name; simple without one."""
    if proof is None:
        return {"level": SignatureLevel.SIMPLE}
    return {
        "level": proof.level,
        "provider": proof.provider,
        "provider_reference": proof.reference,
        "needs_check": not same_person(proof.signer, invitation.name),
    }


def _check_text(version: DealVersion, text_hash: str, proof: Proof | None) -> None:
    """Raise PermissionDenied when what was read, or a provider's proof, is of another text, or the proof was used."""
    if text_hash != version.content_hash or (proof and proof.text_hash != text_hash):
        raise PermissionDenied(_("The text was changed since you opened this page. Read it again."))
    if proof is None:
        return
    same = Signature.objects.filter(provider=proof.provider, provider_reference=proof.reference)
    if same.exists():
        raise PermissionDenied(_("This proof of a signature was used before."))


@transaction.atomic
def decline(invitation: Invitation, reason: DeclineReason, words: str, *, at: datetime) -> Decline:
    """Refuse to sign, with a reason; the account manager and the other parties are told. Raises PermissionDenied."""
    invitation.ask("decline", Actor.HOLDER, at=at)
    version, party = invitation.version, invitation.party
    standing = version.declines.standing().filter(party=party).first()
    refused = standing or Decline.objects.create(
        version=version, party=party, invitation=invitation, reason=reason, words=words, at=at
    )
    invitation.close(InvitationState.DECLINED, at=at, because=words)
    said = DeclineReason(reason).label
    invitation.record("decline", by=None, at=at, reason=f"{said}. {words}".strip())
    mail.tell_declined(refused, at=at)
    return refused


@transaction.atomic
def delegate(
    invitation: Invitation, *, name: str, capacity: str, email: str, mandate: str, at: datetime
) -> Invitation:
    """Let somebody else of the same party sign; both names stay. Raises PermissionDenied with the reason why not."""
    invitation.ask("delegate", Actor.HOLDER, at=at)
    if why := policies.delegating_denial(invitation):
        raise PermissionDenied(why)
    earlier = {each.email for each in [*invitation.origin(), invitation]}
    if email.lower() in earlier:
        raise PermissionDenied(_("This person was invited before. Name somebody else."))
    if why := signatory_denial(invitation.version, invitation.party, email.lower()):
        raise PermissionDenied(why)
    invitation.close(InvitationState.DELEGATED, at=at, because=mandate)
    passed_on = Invitation(
        version=invitation.version,
        party=invitation.party,
        name=name,
        capacity=capacity,
        email=email.lower(),
        language=invitation.language,
        expires_at=invitation.expires_at,
        delegated_from=invitation,
        mandate=mandate,
        created_at=at,
    )
    passed_on.plan_reminder(on=timezone.localdate(at))
    passed_on.validate_constraints()
    passed_on.save()
    invitation.record("delegate", by=None, at=at, reason=mandate, passed_on_to=[None, name])
    mail.tell_passed_on(invitation, passed_on, at=at)
    invitation.version.deal.settle(by=None, at=at)
    return passed_on


@transaction.atomic
def ask(invitation: Invitation, text: str, *, at: datetime) -> Question:
    """Put a question about the text to the account manager; sent twice it is there once, until it is answered.

    Raises PermissionDenied with the reason why not.
    """
    invitation.ask("ask", Actor.HOLDER, at=at)
    if same := invitation.questions.filter(text=text, answered_at=None).first():
        return same
    if why := asking_denial(invitation):
        raise PermissionDenied(why)
    question = Question.objects.create(invitation=invitation, text=text, asked_at=at)
    invitation.record("ask", by=None, at=at)
    mail.tell_question(question, at=at)
    return question


@transaction.atomic
def reply(question: Question, answer: str, *, by: User, at: datetime) -> None:
    """Answer a signatory's question, with a letter that opens the text again. Raises PermissionDenied."""
    question.reply(answer, by=by, at=at)
    mail.to_signatory(mail.REPLY, question.invitation, at=at, n=question.pk, question=question.public_id)
