"""What is stuck between an offer and its document is on one page, with the reason and a way on; and it rings."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from deals import mail, tasks
from deals.actions.finishing import conclude_again
from deals.actions.signing import decline
from deals.lifecycle import State
from deals.models import ConclusionMissed, Deal, DeclineReason, Document
from deals.models.document import reason_to_keep
from deals.shown import stuck
from notices.models import Notice
from tests.deals.signing import NOON, UNTIL, invited, offered, sign
from trail.models import Entry

PAGE = "/deals/unfinished/"


@pytest.fixture
def waiting(officer, programme, helmgras):
    """A deal offered at NOON, of which both signatories were invited."""
    deal = offered(officer, programme, helmgras.organisation, stages=(1, 1))
    invited(deal, officer)
    return deal


def codes(at) -> list[str]:
    """Why deals are stuck at a moment."""
    return [each.code for each in stuck.stuck(Deal.objects.all(), at=at)]


def invitation(deal, part: str = "employer"):
    return deal.newest_version().invitations.get(party__role=part)


def test_deal_that_moves_is_not_stuck(waiting):
    sign(invitation(waiting))

    assert codes(NOON + timedelta(days=7)) == []


def test_document_that_waits_longer_than_it_takes_is_stuck(deal):
    made_at = deal.documents.get().created_at

    assert codes(made_at + timedelta(minutes=14)) == []
    assert codes(made_at + timedelta(minutes=15)) == ["document"]


def test_document_that_failed_is_stuck_at_once(deal):
    deal.documents.update(state="failed", error=reason_to_keep("The document is empty."))

    (found,) = stuck.stuck(Deal.objects.all(), at=timezone.now())

    assert (found.code, found.why) == ("document", "The document is empty.")


def test_silence_of_two_weeks_is_stuck(waiting):
    waiting.newest_version().invitations.update(expires_at=NOON + timedelta(days=90))

    assert codes(NOON + timedelta(days=13, hours=23)) == []
    assert codes(NOON + timedelta(days=14)) == ["silent"]
    invitation(waiting).note_reading(NOON + timedelta(days=10))
    assert codes(NOON + timedelta(days=14)) == []


def test_links_that_all_expired_are_stuck_and_one_that_is_open_is_not(waiting):
    at = NOON + timedelta(days=13)
    waiting.newest_version().invitations.update(expires_at=NOON + timedelta(days=5))

    assert codes(NOON + timedelta(days=6)) == []
    assert codes(at) == ["expired"]
    waiting.newest_version().invitations.filter(party__role="employer").update(
        expires_at=at + timedelta(days=1)
    )
    assert codes(at) == []


def test_refusal_that_nobody_answers_is_stuck(waiting):
    decline(invitation(waiting), DeclineReason.NUMBERS, "Too many.", at=NOON)

    assert codes(NOON + timedelta(days=1)) == []
    assert codes(NOON + timedelta(days=2)) == ["declined"]


def test_letter_that_was_not_delivered_is_stuck_until_another_goes_out(waiting):
    lost = Notice.objects.filter(kind=mail.INVITED).order_by("pk")[0]
    Notice.objects.filter(pk=lost.pk).update(state="failed", created_at=timezone.now())

    (found,) = stuck.stuck(Deal.objects.all(), at=NOON + timedelta(days=1))

    assert found.why == f"A letter to {lost.recipient_email} could not be delivered."
    again = invitation(waiting) if lost.recipient_email == invitation(waiting).email else None
    mail.to_signatory(mail.REMINDED, again or invitation(waiting, "municipality"), at=NOON, n=1)
    assert codes(NOON + timedelta(days=1)) == []


@pytest.fixture
def forgotten(waiting, monkeypatch):
    """A deal that all have signed, and that was not concluded with the last signature."""
    with monkeypatch.context() as broken:
        broken.setattr(Deal, "settle", lambda self, **values: False)
        for each in waiting.newest_version().invitations.all():
            sign(each)
    waiting.refresh_from_db()
    assert waiting.state == State.OFFERED
    return waiting


def test_deal_that_all_signed_is_concluded_by_the_sweep_once(forgotten):
    later = timezone.now() + stuck.LATE
    assert codes(later) == ["conclusion"]

    assert [tasks.sweep_conclusions(), tasks.sweep_conclusions()] == [1, 0]

    forgotten.refresh_from_db()
    assert forgotten.state == State.SIGNED
    assert forgotten.documents.count() == 1
    assert [each.act for each in Entry.objects.of(forgotten)].count("sign") == 1
    assert not conclude_again(forgotten, by=None, at=later)


def test_one_deal_that_cannot_be_concluded_does_not_stop_the_others(forgotten, monkeypatch, caplog):
    monkeypatch.setattr(Deal, "settle", lambda self, **values: 1 / 0)

    assert tasks.sweep_conclusions() == 0

    assert f"deal {forgotten.public_id} could not be concluded" in caplog.text


def test_deal_that_cannot_be_concluded_is_not_tried_every_few_seconds(
    forgotten,
    monkeypatch,
    caplog,
    signed_in,
    officer,
):
    with monkeypatch.context() as broken:
        broken.setattr(Deal, "settle", lambda self, **values: 1 / 0)
        assert [tasks.sweep_conclusions() for _time in range(4)] == [0] * 4
    assert caplog.text.count("could not be concluded") == 1
    (found,) = stuck.stuck(Deal.objects.all(), at=timezone.now() + stuck.LATE)
    assert found.code == "conclusion"
    assert (
        found.advice == "Conclude it now. If that fails, tell the administrator. It is tried again by itself."
    )

    missed = ConclusionMissed.objects.get()
    assert missed.times == 1
    assert tasks.sweep_conclusions() == 0, "its pause is not over"
    ConclusionMissed.objects.update(due_at=timezone.now())
    assert tasks.sweep_conclusions() == 1
    forgotten.refresh_from_db()
    assert forgotten.state == "signed"


def test_failing_conclusion_rests_longer_each_time(waiting):
    version, pauses = waiting.newest_version(), []

    for _time in range(8):
        ConclusionMissed.note(version, at=NOON)
        pauses.append((ConclusionMissed.objects.get().due_at - NOON) // timedelta(minutes=1))

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


def test_person_concludes_without_waiting_for_the_pause(forgotten, signed_in, officer):
    ConclusionMissed.note(forgotten.newest_version(), at=timezone.now())

    signed_in(officer).post(f"/deals/{forgotten.public_id}/conclude/")

    forgotten.refresh_from_db()
    assert forgotten.state == "signed"


def test_officer_concludes_it_from_the_page(forgotten, signed_in, officer, employer, monkeypatch):
    monkeypatch.setattr(stuck, "LATE", timedelta())
    client = signed_in(officer)
    assert "Every signature is there, but the deal was not concluded." in client.get(PAGE).content.decode()
    address = f"/deals/{forgotten.public_id}/conclude/"
    assert signed_in(employer).post(address).status_code == 403

    answer = signed_in(officer).post(address)

    forgotten.refresh_from_db()
    assert (answer.url, forgotten.state) == (PAGE, State.SIGNED)
    assert "There was nothing to conclude." in signed_in(officer).post(address, follow=True).content.decode()


def test_page_tells_why_since_when_and_what_to_do(waiting, signed_in, officer, neighbour):
    page = signed_in(officer).get(PAGE).content.decode()

    assert "Every link to sign has expired." in page  # long ago by now
    assert "Give more time, or invite somebody else." in page
    assert f"/deals/{waiting.public_id}/signing/" in page
    assert "Nothing is stuck" in signed_in(neighbour).get(PAGE).content.decode()


def test_home_of_the_officer_counts_what_is_stuck(waiting, signed_in, officer):
    page = signed_in(officer).get("/").content.decode()

    assert "1 deal does not go on by itself." in page
    assert PAGE in page


def test_what_is_stuck_rings_in_the_log(waiting, deal, caplog):
    Document.objects.filter(deal=deal).update(state="failed", error=reason_to_keep("The document is empty."))

    with caplog.at_level(logging.ERROR):
        tasks.watch_deals()

    assert "Deals: 1 stuck (document)" in caplog.text
    assert "Deals: 1 stuck (expired)" in caplog.text
    assert timezone.localdate() > UNTIL


def test_page_costs_the_same_at_any_length(officer, programme, helmgras, django_assert_num_queries):
    for count in (1, 3):
        while Deal.objects.count() < count:
            invited(offered(officer, programme, helmgras.organisation, stages=(1, 1)), officer)
        with django_assert_num_queries(4):
            assert len(stuck.stuck(Deal.objects.all(), at=timezone.now())) == count
    assert connection.queries_limit
