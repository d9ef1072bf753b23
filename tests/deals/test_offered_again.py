"""A text that was taken back and is offered again as it was: who had signed it was told that it no longer counts."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from deals.lifecycle import State
from deals.models import Deal, Invitation, Programme, Signature
from employers.models import Employer
from partners.models import Partner
from tests.deals import signing
from tests.deals.sign_pages import invited, letters_to, send_all, visitor, words


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return invited(offered, officer)


def test_signature_of_before_does_not_come_back_to_life(
    offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    person = visitor(invitations["employer"])
    person.enter()
    person.sign()
    offered.make("take_back", by=officer, reason="We looked at it once more.")
    send_all()
    assert "your signature does not count now" in letters_to("employer@sign.example")[-1].body

    offered.make("offer", by=officer)

    newest = offered.newest_version()
    assert newest.number == 2
    assert {party.role for party in offered.parties_still_to_sign()} == {
        "municipality",
        "employer",
        "partner",
    }
    assert [line.quantity for line in newest.commitment_terms.all()] == [10]
    assert "your signature no longer counts" in words(person.client.get(person.page))


def test_everybody_signs_it_again_and_reads_that_nothing_changed(
    offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    first = visitor(invitations["employer"])
    first.enter()
    first.sign()
    offered.make("take_back", by=officer, reason="We looked at it once more.")
    offered.make("offer", by=officer)

    again = invited(offered, officer)
    page = words(visitor(again["employer"]).enter())
    for part in ("employer", "partner", "municipality"):
        signing.sign(Invitation.objects.get(pk=again[part].pk), at=timezone.now())

    offered.refresh_from_db()
    assert "You signed version 1." in page
    assert "Nothing in the agreements themselves." in page
    assert offered.state == State.SIGNED
    assert Signature.objects.filter(version=offered.newest_version()).count() == 3
