"""Not signing: declining, letting somebody else sign, asking; what changed since; and letters that come too late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.utils import timezone

from accounts.models import User
from deals import actions
from deals.actions.inviting import remind, withdraw
from deals.actions.signing import reply
from deals.models import Deal, Invitation, Programme, Question, Signature
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests import factories
from tests.deals import amending, signing, wizarding
from tests.deals.sign_pages import invited, letters_to, link_in, send_all, visitor, words
from trail.models import Entry


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    deal = signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)
    Deal.objects.filter(pk=deal.pk).update(account_manager=officer)
    deal.refresh_from_db()
    return deal


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return invited(offered, officer)


REFUSAL = {"reason": "numbers", "words": "Six is what we can do."}
COLLEAGUE = {
    "name": "Bo Jansen",
    "capacity": "team manager",
    "email": "Bo@sign.example",
    "mandate": "Replaces me until 1 May.",
}


def stopped(kind: str) -> list[tuple[str, str]]:
    """Return the letters of a kind that did not go out, with the reason."""
    return list(Notice.objects.filter(kind=kind, state="cancelled").values_list("recipient_email", "reason"))


def test_declining_asks_once_more_and_tells_why_to_the_account_manager_only(
    offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    person = visitor(invitations["employer"])
    person.enter()

    sure = person.client.post(f"{person.page}decline/", REFUSAL)
    back = person.client.post(f"{person.page}decline/", REFUSAL | {"back": "1"})
    assert "Are you sure that you decline?" in words(sure)
    assert "Six is what we can do." in back.content.decode()
    assert not offered.newest_version().declines.exists()
    done = person.client.post(f"{person.page}decline/", REFUSAL | {"sure": "1"}, follow=True)
    send_all()

    assert "You declined to sign" in words(done)
    assert "Six is what we can do." in letters_to(officer.email)[-1].body
    to_partner = letters_to("partner@sign.example")[-1]
    assert to_partner.subject == "Helmgras Groen declined to sign: Deal with Helmgras Groen"
    assert "Six is what we can do." not in to_partner.body
    assert ("municipality@sign.example", "No link was sent to this person.") in stopped("signing_declined")


def test_declined_text_is_held_up_for_the_others(invitations: dict[str, Invitation]) -> None:
    first, second = visitor(invitations["employer"]), visitor(invitations["partner"])
    first.enter()
    second.enter()
    first.client.post(f"{first.page}decline/", REFUSAL | {"sure": "1"})

    page = second.client.get(second.page)
    answer = second.sign()

    assert "Helmgras Groen declined this text." in words(page)
    assert "Six is what" not in words(page)
    assert f"{second.page}sign/" not in page.content.decode()
    assert answer.status_code == 409
    assert not Signature.objects.exists()


def test_somebody_else_signs_and_both_names_stay(
    offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    person = visitor(invitations["employer"])
    person.enter()
    person.client.post(f"{person.page}pass-on/", COLLEAGUE)
    send_all()

    assert "You let Bo Jansen (" in letters_to("employer@sign.example")[-1].body
    assert "lets Bo Jansen (" in letters_to(officer.email)[-1].body
    other = visitor(Invitation.objects.get(email="bo@sign.example"))
    assert "Replaces me until 1 May." in other.letter().body
    page = other.enter()
    assert "You sign in the place of Emma de Vries" in words(page)
    told = words(other.sign(mandate=""))

    signature = Signature.objects.get()
    assert (signature.person_name, signature.mandate_reference) == ("Bo Jansen", "Replaces me until 1 May.")
    assert "Bo Jansen, director, on" in told
    assert "in the place of Emma de Vries" in told


@pytest.mark.parametrize(
    ("email", "said"),
    [("EMPLOYER@sign.example", "was invited before"), ("no address", "Fill in a whole e-mail address")],
)
def test_whom_it_cannot_go_to_is_said_at_the_field_and_the_rest_stays(
    invitations: dict[str, Invitation], email: str, said: str
) -> None:
    person = visitor(invitations["employer"])
    person.enter()

    answer = person.client.post(f"{person.page}pass-on/", COLLEAGUE | {"email": email})

    assert answer.status_code == 422
    assert said in words(answer)
    assert "Replaces me until 1 May." in answer.content.decode()
    assert 'href="#id_email"' in answer.content.decode()


def test_only_who_was_invited_signs_where_the_variant_says_so(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    variant = wizarding.bhag(programme, allows_delegation=False)
    entry = factories.deal_entry(programme, helmgras.organisation, variant_version=variant)
    deal = actions.write_deal(entry, by=officer)
    deal.make("offer", by=officer)
    person = visitor(invited(deal, officer)["employer"])

    page = person.enter()
    answer = person.client.post(f"{person.page}pass-on/", COLLEAGUE)

    assert "Let somebody else sign" not in words(page)
    assert (answer.status_code, "only the person who was invited signs" in words(answer)) == (409, True)
    assert Invitation.objects.filter(email="bo@sign.example").count() == 0


def test_question_lands_with_the_account_manager_and_the_answer_comes_back(
    invitations: dict[str, Invitation], officer: User
) -> None:
    person = visitor(invitations["employer"])
    person.enter()
    asked = person.client.post(f"{person.page}question/", {"question": "Why ten places?"}, follow=True)
    send_all()

    assert "Your question is on its way" in words(asked)
    assert "Your contact has not answered yet." in words(asked)
    to_officer = letters_to(officer.email)[-1]
    assert to_officer.subject == "Question of Helmgras Groen: Deal with Helmgras Groen"
    assert "Why ten places?" in to_officer.body
    reply(Question.objects.get(), "Because you said ten.", by=officer, at=timezone.now())

    letter = person.letter()
    assert "Because you said ten." in letter.body
    assert link_in(letter)
    assert "Because you said ten." in words(person.client.get(person.page))


def test_what_changed_since_somebody_looked_is_said_in_words_and_numbers(
    offered: Deal, invitations: dict[str, Invitation], officer: User, programme: Programme, helmgras: Employer
) -> None:
    visitor(invitations["employer"]).enter()
    signed = visitor(invitations["partner"])
    signed.enter()
    signed.sign()
    offered.make("take_back", by=officer, reason="Nine, not ten.")
    taken_back, receipt = signed.letter(), words(signed.client.get(signed.page))
    version = offered.newest_version()
    entry = factories.deal_entry(
        programme,
        helmgras.organisation,
        quantity=9,
        clauses=[{"title": "Purpose", "text": "People learn and work, and get a mentor."}],
        parties=[
            actions.PartyEntry(party.organisation, party.role, stage=party.stage)
            for party in offered.parties.order_by("position")
        ],
    )
    actions.rewrite_deal(offered, entry, by=officer)
    offered.refresh_from_db()
    offered.make("offer", by=officer)
    again = invited(offered, officer)

    page = words(visitor(again["employer"]).enter())
    letter = visitor(again["partner"]).letter()
    page_of_signer = words(visitor(again["partner"]).enter())

    assert offered.newest_version().number == version.number + 1
    assert "What changed since you last looked" in page
    assert "10 → 9" in page
    assert "You read version 1 before." in page
    assert "People learn and work, and get a mentor." in page
    assert taken_back.subject == "The text was taken back: Deal with Helmgras Groen"
    assert "Nine, not ten." in taken_back.body
    assert "your signature no longer counts" in receipt
    assert "You signed an earlier text on" in letter.body
    assert "You signed version 1." in page_of_signer


def test_change_of_a_signed_deal_says_what_changes_and_why(deal: Deal, officer: User) -> None:
    amending.offered(deal, officer)
    deal.refresh_from_db()
    invitation = next(iter(invited(deal, officer).values()))
    person = visitor(invitation)

    letter = person.letter()
    page = words(person.enter())

    assert letter.subject.startswith("Please sign the change")
    assert "Why it changes:" in letter.body
    assert "What changes" in page
    assert "→" in page


def test_letter_stops_when_it_has_no_use_any_more(
    offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    now = timezone.now()
    withdraw(invitations["employer"], "Wrong person.", by=officer, at=now)
    send_all()

    assert stopped("signing_invitation") == [
        ("employer@sign.example", "This invitation is closed: no longer valid.")
    ]
    assert stopped("signing_voided") == [("employer@sign.example", "No link was sent to this person.")]
    assert letters_to("employer@sign.example") == []


def test_who_had_a_link_hears_that_it_no_longer_works_and_why(
    invitations: dict[str, Invitation], officer: User
) -> None:
    person = visitor(invitations["employer"])
    person.letter()
    withdraw(invitations["employer"], "Another director came.", by=officer, at=timezone.now())

    letter = person.letter()

    assert letter.subject == "Your link no longer works: Deal with Helmgras Groen"
    assert "Another director came." in letter.body
    assert "/sign/" not in letter.body


def test_reminder_does_not_go_out_to_who_has_signed(
    invitations: dict[str, Invitation], officer: User
) -> None:
    person = visitor(invitations["employer"])
    person.enter()
    remind(invitations["employer"], by=officer, at=timezone.now())
    person.sign()
    outbox.outbox.clear()
    send_all()

    assert [address for address, _why in stopped("signing_reminder")] == ["employer@sign.example"]


def test_reminder_brings_a_link_of_its_own_and_the_first_goes_on_working(
    invitations: dict[str, Invitation], officer: User
) -> None:
    person = visitor(invitations["employer"])
    first = link_in(person.letter())
    remind(invitations["employer"], by=officer, at=timezone.now() + timedelta(seconds=1))
    Notice.objects.update(due_at=timezone.now())
    second = person.letter()

    assert second.subject == "Reminder: please sign Deal with Helmgras Groen"
    assert link_in(second) != first
    for link in (first, link_in(second)):
        assert person.client.get(link).status_code == 302


def test_every_letter_is_there_in_dutch(
    offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    Invitation.objects.update(language="nl")
    Notice.objects.update(language="nl")
    person = visitor(invitations["employer"])

    letter = person.letter()

    assert letter.subject == "Graag ondertekenen: Deal with Helmgras Groen"
    assert "Beste Emma de Vries," in letter.body


def test_history_tells_each_step(offered: Deal, invitations: dict[str, Invitation]) -> None:
    person = visitor(invitations["employer"])
    person.enter()
    person.client.post(f"{person.page}question/", {"question": "Why ten places?"})
    person.client.post(f"{person.page}pass-on/", COLLEAGUE)
    other = visitor(Invitation.objects.get(email="bo@sign.example"))
    other.enter()
    other.client.post(f"{other.page}decline/", REFUSAL | {"sure": "1"})

    acts: list[Any] = list(Entry.objects.of(offered).values_list("act", flat=True))

    assert [each for each in acts if each in {"ask", "delegate", "decline"}] == ["ask", "delegate", "decline"]
