"""Parties that join and leave by a change, in a browser: keyboard, no JavaScript, every width."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from deals.models import Amendment, Deal
from employers.models import Employer
from tests import factories
from tests.browser import PageAt, assert_sound
from tests.deals.test_amending_browser import fill_day
from tests.deals.test_parties_change import sign_all, takes_over

pytestmark = pytest.mark.browser


@pytest.fixture
def newcomer(db: None) -> Employer:
    """An employer that is in no deal yet."""
    return factories.employer("Zandoog Bouw")


def look_up(page: Any, *, javascript: bool) -> None:
    """Add a party, and choose it in the list."""
    page.get_by_role("button", name="Add a party").click()
    page.get_by_role("textbox", name="Name or KvK number").fill("zandoog")
    if not javascript:
        page.get_by_role("button", name="Look up").click()
    page.get_by_role("radio", name="Zandoog Bouw").check()
    if not javascript:
        page.get_by_role("button", name="Choose this party").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_officer_lets_a_newcomer_take_the_promise_of_who_leaves_over(
    javascript: bool, deal: Deal, officer: User, newcomer: Employer, page_at: PageAt
) -> None:
    page = page_at(user=officer, javascript=javascript).open(reverse("deals:amend", args=[deal.public_id]))

    page.get_by_label("Why does the deal change?").fill("Another firm goes on with the work.")
    fill_day(page, "effective_on", "1", "9", "2025")
    page.get_by_label("Helmgras Groen leaves the deal").press("Space")
    look_up(page, javascript=javascript)
    page.get_by_role("button", name="Look at what changes").click()
    page.get_by_text("Choose as what it takes part.").first.wait_for()
    words = page.content()
    assert "Helmgras Groen takes no part any more. Choose who takes this over, or remove this row." in words
    assert page.get_by_label("Helmgras Groen leaves the deal").is_checked()
    page.get_by_label("As what does it take part?").select_option("employer")
    page.locator("[name='joining-0-contact_name']").fill("Zoë Zand")
    page.locator("[name='joining-0-contact_email']").fill("zoe@zandoog.example")
    page.locator("[name='commitments-0-by']").select_option(label="Zandoog Bouw")
    page.get_by_role("button", name="Look at what changes").click()

    page.get_by_role("button", name="Offer for signing").wait_for()
    assert "Zandoog Bouw joins as employer" in page.content()
    assert "Helmgras Groen no longer takes part as employer" in page.content()
    page.get_by_role("link", name="Change further").click()
    assert page.get_by_label("Helmgras Groen leaves the deal").is_checked()
    assert page.locator("[name='joining-0-contact_name']").input_value() == "Zoë Zand"
    page.go_back()
    page.get_by_role("button", name="Offer for signing").click()
    page.locator("input[value='zoe@zandoog.example']").wait_for()
    assert Amendment.objects.get().state == "offered"


def test_page_of_a_change_with_parties_is_sound(
    deal: Deal, officer: User, newcomer: Employer, page_at: PageAt
) -> None:
    amendment = takes_over(deal, newcomer, officer)
    edit = reverse("deals:amendment_edit", args=[deal.public_id, amendment.public_id])
    page = page_at(user=officer).open(edit)

    assert_sound(page)


def test_pages_of_who_is_asked_to_join_and_of_who_left_are_sound(
    deal: Deal, officer: User, employer: User, newcomer: Employer, page_at: PageAt
) -> None:
    person = factories.user(
        "person@zandoog.example", role=Role.EMPLOYER, of=newcomer.organisation, language="en"
    )
    amendment = takes_over(deal, newcomer, officer)
    amendment.make("offer", by=officer, at=amendment.begun_at)

    page = page_at(user=person).open(deal.get_absolute_url())
    assert page.url.endswith(amendment.get_absolute_url())
    assert_sound(page)
    sign_all(amendment, officer)
    for who in (employer, person, officer):
        page = page_at(user=who).open(deal.get_absolute_url())
        assert_sound(page)
