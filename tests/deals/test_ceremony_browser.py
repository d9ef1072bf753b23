"""A signing day in a real browser: drawn with the finger, by keyboard, without scripts, offline, and on the big screen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from accounts.models import User
from deals.kinds import CommitmentKind
from deals.lifecycle import State
from deals.models import AgendaItem, Deal, Programme, Signature
from events.models import Event
from tests import factories
from tests.browser import PageAt, Seat, assert_accessible, assert_fits
from tests.deals.ceremonies import STROKES, den_haag_werkt, work_agreement

pytestmark = pytest.mark.browser
SCREENS = [(390, 900), (768, 1024), (1024, 768), (1280, 900)]


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
    """Open a page and hold it to the rules."""
    page = seat.open(path)
    assert_accessible(page)
    assert_fits(page)
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


def call_first(page: Page) -> None:
    page.click("text=Call to the stage")
    page.wait_for_selector("form[data-stage-form]")


def fill(page: Page) -> None:
    """Fill in who signs and draw both signatures."""
    for number, (name, capacity) in enumerate([("W. Verzonnen", "wethouder"), ("A. Verzonnen", "directeur")]):
        page.locator('[name$="-person_name"]').nth(number).fill(name)
        page.locator('[name$="-capacity"]').nth(number).fill(capacity)
        draw(page, number)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_pages_are_accessible_and_fit(
    page_at: PageAt, officer: User, day: Event, width: int, height: int, scheme: str
) -> None:
    seat = page_at(width, scheme=scheme, user=officer)
    seat.page.set_viewport_size({"width": width, "height": height})
    first = day.agenda.first()  # type: ignore[attr-defined]
    home = f"/events/{day.public_id}"

    for path in (f"{home}/", f"{home}/signing-day/", f"{home}/signing-day/print/", f"{home}/board/"):
        look(seat, path)
    look(seat, f"{home}/signing-day/{first.public_id}/")
    page = look(seat, f"{home}/stage/")
    call_first(page)
    assert_accessible(page)
    assert_fits(page)
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
