"""A programme under way, as reports see it."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from deals.kinds import CommitmentKind
from deals.lifecycle import State
from deals.models import Programme
from employers.models import Employer
from partners.models import Partner
from placements.lifecycle import PlacementState
from tests import factories
from tests.reports import factories as made

LEARN, PAID = CommitmentKind.LEARN_WORK_PLACE, CommitmentKind.PAID_JOB_LONG
STARTED = {"Zorg": (14, 9), "Techniek": (21, 3), "Groen": (6, 8)}


@pytest.fixture
def busy(programme: Programme, officer: User, duinwerk: Partner, helmgras: Employer) -> Programme:
    """Two years towards 120 placements: six deals in three sectors, one suspended, one behind, reported counts."""
    made.target(programme, source="coalition agreement")
    for name, numbers in STARTED.items():
        sector = factories.sector(name)
        for at, number in enumerate(numbers):
            deal = made.deal_of(
                officer,
                programme,
                {LEARN: 24, PAID: 6} if at else {LEARN: 24},
                sector=sector,
                title=f"{name} {at}",
            )
            starts = made.every_week(date(2025, 1, 13 + 3 * at), number)
            made.places(deal, officer, starts, ended=[date(2025, 11, 1)] * (number // 5))
    owed = factories.deal(officer, programme, helmgras.organisation, supporter=duinwerk.organisation)
    factories.placement(owed.commitments.get(), officer, state=PlacementState.REPORTED)
    made.deal_of(officer, programme, {LEARN: 5}, state=State.SUSPENDED)
    made.funnel(programme, {"spoken": 1500, "follow_up": 400, "placed": 61}, on=date(2025, 12, 1))
    return programme
