"""What stands in a change that nobody agreed on counts for nothing, and who was not asked does not hear of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import User
from deals.actions.entries import SupportEntry
from deals.models import Amendment, Deal
from partners.models import Partner, SupportKind
from tests.deals import amending


def more_support(deal: Deal, duinwerk: Partner) -> list[SupportEntry]:
    now = amending.as_it_is(deal).support
    return [*now, SupportEntry(duinwerk.organisation, SupportKind.BUDDY, "two hours a week")]


@pytest.mark.parametrize("stands", ["writing", "offered", "withdrawn"])
def test_support_that_nobody_agreed_on_is_not_recorded(
    stands: str, deal: Deal, officer: User, partner: User, duinwerk: Partner, signed_in: Any
) -> None:
    change = amending.proposed if stands == "writing" else amending.offered
    amendment = change(deal, officer, support=more_support(deal, duinwerk))
    if stands == "withdrawn":
        amendment.make("withdraw", by=officer, at=amending.AT, reason="No buddies.")
    number = deal.support_promises.get(kind=SupportKind.BUDDY).number
    page = reverse("deals:support", args=[deal.public_id, number])

    answers = [
        signed_in(person).post(page, {"delivered_on_0": "1", "delivered_on_1": "9", "delivered_on_2": "2025"})
        for person in (partner, officer)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert deal.support_promises.get(kind=SupportKind.BUDDY).delivered_on is None


def test_support_that_was_agreed_on_is_recorded(
    deal: Deal, officer: User, partner: User, duinwerk: Partner, signed_in: Any
) -> None:
    amending.agreed(deal, officer, support=more_support(deal, duinwerk))
    number = deal.support_promises.get(kind=SupportKind.BUDDY).number

    page = signed_in(partner).get(reverse("deals:support", args=[deal.public_id, number]))

    assert page.status_code == 200


def withdrawn(amendment: Amendment, officer: User) -> None:
    amendment.make("withdraw", by=officer, at=amending.AT, reason="The neighbours object.")


@pytest.mark.parametrize("begin", [amending.proposed, amending.offered], ids=["unoffered", "offered"])
def test_who_was_not_offered_a_change_does_not_read_why_it_was_withdrawn(
    begin: Any, deal: Deal, officer: User, employer: User, signed_in: Any
) -> None:
    withdrawn(begin(deal, officer), officer)

    theirs, ours = (
        signed_in(person).get(deal.get_absolute_url()).content.decode() for person in (employer, officer)
    )

    assert ("The neighbours object." in theirs) == (begin is amending.offered)
    assert "The neighbours object." in ours


def test_a_change_of_a_text_that_counts_later_says_from_when_that_counts(deal: Deal, officer: User) -> None:
    amending.agreed(deal, officer, effective_on=date(2026, 1, 1))

    with pytest.raises(PermissionDenied, match="earliest from 1 January 2026: from then on"):
        amending.proposed(deal, officer)
