"""Changing and ending a deal in a browser: keyboard, no JavaScript, wide and narrow."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from deals.actions.ending import ask_parties
from deals.lifecycle import EndKind
from deals.models import Amendment, Concern, Deal, EvaluationLink
from partners.models import Partner
from tests.browser import PageAt, assert_sound
from tests.deals import amending

pytestmark = pytest.mark.browser


def fill_day(page: Any, name: str, day: str, month: str, year: str) -> None:
    for part, value in (("day", day), ("month", month), ("year", year)):
        page.locator(f"[name='{name}_{part}']").fill(value)


@pytest.mark.parametrize("javascript", [True, False])
def test_officer_changes_a_deal_and_sees_what_differs(
    javascript: bool, deal: Deal, officer: User, page_at: PageAt
) -> None:
    page = page_at(user=officer, javascript=javascript).open(deal.get_absolute_url())

    page.get_by_role("link", name="Change this deal").click()
    page.get_by_label("How many").fill("9")
    page.get_by_role("button", name="Look at what changes").click()
    assert "Say why the deal changes." in page.content()
    assert page.get_by_label("How many").input_value() == "9"
    page.get_by_label("Why does the deal change?").fill("Fewer places than we thought.")
    fill_day(page, "effective_on", "1", "9", "2025")
    page.get_by_role("button", name="Look at what changes").click()

    assert "10 → 9 learn-work places until 31 December 2026 (Helmgras Groen)" in page.content()
    assert "Its own promise changes" in page.content()
    page.get_by_role("button", name="Offer for signing").click()
    assert Amendment.objects.get().state == "offered"


def places(deal: Deal, officer: User, duinwerk: Partner, partner: User) -> dict[str, tuple[str, User]]:
    """The pages of this theme, each with somebody who may see it."""
    concern = Concern.raise_about(
        deal,
        kind="unsafe_work",
        text="The lifting is too heavy.",
        raised_for=duinwerk.organisation,
        by=partner,
        at=amending.AT,
    )
    clauses = [{"title": "Purpose", "text": "People learn, work and earn."}]
    amendment = amending.offered(deal, officer, clauses=clauses)
    one, change = [deal.public_id], [deal.public_id, amendment.public_id]
    return {
        "deal": (deal.get_absolute_url(), officer),
        "change": (reverse("deals:amendment", args=change), officer),
        "withdraw": (reverse("deals:amendment_withdraw", args=change), officer),
        "take-back": (reverse("deals:amendment_take_back", args=change), officer),
        "concern-new": (reverse("deals:concern_new", args=one), partner),
        "concern": (concern.get_absolute_url(), officer),
        "concern-waiting": (concern.get_absolute_url(), partner),
    }


def test_pages_of_a_change_and_a_concern_are_accessible_and_fit(
    deal: Deal, officer: User, duinwerk: Partner, partner: User, page_at: PageAt
) -> None:
    for address, who in places(deal, officer, duinwerk, partner).values():
        assert_sound(page_at(user=who).open(address))


def test_pages_of_writing_a_change_and_of_an_evaluation_are_accessible_and_fit(
    deal: Deal, officer: User, employer: User, page_at: PageAt
) -> None:
    one = [deal.public_id]
    assert_sound(page_at(user=officer).open(reverse("deals:renew", args=one)))
    assert_sound(page_at(user=officer).open(reverse("deals:end", args=one)))
    deal.make("end", by=officer, how=EndKind.AGREED)
    evaluation = ask_parties(deal, by=officer, at=timezone.now())[0]
    token = EvaluationLink.objects.issue(
        evaluation, email="post@helmgras.example", user=None, at=timezone.now()
    )
    for address, who in (
        (reverse("deals:evaluation", args=one), employer),
        (reverse("deals:evaluate", args=[token]), None),
        (deal.get_absolute_url(), officer),
    ):
        assert_sound(page_at(user=who).open(address))


@pytest.mark.parametrize("javascript", [True, False])
def test_party_says_how_the_deal_was(
    javascript: bool, deal: Deal, officer: User, employer: User, page_at: PageAt
) -> None:
    deal.make("end", by=officer, how=EndKind.AGREED)
    ask_parties(deal, by=officer, at=timezone.now())
    page = page_at(user=employer, javascript=javascript).open(
        reverse("deals:evaluation", args=[deal.public_id])
    )

    page.get_by_label("What worked?").fill("The job coach.")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_label("What worked?").input_value() == "The job coach."
    page.locator("[name=brought][value=partly]").check()
    page.locator("[name=again][value=maybe]").check()
    page.get_by_role("button", name="Send").click()

    given = deal.evaluations.get(party__role="employer")
    assert (given.brought, given.again, given.worked) == ("partly", "maybe", "The job coach.")
