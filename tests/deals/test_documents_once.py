"""Whatever is killed between the last signature and the letters about it: one document, one entry, one letter each."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import connection

from deals import mail, tasks
from deals.documents import maker
from deals.lifecycle import State
from deals.models import Document, DocumentState
from notices.models import Notice
from tests.deals.documents import LATER, NOW, due, finished, now
from tests.deals.signing import invited, offered, sign
from trail.models import Entry

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demonstration")]


@pytest.fixture
def almost(officer, programme, helmgras):
    """A deal of two parties that lacks one signature."""
    deal = offered(officer, programme, helmgras.organisation, stages=(1, 1))
    sign(invited(deal, officer)["municipality"])
    return deal


@pytest.fixture
def today_is_near(monkeypatch):
    """The sweep asks the real clock: let what was agreed in 2025 be news to it."""
    monkeypatch.setattr("deals.models.document.NEWS", timedelta(days=36_500))


@pytest.fixture
def agreed(almost):
    """The same with the last signature: its document is due."""
    sign(almost.newest_version().invitations.waiting().get())
    almost.refresh_from_db()
    due(almost)
    return almost


def process(moment: str, settings) -> None:
    """Run a process that dies at `moment`, on the database of the test."""
    address = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {
        "DATABASE_URL": address.geturl(),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEMO": "1",
        "DATA_DIR": str(settings.DATA_DIR),
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
    }
    program = [sys.executable, "-m", "tests.deals.maker_that_dies", moment]
    ended = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def acts(deal, act: str) -> int:
    """How often an act is in the trail."""
    return [each.act for each in Entry.objects.of(deal)].count(act)


def letters(deal) -> list[str]:
    """Who is owed the letter that all have signed."""
    return sorted(
        Notice.objects.about(deal).filter(kind=mail.CONCLUDED).values_list("recipient_email", flat=True)
    )


def is_finished(deal) -> bool:
    """Whether there is one document, told once, and both signatories hear of it once."""
    deal.refresh_from_db()
    (document,) = deal.documents.all()
    assert document.read()
    told = letters(deal)
    assert len(told) == len(set(told)) >= 2
    facts = (deal.state, document.state, acts(deal, "sign"), acts(deal, "seal_document"))
    return facts == (State.SIGNED, DocumentState.FINAL, 1, 1)


def test_signature_that_was_not_kept_did_not_happen(almost, settings):
    process("signing", settings)

    almost.refresh_from_db()
    assert (almost.state, almost.documents.count(), acts(almost, "sign")) == (State.OFFERED, 0, 0)
    sign(almost.newest_version().invitations.waiting().get())
    finished(due(almost))
    assert is_finished(almost)


def test_server_killed_right_after_the_last_signature_leaves_all_to_the_sweep(
    almost, settings, today_is_near
):
    process("signed", settings)

    almost.refresh_from_db()
    assert (almost.state, almost.documents.get().state) == (State.SIGNED, DocumentState.DUE)
    tasks.sweep_documents()
    assert is_finished(almost)


@pytest.mark.parametrize("moment", ["rendering", "sealing", "checking", "storing", "stored", "finishing"])
def test_maker_killed_between_two_steps_leaves_one_document_in_the_end(agreed, settings, moment):
    process(moment, settings)

    (document,) = agreed.documents.all()
    assert (document.state, letters(agreed)) == (DocumentState.WORKING, [])
    assert not maker.make_next(Document.objects.all(), now), "its lease holds"
    assert maker.make_next(Document.objects.all(), lambda: LATER)
    assert is_finished(agreed)


def test_maker_killed_after_the_last_step_has_owed_the_letters(agreed, settings):
    process("final", settings)

    assert is_finished(agreed)
    assert not maker.make_next(Document.objects.all(), lambda: LATER)
    assert is_finished(agreed)


def test_two_sweeps_at_once_make_one_document(agreed, today_is_near):
    gate = threading.Barrier(2)

    def run() -> None:
        gate.wait()
        tasks.sweep_documents()
        connection.close()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert is_finished(agreed)


def test_second_language_is_no_second_letter(agreed, officer):
    document = finished(due(agreed))
    told = letters(agreed)

    document.also_in("en", by=officer, at=NOW)
    finished(agreed.documents.get(language="en"))

    assert letters(agreed) == told


def test_deal_of_long_ago_that_is_put_in_the_registry_now_is_no_news(agreed):
    owed = due(agreed)

    assert maker.make_next(Document.objects.filter(pk=owed.pk), lambda: LATER + timedelta(days=33))

    assert agreed.documents.get().state == DocumentState.FINAL
    assert letters(agreed) == []
