"""A signing day in a real browser: drawn with the finger, by keyboard, without scripts, offline, and on the big screen."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from playwright.sync_api import Page

from accounts.models import User
from accounts.roles import Role
from deals.documents.scans import store_scan
from deals.kinds import CommitmentKind
from deals.lifecycle import State
from deals.models import AgendaItem, Deal, Programme, Signature
from events.models import Event
from tests import factories
from tests.browser import PageAt, Seat, assert_accessible, assert_sound
from tests.deals.ceremonies import den_haag_werkt, work_agreement
from tests.deals.test_browser import enter, reach
from tests.deals.test_scans import photo_bytes

pytestmark = pytest.mark.browser
SCREENS = [(390, 900, "dark"), (768, 1024, "light"), (1024, 768, "dark"), (1280, 900, "light")]


@pytest.fixture
def day(officer: User, programme: Programme) -> Event:
    """A signing day with three deals on its agenda."""
    event = den_haag_werkt(programme)
    deals = [
        work_agreement(
            officer,
            programme,
            name,
            [(CommitmentKind.LEARN_WORK_PLACE, 4), (CommitmentKind.PAID_JOB_LONG, 2)],
        )
        for name in ("Winkelman Van Hessen", "RegioTV", "Made in Moerwijk")
    ]
    AgendaItem.objects.list_deals(event, deals, by=officer, at=factories.LONG_AGO)
    return event


def look(seat: Seat, path: str) -> Page:
    """Open a page and hold it to the rules on every screen."""
    page = seat.open(path)
    assert_sound(page, SCREENS)
    return page


def draw(page: Page, number: int) -> None:
    """Draw a signature in one of the fields, as with a finger."""
    sheet = page.locator("[data-signature-pad] svg").nth(number)
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] + 20 + step * 25, box["y"] + 60 + (step % 2) * 40)
    page.mouse.up()


def forget_the_gap(seat: Seat) -> None:
    """The browser tells of requests that failed while the connection was away: that was meant."""
    gone = ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "htmx:sendError", "htmx:afterRequest")
    seat.problems[:] = [each for each in seat.problems if not any(mark in each for mark in gone)]


def call_first(page: Page) -> None:
    page.click("text=Call to the stage")
    page.wait_for_selector("form[data-stage-form]")


def fill(page: Page) -> None:
    """Fill in who signs and draw both signatures."""
    for number, (name, capacity) in enumerate([("W. Verzonnen", "wethouder"), ("A. Verzonnen", "directeur")]):
        page.locator('[name$="-person_name"]').nth(number).fill(name)
        page.locator('[name$="-capacity"]').nth(number).fill(capacity)
        draw(page, number)


def test_pages_are_accessible_and_fit(page_at: PageAt, officer: User, day: Event) -> None:
    seat = page_at(1024, user=officer)
    first = day.agenda.first()  # type: ignore[attr-defined]
    home = f"/events/{day.public_id}"

    for path in (f"{home}/", f"{home}/signing-day/", f"{home}/signing-day/print/", f"{home}/board/"):
        look(seat, path)
    look(seat, f"{home}/signing-day/{first.public_id}/")
    page = look(seat, f"{home}/stage/")
    call_first(page)
    assert_sound(page, SCREENS)
    page.click("text=Sign the deal")  # without drawings: errors
    page.wait_for_selector("#errors")
    assert_accessible(page)
    look(seat, f"{home}/stage/{first.public_id}/change/")
    small = page.evaluate(
        """[...document.querySelectorAll('.hs-stage :is(button, a, summary, input:not([type=hidden]), select)')]
           .filter(e => e.offsetParent && !e.closest('.hs-choice') && !e.closest('.hs-note'))
           .filter(e => e.getBoundingClientRect().height < 48).map(e => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_a_deal_is_signed_by_drawing_and_leaves_nothing_on_the_tablet(
    page_at: PageAt, officer: User, day: Event
) -> None:
    page = page_at(1024, user=officer).open(f"/events/{day.public_id}/stage/")
    call_first(page)
    fill(page)
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('hs-stage:')).length") == 1

    page.click("text=Sign the deal")

    page.wait_for_selector("text=Werkakkoord Winkelman Van Hessen is signed.")
    assert Signature.objects.filter(method="drawn").count() == 2
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('hs-stage:')).length") == 0
    assert page.evaluate("document.activeElement.hasAttribute('data-stage-said')")


