"""From the employer's report to the figure on the dashboard, in a real browser; and what a machine can tell of access."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from deals.models import Deal
from partners.models import Partner
from placements.models import Placement
from tests import factories
from tests.browser import PageAt, assert_accessible, assert_sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIGURE = ".hs-legend li"


@pytest.fixture
def lively(deal: Deal, officer: User, employer: User) -> Deal:
    """A deal with places in every state and a talk to come."""
    commitment = deal.commitments.get()
    for day in (1, 9, 20):
        factories.placement(commitment, officer, started_on=date(2025, 3, day))
    factories.placement(commitment, employer, state="reported")
    factories.placement(
        commitment, officer, ended_on=date(2025, 9, 1), end_reason="training", end_confirmed_at=None
    )
    coming = timezone.localdate() + timedelta(days=5)
    deal.change(by=officer, revision=deal.revision, account_manager=officer, next_progress_on=coming)
    return deal


def test_pages_are_accessible_and_fit(
    page_at: PageAt, lively: Deal, officer: User, employer: User, partner: User
) -> None:
    placement = Placement.objects.to_confirm().order_by("pk")[0]
    of_officer = ["/", "/placements/", placement.get_absolute_url(), f"{placement.get_absolute_url()}refuse/"]
    of_employer = ["/dashboard/", f"/placements/new/?deal={lively.public_id}", "/placements/?show=running"]
    seats = ((officer, of_officer), (employer, of_employer), (partner, ["/"]), (None, ["/"]))

    for person, addresses in seats:
        seat = page_at(user=person)
        for address in addresses:
            assert_sound(seat.open(address))


@pytest.mark.parametrize("person", ["alderman", "privacy_officer", "administrator"])
def test_other_homes_are_accessible(
    page_at: PageAt, lively: Deal, request: pytest.FixtureRequest, person: str
) -> None:
    assert_sound(page_at(user=request.getfixturevalue(person)).open("/"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_becomes_a_figure(
    page_at: PageAt, deal: Deal, officer: User, employer: User, javascript: bool
) -> None:
    seat = page_at(1280, user=employer, javascript=javascript)
    page = seat.open("/dashboard/")
    page.get_by_role("link", name="Report a start").click()
    page.get_by_label("Day").first.fill("1")
    page.get_by_label("Month").first.fill("5")
    page.get_by_label("Year").first.fill("2025")
    page.get_by_role("button", name="Report the start").click()
    assert page.get_by_text("Start reported. The account manager confirms it.").is_visible()
    assert_accessible(page) if javascript else None
    seat.open("/dashboard/")
    assert page.locator(FIGURE).all_inner_texts() == ["0 filled", "1 in preparation", "9 still open"]

    theirs = page_at(390, user=officer, javascript=javascript).open("/")
    theirs.get_by_role("button", name="Confirm the start").click()
    assert theirs.get_by_text("Start confirmed.").is_visible()

    seat.open("/dashboard/")
    assert page.locator(FIGURE).all_inner_texts() == ["1 filled", "0 in preparation", "9 still open"]


def test_confirming_in_the_list_swaps_the_row(page_at: PageAt, lively: Deal, officer: User) -> None:
    seat = page_at(1280, user=officer)
    page = seat.open("/placements/?show=to_confirm")
    page.get_by_role("button", name="Confirm the start").click()
    page.get_by_text("Start confirmed.").wait_for()

    assert page.get_by_role("row").count() == 3  # the heading, the one just settled, the other
    assert_accessible(page)


def test_more_than_promised_is_asked_back(page_at: PageAt, deal: Deal, officer: User, employer: User) -> None:
    for _place in range(10):
        factories.placement(deal.commitments.get(), officer)
    page = page_at(390, user=employer).open(f"/placements/new/?deal={deal.public_id}")
    page.get_by_label("Day").first.fill("1")
    page.get_by_label("Month").first.fill("5")
    page.get_by_label("Year").first.fill("2025")
    page.get_by_role("button", name="Report the start").click()

    assert page.title().startswith("Error:")
    assert_accessible(page)
    page.get_by_label("Yes, this is more than promised").check()
    page.get_by_role("button", name="Report the start").click()

    page.get_by_text("Start reported.").wait_for()
    assert Placement.objects.count() == 11


def test_support_is_ticked_off_by_its_partner(
    page_at: PageAt, deal: Deal, partner: User, duinwerk: Partner
) -> None:
    page = page_at(390, user=partner).open("/")
    page.get_by_role("link", name="It was delivered").click()
    page.locator("main form button[type=submit]").click()

    page.wait_for_url(f"**{deal.get_absolute_url()}")
    assert deal.support_promises.get().delivered_on == timezone.localdate()
