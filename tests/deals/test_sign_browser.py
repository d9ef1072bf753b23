"""Signing in a real browser: by keyboard, without JavaScript, on a small screen, in the dark, with a drawn signature."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import User
from deals.models import CopyLink, Deal, Invitation, Programme, Signature
from employers.models import Employer
from partners.models import Partner
from tests.browser import PageAt, Seat, assert_sound
from tests.deals import signing
from tests.deals.sign_pages import Visitor, code_in, invited, link_in, visitor

pytestmark = pytest.mark.browser


@pytest.fixture
def invitations(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner
) -> dict[str, Invitation]:
    deal = signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)
    Deal.objects.filter(pk=deal.pk).update(account_manager=officer)
    deal.refresh_from_db()
    return invited(deal, officer)


@pytest.fixture
def person(invitations: dict[str, Invitation]) -> Visitor:
    return visitor(invitations["employer"])


def enter(seat: Seat, person: Visitor) -> Page:
    """Open the letter and type the code, as far as the text."""
    page = seat.open(link_in(person.letter()))
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_text("We are sending you a code").wait_for()
    page.get_by_label("Code").fill(code_in(person.letter()))
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Text of the deal").wait_for()
    return page


def test_every_page_is_accessible_and_fits(page_at: PageAt, person: Visitor) -> None:
    seat = page_at()
    page = seat.open(link_in(person.letter()))
    assert_sound(page)
    enter(seat, person)
    assert_sound(page)
    for act in ("decline", "pass-on", "question", "sign"):
        page = seat.open(f"{person.page}{act}/")
        assert_sound(page)
        page.locator("main form button[type=submit]").first.click()
        if act != "sign":
            page.locator("#errors").wait_for()
            assert_sound(page)
    page.get_by_label("Your name").fill("Emma de Vries")
    page.get_by_label("I have read this text").check()
    page.get_by_role("button", name="Sign now").click()
    page.get_by_role("heading", name="Your signature").wait_for()
    assert_sound(page)


def test_whole_way_without_javascript(page_at: PageAt, person: Visitor) -> None:
    page = enter(page_at(390, javascript=False), person)

    page.get_by_role("link", name="Sign", exact=True).click()
    assert not page.locator("[data-signature-pad]").is_visible()
    assert page.get_by_label("Your name").input_value() == ""  # typing it is the signature
    page.get_by_label("Your name").fill("Emma de Vries")
    page.get_by_role("button", name="Sign now").click()
    page.get_by_text("Tick this box if you want to sign.").first.wait_for()
    assert page.get_by_label("Your name").input_value() == "Emma de Vries"
    page.get_by_label("I have read this text").check()
    page.get_by_role("button", name="Sign now").click()

    page.get_by_role("heading", name="Your signature").wait_for()
    assert Signature.objects.get().person_name == "Emma de Vries"


def test_whole_way_by_keyboard(page_at: PageAt, person: Visitor) -> None:
    page = enter(page_at(1280), person)

    tab_to(page, "Sign")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="You sign").wait_for()
    tab_to(page, "name")
    page.keyboard.type("Emma van der Vries")
    tab_to(page, "agree")
    page.keyboard.press("Space")
    tab_to(page, "Sign now")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Your signature").wait_for()

    assert Signature.objects.get().person_name == "Emma van der Vries"


def tab_to(page: Page, what: str) -> None:
    """Press Tab until something with this name or these words has focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.name, document.activeElement.innerText?.trim()]")
        if what in found:
            return
    raise AssertionError(f"no way to {what!r} by keyboard")


def test_signature_is_drawn_undone_and_drawn_again(page_at: PageAt, person: Visitor) -> None:
    page = enter(page_at(390), person)
    page.get_by_role("link", name="Sign", exact=True).click()
    sheet = page.locator("[data-signature-pad] svg")
    sheet.scroll_into_view_if_needed()

    draw(page, 20, 30, 200, 90)
    draw(page, 40, 80, 220, 40)
    page.get_by_role("button", name="Remove the last line").click()
    assert len(drawn(page)) == 1
    page.get_by_role("button", name="Start again").click()
    assert page.locator("[name=drawing]").input_value() == ""
    draw(page, 20, 30, 200, 90)
    page.get_by_label("Your name").fill("Emma de Vries")
    page.get_by_role("button", name="Sign now").click()
    page.get_by_text("Tick this box if you want to sign.").first.wait_for()
    assert page.locator("[data-pad-ink]").get_attribute("d").startswith("M")
    assert_sound(page)
    page.get_by_label("I have read this text").check()
    page.get_by_role("button", name="Sign now").click()
    page.get_by_role("heading", name="Your signature").wait_for()

    (stroke,) = Signature.objects.get().drawing
    assert len(stroke) > 3


def draw(page: Page, *points: int) -> None:
    """Draw one line over the sheet with the mouse."""
    box = page.locator("[data-signature-pad] svg").bounding_box()
    page.mouse.move(box["x"] + points[0], box["y"] + points[1])
    page.mouse.down()
    page.mouse.move(box["x"] + points[2], box["y"] + points[3], steps=12)
    page.mouse.up()


def drawn(page: Page) -> list[list[list[int]]]:
    """Return the strokes that would be sent."""
    return json.loads(page.locator("[name=drawing]").input_value())


def test_closed_and_changed_pages_and_a_copy_are_accessible_and_fit(
    page_at: PageAt, person: Visitor, officer: User, settings: Any
) -> None:
    settings.SIGNING_PROVIDER = "tests.deals.outside_provider.Trustee"
    seat = page_at()
    page = enter(seat, person)
    for act in ("sign", "with"):
        assert_sound(seat.open(f"{person.page}{act}/"))
    page.get_by_label("I have read this text").check()
    page.get_by_role("button", name="To Trustee").click()
    page.get_by_role("heading", name="You go on to Trustee").wait_for()
    assert_sound(page)
    page.goto(f"{seat.address}{person.page}decline/")
    page.get_by_label("The numbers are not feasible for us").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Are you sure that you decline?").wait_for()
    assert_sound(page)
    page.get_by_role("button", name="Yes, decline").click()
    page.get_by_role("heading", name="You declined to sign").wait_for()
    assert_sound(page)
    seat.problems.clear()  # the browser tells of the status 410 of that page

    deal = person.invitation.version.deal
    party = deal.parties.get(role="partner")
    party.contact_email = "contact@duinwerk.example"
    party.save()
    token = CopyLink.objects.issue(deal.newest_version(), party, email=party.contact_email, at=timezone.now())
    code = CopyLink.objects.get().new_code(timezone.now())
    page = seat.open(f"/copy/{token}/")
    assert_sound(page)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Text of the deal").wait_for()
    assert_sound(page)