def test_what_was_drawn_survives_a_closed_tablet(page_at: PageAt, officer: User, day: Event) -> None:
    seat = page_at(1024, user=officer)
    page = seat.open(f"/events/{day.public_id}/stage/")
    call_first(page)
    fill(page)

    page.reload()  # closed, and opened again

    assert page.locator('[name$="-person_name"]').first.input_value() == "W. Verzonnen"
    assert page.locator("[data-signature-pad][data-drawn]").count() == 2
    page.click("text=Sign the deal")
    page.wait_for_selector("text=is signed.")
    assert Signature.objects.count() == 2


def test_a_dropped_connection_says_not_sent_yet_and_sends_again(
    page_at: PageAt, officer: User, day: Event
) -> None:
    seat = page_at(1024, user=officer)
    page = seat.open(f"/events/{day.public_id}/stage/")
    call_first(page)
    fill(page)
    page.context.set_offline(True)

    page.click("text=Sign the deal")
    page.wait_for_selector("[data-unsent]:not([hidden])")
    assert "Not sent yet" in page.inner_text("[data-unsent]")
    banner = page.locator("[data-unsent]").bounding_box()
    assert banner
    assert 0 <= banner["y"] < 200  # in sight, though the button stands far down the page
    assert_accessible(page)
    assert not Signature.objects.exists()
    page.context.set_offline(False)
    page.wait_for_selector("text=The connection is back.")
    page.click("text=Send again")

    page.wait_for_selector("text=is signed.")
    assert Signature.objects.count() == 2
    assert page.locator("[data-unsent]").is_hidden()
    forget_the_gap(seat)


def test_an_answer_that_got_lost_is_no_second_set_of_signatures(
    page_at: PageAt, officer: User, day: Event
) -> None:
    seat = page_at(1024, user=officer)
    page = seat.open(f"/events/{day.public_id}/stage/")
    call_first(page)
    fill(page)

    def lose_the_answer(route: Any) -> None:
        route.fetch()  # it arrives, and is done
        route.abort()

    page.route("**/sign/", lose_the_answer)
    page.click("text=Sign the deal")
    page.wait_for_selector("[data-unsent]:not([hidden])")
    page.unroute("**/sign/")
    page.click("text=Send again")
    page.wait_for_selector("text=is signed.")

    assert Signature.objects.count() == 2
    assert page.evaluate("Object.keys(localStorage).filter(name => name.startsWith('hs-stage:')).length") == 0
    forget_the_gap(seat)


def test_what_was_kept_for_one_deal_is_sent_while_the_next_is_on_stage(
    page_at: PageAt, officer: User, day: Event
) -> None:
    seat = page_at(1024, user=officer)
    page = seat.open(f"/events/{day.public_id}/stage/")
    call_first(page)
    fill(page)
    page.context.set_offline(True)
    page.click("text=Sign the deal")
    page.wait_for_selector("[data-unsent]:not([hidden])")
    page.context.set_offline(False)
    other = page_at(1024, user=officer).open(f"/events/{day.public_id}/stage/")  # another tablet goes on
    other.click("text=Call >> nth=0")
    other.wait_for_selector("text=Werkakkoord RegioTV is on stage.")

    page.reload()
    assert "Werkakkoord RegioTV" in page.inner_text("h1")
    assert "Werkakkoord Winkelman Van Hessen" in page.inner_text("[data-unsent]")
    page.click("text=Send again")

    page.wait_for_selector("text=Werkakkoord Winkelman Van Hessen is signed.")
    assert Signature.objects.count() == 2
    forget_the_gap(seat)


