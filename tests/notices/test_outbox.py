"""A letter goes out once; what refuses it costs time, never the letter nor the data."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from accounts.models import Municipality, User
from notices import letters, outbox, tasks
from notices.models import MOST_ATTEMPTS, Notice
from placements.models import ProgressRound
from tests import factories
from tests.placements.rounds import deal_to_ask, send_all, write_all
from trail.models import Entry

REFUSING = "tests.notices.test_outbox.RefusingBackend"
DYING = "tests.notices.test_outbox.DyingBackend"


class RefusingBackend(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise ConnectionRefusedError("421 try again later")


class DyingBackend(BaseEmailBackend):
    """A mail server that takes the letter; then the sender is killed."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        mail.outbox.extend(email_messages)
        raise SystemExit


@pytest.fixture
def letter(officer: User, programme: Any, helmgras: Any, employer: User) -> Notice:
    """A reminder that waits."""
    deal_to_ask(officer, programme, helmgras.organisation)
    write_all()
    return Notice.objects.get()


def test_owing_the_same_letter_twice_gives_one(letter: Notice, employer: User) -> None:
    deal = ProgressRound.objects.get().deal
    values = {"period": letter.period, "at": timezone.now(), "municipality": letter.municipality}

    again = Notice.objects.owe("progress", deal, to=employer, **values)

    assert again == letter
    assert Notice.objects.count() == 1


def test_a_letter_owed_in_a_transaction_that_fails_is_not_owed(letter: Notice, officer: User) -> None:
    @transaction.atomic
    def owe_and_fail() -> None:
        deal, municipality = ProgressRound.objects.get().deal, letter.municipality
        Notice.objects.owe(
            "progress", deal, to=officer, period="x", at=timezone.now(), municipality=municipality
        )
        raise RuntimeError

    with pytest.raises(RuntimeError):
        owe_and_fail()

    assert Notice.objects.count() == 1


def test_a_sent_letter_is_kept_as_it_went_out(letter: Notice) -> None:
    send_all()

    letter.refresh_from_db()
    message = mail.outbox[0]
    key = "\n".join(["progress", "deals.deal", letter.subject_id, "employer@helmgras.example", letter.period])
    assert (
        message.extra_headers["Message-ID"] == f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@localhost>"
    )
    assert (letter.state, letter.subject, letter.message_id) == (
        "sent",
        message.subject,
        message.extra_headers["Message-ID"],
    )
    assert letter.body_html.startswith("<!doctype html>")


def test_a_sent_letter_does_not_go_out_again(letter: Notice) -> None:
    send_all()
    tasks.send_letter(letter.pk)
    tasks.sweep_letters()

    assert len(mail.outbox) == 1


def test_a_refusing_server_costs_tries_then_shows_as_failed(letter: Notice, settings: Any) -> None:
    settings.EMAIL_BACKEND = REFUSING
    at, pauses = timezone.now(), []
    for _try in range(MOST_ATTEMPTS):
        outbox.send_due(at, most=10)
        letter.refresh_from_db()
        assert outbox.send_due(at, most=10) == 0
        pauses.append(round((letter.due_at - at) / timedelta(minutes=1)))
        at = max(letter.due_at, at)

    assert (letter.state, letter.attempts) == ("failed", 6)
    assert letter.last_error == "ConnectionRefusedError: 421 try again later"
    assert pauses[:5] == [1, 5, 20, 60, 240]
    assert ProgressRound.objects.exists()
    assert outbox.send_due(at + timedelta(days=9), most=10) == 0


def test_a_failed_letter_is_sent_again_by_hand(
    letter: Notice, settings: Any, officer: User, signed_in: Any
) -> None:
    Notice.objects.update(state="failed", attempts=6, last_error="421")

    signed_in(officer).post(f"/letters/{letter.public_id}/again/")
    send_all()

    letter.refresh_from_db()
    assert (letter.state, letter.last_error) == ("sent", "")
    assert Entry.objects.of(letter).last().act == "send_again"


def test_a_sender_killed_after_sending_repeats_the_same_message_id(letter: Notice, settings: Any) -> None:
    usual = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = DYING
    with pytest.raises(SystemExit):
        outbox.send_due(timezone.now(), most=10)
    settings.EMAIL_BACKEND = usual

    assert outbox.send_due(timezone.now(), most=10) == 0
    outbox.send_due(timezone.now() + timedelta(minutes=7), most=10)

    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1
    assert len(mail.outbox) == 2
    assert Notice.objects.get().state == "sent"


