"""Background work of this room. The date on the deal is the work: each task may run twice, or at once, without harm."""

from __future__ import annotations

from datetime import date

from celery import shared_task
from django.utils import timezone

from placements import reminders

BATCH = 2000  # deals a run: it ends well before its time limit, and calls for the next


@shared_task
def write_progress_reminders(on: str = "") -> int:
    """Write the reminders that are due on a day (ISO; today when unset); return for how many deals.

    The column on the deal says what is due, so a day without a run is made up for the next.
    """
    day = date.fromisoformat(on) if on else timezone.localdate()
    reminders.plan_after_renewal(day, at=timezone.now())
    for done in range(BATCH):
        if reminders.write_next(day, at=timezone.now()) is None:
            return done
    write_progress_reminders.delay(on)
    return BATCH
