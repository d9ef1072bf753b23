"""The PDF of a report: made by a job, in two languages, whatever dies on the way."""

from __future__ import annotations

import io
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from deals.documents.checks import read_text
from deals.models import Programme
from deals.models.document import MOST_ATTEMPTS
from reports import tasks
from reports.models import ReportFile, Snapshot
from tests.reports import factories as made
from ui.formats import moment

try:
    from tests import conformance
except ModuleNotFoundError:
    conformance = None  # type: ignore[assignment]


@pytest.fixture(scope="session")
def report_seal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the demonstration key of these tests is."""
    return tmp_path_factory.mktemp("report-seal")


@pytest.fixture
def report(busy: Programme, alderman: User, settings: Any, report_seal: Path, tmp_path: Path) -> Snapshot:
    """A report that owes its files, in an installation that seals with a key of its own."""
    settings.DEMO, settings.DATA_DIR, settings.MEDIA_ROOT = True, report_seal, tmp_path / "files"
    moment = made.noon(date(2026, 1, 4))
    return Snapshot.objects.freeze(
        busy, date(2025, 12, 31), author=alderman, at=moment, note="Eigen woorden."
    )


def test_sweep_makes_the_pdf_in_both_languages(report: Snapshot, officer: User, signed_in: Any) -> None:
    tasks.sweep_reports()
    tasks.sweep_reports()

    files = {file.language: file for file in report.files.all()}
    assert {file.state for file in files.values()} == {"final"}
    assert 2 <= files["en"].pages <= 4
    text = read_text(files["en"].read())
    assert "61 placements started. That is 1 more than planned." in " ".join(text.split())
    assert report.sha256 in "".join(text.split())
    answer = signed_in(officer).get(f"{report.get_absolute_url()}report.pdf")
    assert answer.content == files["en"].read()


def test_pdf_carries_its_figures_and_is_tagged(report: Snapshot) -> None:
    tasks.make_report_file(report.files.get(language="nl").pk)

    with pikepdf.open(io.BytesIO(report.files.get(language="nl").read())) as pdf:
        names = set(pdf.attachments)
        lang, marked = str(pdf.Root.Lang), bool(pdf.Root.MarkInfo.Marked)
        csv = pdf.attachments["figures.csv"].get_file().read_bytes().decode()

    assert (names, lang, marked) == ({"figures.csv", "figures.json"}, "nl", True)
    assert report.sha256 in csv
    assert report.files.get(language="en").state == "due"


def test_file_of_a_dead_worker_is_made_after_its_lease(report: Snapshot) -> None:
    now = timezone.now()
    file = report.files.get(language="en")
    claimed = ReportFile.objects.filter(pk=file.pk).claim(at=now)

    again = ReportFile.objects.filter(pk=file.pk).claim(at=now)
    later = ReportFile.objects.filter(pk=file.pk).claim(at=now + timedelta(minutes=5))

    assert (claimed, again, later) == (file, None, file)


def test_file_that_keeps_failing_says_why_and_can_be_tried_again(
    report: Snapshot, alderman: User, administrator: User, signed_in: Any
) -> None:
    file = report.files.get(language="en")
    for _attempt in range(MOST_ATTEMPTS):
        claimed = ReportFile.objects.filter(pk=file.pk).claim(at=timezone.now() + timedelta(days=1))
        assert claimed
        claimed.miss("The document is empty.", at=timezone.now())
    page = signed_in(alderman).get(report.get_absolute_url()).content.decode()

    with pytest.raises(PermissionDenied):
        file.retry(by=administrator, at=timezone.now())
    signed_in(alderman).post(f"{report.get_absolute_url()}retry/")

    assert "The PDF could not be made." in page
    file.refresh_from_db()
    assert (file.state, file.attempts) == ("due", 0)


def test_file_waits_for_a_seal(report: Snapshot, settings: Any) -> None:
    settings.DEMO, settings.SEAL_KEY_FILE = False, ""

    tasks.make_report_file(report.files.get(language="en").pk)

    file = report.files.get(language="en")
    assert (file.state, file.attempts, "SEAL_KEY_FILE" in file.reason) == ("due", 0, True)


def test_page_says_until_when_a_file_waits_and_has_it_tried_now(
    report: Snapshot, alderman: User, signed_in: Any
) -> None:
    files = ReportFile.objects.filter(pk=report.files.get(language="en").pk)
    claimed = files.claim(at=timezone.now())
    assert claimed
    claimed.wait("No seal.", at=timezone.now())
    until = moment(files.get().due_at)
    page = signed_in(alderman).get(report.get_absolute_url()).content.decode()

    signed_in(alderman).post(f"{report.get_absolute_url()}retry/")

    assert "The PDF waits." in page
    assert f"It is tried again at {until}." in page
    assert 'http-equiv="refresh"' not in page
    assert (files.get().waits, files.get().due_at <= timezone.now()) == (0, True)


def test_file_that_waits_is_tried_less_and_less_often(report: Snapshot, alderman: User) -> None:
    at, pauses = timezone.now(), []
    files = ReportFile.objects.filter(pk=report.files.get(language="en").pk)

    for _time in range(8):
        claimed = files.claim(at=at)
        assert claimed
        claimed.wait("No seal.", at=at)
        pauses.append((files.get().due_at - at) // timedelta(minutes=1))
        assert files.claim(at=files.get().due_at - timedelta(seconds=1)) is None
        at = files.get().due_at

    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]
    files.get().retry(by=alderman, at=at)
    assert (files.get().waits, files.get().due_at) == (0, at)


@pytest.mark.conformance
def test_report_conforms_to_archive_and_accessibility_standards(report: Snapshot) -> None:
    if conformance is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            "the validation engine is not here: uv sync --all-groups"
        )
    tasks.make_report_file(report.files.get(language="nl").pk)

    pdf = report.files.get(language="nl").read()

    assert [conformance.failures(pdf, standard) for standard in ("PDF/A-3a", "PDF/UA-1")] == [{}, {}]
