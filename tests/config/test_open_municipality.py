"""The first step of an installation: a municipality and its first administrator."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Membership, Organisation, User
from trail.models import Entry

pytestmark = pytest.mark.django_db
ASKED = ("open_municipality", "Gemeente Zeerand", "--administrator", "baas@zeerand.example")


def test_administrator_of_a_new_municipality_chooses_a_password_by_letter(client: Client) -> None:
    said = StringIO()

    call_command(*ASKED, stdout=said)
    client.post("/accounts/password/reset/", {"email": "baas@zeerand.example"})

    membership = Membership.objects.get(user__email="baas@zeerand.example")
    assert (membership.role, membership.manages_members) == ("administrator", True)
    assert membership.organisation.municipality.slug == "zeerand"
    assert "/accounts/password/reset/" in said.getvalue()
    assert [letter.to for letter in mail.outbox] == [["baas@zeerand.example"]]
    assert [entry.act for entry in Entry.objects.of(membership.organisation)] == ["open"]


def test_opening_twice_changes_nothing() -> None:
    for _time in range(2):
        call_command(*ASKED, stdout=StringIO())

    assert (User.objects.count(), Organisation.objects.count(), Membership.objects.count()) == (1, 1, 1)


def test_wrong_address_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(CommandError, match=r"geldig|valid"):
        call_command("open_municipality", "Gemeente Zeerand", "--administrator", "geen adres")

    assert not Organisation.objects.exists()
