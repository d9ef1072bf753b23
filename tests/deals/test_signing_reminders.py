"""Reminders to sign: in the rhythm of the rule from the first letter on, never twice, never when they have no use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail as post
from django.utils import timezone

from accounts.models import User
from deals import mail
from deals.actions.inviting import coming_reminders, extend, write_reminders
from deals.actions.signing import decline
from deals.models import Deal, DeclineReason, Invitation, Programme
from deals.tasks import write_signing_reminders
from employers.models import Employer
from notices.models import SIGNING, Notice, ReminderRule
from notices.outbox import send_due
from partners.models import Partner
from tests.deals import signing
from tests.deals.test_signing_pages import words

NOON = signing.NOON
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def rule(db: None) -> None:
    """Every seven days, three times at most."""
    set_rule(repeat_every_days=7, at_most=3)


def set_rule(**values: Any) -> None:
    ReminderRule.objects.update_or_create(kind=SIGNING, defaults=values)


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return signing.invited(offered, officer)


def reminded() -> list[str]:
    letters = Notice.objects.filter(kind=mail.REMINDED).order_by("pk")
    return [letter.recipient_email.partition(".")[0] for letter in letters]


def test_reminder_comes_when_the_rule_says_and_not_before(invitations: dict[str, Invitation]) -> None:
    write_reminders(NOON + 6 * DAY)
    before = reminded()

    write_reminders(NOON + 7 * DAY)
    write_reminders(NOON + 7 * DAY)
    write_reminders(NOON + 8 * DAY)

    assert (before, sorted(reminded())) == ([], ["employer", "partner"])


def test_no_more_reminders_than_the_rule_says(invitations: dict[str, Invitation]) -> None:
    set_rule(repeat_every_days=2, at_most=2)

    for number in range(20):
        write_reminders(NOON + number * DAY)

    assert reminded().count("employer") == 2


def test_who_is_called_later_is_reminded_later(invitations: dict[str, Invitation]) -> None:
    for part in ("employer", "partner"):
        signing.sign(invitations[part], at=NOON + 6 * DAY)

    write_reminders(NOON + 8 * DAY)  # a week after the invitation, two days after its letter
    soon = reminded()
    write_reminders(NOON + 13 * DAY)

    assert (soon, reminded()) == ([], ["municipality"])


def test_nobody_is_reminded_of_what_cannot_be_signed(invitations: dict[str, Invitation]) -> None:
    decline(invitations["partner"], DeclineReason.TEXT, "", at=NOON)

    assert write_reminders(NOON + 8 * DAY) == 0


def test_rule_that_is_off_plans_nothing(offered: Deal, officer: User) -> None:
    set_rule(is_active=False)

    signing.invited(offered, officer)

    assert write_reminders(NOON + 8 * DAY) == 0


def test_more_time_plans_the_next_reminder(invitations: dict[str, Invitation], officer: User) -> None:
    mine = invitations["employer"]

    extend([mine], date(2025, 6, 1), by=officer, at=NOON + 30 * DAY)

    mine.refresh_from_db()
    assert reminded() == ["employer"]  # its time was over: a new letter
    assert mine.next_reminder_on == date(2025, 4, 9)


def test_who_signed_between_writing_and_sending_gets_no_reminder(offered: Deal, officer: User) -> None:
    now = timezone.now()
    until = timezone.localdate(now) + 30 * DAY
    invitations = signing.invited(offered, officer)
    extend(invitations.values(), until, by=officer, at=now)
    assert "employer" in reminded()
    signing.sign(invitations["employer"], at=now)

    send_due(timezone.now(), most=50)

    letter = Notice.objects.get(kind=mail.REMINDED, recipient_email__startswith="employer")
    assert letter.state == "cancelled"
    assert [message.subject for message in post.outbox if "employer" in message.to[0]] == []
    assert any("partner" in message.to[0] for message in post.outbox)


def test_task_is_in_the_schedule_and_asks_the_clock(offered: Deal, officer: User) -> None:
    names = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert write_signing_reminders.name in names
    assert write_signing_reminders() == 0


def test_one_reminder_that_fails_does_not_hold_up_the_others(
    invitations: dict[str, Invitation], monkeypatch: Any, caplog: Any
) -> None:
    whole = Invitation.plan_reminder

    def half(self: Invitation, *, on: date) -> None:
        if self.pk == invitations["employer"].pk:
            raise ValueError("no")
        whole(self, on=on)

    monkeypatch.setattr(Invitation, "plan_reminder", half)

    assert write_reminders(NOON + 7 * DAY) == 1
    assert reminded() == ["partner"]
    assert "was not written; again tomorrow" in caplog.text


def test_coming_letters_name_reminders_to_sign_with_their_reason(
    offered: Deal, officer: User, neighbour: User, signed_in: Any
) -> None:
    now = timezone.now()
    invitations = signing.invited(offered, officer)
    extend(invitations.values(), timezone.localdate(now) + 30 * DAY, by=officer, at=now)

    said = words(signed_in(officer).get("/letters/coming/"))
    elsewhere = words(signed_in(neighbour).get("/letters/coming/"))

    assert "employer." in said
    assert "Helmgras Groen has not signed; reminder 2 of at most 3" in said
    assert "has not signed" not in elsewhere
    assert [
        each.party.role for each in coming_reminders(officer, today=NOON.date(), days=3, at=now, most=9)
    ] == []
