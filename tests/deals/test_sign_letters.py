"""Letters about signing and the end say which deal it is about, who asks, until when, and what happens if not."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from deals import ending_mail, mail, notifications
from deals.actions.inviting import remind, withdraw
from deals.actions.signing import delegate
from deals.models import Deal, Invitation, InvitationLink, Programme
from employers.models import Employer
from notices.letters import Rendered, render
from notices.models import Notice
from partners.models import Partner
from tests.deals import amending, documents, signing
from tests.deals.sign_pages import invited, soon
from ui.formats import day

TITLE = "Deal with Helmgras Groen"


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return invited(offered, officer)


def newest(kind: str, to: str = "", language: str = "en") -> Rendered:
    """The newest letter of a kind, in words."""
    notice = Notice.objects.filter(kind=kind, recipient_email__startswith=to).latest("pk")
    notice.language = language
    return render(notice)


def flat(letter: Rendered) -> str:
    return " ".join(letter.text.split())


@pytest.mark.parametrize("language", ["nl", "en"])
def test_invitation_and_reminder_name_deal_asker_party_and_last_day(
    invitations: dict[str, Invitation], officer: User, language: str
) -> None:
    remind(invitations["employer"], by=officer, at=timezone.now())

    for kind in (mail.INVITED, mail.REMINDED):
        letter = newest(kind, "employer@", language)
        for words in (TITLE, "Gemeente Duinstede", "Helmgras Groen", str(soon().year)):
            assert words in letter.text
            assert words in letter.html
        assert TITLE in letter.subject


def test_letters_say_what_happens_after_the_last_day(
    invitations: dict[str, Invitation], officer: User
) -> None:
    remind(invitations["employer"], by=officer, at=timezone.now())

    for kind in (mail.INVITED, mail.REMINDED):
        text = flat(newest(kind, "employer@"))
        assert f"After {day(soon())} your link no longer works." in text
        assert "The deal counts once all have signed." in text


def test_letter_about_a_change_says_that_the_deal_goes_on(deal: Deal, officer: User) -> None:
    amending.offered(deal, officer)
    deal.refresh_from_db()
    first = next(iter(invited(deal, officer).values()))

    remind(first, by=officer, at=timezone.now())

    assert "until then the deal stays as it is" in flat(newest(mail.INVITED))
    reminder = newest(mail.REMINDED)
    assert reminder.subject == f"Reminder: please sign the change of {deal.title}"
    assert "asked you to sign a change of the deal" in flat(reminder)


def test_code_names_what_it_opens(invitations: dict[str, Invitation]) -> None:
    invitation = invitations["employer"]
    InvitationLink.objects.issue(invitation)
    link = InvitationLink.objects.get(invitation=invitation)
    notifications.send_code(link, at=timezone.now())
    before = flat(newest(mail.CODE))

    signing.sign(invitation, at=timezone.now())

    assert f"you open the deal “{TITLE}”, to read it and to sign it for Helmgras Groen." in before
    assert f"you open the deal “{TITLE}”, in which Helmgras Groen takes part." in flat(newest(mail.CODE))


def test_who_signs_for_another_is_told_who_named_them(
    invitations: dict[str, Invitation], officer: User
) -> None:
    delegate(
        invitations["partner"],
        name="Bo Jansen",
        capacity="deputy",
        email="bo@sign.example",
        mandate="On leave.",
        at=timezone.now(),
    )

    assert "because Pim Bakker named you to sign for Duinwerk" in flat(newest(mail.INVITED, "bo@"))
    assert "lets Bo Jansen (deputy) sign instead" in flat(newest(mail.PASSED_ON, officer.email))


def test_link_that_ends_says_whether_the_text_is_being_changed(
    invitations: dict[str, Invitation], offered: Deal, officer: User
) -> None:
    withdraw(invitations["employer"], "Another director came.", by=officer, at=timezone.now())
    withdrawn = newest(mail.VOIDED, "employer@")
    offered.make("take_back", by=officer, reason="Nine, not ten.")
    changed = newest(mail.VOIDED, "partner@")

    assert withdrawn.subject == f"Your link no longer works: {TITLE}"
    assert "That is not possible any more" in flat(withdrawn)
    assert changed.subject == f"Please do not sign yet: {TITLE}"
    assert "You get a new letter when the new text is ready." in flat(changed)


@pytest.mark.usefixtures("demonstration")
def test_account_manager_is_not_told_to_call_themselves(deal: Deal, officer: User) -> None:
    Deal.objects.filter(pk=deal.pk).update(account_manager=officer)
    document = documents.stand_in(deal)
    mail.to_carers(mail.CONCLUDED, deal, period="v1", at=timezone.now(), document=document.public_id)

    assert "Questions? Call or write:" not in newest(mail.CONCLUDED, officer.email).text


def test_party_with_an_account_finds_the_deal_from_the_news_and_an_address_does_not(
    deal: Deal, employer: User
) -> None:
    deal.parties.filter(role="partner").update(contact_email="office@duinwerk.example")
    today = timezone.localdate()

    ending_mail.tell_parties(deal, "suspend", reason="A concern.", on=today, at=timezone.now())

    assert f"/deals/{deal.public_id}/" in newest("deal_moved", employer.email).text
    assert f"/deals/{deal.public_id}/" not in newest("deal_moved", "office@").text
