"""Background work of deals: conclude what all signed, make the documents owed, remind to sign, watch for what is stuck."""

import logging
import time
from datetime import datetime

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_noop

from deals.actions import ending, finishing, inviting
from deals.models import ConclusionMissed, Deal, DealVersion, Document
from deals.shown import stuck

try:
    from deals.documents import maker
except OSError as error:  # Pango is not installed: letters still go out, documents say what is missing
    maker = None  # type: ignore[assignment]
    logging.getLogger(__name__).error("No documents can be made: %s", error)

log = logging.getLogger(__name__)
TURN = 30  # seconds; then other work of this queue gets its turn
NO_PANGO = gettext_noop(
    "Documents cannot be made on this machine: the program library Pango is not installed."
)


@shared_task
def sweep_documents() -> None:
    """Make all that waits, however old. Any number of sweeps may run at once."""
    until = time.monotonic() + TURN
    while _make_next() and time.monotonic() < until:
        pass


@shared_task
def write_signing_reminders() -> int:
    """Write the reminders to sign that are due by today; return how many. May run twice, or at once, without harm."""
    return inviting.write_reminders(timezone.now())


@shared_task
def write_ending_letters() -> int:
    """Write what is due around the end of deals: warnings in time, and questions how they were; return how many."""
    now = timezone.now()
    return ending.write_renewal_letters(now) + ending.write_evaluation_letters(now)


@shared_task
def sweep_conclusions() -> int:
    """Conclude deals that all have signed, when that did not happen with the last signature; return how many."""
    now = timezone.now()
    waiting = stuck.complete_versions(Deal.objects.all()).exclude(conclusion_missed__due_at__gt=now)
    return sum(_conclude(version, now) for version in waiting[:50])


@shared_task
def watch_deals() -> None:
    """Write in the log what is stuck, for whoever watches the machine."""
    for code, count in stuck.counts(Deal.objects.all(), at=timezone.now()).items():
        if count:
            log.error("Deals: %s stuck (%s)", count, code)


def _conclude(version: DealVersion, at: datetime) -> bool:
    """Conclude one deal; what goes wrong with it must not keep the others waiting, and is tried again later and later."""
    try:
        return finishing.conclude_again(version.deal, by=None, at=at)
    except Exception:
        log.exception("deal %s could not be concluded", version.deal.public_id)
        ConclusionMissed.note(version, at=at)
        return False


def _make_next() -> bool:
    """Make the first that waits, or say on its row what is missing here; return False when none waits."""
    if maker:
        return maker.make_next(Document.objects.all(), timezone.now)
    now = timezone.now()
    if document := Document.objects.claim(at=now):
        document.wait(NO_PANGO, at=now)
    return document is not None
