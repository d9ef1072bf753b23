"""Letters around signing: passed on, declined, a question, and that all have signed. To the office and to the parties."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext

from deals.letters.shared import address, basics, invitation_of, reply_to, with_link
from deals.models import CopyLink, Decline, Document, Invitation, InvitationLink, Party, Question
from deals.texts.content import period
from notices.letters import Content
from notices.models import Notice
from ui.formats import day


def is_for_the_office(notice: Notice) -> bool:
    """Whether its reader looks after the deal: they get it for the municipality."""
    return bool(notice.municipality and notice.organisation_id == notice.municipality.organisation_id)


def passed_on(notice: Notice) -> Content:
    """Say who will sign in whose place: to who passed it on, and to the account manager."""
    invitation = invitation_of(notice)
    after = Invitation.objects.get(public_id=notice.context["to"])
    deal, office = invitation.version.deal, is_for_the_office(notice)
    values = basics(deal) | {
        "name": invitation.name,
        "after": after.name,
        "whom": f"{after.name} ({after.capacity})" if after.capacity else after.name,
        "party": str(invitation.party.organisation),
        "mandate": after.mandate,
        "office": office,
    }
    if office:
        values |= {"contact": None, "link": address("deals:signing", deal.public_id)}
    return Content(values, reply_to="" if office else reply_to(deal))


def passed_on_reason(notice: Notice) -> str:
    """Say why somebody was told."""
    return gettext("%(name)s lets somebody else sign.") % {"name": invitation_of(notice).name}


def always(notice: Notice) -> str | None:
    """Return None: what happened stays told."""
    return None


def decline_of(notice: Notice) -> Decline:
    """Return the refusal that a letter is about."""
    deal = "version__deal"
    return Decline.objects.select_related(
        "party__organisation", "invitation", f"{deal}__account_manager", f"{deal}__municipality__organisation"
    ).get(pk=notice.context["decline"])


def declined(notice: Notice) -> Content:
    """Say that a party would not sign. Why is for the account manager only."""
    decline = decline_of(notice)
    deal, office = decline.version.deal, is_for_the_office(notice)
    values = basics(deal) | {
        "party": str(decline.party.organisation),
        "day": day(decline.at),
        "office": office,
    }
    if office:
        values |= {
            "contact": None,
            "name": decline.invitation.name if decline.invitation else "",
            "reason": decline.get_reason_display(),
            "because": decline.words,
            "link": address("deals:signing", deal.public_id),
        }
    return Content(values, reply_to="" if office else reply_to(deal))


def declined_reason(notice: Notice) -> str:
    """Say why somebody was told."""
    return gettext("%(organisation)s declined to sign.") % {
        "organisation": decline_of(notice).party.organisation
    }


def declined_obstacle(notice: Notice) -> str | None:
    """Return why this need not be told any more, or not to this reader: who got no link knows of nothing yet."""
    decline = decline_of(notice)
    if decline.lifted_at:
        return gettext("The party was asked again.")
    links = InvitationLink.objects.filter(
        invitation__version=decline.version, invitation__email=notice.recipient_email
    )
    if not is_for_the_office(notice) and not links.exists():
        return gettext("No link was sent to this person.")
    return None


def question_of(notice: Notice) -> Question:
    """Return the question that a letter is about."""
    questions = Question.objects.select_related(
        "invitation__party__organisation", "invitation__version__deal"
    )
    return questions.get(public_id=notice.context["question"])


def question(notice: Notice) -> Content:
    """Put a signatory's question to the account manager."""
    asked = question_of(notice)
    deal = asked.invitation.version.deal
    values = basics(deal) | {
        "contact": None,
        "name": asked.invitation.name,
        "party": str(asked.invitation.party.organisation),
        "question": asked.text,
        "link": address("deals:signing_reply", deal.public_id, asked.public_id),
    }
    return Content(values)


def question_reason(notice: Notice) -> str:
    """Say why the account manager was told."""
    return gettext("%(name)s asked a question about the text.") % {
        "name": question_of(notice).invitation.name
    }


def question_obstacle(notice: Notice) -> str | None:
    """Return why the account manager need not be told any more."""
    return gettext("This question was answered.") if question_of(notice).answered_at else None


def concluded(notice: Notice) -> Content:
    """Say that all have signed, and where this reader finds the document."""
    document = document_of(notice)
    deal, version = document.deal, document.version
    assert version is not None  # noqa: S101  (a sealed deal is of a version)
    content = version.content or {}
    values = basics(deal)
    secrets: tuple[str, ...] = ()
    if "invitation" in notice.context:
        values, token = with_link(invitation_of(notice))
        values["with_code"], secrets = True, (token,)
    elif notice.recipient_id:
        values["link"] = address("deals:detail", deal.public_id)
    else:
        token = CopyLink.objects.issue(
            version,
            deal.parties.get(pk=notice.context["party"]),
            email=notice.recipient_email,
            at=timezone.now(),
        )
        values |= {"link": address("deals:copy", token), "with_code": True}
        secrets = (token,)
    values |= {
        "amendment": content.get("amends"),
        "number": version.number,
        "on": day(version.last_signed_on()),
        "effective": day(version.effective_on) if version.effective_on else "",
        "term": period(*content["term"]),
        "parties": [party["organisation"] for party in content["parties"]],
        "verify": address("deals:verify_code", document.verify_code),
        "office": is_for_the_office(notice),
    } | ({"contact": None} if is_for_the_office(notice) else {})
    return Content(values, secrets, "" if is_for_the_office(notice) else reply_to(deal))


def document_of(notice: Notice) -> Document:
    """Return the sealed document that a letter is about."""
    documents = Document.objects.select_related(
        "version", "deal__account_manager", "deal__municipality__organisation"
    )
    return documents.get(public_id=notice.context["document"])


def concluded_reason(notice: Notice) -> str:
    """Say why somebody was told."""
    return gettext("All have signed, and the sealed document is there.")


def _is_party_to(notice: Notice, party: Party) -> bool:
    """Whether it is a party by the text of a letter, or leaves by it."""
    version = document_of(notice).version
    texts = [version, version.base()] if version else []
    return party.versions.filter(pk__in=[each.pk for each in texts if each]).exists()


def concluded_obstacle(notice: Notice) -> str | None:
    """Return why this reader is not told: another person is now to be called at that party."""
    if "party" not in notice.context:
        return None
    party = document_of(notice).deal.parties.filter(pk=notice.context["party"]).first()
    if party is None or (party.has_left(timezone.localdate()) and not _is_party_to(notice, party)):
        return gettext("The organisation no longer takes part.")
    user = party.contact_user
    if notice.recipient_email not in {party.contact_email.lower(), user.email if user else ""}:
        return gettext("The contact of the organisation has changed.")
    return None
