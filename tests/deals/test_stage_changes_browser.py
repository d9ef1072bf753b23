"""A change of a signed deal on a signing day, in a real browser: prepared, drawn, changed on the spot, and on the board."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from deals.actions.paper import sign_on_paper
from deals.kinds import CommitmentKind
from deals.lifecycle import AmendmentState
from deals.models import AgendaItem, Amendment, Programme, Signature
from events.models import Event
from tests import factories
from tests.browser import PageAt, assert_sound
from tests.deals import amending
from tests.deals.ceremonies import den_haag_werkt, work_agreement
from tests.deals.test_ceremony_browser import SCREENS, fill, look

pytestmark = pytest.mark.browser


@pytest.fixture
def day(officer: User, programme: Programme) -> Event:
    """A signing day with a deal that was signed, and the change of another: 12 places become 9."""
    now, event = timezone.now(), den_haag_werkt(programme)
    done = work_agreement(officer, programme, "RegioTV", [(CommitmentKind.LEARN_WORK_PLACE, 4)])
    deal = work_agreement(officer, programme, "Winkelman Van Hessen", [(CommitmentKind.LEARN_WORK_PLACE, 12)])
    sign_on_paper(deal, factories.signatures(deal), by=officer)
    amending.proposed(deal, officer, now, effective_on=timezone.localdate())
    AgendaItem.objects.list_deals(event, [done, deal], by=officer, at=now)
    sign_on_paper(done, factories.signatures(done), by=officer)
    return event


def test_pages_with_a_change_are_accessible_and_fit(page_at: PageAt, officer: User, day: Event) -> None:
    seat = page_at(user=officer)
    place = AgendaItem.objects.get(event=day, amends__isnull=False)
    home = f"/events/{day.public_id}"

    for path in ("/", "/signing-day/", "/signing-day/print/", f"/signing-day/{place.public_id}/", "/board/"):
        look(seat, home + path)
    page = look(seat, f"{home}/stage/")
    page.click("text=Call to the stage")
    page.wait_for_selector("text=Sign the change")
    assert_sound(page, SCREENS)
    look(seat, f"{home}/stage/{place.public_id}/change/")


def test_a_change_is_made_smaller_on_the_spot_and_drawn_and_counted_apart(
    page_at: PageAt, officer: User, day: Event
) -> None:
    home = f"/events/{day.public_id}"
    page = page_at(1024, user=officer).open(f"{home}/stage/")
    page.click("text=Call to the stage")
    page.wait_for_selector("text=12 → 9 learn-work places")
    page.click("text=Change on the spot")
    page.fill('[name$="-quantity"]', "8")
    page.fill('[name="reason"]', "One mentor less.")
    page.click("text=Put the new text on stage")
    page.wait_for_selector("text=12 → 8 learn-work places")
    fill(page)

    page.click("text=Sign the change")

    page.wait_for_selector("text=Change of Werkakkoord Winkelman Van Hessen is signed.")
    assert Amendment.objects.get(state=AmendmentState.AGREED).version.signatures.count() == 2
    assert Signature.objects.filter(method="drawn").count() == 2
    board = page_at(1280, user=officer).open(f"{home}/board/").inner_text("main")
    assert "1\nof 1 deal signed" in board
    assert "1\nof 1 change signed" in board
    assert "4\nlearn-work places" in board
    assert "12 → 8\nlearn-work places" in board


def test_a_board_full_of_kinds_and_changes_fits_a_big_screen(
    page_at: PageAt, officer: User, programme: Programme, day: Event
) -> None:
    kinds = [
        CommitmentKind.PAID_JOB_PERMANENT, CommitmentKind.PAID_JOB_LONG, CommitmentKind.SUBSIDISED_JOB,
        CommitmentKind.CARVED_JOB, CommitmentKind.WORK_EXPERIENCE_PLACE, CommitmentKind.TRIAL_PLACEMENT,
        CommitmentKind.GUIDANCE_HOURS,
    ]  # fmt: skip
    full = work_agreement(officer, programme, "TeamWerk", [(kind, 12) for kind in kinds])
    change = Amendment.objects.get()
    AgendaItem.objects.list_deals(day, [full], by=officer, at=timezone.now())
    for deal in (full, change.deal):
        sign_on_paper(deal, factories.signatures(deal, timezone.localdate()), by=officer)
    seat = page_at(1920, user=officer)
    seat.page.set_viewport_size({"width": 1920, "height": 1080})

    page = seat.open(f"/events/{day.public_id}/board/")

    assert "12 → 9" in page.inner_text("main")
    assert page.evaluate("document.documentElement.scrollHeight") == 1080
