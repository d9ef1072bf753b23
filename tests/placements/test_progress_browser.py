"""The answer page in a real browser: small and large screens, with and without JavaScript."""

import re

import pytest
from django.core import mail

from accounts.models import User
from deals.models import Deal, Programme
from employers.models import Employer
from partners.models import Partner
from placements.models import ProgressAnswer
from tests.browser import PageAt, assert_fits, assert_sound
from tests.placements.rounds import deal_to_ask, send_all, write_all

pytestmark = pytest.mark.browser


@pytest.fixture
def deal(officer: User, programme: Programme, helmgras: Employer, employer: User, duinwerk: Partner) -> Deal:
    """A deal whose talk is in five days."""
    return deal_to_ask(officer, programme, helmgras.organisation, supporter=duinwerk.organisation)


def test_the_answer_page_is_accessible_and_fits(page_at: PageAt, deal: Deal, employer: User) -> None:
    page = page_at(user=employer).open(f"/progress/deal/{deal.public_id}/")

    assert_sound(page)
    page.get_by_role("button", name="Send my answer").click()
    assert_sound(page)
    page.get_by_label("Learn-work place").fill("7")
    page.get_by_label("Yes").check()
    page.get_by_role("button", name="Send my answer").click()
    page.get_by_role("heading", name="Thank you").wait_for()
    assert_sound(page)


def test_from_letter_to_answer_without_javascript(page_at: PageAt, deal: Deal, officer: User) -> None:
    write_all()
    send_all()
    link = re.search(r"http://localhost:8000(/progress/\S+)", mail.outbox[-1].body)[1]
    page = page_at(390, javascript=False).open(link)

    assert_fits(page)
    page.get_by_role("button", name="Stuur mij een code").click()
    send_all()
    code = re.search(r"\d{6}", mail.outbox[-1].subject)[0]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Leerwerkplek").fill("4")
    page.get_by_label("Ja", exact=True).check()
    page.get_by_role("button", name="Antwoord versturen").click()
    page.get_by_role("heading", name="Bedankt").wait_for()

    answer = ProgressAnswer.objects.get()
    page = page_at(1280, user=officer, javascript=False).open(f"/progress/answers/{answer.public_id}/")
    assert_fits(page)
    page.get_by_role("button", name="Confirm this answer").click()
    page.get_by_text("The answer is confirmed.").wait_for()


def test_the_pages_of_the_officer_are_accessible_and_fit(
    page_at: PageAt, deal: Deal, officer: User, employer: User
) -> None:
    seat = page_at(user=officer)
    addresses = ["/letters/coming/", f"/deals/{deal.public_id}/remind/", "/progress/answers/", "/letters/"]

    for address in addresses:
        assert_sound(seat.open(address))
    page = seat.open(f"/deals/{deal.public_id}/remind/")
    page.get_by_role("button", name="Send the reminder").click()
    send_all()
    page = seat.open("/letters/")
    page.get_by_role("link", name="How is your deal going?").click()
    assert_sound(page)