def test_signed_on_paper_without_scripts(page_at: PageAt, officer: User, day: Event) -> None:
    page = page_at(768, user=officer, javascript=False).open(f"/events/{day.public_id}/stage/")
    page.click("text=Call to the stage")
    for number, (name, capacity) in enumerate([("W. Verzonnen", "wethouder"), ("A. Verzonnen", "directeur")]):
        page.locator('[name$="-person_name"]').nth(number).fill(name)
        page.locator('[name$="-capacity"]').nth(number).fill(capacity)
    for choice in page.locator('[value="ink"]').all():
        choice.check()

    page.click("text=Sign the deal")

    assert "Werkakkoord Winkelman Van Hessen is signed." in page.inner_text("main")
    assert Signature.objects.filter(method="ink").count() == 2


def test_signing_day_is_prepared_and_a_deal_declined_by_keyboard_alone(
    page_at: PageAt, officer: User, day: Event
) -> None:
    page = page_at(1280, user=officer).open(f"/events/{day.public_id}/signing-day/")
    last = day.agenda.in_order()[2]  # type: ignore[attr-defined]
    reach(page, f'#at-{last.public_id} button[value="up"]')
    enter(page, to=f"/signing-day/#at-{last.public_id}")
    order = [item.deal.title for item in day.agenda.in_order()]  # type: ignore[attr-defined]
    assert order[1] == "Werkakkoord Made in Moerwijk"

    page.goto(page.url.partition("/events/")[0] + f"/events/{day.public_id}/stage/")
    reach(page, 'form[action$="/call/"] button')
    page.keyboard.press("Enter")
    page.wait_for_selector("form[data-stage-form]")
    reach(page, ".hs-stage__other summary")
    page.keyboard.press("Enter")
    reach(page, '[name="words"]')
    page.keyboard.type("Not this year.")
    reach(page, 'form[action$="/decline/"] button')
    page.keyboard.press("Enter")

    page.wait_for_selector("text=is not signed: a party declined.")
    assert Deal.objects.filter(versions__declines__words="Not this year.").count() == 1


def test_the_board_shows_news_by_itself_and_says_when_it_lost_the_connection(
    page_at: PageAt, officer: User, day: Event
) -> None:
    seat = page_at(1920, user=officer)
    seat.page.set_viewport_size({"width": 1920, "height": 1080})
    board = look(seat, f"/events/{day.public_id}/board/")
    assert "0\nof 3 deals signed" in board.inner_text("main")

    item = day.agenda.in_order()[0]  # type: ignore[attr-defined]
    factories.actions.sign_on_paper(item.deal, factories.signatures(item.deal), by=officer)

    board.wait_for_selector(".hs-board__count b:text-is('1')")
    assert "4\nlearn-work places" in board.inner_text("main")
    board.context.set_offline(True)
    board.wait_for_selector("text=No connection. This is how it stood at")
    assert_accessible(board)
    board.context.set_offline(False)
    board.wait_for_selector("#lost:text-is('')", state="attached")
    forget_the_gap(seat)


def test_the_second_look_is_accessible_and_fits(
    page_at: PageAt, officer: User, programme: Programme, helmgras: Any
) -> None:
    programme.checks_paper = True
    programme.save()
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)
    factories.actions.sign_on_paper(deal, factories.signatures(deal), by=officer)
    colleague = factories.user(role=Role.OFFICER, of=programme.municipality.organisation, language="en")
    photo = SimpleUploadedFile("paper.jpg", photo_bytes(), "image/jpeg")
    store_scan(deal, deal.newest_version(), photo, officer, factories.LONG_AGO)
    seat = page_at(user=colleague)

    look(seat, "/deals/signatures/")
    page = look(seat, f"/deals/{deal.public_id}/signatures/check/")
    page.click("text=Keep >> nth=0")
    page.wait_for_selector("#errors")
    assert_sound(page)
    look(page_at(user=officer), f"/deals/{deal.public_id}/signatures/check/")
