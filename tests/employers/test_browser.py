"""The registries of employers, partners and events in a real browser."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Municipality, User
from deals.models import Deal
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.browser import PageAt, assert_sound

pytestmark = pytest.mark.browser
LONG = "Groenvoorzieningsmaatschappij Duinstede-Noord en Omstreken Verenigde Hoveniersbedrijven"


def pages(employer: Employer, partner: Partner, municipality: Municipality) -> list[str]:
    """The addresses to look at."""
    event = factories.event(LONG, livestream_viewers=120, viewers_approximate=True, municipality=municipality)
    event.seats.create(function="schooldirecteur", organisation_name="ROC De Kust", is_moderator=True)
    event.attendance.create(kind="employers", count=60)
    return [
        reverse("employers:list"),
        employer.get_absolute_url(),
        reverse("employers:new"),
        reverse("employers:edit", args=[employer.public_id]),
        reverse("employers:merge", args=[employer.public_id]),
        reverse("employers:account_manager", args=[employer.public_id, municipality.slug]),
        reverse("partners:list"),
        partner.get_absolute_url(),
        reverse("partners:new"),
        reverse("partners:offers", args=[partner.public_id]),
        reverse("events:list"),
        event.get_absolute_url(),
        reverse("events:new"),
        reverse("events:edit", args=[event.public_id]),
    ]


def test_pages_are_accessible_and_fit(
    page_at: PageAt,
    officer: User,
    deal: Deal,
    helmgras: Employer,
    duinwerk: Partner,
    municipality: Municipality,
) -> None:
    factories.employer(LONG)
    helmgras.appoint(officer, municipality=municipality, by=officer, on=date(2025, 1, 1))
    duinwerk.offer([{"kind": "job_coach", "capacity": "20 a year"}], by=officer)
    seat = page_at(user=officer)

    for address in pages(helmgras, duinwerk, municipality):
        assert_sound(seat.open(address))


def test_employer_is_added_without_javascript_after_the_question(
    page_at: PageAt, officer: User, helmgras: Employer
) -> None:
    page = page_at(390, user=officer, javascript=False).open(reverse("employers:new"))

    page.fill("#id_name", "Helmgras")
    page.fill("#id_place", "Duinstede")
    page.click("main form button[type=submit]")
    asked = page.text_content("main")
    kept = page.input_value("#id_place")
    page.click("button[name=new]")

    assert asked is not None
    assert "Is it one of these?" in asked
    assert kept == "Duinstede"
    assert Employer.objects.filter(organisation__name="Helmgras").exists()


def test_rows_of_an_event_grow_without_javascript(page_at: PageAt, officer: User) -> None:
    page = page_at(1280, user=officer, javascript=False).open(reverse("events:new"))

    page.fill("#id_name", "Inspiratietafel")
    page.click("button[name=seats-add]")
    page.fill("#id_seats-0-function", "schooldirecteur")
    page.click("button[name=attendance-add]")

    assert page.input_value("#id_name") == "Inspiratietafel"
    assert page.input_value("#id_seats-0-function") == "schooldirecteur"
    assert page.is_visible("#id_attendance-0-count")
