"""Talks stop with the term of a deal, and go on by themselves once it is renewed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from deals.models import Deal, Programme
from employers.models import Employer
from placements.models import ProgressRound
from placements.reminders import plan_after_renewal
from placements.tasks import write_progress_reminders
from tests.deals import amending
from tests.placements.rounds import deal_to_ask, today
from trail.models import Entry


def talked(officer: User, programme: Programme, helmgras: Employer, *, ends_in: int) -> Deal:
    """A deal whose talk of in ten days is over, and none is planned after it."""
    due_on = today() + timedelta(days=10)
    deal = deal_to_ask(
        officer,
        programme,
        helmgras.organisation,
        next_progress_on=None,
        ends_on=today() + timedelta(days=ends_in),
    )
    closed_at = timezone.now() + timedelta(days=12)
    ProgressRound.objects.create(deal=deal, due_on=due_on, opened_at=closed_at, closed_at=closed_at)
    return deal


def renewed(deal: Deal, officer: User) -> Deal:
    at = timezone.now() + timedelta(days=20)
    ends_on = today() + timedelta(days=700)
    amending.agreed(
        deal, officer, at, quantity=20, effective_on=today() + timedelta(days=20), ends_on=ends_on
    )
    return deal


def test_talks_go_on_in_their_rhythm_once_the_deal_is_renewed(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = renewed(talked(officer, programme, helmgras, ends_in=10), officer)

    write_progress_reminders((today() + timedelta(days=21)).isoformat())
    deal.refresh_from_db()
    again = plan_after_renewal(today() + timedelta(days=22), at=timezone.now())

    assert deal.next_progress_on is not None
    assert deal.next_progress_on > today() + timedelta(days=80)
    assert deal.next_reminder_on == deal.next_progress_on - timedelta(days=7)
    assert again == 0
    assert list(Entry.objects.of(deal).values_list("act", flat=True))[-1] == "change"


@pytest.mark.parametrize("ends_in", [10, 400], ids=["not renewed", "taken away by hand"])
def test_talks_that_stopped_for_another_reason_stay_away(
    ends_in: int, officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = talked(officer, programme, helmgras, ends_in=ends_in)
    if ends_in > 10:
        renewed(deal, officer)

    planned = plan_after_renewal(today() + timedelta(days=21), at=timezone.now())

    assert planned == 0
    assert Deal.objects.get(pk=deal.pk).next_progress_on is None
