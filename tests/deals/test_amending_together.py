"""Two people at one change, gaps before it counts, and what a renewal is filled in with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from deals.actions.amending import rewrite_amendment
from deals.models import Amendment, Deal
from deals.shown.amending import gap_before, renewal_of
from reports.in_force import versions_in_force
from tests import factories
from tests.deals import amending
from tests.deals.wizarding import fields_of


def page_of(amendment: Amendment, name: str = "amendment_edit") -> str:
    return reverse(f"deals:{name}", args=[amendment.deal.public_id, amendment.public_id])


def reason_of(amendment: Amendment) -> str:
    return Amendment.objects.get(pk=amendment.pk).reason


def test_who_saves_second_hears_of_it_and_loses_nothing(deal: Deal, officer: User, signed_in: Any) -> None:
    amendment = amending.proposed(deal, officer)
    mine, theirs = signed_in(officer), signed_in(officer)
    form, other = (fields_of(each.get(page_of(amendment))) for each in (mine, theirs))
    theirs.post(page_of(amendment), other | {"reason": ["Theirs."]})

    refused = mine.post(page_of(amendment), form | {"reason": ["Mine."]})
    kept = reason_of(amendment)
    mine.post(page_of(amendment), fields_of(refused))

    assert refused.status_code == 409
    assert "Somebody else wrote in this change meanwhile" in refused.content.decode()
    assert (kept, reason_of(amendment)) == ("Theirs.", "Mine.")


def test_a_row_that_is_added_does_not_hide_what_somebody_else_wrote(
    deal: Deal, officer: User, signed_in: Any
) -> None:
    amendment = amending.proposed(deal, officer)
    mine, theirs = signed_in(officer), signed_in(officer)
    form, other = (fields_of(each.get(page_of(amendment))) for each in (mine, theirs))
    theirs.post(page_of(amendment), other | {"reason": ["Theirs."]})

    grown = mine.post(page_of(amendment), form | {"clauses-add": ["1"]})
    refused = mine.post(page_of(amendment), form | {"revision": fields_of(grown)["revision"]})

    assert refused.status_code == 409


def test_nobody_offers_words_that_changed_since_they_looked(
    deal: Deal, officer: User, signed_in: Any
) -> None:
    amendment = amending.proposed(deal, officer)
    browser, offer = signed_in(officer), page_of(amendment, "amendment_offer")
    seen = amendment.revision()
    rewrite_amendment(amendment, amending.fewer(deal, 3), by=officer, at=amending.AT)

    answer = browser.post(offer, {"revision": seen}, follow=True)
    state = Amendment.objects.get(pk=amendment.pk).state
    browser.post(offer, fields_of(answer))

    assert "Look at it again before you offer it" in answer.content.decode()
    assert (state, Amendment.objects.get(pk=amendment.pk).state) == ("writing", "offered")


@pytest.mark.parametrize(
    ("effective_on", "gap"),
    [
        (date(2026, 12, 31), None),
        (date(2027, 1, 1), None),
        (date(2027, 1, 2), (date(2027, 1, 1), date(2027, 1, 1))),
        (date(2027, 3, 1), (date(2027, 1, 1), date(2027, 2, 28))),
    ],
)
def test_a_gap_between_the_old_term_and_the_change_is_told(
    effective_on: date, gap: tuple[date, date] | None, deal: Deal, officer: User, signed_in: Any
) -> None:
    amendment = amending.proposed(deal, officer, effective_on=effective_on, ends_on=date(2027, 12, 31))

    page = signed_in(officer).get(amendment.get_absolute_url()).content.decode()

    assert gap_before(amendment) == gap
    assert ("There is a gap before the change counts" in page) == (gap is not None)


def test_a_renewal_lets_promises_for_the_whole_term_go_on_with_it(
    officer: User, programme: Any, signed_in: Any
) -> None:
    deal = factories.deal(officer, programme, factories.employer().organisation)
    entry = amending.as_it_is(deal)
    lines = [
        replace(entry.commitments[0], ends_on=ends_on) for ends_on in (date(2026, 12, 31), date(2025, 12, 31))
    ]
    amending.agreed(deal, officer, commitments=[*lines])

    rows = renewal_of(deal, today=date(2026, 10, 1))

    assert rows["change"]["ends_on"] == date(2028, 12, 31)
    assert [row["ends_on"] for row in rows["commitments"]] == [date(2028, 12, 31), date(2025, 12, 31)]
    page = signed_in(officer).get(reverse("deals:renew", args=[deal.public_id])).content.decode()
    assert "Numbers count from the start of the deal" in page


def test_pages_and_figures_have_one_text_in_force_on_every_day(deal: Deal, officer: User) -> None:
    agreed_on = amending.AT.replace(month=10, day=15)  # counts from 1 September: agreed only later
    amending.agreed(deal, officer, agreed_on, effective_on=date(2025, 9, 1))
    amending.agreed(deal, officer, agreed_on.replace(day=20), quantity=8, effective_on=date(2025, 12, 1))

    days = [date(2025, 8, 30) + timedelta(days=each) for each in range(0, 120, 5)]

    assert [deal.text_in_force(day) for day in days] == [
        versions_in_force([deal.pk], day).get() for day in days
    ]
    assert {deal.text_in_force(day).number for day in days} == {1, 2, 3}
