"""Background work of reports: make the files that are owed."""

from __future__ import annotations

import logging
import time

from celery import shared_task
from django.db.models import QuerySet
from django.utils import timezone

from deals.tasks import NO_PANGO
from reports.models import ReportFile

try:
    from reports import printing
except OSError as error:  # Pango is not installed: reports say what is missing
    printing = None  # type: ignore[assignment]
    logging.getLogger(__name__).error("No reports can be made: %s", error)

TURN = 60  # seconds; then other work of this queue gets its turn


@shared_task
def make_report_file(pk: int) -> None:
    """Make one file, if it waits."""
    _make(ReportFile.objects.filter(pk=pk))


@shared_task
def sweep_reports() -> None:
    """Make all that waits, however old. Any number of sweeps may run at once."""
    until = time.monotonic() + TURN
    while _make(ReportFile.objects.all()) and time.monotonic() < until:
        pass


def _make(files: QuerySet[ReportFile]) -> bool:
    """Make the first that waits, or say on its row what is missing here; return False when none waits."""
    if printing:
        return printing.make_next(files, timezone.now)
    now = timezone.now()
    file = files.claim(at=now)  # type: ignore[attr-defined]
    if file:
        file.wait(NO_PANGO, at=now)
    return file is not None
