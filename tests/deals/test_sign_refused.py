"""What a link does not do: guessed, forwarded, used too early or too late, by somebody else, or under another text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from deals import actions
from deals.models import Deal, Decline, Invitation, InvitationLink, Programme, Question, Signature
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests import factories
from tests.conftest import LookingClient
from tests.deals import signing
from tests.deals.sign_pages import Visitor, invited, letters_to, link_in, send_all, visitor, words


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    deal = signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)
    Deal.objects.filter(pk=deal.pk).update(account_manager=officer)
    deal.refresh_from_db()
    return deal


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return invited(offered, officer)


@pytest.fixture
def person(invitations: dict[str, Invitation]) -> Visitor:
    return visitor(invitations["employer"])


ACTS: dict[str, dict[str, str]] = {
    "sign": {"name": "Emma", "capacity": "director", "agree": "on"},
    "decline": {"reason": "numbers", "sure": "1"},
    "pass-on": {"name": "A", "capacity": "b", "email": "c@sign.example", "mandate": "d"},
    "question": {"question": "Why ten?"},
    "code": {"send": "1"},
    "with": {"capacity": "director", "agree": "on"},
}


def expire(invitation: Invitation) -> None:
    """Let the time to sign be over by now."""
    now = timezone.now()
    Invitation.objects.filter(pk=invitation.pk).update(
        created_at=now - timedelta(days=9), expires_at=now - timedelta(seconds=1)
    )


def nothing_happened() -> bool:
    return not (Signature.objects.exists() or Decline.objects.exists() or Question.objects.exists())


def test_guessed_links_get_one_answer_and_then_a_pause(person: Visitor) -> None:
    real = person.client.get(link_in(person.letter()))
    guesses = [person.client.get(f"/sign/never-sent-{number}/") for number in range(31)]

    assert real.status_code == 302
    assert {each.status_code for each in guesses[:30]} == {404}
    assert len({words(each) for each in guesses[:30]}) == 1
    assert guesses[30].status_code == 429


def test_page_of_an_invitation_opens_only_in_the_browser_that_had_the_link(person: Visitor) -> None:
    person.enter()

    other = LookingClient()

    assert other.get(person.page).status_code == 404
    assert other.post(f"{person.page}sign/", person.answers()).status_code == 404
    assert nothing_happened()


def test_forwarded_link_is_worth_nothing_without_the_mailbox(person: Visitor) -> None:
    thief = Visitor(LookingClient(), person.invitation)
    page = thief.open_letter()

    for act, values in ACTS.items():
        thief.client.post(f"{thief.page}{act}/", values | {"text": person.invitation.version.content_hash})

    assert "Helmgras" not in words(page)
    assert nothing_happened()
    assert {message.to[0] for message in letters_to("employer@sign.example")} == {"employer@sign.example"}


def test_wrong_code_is_said_at_the_field_and_five_wrong_ones_end_it(person: Visitor) -> None:
    person.open_letter()
    code = person.ask_code()
    wrong = "000000" if code != "000000" else "111111"

    first = person.client.post(f"{person.page}code/", {"code": wrong})
    for _again in range(4):
        person.client.post(f"{person.page}code/", {"code": wrong})
    late = person.client.post(f"{person.page}code/", {"code": code})

    assert first.status_code == late.status_code == 422
    assert "This code is wrong or no longer works" in words(first)
    assert "Who are you?" in words(person.client.get(person.page))


def test_code_works_ten_minutes_however_it_is_pasted(person: Visitor) -> None:
    person.open_letter()
    code = person.ask_code()
    InvitationLink.objects.update(code_expires_at=timezone.now())
    late = person.client.post(f"{person.page}code/", {"code": code})
    code = person.ask_code()

    pasted = person.client.post(f"{person.page}code/", {"code": f" {code[:3]} {code[3:]} "}, follow=True)

    assert late.status_code == 422
    assert "Text of the deal" in words(pasted)


def test_no_more_than_five_codes_in_an_hour_for_one_link(person: Visitor) -> None:
    person.open_letter()
    for _time in range(6):
        page = person.client.post(f"{person.page}code/", {"send": "1"}, follow=True)

    assert "several codes already" in words(page)
    assert Notice.objects.filter(kind="signing_code").count() == 5


def test_who_types_wrong_codes_on_and_on_has_to_wait(person: Visitor) -> None:
    person.open_letter()

    statuses = [
        person.client.post(f"{person.page}code/", {"code": f"{number:06}"}).status_code
        for number in range(31)
    ]

    assert statuses == [422] * 30 + [429]


def test_text_that_was_taken_back_after_it_was_opened_is_not_signed(
    offered: Deal, officer: User, person: Visitor
) -> None:
    person.enter()
    assert person.client.get(f"{person.page}sign/").status_code == 200
    offered.make("take_back", by=officer, reason="Nine places, not ten.")

    page = person.sign()

    told = words(page)
    assert page.status_code == 410
    assert "The text is being changed" in told
    assert "Nothing of what you sent was kept." in told
    assert "Nine places, not ten." in told
    assert nothing_happened()


def test_cancelled_deal_is_told_without_its_reason_to_who_shows_no_code(
    offered: Deal, officer: User, person: Visitor
) -> None:
    person.open_letter()
    offered.make("cancel", by=officer, reason="The employer is bankrupt.")

    told = words(person.client.get(person.page))

    assert "This deal does not go on" in told
    assert "bankrupt" not in told


def test_second_in_order_is_refused_where_the_signature_lands(invitations: dict[str, Invitation]) -> None:
    person = visitor(invitations["municipality"])
    token = InvitationLink.objects.issue(person.invitation)
    person.client.get(f"/sign/{token}/")
    code = InvitationLink.objects.get().new_code(timezone.now())
    page = person.client.post(f"{person.page}code/", {"code": code}, follow=True)

    answer = person.sign()

    assert "You cannot sign yet" in words(page)
    assert "First to sign: Helmgras Groen, Duinwerk" in words(page)
    assert (answer.status_code, "First to sign" in words(answer)) == (409, True)
    assert nothing_happened()


def test_time_that_passes_between_reading_and_signing_keeps_nothing(person: Visitor) -> None:
    person.enter()
    person.client.get(f"{person.page}sign/")
    expire(person.invitation)

    answer = person.sign()

    assert answer.status_code == 409
    assert "The time to sign is over" in words(answer)
    assert nothing_happened()


def test_who_is_too_late_asks_for_more_time(officer: User, person: Visitor) -> None:
    person.enter()
    expire(person.invitation)

    page = person.client.get(person.page)
    form = person.client.get(f"{person.page}question/")
    person.client.post(f"{person.page}question/", {"question": "I need a week more."}, follow=True)

    assert page.status_code == 410
    assert "Ask for more time" in words(page)
    assert "I would like to have more time to sign." in form.content.decode()
    send_all()
    assert "I need a week more." in letters_to(officer.email)[-1].body


def test_other_hash_than_that_of_the_text_signs_nothing(person: Visitor) -> None:
    person.enter()

    answer = person.sign(text="0" * 64)

    assert answer.status_code == 409
    assert "The text was changed since you opened this page" in words(answer)
    assert nothing_happened()


@pytest.mark.parametrize("act", ACTS)
def test_signed_in_officer_looks_on_and_can_never_act(
    officer: User, invitations: dict[str, Invitation], signed_in: Any, act: str
) -> None:
    person = visitor(invitations["employer"])
    person.client = signed_in(officer)
    page = person.open_letter()

    answer = person.client.post(
        f"{person.page}{act}/", ACTS[act] | {"text": person.invitation.version.content_hash}
    )

    assert "You are looking; only the signatory can sign" in words(page)
    assert f"{person.page}sign/" not in page.content.decode()
    assert answer.status_code == 403
    assert nothing_happened()
    assert not Notice.objects.filter(kind="signing_code").exists()


def test_officer_who_signs_in_over_a_session_with_a_code_can_no_longer_act(
    officer: User, person: Visitor
) -> None:
    person.enter()
    person.client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    assert person.sign().status_code in {403, 404}
    assert nothing_happened()


def test_signed_in_stranger_does_not_read_the_deal(
    outsider: User, invitations: dict[str, Invitation], signed_in: Any
) -> None:
    person = visitor(invitations["employer"])
    person.client = signed_in(outsider)

    page = person.open_letter()

    assert page.status_code == 403
    assert "This letter was for somebody else" in words(page)
    assert "learn-work" not in words(page)


def test_invited_person_who_is_signed_in_signs_with_a_code_like_anyone(
    offered: Deal, officer: User, employer: User, signed_in: Any
) -> None:
    mine = invited(offered, officer, employer=employer.email)["employer"]
    person = visitor(mine)
    person.client = signed_in(employer)

    before = person.open_letter()
    person.enter()

    assert "Who are you?" in words(before)
    assert "You signed" in words(person.sign())


def test_after_half_an_hour_of_quiet_a_new_code_is_asked_and_nothing_typed_is_lost(person: Visitor) -> None:
    person.enter()
    session = person.client.session
    session["signing"][person.invitation.public_id]["shown"] -= 31 * 60
    session.save()

    page = person.sign(name="Emma de Vries-Jansen", mandate="Decision 12")
    form = person.client.post(f"{person.page}code/", {"code": person.ask_code()}, follow=True)

    assert "It was quiet for a while" in words(page)
    assert nothing_happened()
    assert "Emma de Vries-Jansen" in form.content.decode()
    assert "Decision 12" in form.content.decode()
    assert "checked" not in form.content.decode().split("id_agree")[1][:80]


def test_passed_on_link_dies_at_once_and_says_so(person: Visitor) -> None:
    person.enter()
    person.client.post(
        f"{person.page}pass-on/",
        {"name": "Bo", "capacity": "manager", "email": "bo@sign.example", "mandate": "Replaces me."},
    )

    page = person.client.get(person.page)

    assert page.status_code == 410
    assert "Somebody else signs" in words(page)
    person.sign()
    assert not Signature.objects.exists()


@pytest.mark.parametrize("name", ["", "12345", "Emma\u202egnp.exe", "Emma 0612345678"])
def test_what_is_no_name_is_refused_at_the_field(person: Visitor, name: str) -> None:
    person.enter()

    answer = person.sign(name=name, capacity="head of learning")

    assert answer.status_code == 422
    assert 'id="id_name"' in answer.content.decode()
    assert 'href="#id_name"' in answer.content.decode()
    assert "head of learning" in answer.content.decode()
    assert nothing_happened()


@pytest.mark.parametrize("drawing", ["[[[1,2],[3,4]]]", "not json", '[[["a",1]]]', "[" * 5000])
def test_bad_drawing_is_refused_and_the_rest_stays(person: Visitor, drawing: str) -> None:
    person.enter()

    answer = person.sign(drawing=drawing, mandate="Decision 12")

    assert answer.status_code == 422
    assert "Decision 12" in answer.content.decode()
    assert nothing_happened()


@pytest.mark.parametrize(
    ("act", "values"),
    [
        ("question", {"question": "Is 123456782 in it?"}),
        ("question", {"question": "Call 06 12345678"}),
        ("decline", {"reason": "other", "words": "Mail jan@sign.example", "sure": "1"}),
        ("decline", {"reason": "other", "words": "", "sure": "1"}),
        (
            "pass-on",
            {"name": "Bo", "capacity": "x", "email": "bo@sign.example", "mandate": "NL91ABNA0417164300"},
        ),
    ],
)
def test_numbers_and_addresses_of_people_stay_out_of_free_text(
    person: Visitor, act: str, values: dict[str, str]
) -> None:
    person.enter()

    answer = person.client.post(f"{person.page}{act}/", values)

    assert answer.status_code == 422
    assert "There is 1 error" in words(answer)
    assert nothing_happened()


def test_form_of_another_site_is_refused(person: Visitor) -> None:
    person.enter()
    strict = LookingClient(enforce_csrf_checks=True)
    strict.cookies = person.client.cookies

    answer = strict.post(f"{person.page}sign/", person.answers(), headers={"origin": "https://evil.example"})

    assert answer.status_code == 403
    assert nothing_happened()


def test_page_of_a_long_deal_asks_the_database_no_more_than_that_of_a_short_one(
    officer: User, programme: Programme, helmgras: Employer, django_assert_max_num_queries: Any
) -> None:
    clauses = [{"title": f"Clause {number}", "text": "We meet twice a year. " * 20} for number in range(200)]
    entry = factories.deal_entry(programme, helmgras.organisation, clauses=clauses)
    deal = actions.write_deal(entry, by=officer)
    deal.make("offer", by=officer)
    person = visitor(invited(deal, officer)["employer"])
    person.enter()

    with django_assert_max_num_queries(32):
        page = person.client.get(person.page)

    assert page.content.decode().count("<h3") >= 200
