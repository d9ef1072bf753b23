"""Several employers in a real browser: by keyboard alone, without scripts, and held to the accessibility rules."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from deals.kinds import DealKind
from deals.models import Deal, Programme, Variant, VariantVersion
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.browser import PageAt, assert_sound
from tests.deals import wizarding
from tests.deals.test_browser import choose, enter, reach, write
from tests.deals.test_wizard_parties import three_employers
from tests.deals.wizarding import Visit

pytestmark = pytest.mark.browser


@pytest.fixture
def zilte() -> Employer:
    """A second employer in the register."""
    return factories.employer("Zilte Zorg")


@pytest.fixture
def bhag(programme: Programme) -> VariantVersion:
    """The usual variant deal."""
    return wizarding.bhag(programme)


def find(page: Page, row: int, words: str, employer: Employer) -> None:
    """Type words, wait until they find the employer, and choose it, without a mouse."""
    write(page, **{f"employers-{row}-words": words})
    page.wait_for_selector(f'#employers-{row}-found input[value="{employer.public_id}"]')
    reach(page, f'input[name="employers-{row}-employer"]')
    page.keyboard.press("Space")
    write(page, **{f"employers-{row}-contact_name": f"Contact {row}"})


def test_two_employers_and_a_contact_of_the_partner_by_keyboard_alone(
    page_at: PageAt,
    officer: User,
    helmgras: Employer,
    zilte: Employer,
    duinwerk: Partner,
    bhag: VariantVersion,
) -> None:
    page = page_at(1280, user=officer).open("/deals/new/")
    choose(page, "variant", bhag.variant.public_id)
    enter(page, to="/parties/")

    find(page, 0, "helm", helmgras)
    reach(page, 'button[name="employers-add"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('[name="employers-1-words"]:focus')  # the focus goes to the new row
    page.keyboard.type("zilte")
    page.wait_for_selector(f'#employers-1-found input[value="{zilte.public_id}"]')
    reach(page, 'input[name="employers-1-employer"]')
    page.keyboard.press("Space")
    write(page, **{"employers-1-contact_name": "Contact 1"})
    reach(page, 'input[name="partners"]')
    page.keyboard.press("Space")
    prefix = f"partner-{duinwerk.public_id}"
    reach(page, f'[name="{prefix}-signs"]')
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens the contact of this partner
    write(page, **{f"{prefix}-contact_name": "Dirk"})
    enter(page, to="/promises/")

    write(page, **{"commitments-0-quantity": "6", "commitments-1-quantity": "4"})
    enter(page, to="/check/")
    choose(page, "outcome", "draft")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The deal is kept as a draft deal.")

    deal = Deal.objects.get()
    assert list(deal.parties.order_by("position").values_list("role", "contact_name", "signs"))[1:] == [
        ("employer", "Contact 0", True),
        ("employer", "Contact 1", True),
        ("partner", "Dirk", True),
    ]
    lines = deal.newest_version().commitment_terms.in_order()
    assert [(each.commitment.employer, each.quantity) for each in lines] == [
        (helmgras.organisation, 6),
        (zilte.organisation, 4),
    ]


def test_employers_come_and_go_without_scripts(
    page_at: PageAt,
    officer: User,
    helmgras: Employer,
    zilte: Employer,
    duinwerk: Partner,
    bhag: VariantVersion,
) -> None:
    page = page_at(390, user=officer, javascript=False).open("/deals/new/")
    page.check(f'[value="{bhag.variant.public_id}"]')
    page.click("text=Continue")
    page.fill("#id_employers-0-words", "helm")
    page.click('button[value="employers-0"]')
    page.check(f'[value="{helmgras.public_id}"]')
    page.click("text=Add another employer")
    page.fill("#id_employers-1-words", "zilte")
    page.press("#id_employers-1-words", "Enter")
    page.check(f'[name="employers-1-employer"][value="{zilte.public_id}"]')
    page.fill("#id_employers-1-contact_name", "Bram")
    page.click("text=Add another employer")
    page.click('button[name="employers-remove"][value="2"]')
    page.check(f'[name="partners"][value="{duinwerk.public_id}"]')
    page.click("text=Whom to call at Duinwerk?")
    page.fill(f'[name="partner-{duinwerk.public_id}-contact_phone"]', "010 123 45 67")
    page.click("text=Continue")
    page.fill("#id_commitments-0-quantity", "6")
    page.fill("#id_commitments-1-quantity", "4")
    page.click("text=Continue to check")
    page.check('[value="draft"]')
    page.click("button.nl-button--primary")

    deal = Deal.objects.get()
    assert list(deal.parties.order_by("position").values_list("contact_name", "contact_phone"))[2:] == [
        ("Bram", ""),
        ("", "010 123 45 67"),
    ]


def test_contact_of_a_partner_is_asked_only_once_it_takes_part(
    page_at: PageAt, officer: User, duinwerk: Partner, bhag: VariantVersion, signed_in: Any
) -> None:
    visit = Visit(signed_in(officer)).start(bhag)
    page = page_at(1280, user=officer).open(visit.url("parties"))
    asked = page.locator(f'[name="partner-{duinwerk.public_id}-signs"]')
    assert not asked.is_visible()

    page.check(f'[name="partners"][value="{duinwerk.public_id}"]')

    assert asked.is_visible()


def test_partner_is_looked_up_in_place_and_nothing_typed_is_lost(
    page_at: PageAt,
    officer: User,
    programme: Programme,
    duinwerk: Partner,
    bhag: VariantVersion,
    signed_in: Any,
) -> None:
    for number in range(30):
        factories.partner(f"Partner {number:02}")
    late = factories.partner("Zorggroep Helm")
    visit = Visit(signed_in(officer)).start(bhag)
    page = page_at(1280, user=officer).open(visit.url("parties"))
    page.fill("#id_employers-0-contact_name", "Anna")
    page.check(f'[name="partners"][value="{duinwerk.public_id}"]')
    page.fill("#id_partner_words", "zorggroep")

    page.click('button[value="partners"]')
    page.wait_for_selector(f'[name="partners"][value="{late.public_id}"]')

    assert page.locator("h1").count() == 1
    assert page.is_checked(f'[name="partners"][value="{duinwerk.public_id}"]')
    assert page.input_value("#id_employers-0-contact_name") == "Anna"
    page.check(f'[name="partners"][value="{late.public_id}"]')
    page.click("text=Keep for later")
    page.wait_for_url("**/deals/")
    assert visit.draft.answers["parties"]["partners"] == [duinwerk.public_id, late.public_id]


def test_pages_of_a_deal_with_several_employers_are_accessible_and_fit(
    page_at: PageAt,
    officer: User,
    programme: Programme,
    helmgras: Employer,
    zilte: Employer,
    duinwerk: Partner,
    signed_in: Any,
) -> None:
    version = wizarding.werkakkoord(programme)
    Variant.objects.filter(pk=version.variant_id).update(deal_kind=DealKind.SECTOR_DEAL)
    visit = Visit(signed_in(officer)).start(version)
    seat = page_at(1280, user=officer)
    three_employers(visit, helmgras, zilte, duinwerk)
    wrong = {
        f"partner-{duinwerk.public_id}-contact_email": "none",
        "employers-1-employer": helmgras.public_id,
    }
    visit.post("parties", employers__2__new_name="Helmgras groen bv", employers__2__new_kvk="12", **wrong)
    assert_sound(seat.open(visit.url("parties")))
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("promises", press="commitments-add", value="1")
    visit.post("promises", commitments__0__kind="internship", commitments__0__quantity="4")
    assert_sound(seat.open(visit.url("promises")))
    visit.post("promises", commitments__0__by=zilte.public_id)
    assert_sound(seat.open(visit.url("check")))

    visit.post("check", outcome="draft")

    deal = Deal.objects.get()
    assert_sound(seat.open(deal.get_absolute_url()))
    assert_sound(seat.open(f"{deal.get_absolute_url()}edit/"))
