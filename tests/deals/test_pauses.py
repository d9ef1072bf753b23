"""Work that lacks what it needs rests longer each time, an hour at most; a person need not wait for it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from deals.documents import maker
from deals.documents.reasons import NoSeal
from deals.models import Deal, Document, DocumentState
from deals.pauses import pause_after
from deals.shown import stuck
from tests.deals.documents import NOW, due
from tests.deals.test_stuck import PAGE
from ui.formats import moment

pytestmark = pytest.mark.usefixtures("demonstration")
MINUTE = timedelta(minutes=1)


def nothing_seals(document, at):
    """A printer on a machine without a seal."""
    raise NoSeal("No seal.")


def put_off(at) -> None:
    """Try once, in vain."""
    assert maker.make_next(Document.objects.all(), lambda: at, nothing_seals)


@pytest.mark.parametrize(
    ("times", "minutes"), [(0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (7, 60), (30_000, 60)]
)
def test_pause_doubles_to_an_hour(times, minutes):
    assert pause_after(times) == minutes * MINUTE


def test_document_that_waits_is_tried_less_and_less_often(deal):
    owed = due(deal)

    pauses = []
    for _time in range(9):
        at = owed.due_at
        put_off(at)
        owed.refresh_from_db()
        pauses.append((owed.due_at - at) // MINUTE)
        assert not maker.make_next(Document.objects.all(), lambda at=owed.due_at: at - MINUTE / 60)

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert (owed.state, owed.attempts, owed.waits) == (DocumentState.DUE, 0, 9)


def test_person_has_it_tried_at_once_and_the_pauses_begin_anew(deal, signed_in, officer):
    due(deal)
    now = timezone.now()
    Document.objects.update(due_at=now)
    for _time in range(8):
        put_off(Document.objects.get().due_at)

    page = signed_in(officer).get(PAGE).content.decode()
    owed = Document.objects.get()
    signed_in(officer).post(f"/deals/{deal.public_id}/documents/{owed.public_id}/retry/", {"list": "1"})

    assert f"Tried again at {moment(owed.due_at)}." in page
    assert "Try again now" in page
    owed.refresh_from_db()
    assert (owed.waits, owed.due_at <= timezone.now()) == (0, True)


def test_page_of_what_is_stuck_says_when_it_is_tried_again(deal):
    due(deal)
    put_off(NOW)
    Document.objects.update(created_at=NOW - timedelta(hours=3))

    (found,) = stuck.stuck(Deal.objects.all(), at=NOW + MINUTE / 2)
    (late,) = stuck.stuck(Deal.objects.all(), at=NOW + 2 * MINUTE)

    assert found.advice == f"It is tried again by itself at {moment(NOW + MINUTE)}."
    assert late.advice == "It is tried again by itself."


def test_first_that_is_sealed_wakes_all_that_wait(deal, officer, programme, helmgras):
    first = due(deal)
    other = Document.objects.create(
        deal=deal, version=deal.newest_version(), kind="deal", language="en", due_at=NOW
    )
    for _time in range(5):
        for each in (first, other):
            each.refresh_from_db()
            assert maker.make_next(
                Document.objects.filter(pk=each.pk), lambda at=each.due_at: at, nothing_seals
            )
    first.retry(by=officer, at=NOW)

    assert maker.make_next(Document.objects.all(), lambda: NOW)
    other.refresh_from_db()
    assert (other.due_at, other.waits) == (NOW, 0)
    assert maker.make_next(Document.objects.all(), lambda: NOW)
    assert set(Document.objects.values_list("state", flat=True)) == {"final"}
