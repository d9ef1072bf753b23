"""Programmes, variants and the pages about the registry itself in a real browser."""

import pytest
from django.urls import reverse

from accounts.models import User
from deals.models import Programme, Target
from tests import factories
from tests.browser import PageAt, assert_sound

pytestmark = pytest.mark.browser


def pages(programme: Programme, administrator: User) -> list[str]:
    """The addresses to look at."""
    version = factories.variant_version(programme)
    version.variant.write(
        {"summary": "Een nieuwe versie.", "allowed_kinds": ["internship"], "provenance": "own"},
        by=administrator,
    )
    programme.set_target(Target(name="Mensen geplaatst", kind="flow", value=200), by=administrator)
    programme.set_target(Target(name="Mensen geplaatst", kind="flow", value=180), by=administrator)
    of_programme, of_variant = [programme.public_id], [version.variant.public_id]
    return [
        reverse("deals:programmes"),
        reverse("deals:programme", args=of_programme),
        reverse("deals:programme_edit", args=of_programme),
        reverse("deals:target", args=of_programme),
        reverse("deals:variant_new", args=of_programme),
        reverse("deals:variant", args=of_variant),
        reverse("deals:variant_edit", args=of_variant),
        *(reverse(name) for name in ("accessibility", "privacy", "help", "home")),
    ]


def test_pages_are_accessible_and_fit(page_at: PageAt, administrator: User, programme: Programme) -> None:
    seat = page_at(user=administrator)

    for address in pages(programme, administrator):
        assert_sound(seat.open(address))
