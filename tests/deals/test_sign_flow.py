"""From the letter to the receipt: by the links in real letters, with the codes in real letters."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import User
from deals.lifecycle import State
from deals.mail import tell_concluded
from deals.models import Deal, Invitation, InvitationLink, Programme, Signature
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests.conftest import LookingClient
from tests.deals import documents, signing
from tests.deals.sign_pages import code_in, invited, letters_to, link_in, send_all, visitor, words
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


def test_three_parties_sign_in_their_order_and_each_gets_the_letters(
    offered: Deal, invitations: dict[str, Invitation]
) -> None:
    for part in ("employer", "partner", "municipality"):
        person = visitor(invitations[part])
        assert "ready to be signed" in person.letter().body
        assert "What is promised" in words(person.enter())
        assert "You signed" in words(person.sign())

    offered.refresh_from_db()
    assert offered.state == State.SIGNED
    assert set(Signature.objects.values_list("person_name", "method", "level")) == {
        ("Emma de Vries", "online", "simple"),
        ("Pim Bakker", "online", "simple"),
        ("Wies Smit", "online", "simple"),
    }
    assert Entry.objects.of(offered).filter(act="sign_online").count() == 3


def test_letter_says_what_is_promised_and_who_to_call(
    offered: Deal, invitations: dict[str, Invitation]
) -> None:
    letter = visitor(invitations["employer"]).letter()

    assert letter.subject == "Please sign: Deal with Helmgras Groen"
    assert "Dear Emma de Vries," in letter.body
    assert "- 10 places: learn-work place (Helmgras Groen)" in letter.body
    assert letter.reply_to == ["officer@duinstede.example"]
    assert "Olga Officer" in letter.body
    assert link_in(letter) in letter.alternatives[0].content


def test_what_is_kept_of_letters_holds_neither_link_nor_code(invitations: dict[str, Invitation]) -> None:
    person = visitor(invitations["employer"])
    token = link_in(person.letter()).split("/")[2]
    person.open_letter()
    code = person.ask_code()

    kept = "".join(
        each.subject + each.body_text + each.body_html + str(each.context) for each in Notice.objects.all()
    )
    assert token not in kept
    assert code not in kept
    assert not InvitationLink.objects.filter(token_hash=token).exists()
    assert "•••••" in kept


def test_token_leaves_the_address_and_nothing_of_the_deal_is_told_before_the_code(
    invitations: dict[str, Invitation],
) -> None:
    person = visitor(invitations["employer"])

    door = person.client.get(link_in(person.letter()))
    page = person.client.get(door["Location"])

    assert (door.status_code, door["Location"], door["Referrer-Policy"]) == (302, person.page, "no-referrer")
    told = words(page)
    assert "e•••@sign.example" in told
    for secret in ("employer@sign.example", "Helmgras", "Emma", "learn-work"):
        assert secret not in told


def test_every_page_is_kept_by_nobody(invitations: dict[str, Invitation]) -> None:
    person = visitor(invitations["employer"])
    person.enter()
    pages = ["", "sign/", "decline/", "pass-on/", "question/"]

    answers = [person.client.get(person.page + page) for page in pages]
    answers.append(person.client.get(link_in(letters_to(person.invitation.email)[0])))

    for answer in answers:
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] in {"same-origin", "no-referrer"}


def test_signing_twice_leaves_one_signature_and_shows_the_same_receipt(
    invitations: dict[str, Invitation],
) -> None:
    person = visitor(invitations["employer"])
    person.enter()

    first, second = person.sign(), person.sign(name="Somebody Else")

    assert "You signed" in words(first)
    assert "You signed" in words(second)
    assert [each.person_name for each in Signature.objects.all()] == ["Emma de Vries"]


def test_receipt_says_what_when_how_and_who_is_still_to_sign(invitations: dict[str, Invitation]) -> None:
    person = visitor(invitations["employer"])
    person.enter()

    told = words(person.sign(mandate="Decision 12", drawing="[[[10,10],[400,200],[500,90]]]"))

    for each in ("Emma de Vries", "director", "Decision 12", "Simple electronic signature", "fingerprint"):
        assert each in told
    assert "Still to sign: Duinwerk, Gemeente Duinstede." in told
    assert Signature.objects.get().drawing == [[[10, 10], [400, 200], [500, 90]]]


def test_copy_is_read_and_downloaded_with_the_same_link_and_a_new_code(
    offered: Deal, invitations: dict[str, Invitation], demonstration: object
) -> None:
    for part in ("employer", "partner", "municipality"):
        person = visitor(invitations[part])
        person.enter()
        person.sign()
    link = link_in(letters_to("employer@sign.example")[0])
    document = documents.stand_in(offered)
    tell_concluded(document, at=timezone.now())

    again = visitor(invitations["employer"])
    again.client.get(link)
    assert again.client.get(f"{again.page}document.pdf").status_code == 302
    again.client.post(f"{again.page}code/", {"code": again.ask_code()})
    page = again.client.get(again.page)

    assert "All have signed" in words(page)
    assert again.client.get(f"{again.page}document.pdf").content.startswith(b"%PDF")


def test_everyone_hears_once_that_all_have_signed(
    offered: Deal, invitations: dict[str, Invitation], officer: User, demonstration: object
) -> None:
    copy = offered.parties.get(role="employer")
    copy.contact_email = "office@helmgras.example"
    copy.save()
    for part in ("employer", "partner", "municipality"):
        person = visitor(invitations[part])
        person.enter()
        person.sign()
    document = documents.stand_in(offered)
    mail.outbox.clear()

    for _twice in range(2):
        tell_concluded(document, at=timezone.now())
    send_all()

    told = sorted(message.to[0] for message in mail.outbox)
    assert told == [
        "employer@sign.example",
        "municipality@sign.example",
        "office@helmgras.example",
        "officer@duinstede.example",
        "partner@sign.example",
    ]
    by_code = letters_to("employer@sign.example")[-1]
    assert by_code.subject == "Signed by all: Deal with Helmgras Groen"
    assert link_in(by_code)
    assert "/copy/" in letters_to("office@helmgras.example")[-1].body


def test_contact_who_did_not_sign_reads_and_downloads_with_a_link_and_a_code(
    deal: Deal, demonstration: object
) -> None:
    party = deal.parties.get(role="partner", signs=False)
    party.contact_email = "contact@duinwerk.example"
    party.save()
    tell_concluded(documents.stand_in(deal), at=datetime(2024, 12, 20, 12, tzinfo=UTC))
    send_all()
    (letter,) = letters_to("contact@duinwerk.example")
    link = re.search(r"http://localhost:8000(/copy/\S+)", letter.body)[1]
    browser, thief = LookingClient(), LookingClient()

    before = browser.get(link)
    browser.post(link, {"send": "1"})
    send_all()
    browser.post(link, {"code": code_in(letters_to("contact@duinwerk.example")[-1])})
    page, copy = browser.get(link), browser.get(f"{link}document.pdf")

    assert "c•••@duinwerk.example" in words(before)
    assert "Helmgras" not in words(before)
    assert "learn-work" in words(page).lower() or "leerwerkplek" in words(page).lower()
    assert copy.content.startswith(b"%PDF")
    assert "no-store" in page["Cache-Control"]
    assert thief.get(f"{link}document.pdf").status_code == 302
    assert link.split("/")[2] not in "".join(each.body_text + each.body_html for each in Notice.objects.all())
    party.contact_email = "successor@duinwerk.example"
    party.save()
    assert browser.get(link).status_code == browser.get(f"{link}document.pdf").status_code == 404


@pytest.mark.parametrize(
    "name", ["Zoë Çelik-Łukasiewicz", "Ĳsbrand van Ĳperen", "محمد الأحمد", "王小明", "D'Artagnan"]
)
def test_names_of_the_whole_world_are_kept_as_they_are(invitations: dict[str, Invitation], name: str) -> None:
    person = visitor(invitations["employer"])
    person.enter()

    person.sign(name=name)

    assert Signature.objects.get().person_name == name
    assert name.replace("'", "&#x27;") in person.client.get(person.page).content.decode()


def test_same_person_on_both_sides_signs_twice_with_two_links(offered: Deal, officer: User) -> None:
    both = invited(offered, officer, employer="same@sign.example", partner="same@sign.example")
    send_all()
    browser = LookingClient()
    for letter, part in zip(letters_to("same@sign.example"), ("employer", "partner"), strict=True):
        person = visitor(both[part])
        person.client = browser
        browser.get(link_in(letter))
        browser.post(f"{person.page}code/", {"code": person.ask_code()})
        assert "You signed" in words(person.sign())

    assert Signature.objects.filter(invitation__email="same@sign.example").count() == 2