def test_a_letter_on_which_senders_die_is_given_up(letter: Notice) -> None:
    Notice.objects.update(attempts=MOST_ATTEMPTS)

    send_all()

    letter.refresh_from_db()
    assert (letter.state, letter.last_error) == ("failed", "The sender stopped before the letter was gone.")


def test_a_letter_that_cannot_be_written_holds_up_no_other(letter: Notice, officer: User) -> None:
    Notice.objects.filter(pk=letter.pk).update(context={})
    good = factories.user("good@helmgras.example")
    deal = ProgressRound.objects.get().deal
    context = {"round": ProgressRound.objects.get().public_id, "number": 1, "by_hand": False}
    Notice.objects.owe(
        "progress",
        deal,
        to=good,
        period="y",
        at=timezone.now(),
        municipality=letter.municipality,
        context=context,
    )

    send_all()

    assert dict(Notice.objects.values_list("recipient_email", "last_error")) == {
        "employer@helmgras.example": "KeyError: 'round'",
        "good@helmgras.example": "",
    }


def test_a_waiting_letter_is_stopped_by_hand_once(letter: Notice, officer: User) -> None:
    letter.stop(by=officer, at=timezone.now())

    send_all()

    assert mail.outbox == []
    assert (letter.state, letter.reason) == ("cancelled", "Stopped by Olga Officer.")
    with pytest.raises(PermissionDenied, match="Only a waiting letter"):
        letter.stop(by=officer, at=timezone.now())


def test_others_do_not_stop_or_repeat_a_letter(
    letter: Notice, privacy_officer: User, neighbour: User
) -> None:
    for person in (privacy_officer, neighbour):
        with pytest.raises(PermissionDenied):
            letter.stop(by=person, at=timezone.now())
        with pytest.raises(PermissionDenied):
            letter.send_again(by=person, at=timezone.now())


def test_a_closed_account_gets_nothing(letter: Notice, employer: User) -> None:
    User.objects.filter(pk=employer.pk).update(is_active=False)

    send_all()

    assert (mail.outbox, Notice.objects.get().reason) == ([], "This person can no longer sign in.")


def test_a_broker_that_is_down_breaks_no_request(
    letter: Notice, officer: User, signed_in: Any, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    app = tasks.send_letter.app
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)  # the open connections come back after the test
    Notice.objects.update(state="failed")

    with django_capture_on_commit_callbacks(execute=True):
        response = signed_in(officer).post(f"/letters/{letter.public_id}/again/")

    assert response.status_code == 302
    assert Notice.objects.get().state == "queued"


def test_two_rooms_never_share_a_kind() -> None:
    with pytest.raises(ValueError, match="There is a letter 'progress' already"):
        letters.register(letters.letter_of("progress"))


def test_a_letter_without_a_municipality_comes_from_us(letter: Notice, municipality: Municipality) -> None:
    Notice.objects.update(municipality=None)

    assert outbox.sender_of(Notice.objects.get()) == "Handslag <handslag@localhost>"


def test_plain_text_goes_out_in_lines_that_fit_and_links_stay_whole() -> None:
    link = f"https://handslag.example/{'x' * 100}"
    text = f"{'word ' * 40}\n\n- {'item ' * 30}\n{link}\nNo-break-on-hyphens {'a-b' * 30}\n"

    lines = outbox.wrapped(text).splitlines()

    assert link in lines
    assert [len(line) for line in lines if len(line) > outbox.WIDTH] == [len(link), 90]
    assert lines[lines.index("") + 1].startswith("- item")
    assert lines[lines.index("") + 2].startswith("  item")
    assert outbox.wrapped("Short.\n") == "Short.\n"


def test_letter_is_kept_as_it_was_written_and_wrapped_only_on_its_way(letter: Notice) -> None:
    send_all()

    (message,) = mail.outbox
    kept = Notice.objects.get().body_text
    assert max(len(line) for line in message.body.splitlines() if "http" not in line) <= outbox.WIDTH
    assert " ".join(message.body.split())[:60] == " ".join(kept.split())[:60]
