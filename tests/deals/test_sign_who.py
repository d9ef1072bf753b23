"""Who signs for whom: as many people as were agreed on, and nobody of the municipality for another party."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.actions import PartyEntry, SignatureEntry, sign_on_paper, write_deal
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.signing import delegate, sign_online
from deals.kinds import PartyRole
from deals.lifecycle import State
from deals.models import Deal, Invitation, Party, Programme, Signature
from employers.models import Employer
from tests import factories
from tests.deals import signing
from tests.deals.sign_pages import soon, visitor, words


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer) -> Deal:
    """A deal that the employer signs with two people."""
    parties = [
        PartyEntry(programme.municipality.organisation, PartyRole.MUNICIPALITY, stage=2),
        PartyEntry(helmgras.organisation, PartyRole.EMPLOYER, signatories_needed=2),
    ]
    deal = write_deal(factories.deal_entry(programme, helmgras.organisation, parties=parties), by=officer)
    deal.make("offer", by=officer)
    return deal


@pytest.fixture
def employers_part(offered: Deal) -> Party:
    return offered.parties.get(role=PartyRole.EMPLOYER)


def asked(deal: Deal, officer: User, *emails: str, role: str = PartyRole.EMPLOYER) -> list[Invitation]:
    """Invite people at these addresses to sign for one party."""
    party = deal.parties.get(role=role)
    people = [SignatoryEntry(party, f"Person at {email}", email, language="en") for email in emails]
    return invite(deal, people, until=soon(), by=officer, at=timezone.now())


def passed_on(invitation: Invitation, email: str) -> Invitation:
    """Let somebody else sign."""
    return delegate(
        invitation, name="Other", capacity="manager", email=email, mandate="Replaces me.", at=timezone.now()
    )


def test_person_who_signed_for_a_party_is_not_its_second_signatory(offered: Deal, officer: User) -> None:
    [first] = asked(offered, officer, "anna@sign.example")
    signing.sign(first, at=timezone.now())

    with pytest.raises(PermissionDenied, match="signed for this party already"):
        asked(offered, officer, "Anna@sign.example")

    assert Signature.objects.count() == 1
    assert Invitation.objects.count() == 1


def test_nobody_passes_it_on_to_who_signed_for_the_party_already(offered: Deal, officer: User) -> None:
    first, second = asked(offered, officer, "anna@sign.example", "bram@sign.example")
    signing.sign(first, at=timezone.now())
    person = visitor(second)
    person.enter()

    answer = person.client.post(
        f"{person.page}pass-on/",
        {"name": "Anna", "capacity": "director", "email": "anna@sign.example", "mandate": "Replaces me."},
    )

    assert answer.status_code == 422
    assert "signed for this party already" in words(answer)
    second.refresh_from_db()
    assert second.state == "waiting"


def test_account_manager_does_not_invite_the_municipality_to_sign_for_another(
    offered: Deal, officer: User
) -> None:
    colleague = factories.user(
        "colleague@duinstede.example", role=Role.OFFICER, of=offered.municipality.organisation
    )

    for email in (officer.email, colleague.email.upper()):
        with pytest.raises(PermissionDenied, match="works for the municipality"):
            asked(offered, officer, email)
    [own] = asked(offered, officer, officer.email, role=PartyRole.MUNICIPALITY)

    assert own.state == "waiting"
    assert Invitation.objects.count() == 1


def test_nobody_passes_it_on_to_the_municipality(offered: Deal, officer: User) -> None:
    [invitation] = asked(offered, officer, "anna@sign.example")

    with pytest.raises(PermissionDenied, match="works for the municipality"):
        passed_on(invitation, officer.email)

    invitation.refresh_from_db()
    assert invitation.state == "waiting"


def test_who_came_to_work_for_the_municipality_meanwhile_no_longer_signs_for_another(
    offered: Deal, officer: User
) -> None:
    [invitation] = asked(offered, officer, "anna@sign.example")
    factories.user("anna@sign.example", role=Role.OFFICER, of=offered.municipality.organisation)

    with pytest.raises(PermissionDenied, match="works for the municipality"):
        signing.sign(invitation, at=timezone.now())

    assert not Signature.objects.exists()


def test_who_works_for_both_signs_for_each(offered: Deal, officer: User, helmgras: Employer) -> None:
    factories.membership(officer, Role.EMPLOYER, helmgras.organisation)
    first, second = asked(offered, officer, officer.email, "bram@sign.example")
    signing.sign(first, at=timezone.now())
    signing.sign(second, at=timezone.now())
    [own] = asked(offered, officer, officer.email, role=PartyRole.MUNICIPALITY)
    signing.sign(own, at=timezone.now())

    offered.refresh_from_db()
    assert offered.state == State.SIGNED


def test_two_signatures_of_one_name_are_not_those_of_two_people(
    offered: Deal, officer: User, helmgras: Employer
) -> None:
    day, party = timezone.localdate(), offered.parties.get(role=PartyRole.EMPLOYER)
    anna = SignatureEntry(helmgras.organisation, "director", day, person_name="Anna Bos", party=party)
    [elsewhere] = asked(offered, officer, "private@sign.example")

    with pytest.raises(PermissionDenied, match="anna bós has signed for this party already"):
        sign_on_paper(offered, [anna, replace(anna, person_name="anna bós")], by=officer)
    assert not Signature.objects.exists()
    sign_on_paper(offered, [anna], by=officer)
    with pytest.raises(PermissionDenied, match="Anna Bos has signed for this party already"):
        sign_online(
            elsewhere,
            text_hash=elsewhere.version.content_hash,
            name="Anna Bos",
            capacity="director",
            at=timezone.now(),
        )

    assert Signature.objects.count() == 1


def test_pressing_twice_to_pass_it_on_is_no_reason_for_alarm(offered: Deal, officer: User) -> None:
    person = visitor(asked(offered, officer, "anna@sign.example")[0])
    person.enter()
    colleague = {"name": "Bo", "capacity": "manager", "email": "bo@sign.example", "mandate": "Replaces me."}

    pages = [person.client.post(f"{person.page}pass-on/", colleague, follow=True) for _press in range(2)]

    assert all("Somebody else signs" in words(page) for page in pages)
    assert "Nothing of what you sent was kept" not in words(pages[1])
    assert Invitation.objects.filter(email="bo@sign.example").count() == 1
    assert "Nothing of what you sent was kept" in words(person.sign())
