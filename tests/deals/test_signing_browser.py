"""Planning, offering and following a signing in a real browser: by keyboard, without scripts, on a telephone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.signing import ask, decline, delegate
from deals.lifecycle import State
from deals.models import Deal, DeclineReason, Invitation, Programme
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests import factories
from tests.browser import PageAt, assert_sound
from tests.deals import signing
from tests.deals.test_browser import enter, reach

pytestmark = pytest.mark.browser


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    """A deal of which one person asked, one passed it on, one letter failed and one link expired."""
    deal = signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)
    now = timezone.now()
    signing.invited(deal, officer)
    people = [
        SignatoryEntry(party, f"Signatory of {party.organisation}", f"{party.role}@sign.example", "director")
        for party in deal.parties_still_to_sign()
    ]
    made = invite(deal, people, until=timezone.localdate(now) + timedelta(days=2), by=officer, at=now)
    invited = {each.party.role: each for each in made}
    ask(invited["employer"], "May we start with four people in May?", at=now)
    delegate(
        invited["partner"],
        name="Deputy",
        capacity="deputy director",
        email="deputy@sign.example",
        mandate="On leave until June",
        at=now,
    )
    Notice.objects.filter(recipient_email="deputy@sign.example").update(state="failed")
    return deal


def test_pages_are_accessible_and_fit(
    page_at: PageAt, officer: User, programme: Programme, offered: Deal
) -> None:
    draft = factories.deal(
        officer, programme, factories.employer("Weverling").organisation, state=State.DRAFT
    )
    fresh = factories.deal(
        officer, programme, factories.employer("Zandweg").organisation, state=State.OFFERED
    )
    refused = signing.offered(officer, programme, factories.employer("Kwelder").organisation)
    decline(
        signing.invited(refused, officer)["employer"],
        DeclineReason.NUMBERS,
        "Eight at most.",
        at=signing.NOON,
    )
    one = Invitation.objects.filter(version__deal=offered, state="waiting").first()
    question = offered.newest_version().invitations.get(email="employer@sign.example").questions.get()
    seat = page_at(user=officer)
    base = offered.get_absolute_url()
    paths = (
        f"{draft.get_absolute_url()}signing/plan/",
        draft.get_absolute_url(),
        f"{fresh.get_absolute_url()}signing/",
        f"{refused.get_absolute_url()}signing/",
        base,
        f"{base}signing/",
        f"{base}signing/invite/",
        f"{base}signing/extend/",
        f"{base}signing/preview/",
        f"{base}signing/people/{one.public_id}/withdraw/",
        f"{base}signing/questions/{question.public_id}/",
        "/deals/signing/",
        "/deals/signing/?show=expired&mine=1",
        "/letters/coming/",
        "/",
    )

    for path in paths:
        assert_sound(seat.open(path))


def test_deal_is_offered_and_everybody_invited_by_keyboard_alone(
    page_at: PageAt, officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.DRAFT)
    base = deal.get_absolute_url()
    parties = {party.role: party.pk for party in deal.parties.all()}
    page = page_at(1280, user=officer).open(f"{base}signing/plan/")
    reach(page, f'[name="party-{parties["municipality"]}-stage"]')
    page.keyboard.press("2")
    reach(page, "main form button[type=submit]")
    enter(page, to="/plan/")
    page.wait_for_selector("text=First Helmgras Groen, then Gemeente Duinstede.")
    reach(page, 'a[href$="/moves/offer/"]')
    enter(page, to="/moves/offer/")
    reach(page, "main button[type=submit]")
    enter(page, to="/signing/")
    for role in ("municipality", "employer"):
        row = f"invite-{parties[role]}-0"
        assert page.locator(f'[name="{row}-name"]').count() == 1
    for part in ("employer", "municipality"):  # in the order of signing
        row = f"invite-{parties[part]}-0"
        reach(page, f'[name="{row}-name"]')
        page.keyboard.type(f"Signatory {part}")
        reach(page, f'[name="{row}-email"]')
        page.keyboard.type(f"{part}@sign.example")
    reach(page, "#invite ~ * button[type=submit], main form button.nl-button--primary")
    page.keyboard.press("Enter")

    page.wait_for_selector("text=2 people are invited.")
    assert "It is the turn of Helmgras Groen." in page.inner_text("main")
    assert Invitation.objects.filter(version__deal=deal).count() == 2


def test_acts_work_without_scripts_on_a_telephone(page_at: PageAt, officer: User, offered: Deal) -> None:
    page = page_at(390, user=officer, javascript=False).open(f"{offered.get_absolute_url()}signing/")

    page.click("text=Answer")
    page.fill('[name="answer"]', "Yes, from 1 May.")
    page.click("text=Send the answer")
    page.click("form[action$='/remind/'] button >> nth=0")
    assert "is on its way" in page.inner_text("body")
    page.click("main a:has-text('Withdraw') >> nth=0")
    page.fill('[name="reason"]', "The wrong address.")
    page.click("button:has-text('Withdraw')")

    said = page.inner_text("body")
    assert "has ended" in said
    assert "Yes, from 1 May." in said


def test_more_time_for_chosen_deals_without_scripts(page_at: PageAt, officer: User, offered: Deal) -> None:
    page = page_at(390, user=officer, javascript=False).open("/deals/signing/")
    until = timezone.localdate() + timedelta(days=30)

    page.check(f'[name="deal"][value="{offered.public_id}"]')
    for part, value in (("day", until.day), ("month", until.month), ("year", until.year)):
        page.fill(f'[name="until_{part}"]', str(value))
    page.click("main button:has-text('Give more time')")

    assert "people got more time." in page.inner_text("body")
