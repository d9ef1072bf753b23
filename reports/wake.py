"""Wakes the makers of report files. Only a hint: the row is the work, and the sweep finds it without."""

from celery import current_app
from django.db import transaction

SWEEP = "reports.tasks.sweep_reports"  # by name: the module needs Pango, the web server does without


def wake_makers() -> None:
    """Ask a worker to look, once the rows are there. A broker that is away is no reason to fail."""
    transaction.on_commit(_ask, robust=True)


def _ask() -> None:
    current_app.send_task(SWEEP, expires=5, retry=False)
