"""The pages of this room in a real browser: accessible, no wider than the screen, usable by keyboard."""

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import MemberInvitation, User
from accounts.roles import Role
from employers.models import Employer
from tests.browser import PageAt, assert_sound

pytestmark = pytest.mark.browser


def pages(officer: User, organisation: str) -> list[str]:
    """The addresses to look at."""
    return [
        reverse("accounts:members"),
        reverse("accounts:organisation_members", args=[organisation]),
        reverse("accounts:profile"),
        reverse("accounts:second_factor"),
        reverse("accounts:regions"),
        reverse("accounts:region", args=["AM34"]),
        reverse("accounts:municipalities"),
        reverse("accounts:invite", args=[officer.active_memberships[0].organisation.public_id]),
    ]


def invitation(officer: User, helmgras: Employer) -> MemberInvitation:
    """An open invitation of the employer's first member."""
    return MemberInvitation.objects.invite(
        helmgras.organisation,
        email="a.very.long.address.of.somebody@helmgras-groenvoorziening.example",
        role=Role.EMPLOYER,
        by=officer,
        at=timezone.now(),
    )


def test_pages_are_accessible_and_fit(page_at: PageAt, officer: User, helmgras: Employer) -> None:
    call_command("load_reference", verbosity=0)
    token = invitation(officer, helmgras).fresh_token()
    seat = page_at(user=officer)

    for address in pages(officer, helmgras.public_id):
        assert_sound(seat.open(address))
    assert_sound(page_at().open(reverse("accounts:invitation", args=[token])))


def test_invited_person_joins_by_keyboard_without_javascript(
    page_at: PageAt, officer: User, helmgras: Employer
) -> None:
    token = invitation(officer, helmgras).fresh_token()
    page = page_at(390, javascript=False).open(reverse("accounts:invitation", args=[token]))

    page.focus("#id_full_name")
    for typed in ("Noor Nieuw", "regen-onder-fiets", "regen-onder-fiets"):
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert helmgras.organisation.memberships.get().user.full_name == "Noor Nieuw"
    assert "Noor Nieuw" in page.content()
