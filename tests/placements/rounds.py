"""What tests of reminders and answers need: a deal whose talk is near, and its letters sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Organisation, User
from deals.models import Deal, Programme
from notices import outbox
from notices.models import Notice
from placements import reminders
from tests import factories


def today() -> date:
    """The day of the test."""
    return timezone.localdate()


def deal_to_ask(
    officer: User, programme: Programme, by: Organisation, *, talk_in: int = 5, **values: Any
) -> Deal:
    """A signed deal whose next talk is so many days away."""
    return factories.deal(
        officer,
        programme,
        by,
        **{
            "starts_on": today() - timedelta(days=300),
            "ends_on": today() + timedelta(days=700),
            "next_progress_on": today() + timedelta(days=talk_in),
            "account_manager": officer,
        }
        | values,
    )


def write_all() -> int:
    """Write the reminders of today; return for how many deals."""
    count = 0
    while reminders.write_next(today(), at=timezone.now()):
        count += 1
    return count


def send_all() -> None:
    """Send everything that is due."""
    outbox.send_due(timezone.now(), most=100)


def letters(**values: Any) -> list[tuple[str, str, str]]:
    """Every letter: kind, address, state."""
    return list(
        Notice.objects.filter(**values).order_by("pk").values_list("kind", "recipient_email", "state")
    )
