"""A reminder goes out once for each date, to who still acts for the employer, and only while it is still wanted."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.models import Deal, Programme
from employers.models import Employer
from notices.models import Notice, ReminderRule
from placements import reminders
from placements.models import ProgressRound
from tests import factories
from tests.placements.rounds import deal_to_ask, letters, send_all, today, write_all
from trail.models import Entry


@pytest.fixture
def deal(officer: User, programme: Programme, helmgras: Employer, employer: User) -> Deal:
    """A deal whose talk is in five days: its first reminder is due."""
    return deal_to_ask(officer, programme, helmgras.organisation)


def test_signing_plans_the_first_reminder_a_week_before_the_talk(deal: Deal) -> None:
    assert deal.next_reminder_on == deal.next_progress_on - timedelta(days=7)


def test_moving_the_talk_moves_the_reminder(deal: Deal, officer: User) -> None:
    talk = today() + timedelta(days=60)

    deal.change(by=officer, revision=deal.revision, next_progress_on=talk)

    assert Deal.objects.get().next_reminder_on == talk - timedelta(days=7)


def test_a_rule_that_is_off_plans_nothing(deal: Deal, officer: User) -> None:
    ReminderRule.objects.update_or_create(kind="progress", defaults={"is_active": False})

    deal.change(by=officer, revision=deal.revision, next_progress_on=today() + timedelta(days=60))

    assert Deal.objects.get().next_reminder_on is None


def test_the_rule_is_there_from_the_first_migration(db: None) -> None:
    ReminderRule.objects.all().delete()

    import_module("notices.migrations.0003_rule_for_progress").add(apps, None)

    rule = ReminderRule.objects.get(kind="progress")

    assert (rule.days_before, rule.repeat_every_days, rule.at_most, rule.is_active) == (7, 7, 3, True)


def test_a_due_deal_gets_one_letter_per_reader_and_moves_on(deal: Deal, helmgras: Employer) -> None:
    factories.user("second@helmgras.example", role=Role.EMPLOYER, of=helmgras.organisation)

    assert write_all() == 1

    assert letters() == [
        ("progress", "employer@helmgras.example", "queued"),
        ("progress", "second@helmgras.example", "queued"),
    ]
    deal.refresh_from_db()
    assert deal.next_reminder_on == today() + timedelta(days=7)
    assert ProgressRound.objects.get().due_on == deal.next_progress_on
    last = Entry.objects.of(deal).last()
    assert (last.act, last.actor, last.changes) == ("remind", None, {"number": 1, "letters": 2})


def test_the_job_twice_in_a_day_writes_one_letter(deal: Deal) -> None:
    write_all()

    assert write_all() == 0
    assert len(letters()) == 1


def test_even_a_deal_put_back_gives_no_second_letter_for_the_same_reminder(deal: Deal) -> None:
    write_all()
    ProgressRound.objects.update(reminders=0)
    deal.move_reminder(today())

    write_all()

    assert len(letters()) == 1


def test_reminders_stop_at_the_most_that_the_rule_allows(deal: Deal) -> None:
    for _week in range(5):
        Deal.objects.filter(next_reminder_on__isnull=False).update(next_reminder_on=today())
        write_all()

    assert len(letters()) == 3
    assert Deal.objects.get().next_reminder_on is None


def test_without_an_account_the_contact_in_the_deal_is_written_to(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = deal_to_ask(officer, programme, helmgras.organisation)
    deal.parties.filter(organisation=helmgras.organisation).update(contact_email="Post@Helmgras.example")

    write_all()
    send_all()

    assert letters() == [("progress", "post@helmgras.example", "sent")]


@pytest.mark.parametrize("move", ["suspend", "end"])
def test_a_deal_that_stopped_is_not_asked_about(deal: Deal, officer: User, move: str) -> None:
    deal.make(move, by=officer, reason="By agreement.")

    assert write_all() == 0


def test_a_deal_past_its_term_is_not_asked_about_and_asked_for_no_more(
    officer: User, programme: Programme, helmgras: Employer, employer: User
) -> None:
    deal_to_ask(officer, programme, helmgras.organisation, ends_on=today() - timedelta(days=1))

    write_all()

    assert letters() == []
    assert Deal.objects.get().next_reminder_on is None


def test_a_deal_that_cannot_be_written_holds_up_no_other(
    deal: Deal, officer: User, programme: Programme, helmgras: Employer
) -> None:
    broken = deal_to_ask(officer, programme, helmgras.organisation, talk_in=1)
    Deal.objects.filter(pk=broken.pk).update(title="x")
    ProgressRound.objects.create(
        deal=broken, due_on=broken.next_progress_on, opened_at=timezone.now(), reminders=32767
    )  # the next count does not fit its column

    write_all()

    assert [notice.subject_id for notice in Notice.objects.all()] == [deal.public_id]
    assert Deal.objects.get(pk=broken.pk).next_reminder_on == today() + timedelta(days=1)


def test_an_answer_between_writing_and_sending_stops_the_letter(deal: Deal, employer: User) -> None:
    write_all()
    round = ProgressRound.objects.get()
    round.answer(
        organisation=deal.parties.get(role="employer").organisation,
        figures={},
        support_ok=None,
        remark="",
        by=employer,
        email="",
        at=timezone.now(),
    )

    send_all()

    assert mail.outbox == []
    notice = Notice.objects.get()
    assert (notice.state, notice.reason) == (
        "cancelled",
        "The organisation has answered, or no longer takes part.",
    )


def test_a_former_colleague_gets_nothing_also_when_it_was_queued(
    deal: Deal, helmgras: Employer, employer: User
) -> None:
    factories.user("stays@helmgras.example", role=Role.EMPLOYER, of=helmgras.organisation)
    write_all()
    employer.memberships.update(until=timezone.now())

    send_all()

    assert [message.to for message in mail.outbox] == [["stays@helmgras.example"]]
    assert letters(state="cancelled") == [("progress", "employer@helmgras.example", "cancelled")]


def test_an_ended_deal_and_a_moved_talk_stop_what_is_queued(deal: Deal, officer: User) -> None:
    write_all()
    deal.refresh_from_db()
    deal.change(by=officer, revision=deal.revision, next_progress_on=today() + timedelta(days=90))

    send_all()

    assert Notice.objects.get().reason == "The progress talk was moved."


def test_the_officer_sends_one_by_hand_and_not_again_the_same_day(deal: Deal, officer: User) -> None:
    written = reminders.nudge(deal, by=officer, at=timezone.now())

    assert [notice.recipient_email for notice in written] == ["employer@helmgras.example"]
    with pytest.raises(PermissionDenied, match="less than a day ago"):
        reminders.nudge(deal, by=officer, at=timezone.now() + timedelta(hours=23))
    assert reminders.nudge(deal, by=officer, at=timezone.now() + timedelta(hours=25))
    assert write_all() == 0


def test_only_the_officer_of_the_municipality_sends_by_hand(
    deal: Deal, employer: User, neighbour: User
) -> None:
    for person in (employer, neighbour):
        with pytest.raises(PermissionDenied, match="account manager of the municipality"):
            reminders.nudge(deal, by=person, at=timezone.now())


def test_what_comes_is_shown_and_one_can_be_left_out(deal: Deal, officer: User, signed_in) -> None:
    client = signed_in(officer)

    page = client.get("/letters/coming/").content.decode()
    assert "employer@helmgras.example" in page
    assert "reminder 1 of at most 3" in page
    client.post(f"/letters/coming/{deal.public_id}/{deal.next_reminder_on.isoformat()}/skip/")

    assert write_all() == 0
    assert Deal.objects.get().next_reminder_on == today() + timedelta(days=7)
    assert Entry.objects.of(deal).last().act == "skip_reminder"


def test_leaving_out_twice_leaves_out_one(deal: Deal, officer: User) -> None:
    expected = deal.next_reminder_on
    reminders.skip(deal, expected=expected, by=officer, at=timezone.now())

    with pytest.raises(PermissionDenied, match="written or moved already"):
        reminders.skip(deal, expected=expected, by=officer, at=timezone.now())


@pytest.mark.parametrize("count", [1, 3])
def test_the_coming_letters_take_the_same_queries_for_one_and_three(
    deal: Deal, officer: User, programme: Programme, count: int, signed_in, django_assert_num_queries
) -> None:
    for _number in range(count - 1):
        deal_to_ask(officer, programme, factories.employer().organisation)
    write_all()
    client = signed_in(officer)

    with django_assert_num_queries(13):
        client.get("/letters/coming/")


def test_the_command_writes_for_any_day(deal: Deal, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("write_reminders", "--on", "2020-01-01")
    call_command("write_reminders", "--on", today().isoformat())

    assert capsys.readouterr().out.splitlines() == [
        "Reminders written for 0 deals.",
        f"{deal.public_id}  {deal}",
        "Reminders written for 1 deals.",
    ]
