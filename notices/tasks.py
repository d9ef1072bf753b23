"""Background work of this room. The row is the work: each task may run twice, or at once, without harm."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from notices import alarms, outbox
from notices.models import Notice

log = logging.getLogger(__name__)
BATCH = 200  # letters a sweep; the next one is seconds away


@shared_task
def send_letter(pk: int) -> None:
    """Send one letter now, unless another process has it."""
    if notice := Notice.objects.filter(pk=pk).first():
        outbox.send(notice, timezone.now())


@shared_task
def sweep_letters() -> None:
    """Send what is due, however old: this alone delivers every letter; the rest is haste."""
    outbox.send_due(timezone.now(), most=BATCH)


@shared_task
def watch_letters() -> None:
    """Write in the log what is wrong with the letters, for whoever watches the machine."""
    for alarm in alarms.ringing(timezone.now()):
        log.error("Letters: %s", alarm.text)


def hurry(notice: Notice) -> None:
    """Wake a worker for this letter once the transaction is done; with the broker down the sweep will find it."""
    transaction.on_commit(lambda: send_letter.delay(notice.pk), robust=True)
