"""Letters to somebody who is asked to sign: their turn, a reminder, a code, an answer, and that a link no longer works."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from deals import policies
from deals.letters.shared import basics, invitation_of, promises, reply_to, with_link
from deals.lifecycle import Actor, InvitationState, State
from deals.models import CopyLink, Deal, Invitation, InvitationLink, Party, Question, Signature
from notices.letters import Content
from notices.links import CODE_VALID_FOR
from notices.models import Notice
from ui.formats import day


def amendment_of(invitation: Invitation) -> dict[str, Any] | None:
    """Return what a letter says of a change of a signed deal; None when the deal itself is to be signed."""
    amendment = getattr(invitation.version, "amendment", None)
    return amendment and {"reason": amendment.reason, "number": invitation.version.number}


def invited(notice: Notice) -> Content:
    """Say what there is to sign, for whom, until when, and who passed it on."""
    invitation = invitation_of(notice)
    values, token = with_link(invitation)
    before = invitation.delegated_from
    values |= {
        "lines": promises(invitation),
        "amendment": amendment_of(invitation),
        "signed_before": signed_before(invitation),
        "passed_on_by": before.name if before else "",
        "mandate": invitation.mandate,
    }
    return Content(values, (token,), reply_to(invitation.version.deal))


def signed_before(invitation: Invitation) -> str:
    """Return on which day this person signed an earlier text that was changed after that; empty if they did not."""
    signature = Signature.objects.filter(
        version__deal=invitation.version.deal_id,
        version__conclusion=None,
        invitation__email=invitation.email,
        party__organisation=invitation.party.organisation_id,
    ).exclude(version=invitation.version)
    last = signature.order_by("-pk").first()
    return day(last.signed_on) if last else ""


def invited_reason(notice: Notice) -> str:
    """Say why somebody was asked to sign."""
    invitation = invitation_of(notice)
    return gettext("%(name)s was invited to sign for %(party)s.") % {
        "name": invitation.name,
        "party": invitation.party.organisation,
    }


def invited_obstacle(notice: Notice) -> str | None:
    """Return why somebody can no longer sign, or not yet."""
    return policies.invitation_denial("sign", invitation_of(notice), Actor.HOLDER, at=timezone.now())


def reminded(notice: Notice) -> Content:
    """Say that a signature still lacks."""
    invitation = invitation_of(notice)
    values, token = with_link(invitation)
    before = invitation.delegated_from
    values |= {
        "lines": promises(invitation),
        "amendment": amendment_of(invitation),
        "passed_on_by": before.name if before else "",
    }
    return Content(values, (token,), reply_to(invitation.version.deal))


def reminded_reason(notice: Notice) -> str:
    """Say why somebody was reminded."""
    return gettext("%(name)s has not signed yet.") % {"name": invitation_of(notice).name}


def reminded_obstacle(notice: Notice) -> str | None:
    """Return why a reminder has no use any more."""
    return policies.invitation_denial("remind", invitation_of(notice), Actor.OFFICER, at=timezone.now())


def link_of(notice: Notice) -> InvitationLink:
    """Return the link that a code was asked for."""
    links = InvitationLink.objects.select_related(
        "invitation__party__organisation", "invitation__version__deal"
    )
    return links.get(pk=notice.context["link"])


def code(notice: Notice) -> Content:
    """Say the code, which is made here and now."""
    link = link_of(notice)
    digits = link.new_code(timezone.now())
    values = code_values(digits, link.invitation.party, link.invitation.version.deal)
    return Content(values | {"to_sign": link.invitation.state == InvitationState.WAITING}, (digits,))


def code_values(digits: str, party: Party, deal: Deal) -> dict[str, Any]:
    """Return what a letter with a code shows."""
    return {
        "code": digits,
        "minutes": int(CODE_VALID_FOR.total_seconds() // 60),
        "organisation": party.organisation.name,
        "deal": deal.title,
        "fictional": deal.is_fictional,
    }


def code_reason(notice: Notice) -> str:
    """Say why a code was sent."""
    return gettext("Somebody opened the link of a letter and asked for a code.")


def code_obstacle(notice: Notice) -> str | None:
    """Return why a code opens nothing any more."""
    invitation = link_of(notice).invitation
    if invitation.state in {InvitationState.VOID, InvitationState.DELEGATED}:
        return gettext("This invitation is closed: %(state)s.") % {"state": invitation.get_state_display()}
    return None


def copy_link_of(notice: Notice) -> CopyLink:
    """Return the link to a copy that a code was asked for."""
    links = CopyLink.objects.select_related("party__organisation", "version__deal")
    return links.get(pk=notice.context["link"])


def copy_code(notice: Notice) -> Content:
    """Say the code that opens a copy, which is made here and now."""
    link = copy_link_of(notice)
    digits = link.new_code(timezone.now())
    return Content(code_values(digits, link.party, link.version.deal), (digits,))


def copy_code_obstacle(notice: Notice) -> str | None:
    """Return why a code opens nothing any more."""
    return None if copy_link_of(notice).is_open(timezone.now()) else gettext("The link no longer works.")


def voided(notice: Notice) -> Content:
    """Say that a link no longer works, and why."""
    invitation = invitation_of(notice)
    deal = invitation.version.deal
    values = basics(deal) | {
        "name": invitation.name,
        "party": str(invitation.party.organisation),
        "because": notice.context.get("because") or invitation.closed_because,
        "signed": invitation.state == InvitationState.SIGNED,
        "refused": notice.context.get("refused", False),
        "changes": deal.version_to_sign() != invitation.version
        and (deal.state == State.DRAFT or deal.amendments.pending().exists()),
    }
    return Content(values, reply_to=reply_to(deal))


def voided_reason(notice: Notice) -> str:
    """Say why somebody was told that a link no longer works."""
    return gettext("The invitation to sign was withdrawn, or the text is being changed.")


def voided_obstacle(notice: Notice) -> str | None:
    """Return why this need not be told: whoever got no link has nothing that stopped working."""
    if not invitation_of(notice).links.exists():
        return gettext("No link was sent to this person.")
    return None


def reply(notice: Notice) -> Content:
    """Give the account manager's answer, with what was asked."""
    invitation = invitation_of(notice)
    question = Question.objects.get(public_id=notice.context["question"])
    values, token = with_link(invitation)
    values |= {
        "question": question.text,
        "answer": question.answer,
        "asked_on": day(question.asked_at),
        "open": invitation.is_open(timezone.now()),
    }
    return Content(values, (token,), reply_to(invitation.version.deal))


def reply_reason(notice: Notice) -> str:
    """Say why an answer was sent."""
    return gettext("The account manager answered a question.")


def reply_obstacle(notice: Notice) -> str | None:
    """Return why there is nobody left to answer: the invitation went to somebody else, or ended."""
    invitation = invitation_of(notice)
    if invitation.state in {InvitationState.VOID, InvitationState.DELEGATED}:
        return gettext("This invitation is closed: %(state)s.") % {"state": invitation.get_state_display()}
    return None
