"""After a party declined: why is for the municipality only, and once it is asked again everyone else hears of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from deals.actions.signing import decline
from deals.models import Deal, DeclineReason, Invitation, Programme
from employers.models import Employer
from partners.models import Partner
from tests.deals import signing
from tests.deals.sign_pages import invited, words

WHY = "We cannot find six people."


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return invited(offered, officer)


def test_other_parties_see_on_the_deal_that_one_declined_but_not_why(
    offered: Deal,
    invitations: dict[str, Invitation],
    officer: User,
    employer: User,
    partner: User,
    signed_in: Any,
) -> None:
    decline(invitations["employer"], DeclineReason.NUMBERS, WHY, at=timezone.now())

    pages = {
        person: words(signed_in(person).get(offered.get_absolute_url()))
        for person in (officer, employer, partner)
    }

    for person in (employer, partner):
        assert "Declined to sign" in pages[person]
        assert WHY not in pages[person]
        assert "not feasible" not in pages[person]
    assert pages[officer].count(WHY) == 2  # at the party, and in the history
