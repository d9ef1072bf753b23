"""Logging deals in a real browser: by keyboard alone, without scripts, and every page held to the accessibility rules."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from deals.lifecycle import State
from deals.models import Deal, Programme
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.browser import PageAt, assert_sound
from tests.deals import wizarding
from tests.deals.test_wizard import signatures, to_promises
from tests.deals.wizarding import Visit

pytestmark = pytest.mark.browser
FARTHEST = 150  # presses of Tab: more than any page has things to reach
HELD = "selector => document.activeElement?.matches(selector)"


def reach(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _press in range(FARTHEST):
        page.keyboard.press("Tab")
        if page.evaluate(HELD, selector):
            return
    raise AssertionError(f"the keyboard does not reach {selector}")


def write(page: Page, **fields: str) -> None:
    """Type into fields one after another, in the order of the page."""
    for name, words in fields.items():
        reach(page, f'[name="{name.replace("__", "-")}"]')
        page.keyboard.type(words)


def enter(page: Page, *, to: str) -> None:
    """Press Enter and wait for the next page."""
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{to}")


def choose(page: Page, name: str, value: str) -> None:
    """Reach a group of radio buttons and go down to one of them."""
    reach(page, f'input[name="{name}"]')
    for _press in range(10):
        if page.evaluate(HELD, f'[value="{value}"]'):
            page.keyboard.press("Space")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{value} is not in {name}")


def date_parts(name: str, day: date) -> dict[str, str]:
    """A day as its three fields."""
    return wizarding.day(name, day)


@pytest.fixture
def two_variants(programme: Programme) -> dict[str, Any]:
    """A BHAG deal and a work agreement to choose from."""
    return {"bhag": wizarding.bhag(programme), "werkakkoord": wizarding.werkakkoord(programme)}


def test_bhag_deal_is_logged_by_keyboard_alone(
    page_at: PageAt, officer: User, helmgras: Employer, duinwerk: Partner, two_variants: dict[str, Any]
) -> None:
    own = officer.active_memberships[0].organisation.public_id
    page = page_at(1280, user=officer).open("/deals/")
    reach(page, 'a[href="/deals/new/"]')
    enter(page, to="/deals/new/")
    choose(page, "variant", two_variants["bhag"].variant.public_id)
    enter(page, to="/parties/")

    write(page, employers__0__words="helm")
    page.wait_for_selector(
        f'#employers-0-found input[value="{helmgras.public_id}"]'
    )  # htmx looks up while one types
    reach(page, 'input[name="employers-0-employer"]')
    page.keyboard.press("Space")
    write(page, employers__0__contact_name="E. Example")
    reach(page, 'input[name="partners"]')
    page.keyboard.press("Space")
    enter(page, to="/promises/")

    write(
        page,
        commitments__0__quantity="6",
        **{f"sign-{own}-capacity": "alderman", f"sign-{helmgras.public_id}-capacity": "director"},
        **date_parts("signed_on", date(2024, 12, 12)),
    )
    enter(page, to="/check/")
    reach(page, "button.nl-button--primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The deal is logged as signed.")

    deal = Deal.objects.get()
    assert (deal.state, deal.commitments.get().terms.get().quantity) == ("signed", 6)
    assert page.inner_text("h1") == deal.title


def test_work_agreement_is_logged_by_keyboard_alone(
    page_at: PageAt, officer: User, two_variants: dict[str, Any]
) -> None:
    page = page_at(1280, user=officer).open("/deals/new/")
    choose(page, "variant", two_variants["werkakkoord"].variant.public_id)
    enter(page, to="/parties/")

    reach(page, "summary")
    page.keyboard.press("Enter")
    write(page, employers__0__new_name="Weverling Groenproviders", employers__0__new_kvk="12345678")
    enter(page, to="/promises/")

    reach(page, 'button[name="commitments-add"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('[name="commitments-0-kind"]:focus')  # the focus goes to the new row
    page.keyboard.press("ArrowDown")
    write(page, **{"commitments-0-quantity": "560"})
    reach(page, 'button[name="clauses-add"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('[name="clauses-0-title"]:focus')
    page.keyboard.type("Working together")
    write(page, **{"clauses-0-text": "Once a month."})
    reach(page, "button.nl-button--primary")
    enter(page, to="/check/")

    choose(page, "outcome", "announced")
    write(page, announced_for="June 2027")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The deal is saved as announced.")

    deal = Deal.objects.get()
    assert (deal.state, deal.announced_for) == ("announced", "June 2027")
    assert deal.commitments.get().employer.name == "Weverling Groenproviders"


def test_deal_is_logged_without_scripts(
    page_at: PageAt, officer: User, helmgras: Employer, two_variants: dict[str, Any]
) -> None:
    page = page_at(390, user=officer, javascript=False).open("/deals/new/")
    page.check(f'[value="{two_variants["bhag"].variant.public_id}"]')
    page.click("text=Continue")
    page.fill("#id_employers-0-words", "helm")
    page.click('button[value="employers-0"]')
    page.check(f'[value="{helmgras.public_id}"]')
    page.click("text=Continue")
    page.fill("#id_commitments-0-quantity", "6")
    page.click("text=Add support")
    assert page.input_value("#id_commitments-0-quantity") == "6"
    page.click('button[name="support-remove"][value="1"]')
    page.click("text=Continue to check")
    page.check('[value="draft"]')
    page.click("button.nl-button--primary")

    assert Deal.objects.get().state == "draft"
    assert "The deal is kept as a draft deal." in page.inner_text("main")


def test_pages_are_accessible_and_fit(
    page_at: PageAt,
    officer: User,
    programme: Programme,
    helmgras: Employer,
    duinwerk: Partner,
    deal: Deal,
    signed_in: Any,
) -> None:
    factories.placement(deal.commitments.get(), officer)
    announced = factories.deal(officer, programme, helmgras.organisation, state=State.ANNOUNCED)
    offered = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)
    visit = Visit(signed_in(officer)).start(wizarding.bhag(programme))
    seat = page_at(user=officer)

    def look(path: str) -> None:
        assert_sound(seat.open(path))

    for path in ("/deals/", "/deals/?state=ended", "/deals/new/", visit.url("parties")):
        look(path)
    visit.post(
        "parties",
        employers__0__new_name="Helmgras groen bv",
        employers__0__new_kvk="123",
        employers__0__contact_email="none",
    )
    look(visit.url("parties"))
    visit.post("parties", employers__0__new_name="", employers__0__new_kvk="", employers__0__contact_email="")
    to_promises(visit, helmgras, duinwerk)
    look(visit.url("promises"))
    visit.post(
        "promises",
        commitments__0__quantity="-6",
        **{"commitments-0-hours_per_week": "99", "signed_on_day": "99"},
    )
    look(visit.url("promises"))
    visit.post(
        "promises",
        commitments__0__quantity="6",
        **({"commitments-0-hours_per_week": "24"} | signatures(visit, helmgras)),
    )
    look(visit.url("check"))
    for each in (deal, announced, offered):
        look(each.get_absolute_url())
    for rest in ("edit/", "moves/suspend/", "scans/new/", "support/1/"):
        look(deal.get_absolute_url() + rest)
    look(f"{offered.get_absolute_url()}signatures/")
