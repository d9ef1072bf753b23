"""An employer answers once, from its letter or after signing in; the account manager confirms or asks."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.models import Deal, Programme
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from placements import rounds
from placements.models import AlreadyAnswered, ProgressAnswer, ProgressLink, ProgressRound
from tests import factories
from tests.placements.rounds import deal_to_ask, letters, send_all, today, write_all
from trail.models import Entry


@pytest.fixture
def deal(officer: User, programme: Programme, helmgras: Employer, employer: User, duinwerk: Partner) -> Deal:
    """A deal whose talk is in five days."""
    return deal_to_ask(officer, programme, helmgras.organisation, supporter=duinwerk.organisation)


@pytest.fixture
def link(deal: Deal) -> str:
    """The path of the link in the letter that was sent."""
    write_all()
    send_all()
    return path_in(mail.outbox[-1])


@pytest.fixture
def visitor(client: Client) -> Client:
    """Somebody who is not signed in and chose English."""
    client.cookies["language"] = "en"
    return client


def path_in(message) -> str:
    """The path of the page that a letter leads to."""
    return re.search(r"http://localhost:8000(/progress/\S+)", message.body)[1]


def answer(deal: Deal, by: User, running: int = 7, remark: str = "") -> ProgressAnswer:
    """An answer by somebody who signed in."""
    organisation = deal.parties.filter(role="employer").earliest("pk").organisation
    return rounds.receive(
        ProgressRound.objects.of(deal, at=timezone.now()),
        rounds.Respondent(organisation, by),
        figures={deal.commitments.get().pk: running},
        support_ok=True,
        remark=remark,
        at=timezone.now(),
    )


GOOD = {"running_1": "7", "support_ok": "yes", "remark": "Going well."}


def test_the_letter_says_what_was_promised_in_the_readers_language(
    deal: Deal, employer: User, link: str
) -> None:
    message = mail.outbox[0]

    assert message.subject == "How is your deal going? Deal with Helmgras Groen"
    assert "Dear people of Helmgras Groen," in message.body
    assert "- 10 × learn-work place" in message.body
    assert "- job coach, by Duinwerk, before 1 June 2025" in message.body
    assert message.reply_to == ["officer@duinstede.example"]
    assert message.from_email == "Gemeente Duinstede <handslag@localhost>"
    html = message.alternatives[0].content
    assert "How is your deal going?" in html
    assert link in html


def test_a_dutch_reader_gets_dutch(deal: Deal, employer: User) -> None:
    User.objects.filter(pk=employer.pk).update(language="nl")

    write_all()
    send_all()

    assert mail.outbox[0].subject == "Hoe gaat het met uw deal? Deal with Helmgras Groen"


def test_what_we_keep_of_the_letter_does_not_hold_the_link(link: str) -> None:
    token = link.strip("/").rpartition("/")[2]
    notice = Notice.objects.get()

    assert "•••••" in notice.body_text
    assert token not in notice.body_text + notice.body_html + str(notice.context)
    assert ProgressLink.objects.get().token_hash != token


def test_a_member_answers_from_the_letter_and_is_thanked(
    deal: Deal, employer: User, link: str, signed_in
) -> None:
    client = signed_in(employer)

    page = client.post(link, GOOD, follow=True).content.decode()

    assert "Thank you" in page
    given = ProgressAnswer.objects.get()
    assert (given.answered_by, given.support_ok, given.remark, given.state) == (
        employer,
        True,
        "Going well.",
        "received",
    )
    assert [figure.running for figure in given.figures.all()] == [7]
    assert ProgressLink.objects.get().used_at is not None
    deal.refresh_from_db()
    assert deal.next_reminder_on is None
    assert Entry.objects.of(deal).last().act == "answer_progress"
    assert letters(kind="progress_answered") == [("progress_answered", "officer@duinstede.example", "queued")]


def test_who_is_not_signed_in_shows_a_code_first(deal: Deal, link: str, visitor) -> None:
    assert "First a code" in visitor.get(link).content.decode()
    assert visitor.post(link, GOOD).status_code == 200
    assert not ProgressAnswer.objects.exists()

    visitor.post(f"{link}code/", {"send": "1"})
    send_all()
    code = re.search(r"\b\d{6}\b", mail.outbox[-1].subject)[0]
    visitor.post(f"{link}code/", {"code": code})
    page = visitor.post(link, GOOD, follow=True).content.decode()

    assert "Thank you" in page
    given = ProgressAnswer.objects.get()
    assert (given.answered_by, given.answered_by_email) == (None, "employer@helmgras.example")
    kept = Notice.objects.get(kind="progress_code")
    assert code not in kept.subject + kept.body_text + kept.body_html


def test_a_code_works_a_few_times_and_minutes_only(deal: Deal, link: str) -> None:
    row = ProgressLink.objects.get()
    now = timezone.now()
    code = row.new_code(now)
    wrong = "000000" if code != "000000" else "111111"

    assert not row.accepts(code, at=now + timedelta(minutes=10))
    assert [row.accepts(wrong, at=now) for _try in range(5)] == [False] * 5
    assert not row.accepts(code, at=now)
    assert row.accepts(row.new_code(now), at=now)


def test_a_code_opens_once(deal: Deal, link: str) -> None:
    row = ProgressLink.objects.get()
    now = timezone.now()
    code = row.new_code(now)

    assert row.accepts(code, at=now)
    assert not row.accepts(code, at=now)


def test_no_more_than_five_codes_for_one_link(deal: Deal, link: str, visitor) -> None:
    for _time in range(6):
        page = visitor.post(f"{link}code/", {"send": "1"}, follow=True).content.decode()

    assert "several codes" in page
    assert len(letters(kind="progress_code")) == 5


def test_a_wrong_code_is_said_and_opens_nothing(deal: Deal, link: str, visitor) -> None:
    ProgressLink.objects.get().new_code(timezone.now())

    response = visitor.post(f"{link}code/", {"code": "12345"})

    assert response.status_code == 422
    assert "A code has six digits." in response.content.decode()
    assert "First a code" in visitor.get(link).content.decode()


def test_a_used_link_is_explained(deal: Deal, employer: User, link: str, signed_in, visitor) -> None:
    signed_in(employer).post(link, GOOD)

    response = visitor.get(link)

    assert response.status_code == 410
    assert "This link has been used" in response.content.decode()


def test_an_expired_link_is_explained_but_members_still_answer(
    deal: Deal, employer: User, link: str, signed_in, visitor
) -> None:
    ProgressLink.objects.update(
        created_at=timezone.now() - timedelta(days=40), expires_at=timezone.now() - timedelta(days=1)
    )

    response = visitor.get(link)

    assert response.status_code == 410
    assert "This link no longer works" in response.content.decode()
    assert "How many are at work now?" in signed_in(employer).get(link).content.decode()


def test_a_link_nobody_sent_is_unknown_and_guessing_is_slowed(db: None, visitor) -> None:
    def knock(number: int) -> int:
        return visitor.get(f"/progress/never-sent-{number}/", REMOTE_ADDR="192.0.2.7").status_code

    statuses = [knock(number) for number in range(31)]

    assert (set(statuses[:30]), statuses[30]) == ({404}, 429)


def test_someone_of_another_organisation_sees_nothing(
    deal: Deal, link: str, outsider: User, officer: User, signed_in
) -> None:
    for person in (outsider, officer):
        response = signed_in(person).get(link)
        assert response.status_code == 403
        assert "Helmgras" not in response.content.decode().partition("<main")[2]


def test_the_page_is_not_kept_indexed_or_passed_on(link: str, visitor) -> None:
    response = visitor.get(link)

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_a_colleague_sees_the_answer_that_is_there(
    deal: Deal, employer: User, helmgras: Employer, link: str, signed_in
) -> None:
    colleague = factories.user(
        "second@helmgras.example", role=Role.EMPLOYER, of=helmgras.organisation, language="en"
    )
    answer(deal, employer)

    page = signed_in(colleague).get(f"/progress/deal/{deal.public_id}/").content.decode()

    assert "Answered by Emma Employer" in page
    with pytest.raises(AlreadyAnswered):
        answer(deal, colleague)


def test_without_a_letter_a_member_answers_after_signing_in(deal: Deal, employer: User, signed_in) -> None:
    client = signed_in(employer)
    address = f"/progress/deal/{deal.public_id}/"

    assert "You promised 10 × learn-work place" in client.get(address).content.decode()
    assert not ProgressRound.objects.exists()
    client.post(address, GOOD)

    assert ProgressAnswer.objects.get().round.due_on == deal.next_progress_on


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("running_1", "", "Fill in a number; 0 if nobody is at work now."),
        ("running_1", "-1", "greater than or equal to 0"),
        ("running_1", "1000000000000", "less than or equal to 10000"),
        ("running_1", "many", "Fill in a whole number"),
        ("support_ok", "", "Choose yes or no."),
        ("remark", "Reach her at jan@example.nl", "Leave out e-mail addresses."),
        ("remark", "His number is 111222333.", "citizen service number"),
        ("remark", "Call 06 12345678", "Leave out telephone numbers."),
        ("remark", "x" * 501, "at most 500 characters"),
    ],
)
def test_a_bad_answer_is_said_and_nothing_typed_is_lost(
    deal: Deal, employer: User, signed_in, name: str, value: str, message: str
) -> None:
    response = signed_in(employer).post(f"/progress/deal/{deal.public_id}/", GOOD | {name: value})

    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert "Going well." in page or name == "remark"
    assert not ProgressAnswer.objects.exists()


def test_confirming_closes_the_round_and_sets_the_next_talk(
    deal: Deal, employer: User, officer: User
) -> None:
    given = answer(deal, employer)

    given.accept(by=officer, at=timezone.now())

    deal.refresh_from_db()
    round = ProgressRound.objects.get()
    assert round.closed_at is not None
    assert deal.next_progress_on > round.due_on + timedelta(days=80)
    assert deal.next_reminder_on == deal.next_progress_on - timedelta(days=7)
    assert [entry.act for entry in Entry.objects.of(deal)][-2:] == ["accept_progress", "change"]


def test_a_round_with_two_employers_waits_for_both(deal: Deal, employer: User, officer: User) -> None:
    other = factories.employer("Zandgrond")
    deal.parties.create(organisation=other.organisation, role="employer")

    answer(deal, employer).accept(by=officer, at=timezone.now())

    assert ProgressRound.objects.get().closed_at is None
    assert [party.organisation for party in ProgressRound.objects.get().still_to_answer()] == [
        other.organisation
    ]


def test_asking_about_an_answer_opens_it_again_with_the_question(
    deal: Deal, employer: User, officer: User, signed_in
) -> None:
    given = answer(deal, employer)
    signed_in(officer).post(
        f"/progress/answers/{given.public_id}/ask/", {"question": "Is that with or without Kim's team?"}
    )
    send_all()

    assert "Is that with or without Kim's team?" in mail.outbox[-1].body
    page = signed_in(employer).get(path_in(mail.outbox[-1])).content.decode()
    assert "Is that with or without Kim" in page
    assert 'value="7"' in page
    signed_in(employer).post(path_in(mail.outbox[-1]), GOOD | {"running_1": "5"})

    given.refresh_from_db()
    assert (given.state, given.handled_by, given.figures.get().running) == ("received", None, 5)


def test_only_the_officer_handles_an_answer_and_once(
    deal: Deal, employer: User, officer: User, neighbour: User
) -> None:
    given = answer(deal, employer)
    for person in (employer, neighbour):
        with pytest.raises(PermissionDenied, match="account manager of the municipality"):
            given.accept(by=person, at=timezone.now())
    given.accept(by=officer, at=timezone.now())

    with pytest.raises(PermissionDenied, match="confirmed already"):
        given.ask_about(by=officer, at=timezone.now(), question="Why?")


def test_the_officer_sees_where_answer_and_record_differ(
    deal: Deal, employer: User, officer: User, signed_in
) -> None:
    factories.placement(deal.commitments.get(), officer, started_on=today() - timedelta(days=30))
    given = answer(deal, employer, running=2)

    page = signed_in(officer).get(f"/progress/answers/{given.public_id}/").content.decode()

    assert re.search(r">2</td>.*?>1</td>.*?differs", page, re.S)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_answers_takes_the_same_queries_for_one_and_three(
    officer: User, programme: Programme, count: int, signed_in, django_assert_num_queries
) -> None:
    for number in range(count):
        organisation = factories.employer().organisation
        person = factories.user(f"p{number}@example.org", role=Role.EMPLOYER, of=organisation)
        answer(deal_to_ask(officer, programme, organisation), person)
    client = signed_in(officer)

    with django_assert_num_queries(4):
        page = client.get("/progress/answers/").content.decode()

    assert page.count("to be confirmed</span>") == count


def test_the_next_talk_follows_the_rhythm_and_stops_at_the_end(deal: Deal) -> None:
    round = ProgressRound.objects.of(deal, at=timezone.now())
    day = round.due_on

    assert round.next_talk(day + timedelta(days=200)) > day + timedelta(days=200)
    round.deal.ends_on = day + timedelta(days=10)
    assert round.next_talk(day) == round.deal.ends_on
    round.deal.ends_on = day
    assert round.next_talk(day) is None
