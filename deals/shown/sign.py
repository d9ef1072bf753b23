"""What somebody who is asked to sign reads: the frozen text in words, who signs, what changed since they last looked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from deals import policies
from deals.letters.shared import last_day
from deals.lifecycle import Actor, InvitationState, State
from deals.models import CheckOutcome, DealVersion, DocumentKind, Invitation, Signature, SigningDuty
from deals.texts.content import groups, in_words
from deals.texts.differences import differences
from ui.formats import day, moment


@dataclass(frozen=True)
class Signer:
    """One party that must sign, and who did for it."""

    organisation: str
    is_mine: bool
    lacks: int
    has_declined: bool
    signatures: list[str] = field(default_factory=list)


def page_of(invitation: Invitation, *, at: datetime) -> dict[str, Any]:
    """Return what the page of an invitation shows to whoever may read it."""
    version = invitation.version
    content = version.content or {}
    return in_words(content) | {
        "invitation": invitation,
        "version": version,
        "deal": version.deal,
        "content": content,
        "amendment": getattr(version, "amendment", None),
        "hash_groups": groups(version.content_hash),
        "short_hash": version.content_hash[:8],
        "until": last_day(invitation),
        "stages": stages_of(invitation),
        "changes": changes_of(invitation),
        "questions": invitation.questions.order_by("asked_at", "pk"),
        "origin": [each.name for each in invitation.origin()],
        "may": {
            move: refusal(move, invitation, at) is None for move in ("sign", "decline", "delegate", "ask")
        },
        "why_not": refusal("sign", invitation, at),
    }


def refusal(move: str, invitation: Invitation, at: datetime) -> str | None:
    """Return why the person who was invited may not do this now; None if they may."""
    why = policies.invitation_denial(move, invitation, Actor.HOLDER, at=at)
    if why is None and move == "delegate":
        return policies.delegating_denial(invitation)
    return why


def stages_of(invitation: Invitation) -> list[list[Signer]]:
    """Return who must sign the text, in their order: those of one stage sign in any order."""
    version = invitation.version
    signatures = list(
        version.signatures.standing().select_related("invitation__delegated_from").order_by("signed_on", "pk")
    )
    declined = set(version.declines.standing().values_list("party", flat=True))
    return [
        [_signer(duty, signatures, declined, invitation) for duty in duties]
        for _stage, duties in groupby(version.duties_in_order(), key=lambda duty: duty.stage)
    ]


def _signer(
    duty: SigningDuty, signatures: list[Signature], declined: set[int], invitation: Invitation
) -> Signer:
    """Return where one party stands."""
    given = [each for each in signatures if each.party_id == duty.party_id]
    return Signer(
        str(duty.party.organisation),
        duty.party_id == invitation.party_id,
        max(0, duty.needed - len(given)),
        duty.party_id in declined,
        [signature_in_words(each) for each in given],
    )


def signature_in_words(signature: Signature) -> str:
    """Return `Anna de Wit, director, on 3 March 2025`, with who passed it on."""
    name = ", ".join(each for each in (signature.person_name, signature.capacity) if each)
    words = _("%(name)s, on %(day)s") % {"name": name, "day": day(signature.signed_on)}
    if signature.invitation and (origin := signature.invitation.origin()):
        return _("%(signature)s, in the place of %(names)s") % {
            "signature": words,
            "names": ", ".join(each.name for each in origin),
        }
    return words


def changes_of(invitation: Invitation) -> list[dict[str, Any]]:
    """Return in sentences what differs from the text that this reader read last, and from the one in force."""
    base = invitation.version.base()
    known = [text for text in (read_before(invitation, base), base) if text and text.content]
    return [
        {
            "before": before,
            "in_force": before == base,
            "signed": before.signatures.standing().filter(party=invitation.party_id).exists(),
            "lines": differences(before.content or {}, invitation.version.content or {}),
        }
        for before in known
    ]


def read_before(invitation: Invitation, base: DealVersion | None) -> DealVersion | None:
    """Return the newest text since the one in force that this reader read, before it was changed into the one at hand."""
    same_reader = Invitation.objects.filter(
        version__deal=invitation.version.deal_id,
        version__number__gt=base.number if base else 0,
        version__number__lt=invitation.version.number,
        email=invitation.email,
        party__organisation=invitation.party.organisation_id,
        last_read_at__isnull=False,
    )
    newest = same_reader.select_related("version").order_by("-version__number").first()
    return newest.version if newest else None


def receipt_of(invitation: Invitation) -> dict[str, Any]:
    """Return what who signed gets to see: what was signed and how, what follows, and the copy once it is there."""
    version = invitation.version
    signature = Signature.objects.select_related("party__organisation", "second_look").get(
        invitation=invitation
    )
    look = getattr(signature, "second_look", None)
    documents = version.documents.filter(kind=DocumentKind.DEAL).order_by("pk")
    return {
        "signature": signature,
        "to_check": signature.has_other_name and look is None,
        "refused": look if look and look.outcome == CheckOutcome.REFUSED else None,
        "signed_at": moment(signature.signed_at),
        "level": signature.get_level_display(),
        "document": documents.ready().first(),
        "is_concluded": hasattr(version, "conclusion"),
        "is_waiting": version.deal.version_to_sign() == version,
        "still": [str(duty.party.organisation) for duty in version.duties_open()],
    }


def why_closed(invitation: Invitation) -> str:
    """Return in a word for the page why an invitation that did not end in a signature is over; empty while it waits."""
    deal, version = invitation.version.deal, invitation.version
    if invitation.state == InvitationState.DELEGATED:
        return "passed_on"
    if invitation.state == InvitationState.DECLINED:
        return "declined"
    if invitation.state != InvitationState.VOID:
        return ""
    if deal.state == State.CANCELLED:
        return "cancelled"
    if hasattr(version, "conclusion"):
        return "concluded"
    if deal.version_to_sign() == version:
        signed = version.signatures.standing().filter(party=invitation.party_id).exists()
        return "party_signed" if signed else "withdrawn"
    goes_on = deal.state in {State.DRAFT, State.OFFERED} or deal.amendments.pending().exists()
    return "taken_back" if goes_on else "withdrawn"


def invited_again(invitation: Invitation) -> bool:
    """Whether the same person was invited for the same organisation after this, and can still sign."""
    later = Invitation.objects.waiting().filter(
        version__deal=invitation.version.deal_id,
        email=invitation.email,
        party__organisation=invitation.party.organisation_id,
        pk__gt=invitation.pk,
    )
    return later.exists()
