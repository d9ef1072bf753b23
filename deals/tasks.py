"""Background work of deals: make the documents that are owed, and write the reminders to sign."""

import logging
import time

from celery import shared_task
from django.utils import timezone
from django.utils.translation import gettext_noop

from deals.actions import inviting
from deals.models import Document

try:
    from deals.documents import maker
except OSError as error:  # Pango is not installed: letters still go out, documents say what is missing
    maker = None  # type: ignore[assignment]
    logging.getLogger(__name__).error("No documents can be made: %s", error)

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


def _make_next() -> bool:
    """Make the first that waits, or say on its row what is missing here; return False when none waits."""
    if maker:
        return maker.make_next(Document.objects.all(), timezone.now)
    now = timezone.now()
    if document := Document.objects.claim(at=now):
        document.wait(NO_PANGO, at=now)
    return document is not None
