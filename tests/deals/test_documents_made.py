"""A signed deal owes one sealed document; whatever happens on the way, it gets exactly one, whole and checked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from deals import tasks
from deals.documents import maker
from deals.documents.wake import wake_makers
from deals.models import Document, DocumentState
from deals.models.document import LEASE, MOST_ATTEMPTS, TakenOver
from tests import factories
from tests.deals.documents import LATER, NOW, due, made, now
from trail.models import Entry

pytestmark = pytest.mark.usefixtures("demonstration")


def files(folder: Path) -> list[Path]:
    """All files that were kept."""
    return [path for path in folder.rglob("*") if path.is_file()]


def test_signing_makes_exactly_one_document_due(deal):
    assert [(each.kind, each.state) for each in deal.documents.all()] == [("deal", "due")]


def test_document_is_made_once_and_said_so_in_the_trail(deal, demonstration):
    document = made(deal)

    assert (document.pages, document.made_at, document.attempts, document.error) == (3, NOW, 1, "")
    assert files(demonstration) == [demonstration / document.file.name]
    last = Entry.objects.of(deal).last()
    assert (last.act, last.actor, last.changes) == (
        "seal_document",
        None,
        {"sha256": [None, document.sha256]},
    )
    assert not maker.make_next(Document.objects.all(), lambda: LATER)


def test_final_document_never_changes(document):
    with pytest.raises(DatabaseError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(sha256="0" * 64)


def test_second_document_of_the_same_version_is_refused(deal, document):
    with pytest.raises(IntegrityError), transaction.atomic():
        deal.documents.create(kind="deal", version=document.version, due_at=NOW)


def test_document_in_english_is_another_one(deal, document):
    english = deal.documents.create(kind="deal", language="en", version=document.version, due_at=NOW)

    assert maker.make_next(Document.objects.all(), now)

    english.refresh_from_db()
    assert english.state == DocumentState.FINAL
    assert english.sha256 != document.sha256


def test_names_in_every_script_can_be_read_back(officer, programme, demonstration):
    names = ["Ĳsvogel & Zn. B.V.", "Şükrü Łódź Bakkerij", "משה כהן", "محمد بن سلمان", "Ελλάδα Καφέ", "Жуков"]
    parties = [factories.employer(name).organisation for name in names]
    entry = factories.deal_entry(programme, parties[0])
    entry.parties.extend(type(entry.parties[0])(each, "partner") for each in parties[1:])
    deal = factories.deal(officer, programme, parties[0], parties=entry.parties)

    document = made(deal)

    assert document.error == ""


def test_name_that_cannot_be_set_is_said_so(officer, programme):
    deal = factories.deal(officer, programme, factories.organisation("உணவகம்"))

    maker.make_next(Document.objects.filter(pk=due(deal).pk), now)

    assert deal.documents.get().reason == "“உணவகம்” cannot be read in the document."


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        (b"", "The document is empty."),
        (b"no pdf at all", "The document cannot be opened."),
        (None, "The document has 1 pages; at least 3 were expected."),
    ],
)
def test_what_is_no_document_never_becomes_final(deal, demonstration, signed_in, officer, printed, why):
    owed = due(deal)
    one_page = maker.render_pdf("<p>x</p>", language="nl", title="T", author="A", created_at=NOW)

    maker.make_next(
        Document.objects.all(), now, lambda document, at: one_page if printed is None else printed
    )

    owed.refresh_from_db()
    assert (owed.state, owed.reason, owed.attempts) == (DocumentState.DUE, why, 1)
    assert owed.due_at == NOW + timedelta(seconds=5)
    assert files(demonstration) == []
    assert why in signed_in(officer).get("/deals/unfinished/").content.decode()


def test_document_of_another_deal_never_becomes_final(deal, officer, programme, demonstration):
    other = factories.deal(officer, programme, factories.organisation("Zeewind"))
    owed = due(deal)

    maker.make_next(
        Document.objects.filter(pk=owed.pk), now, lambda document, at: maker.print_deal(due(other), at)
    )

    owed.refresh_from_db()
    assert (owed.state, owed.reason) == (
        DocumentState.DUE,
        "The hash of the text is not printed in the document.",
    )


def test_program_that_fails_is_tried_again_later_and_then_given_up(deal):
    owed = due(deal)
    moment = NOW
    waits = []

    def broken(document, at):
        raise RuntimeError("out of ink")

    for _attempt in range(MOST_ATTEMPTS):
        assert maker.make_next(Document.objects.all(), lambda at=moment: at, broken)
        owed.refresh_from_db()
        waits.append(int((owed.due_at - moment).total_seconds()))
        assert not maker.make_next(Document.objects.all(), lambda at=moment: at, broken)
        moment = owed.due_at

    assert waits == [5, 20, 80, 320, 1280]
    assert owed.state == DocumentState.FAILED
    assert owed.reason == "Something went wrong while making the document (RuntimeError). The log says more."
    assert not maker.make_next(Document.objects.all(), lambda: moment + timedelta(days=1))


def test_failed_document_is_made_after_a_new_try(deal, officer, employer):
    owed = due(deal)
    Document.objects.filter(pk=owed.pk).update(
        state="failed", attempts=MOST_ATTEMPTS, error='{"words": "x", "facts": {}}'
    )
    owed.refresh_from_db()

    with pytest.raises(PermissionDenied):
        owed.retry(by=employer, at=NOW)
    owed.retry(by=officer, at=NOW)

    assert Entry.objects.of(deal).last().act == "retry_document"
    assert maker.make_next(Document.objects.all(), now)
    owed.refresh_from_db()
    assert owed.state == DocumentState.FINAL


def test_final_document_is_not_made_again(document, officer):
    acts = Entry.objects.of(document.deal).count()

    document.retry(by=officer, at=NOW)

    document.refresh_from_db()
    assert document.state == DocumentState.FINAL
    assert Entry.objects.of(document.deal).count() == acts


def test_without_a_seal_documents_wait_and_say_so(deal, settings):
    settings.DEMO = False
    owed = due(deal)

    for _round in range(MOST_ATTEMPTS + 1):
        owed.refresh_from_db()
        assert maker.make_next(Document.objects.all(), lambda at=owed.due_at: at)

    owed.refresh_from_db()
    assert (owed.state, owed.attempts) == (DocumentState.DUE, 0)
    assert owed.reason.startswith("No seal is configured.")
    settings.DEMO = True
    assert maker.make_next(Document.objects.all(), lambda: LATER + timedelta(hours=1))
    owed.refresh_from_db()
    assert owed.state == DocumentState.FINAL


def test_full_disk_leaves_the_document_to_be_made(deal, demonstration):
    demonstration.write_text("a file where the folder should be")
    owed = due(deal)

    maker.make_next(Document.objects.all(), now)

    owed.refresh_from_db()
    assert (owed.state, owed.file.name) == (DocumentState.DUE, "")
    demonstration.unlink()
    assert maker.make_next(Document.objects.all(), lambda: LATER)
    owed.refresh_from_db()
    assert owed.state == DocumentState.FINAL


def test_worker_that_was_thought_dead_changes_nothing(deal):
    owed = due(deal)
    slow = Document.objects.claim(at=NOW)
    quick = Document.objects.claim(at=NOW + LEASE)

    assert (slow.pk, quick.pk) == (owed.pk, owed.pk)
    with pytest.raises(TakenOver):
        slow.miss("Too late.", at=NOW + LEASE)
    with pytest.raises(TakenOver):
        slow.finish(file="x.pdf", sha256="0" * 64, size=1, pages=3, at=NOW + LEASE)
    owed.refresh_from_db()
    assert (owed.state, owed.attempts, owed.error) == (DocumentState.WORKING, 2, "")


def test_document_that_kills_its_makers_fails_in_the_end(deal):
    due(deal)

    for life in range(MOST_ATTEMPTS):
        assert Document.objects.claim(at=NOW + life * LEASE)

    assert Document.objects.claim(at=NOW + MOST_ATTEMPTS * LEASE) is None
    assert [each.reason for each in deal.documents.filter(state="failed")] == [
        "The program that makes documents stopped halfway, again and again."
    ]


def test_sweep_makes_everything_that_waits(deal, officer, programme, helmgras):
    others = [factories.deal(officer, programme, helmgras.organisation) for _each in range(2)]

    tasks.sweep_documents()

    assert [list(each.documents.values_list("state", flat=True)) for each in [deal, *others]] == [
        ["final"]
    ] * 3


def test_newest_deal_does_not_wait_for_a_backlog(deal, officer, programme, helmgras):
    newest = factories.deal(officer, programme, helmgras.organisation)

    claimed = [Document.objects.claim(at=timezone.now()) for _each in range(3)]

    assert [each and each.deal for each in claimed] == [newest, deal, None]


def test_broker_that_is_away_does_not_stop_people(db, monkeypatch, django_capture_on_commit_callbacks):
    app = tasks.sweep_documents.app
    monkeypatch.setattr(app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(app.amqp, "_producer_pool", None)  # the open connections come back after the test

    with django_capture_on_commit_callbacks(execute=True) as asked:
        wake_makers()

    assert len(asked) == 1


@pytest.mark.django_db(transaction=True)
def test_two_makers_at_once_make_one_document(deal):
    due(deal)
    gate = threading.Barrier(2)
    results = []

    def run():
        gate.wait()
        results.append(maker.make_next(Document.objects.all(), now))
        connection.close()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == [False, True]
    assert [each.state for each in deal.documents.all()] == [DocumentState.FINAL]
    assert [each.act for each in Entry.objects.of(deal)].count("seal_document") == 1


@pytest.mark.django_db(transaction=True)
def test_document_in_the_hands_of_another_is_passed_over(deal):
    owed = due(deal)
    held, enough = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Document.objects.select_for_update().get(pk=owed.pk)
            held.set()
            enough.wait(5)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    claimed = Document.objects.claim(at=NOW)
    enough.set()
    thread.join()

    assert claimed is None


def test_reason_is_read_in_the_language_of_the_reader(deal):
    owed = due(deal)
    Document.objects.claim(at=NOW).miss("The document is empty.", at=NOW)

    owed.refresh_from_db()
    assert json.loads(owed.error) == {"words": "The document is empty.", "facts": {}}


def test_web_server_starts_without_the_library_that_sets_pages():
    program = "import sys, django; django.setup(); import config.urls; sys.exit('weasyprint' in sys.modules)"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}

    assert subprocess.run([sys.executable, "-c", program], env=environment, check=False).returncode == 0


def test_machine_without_that_library_says_so_and_waits(deal, monkeypatch):
    monkeypatch.setattr(tasks, "maker", None)

    tasks.sweep_documents()

    owed = deal.documents.get()
    assert (owed.state, owed.attempts) == (DocumentState.DUE, 0)
    assert (
        owed.reason == "Documents cannot be made on this machine: the program library Pango is not installed."
    )
