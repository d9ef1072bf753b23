"""Letters that fall silent, flood or fail are noticed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from deals.models import Deal
from notices import alarms, letters, tasks
from notices.models import Notice
from tests.placements.rounds import deal_to_ask, today, write_all


@pytest.fixture
def letter(officer: User, programme: Any, helmgras: Any, employer: User) -> Notice:
    """A reminder that waits."""
    deal_to_ask(officer, programme, helmgras.organisation)
    write_all()
    return Notice.objects.get()


def texts() -> list[str]:
    return [alarm.text for alarm in alarms.ringing(timezone.now())]


def test_nothing_rings_when_all_is_well(letter: Notice) -> None:
    assert texts() == []


def test_letters_that_nobody_sends_ring(letter: Notice) -> None:
    Notice.objects.update(due_at=timezone.now() - timedelta(minutes=20))

    assert texts() == ["1 letter has been waiting for more than a quarter of an hour. Is the sender running?"]


def test_a_kind_that_falls_silent_rings(letter: Notice) -> None:
    Deal.objects.update(next_reminder_on=today() - timedelta(days=2))

    assert texts() == ["Progress reminder: 1 should have been written by now and were not."]


def test_a_flood_rings(letter: Notice, monkeypatch: Any) -> None:
    quiet = letters.letter_of("progress")
    monkeypatch.setitem(letters._letters, "progress", letters.Letter(**vars(quiet) | {"at_most_per_hour": 0}))

    assert texts() == ["Progress reminder: 1 in the last hour. More than 0 is not usual."]


def test_letters_that_were_given_up_ring_on_the_page_and_in_the_log(
    letter: Notice, officer: User, signed_in: Any, caplog: Any
) -> None:
    Notice.objects.update(state="failed")

    tasks.watch_letters()

    assert (
        "Progress reminder: 1 letter was not delivered."
        in signed_in(officer).get("/letters/").content.decode()
    )
    assert "Letters: Progress reminder: 1 letter was not delivered." in caplog.text
