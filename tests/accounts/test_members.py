"""Who acts for whom: inviting, accepting, ending."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import MemberInvitation, Membership, Municipality, Organisation, User
from accounts.roles import Role
from employers.models import Employer
from notices.letters import render
from notices.models import Notice
from partners.models import Partner
from tests import factories
from trail.models import Entry


def invite(
    organisation: Organisation, by: User, email: str = "new@helmgras.example", **values: Any
) -> MemberInvitation:
    role = values.pop("role", Role.EMPLOYER)
    return MemberInvitation.objects.invite(
        organisation, email=email, role=role, by=by, at=values.pop("at", timezone.now()), **values
    )


def link_of(invitation: MemberInvitation) -> str:
    """The address in the letter, as the outbox writes it."""
    letter = Notice.objects.about(invitation).latest("pk")
    return next(line for line in render(letter).text.splitlines() if "/invitation/" in line).partition(
        "8000"
    )[2]


def test_officer_invites_the_first_member_of_an_employer_who_then_manages_members(
    officer: User, helmgras: Employer
) -> None:
    invitation = invite(helmgras.organisation, officer)

    assert invitation.manages_members
    assert [entry.act for entry in Entry.objects.of(helmgras.organisation)] == ["invite"]
    assert Notice.objects.about(invitation).get().recipient_email == "new@helmgras.example"


def test_officer_does_not_decide_on_later_members_of_an_employer(
    officer: User, employer: User, helmgras: Employer
) -> None:
    with pytest.raises(PermissionDenied, match="manages the members"):
        invite(helmgras.organisation, officer)

    assert not MemberInvitation.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("kind", "fitting"),
    [
        ("municipality", {"officer", "alderman", "privacy_officer", "administrator"}),
        ("employer", {"employer"}),
        ("partner", {"partner"}),
    ],
)
def test_only_roles_that_fit_the_organisation_are_given(
    kind: str,
    fitting: set[str],
    administrator: User,
    helmgras: Employer,
    duinwerk: Partner,
    municipality: Municipality,
) -> None:
    organisation = {"municipality": municipality, "employer": helmgras, "partner": duinwerk}[
        kind
    ].organisation
    given = set()
    for role in Role:
        try:
            invite(organisation, administrator, f"{role}@example.com", role=role)
        except ValidationError:
            continue
        given.add(role.value)

    assert given == fitting


def test_the_token_is_in_the_letter_only_and_the_newest_letter_counts(
    officer: User, helmgras: Employer, client: Any
) -> None:
    invitation = invite(helmgras.organisation, officer)
    first, second = link_of(invitation), link_of(invitation)
    invitation.refresh_from_db()

    assert second.rstrip("/").rpartition("/")[2] not in (invitation.token_hash, "")
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    assert len(invitation.token_hash) == 64


def test_new_person_sets_name_and_password_and_is_signed_in(
    officer: User, helmgras: Employer, client: Any
) -> None:
    link = link_of(invite(helmgras.organisation, officer))
    typed = {
        "full_name": "Noor Nieuw",
        "password": "regen-onder-fiets",
        "password_again": "regen-onder-fiets",
    }

    response = client.post(link, typed)

    person = User.objects.get(email="new@helmgras.example")
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)
    assert person.check_password("regen-onder-fiets")
    assert person.has_role(Role.EMPLOYER, helmgras.organisation_id)
    assert [entry.act for entry in Entry.objects.of(helmgras.organisation)] == ["invite", "join"]
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            {"full_name": "", "password": "regen-onder-fiets", "password_again": "regen-onder-fiets"},
            "required",
        ),
        (
            {"full_name": "Noor", "password": "regen-onder-fiets", "password_again": "regen-onder-fietz"},
            "differ",
        ),
        ({"full_name": "Noor", "password": "kort", "password_again": "kort"}, "too short"),
        (
            {
                "full_name": "Noor",
                "password": "new@helmgras.example",
                "password_again": "new@helmgras.example",
            },
            "similar",
        ),
    ],
)
def test_new_person_reads_what_is_wrong_and_nothing_is_made(
    typed: dict[str, str], message: str, officer: User, helmgras: Employer, client: Any
) -> None:
    link = link_of(invite(helmgras.organisation, officer))

    response = client.post(link, typed, headers={"Accept-Language": "en"}, HTTP_COOKIE="language=en")

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not User.objects.filter(email="new@helmgras.example").exists()


def test_looking_at_an_invitation_changes_nothing(
    officer: User, outsider: User, helmgras: Employer, client: Any, signed_in: Any
) -> None:
    invitation = invite(helmgras.organisation, officer, outsider.email)
    link = link_of(invitation)

    for visitor in (client, signed_in(outsider)):
        visitor.get(link)
        visitor.head(link)

    invitation.refresh_from_db()
    assert invitation.is_open(timezone.now())
    assert not Membership.objects.filter(organisation=helmgras.organisation).exists()


def test_existing_person_signs_in_first_and_accepts(
    officer: User, outsider: User, helmgras: Employer, client: Any, signed_in: Any
) -> None:
    link = link_of(invite(helmgras.organisation, officer, outsider.email.upper()))

    asked = client.get(link)
    accepted = signed_in(outsider).post(link)

    assert f"next={link}" in asked.content.decode().replace("%3A", ":")
    assert accepted.status_code == 302
    person = User.objects.get(pk=outsider.pk)
    assert len(person.organisations_as(Role.EMPLOYER)) == 2  # the membership that they had still counts


def test_foreign_address_is_refused(
    officer: User, outsider: User, helmgras: Employer, signed_in: Any
) -> None:
    link = link_of(invite(helmgras.organisation, officer))

    response = signed_in(outsider).post(link)

    assert response.status_code == 403
    assert "employer@buiten.example" in response.content.decode()
    assert not Membership.objects.filter(organisation=helmgras.organisation).exists()


@pytest.mark.parametrize("closing", ["used", "expired", "withdrawn"])
def test_closed_invitation_says_why_and_gives_nothing(
    closing: str, officer: User, outsider: User, helmgras: Employer, signed_in: Any
) -> None:
    invitation = invite(helmgras.organisation, officer, outsider.email)
    link = link_of(invitation)
    invitation.refresh_from_db()
    if closing == "used":
        invitation.accept(by=outsider, at=timezone.now())
    elif closing == "withdrawn":
        invitation.withdraw(by=officer, at=timezone.now())
    else:
        MemberInvitation.objects.update(
            invited_at=timezone.now() - timedelta(days=15), expires_at=timezone.now() - timedelta(days=1)
        )
    before = Membership.objects.count()

    response = signed_in(outsider).post(link)

    assert response.status_code == 410
    assert {"used": "accepted already", "expired": "expired", "withdrawn": "withdrawn"}[
        closing
    ] in response.content.decode()
    assert Membership.objects.count() == before


def test_accepting_twice_makes_one_membership(officer: User, outsider: User, helmgras: Employer) -> None:
    invitation = invite(helmgras.organisation, officer, outsider.email)
    invitation.accept(by=outsider, at=timezone.now())

    with pytest.raises(PermissionDenied, match="accepted already"):
        MemberInvitation.objects.get(pk=invitation.pk).accept(by=outsider, at=timezone.now())

    assert helmgras.organisation.memberships.count() == 1


def test_one_open_invitation_per_person_and_role(officer: User, helmgras: Employer) -> None:
    invite(helmgras.organisation, officer)

    with pytest.raises(ValidationError, match="already has an open invitation"):
        invite(helmgras.organisation, officer)


def test_expired_invitation_does_not_stand_in_the_way_of_a_new_one(officer: User, helmgras: Employer) -> None:
    invite(helmgras.organisation, officer, at=timezone.now() - timedelta(days=20))

    renewed = invite(helmgras.organisation, officer)

    assert renewed.is_open(timezone.now())


def test_sending_again_gives_a_new_link_and_a_new_term(
    officer: User, helmgras: Employer, signed_in: Any, client: Any
) -> None:
    invitation = invite(helmgras.organisation, officer, at=timezone.now() - timedelta(days=13))
    old = link_of(invitation)

    signed_in(officer).post(reverse("accounts:invitation_again", args=[invitation.public_id]))

    invitation.refresh_from_db()
    assert invitation.expires_at > timezone.now() + timedelta(days=13)
    assert Notice.objects.about(invitation).count() == 2
    assert client.get(old).status_code == 404


def test_invite_page_sends_and_keeps_what_was_typed_when_refused(
    administrator: User, municipality: Municipality, signed_in: Any
) -> None:
    page = reverse("accounts:invite", args=[municipality.organisation.public_id])
    client = signed_in(administrator)

    refused = client.post(page, {"email": "geen adres", "role": "officer"})
    sent = client.post(page, {"email": "nieuw@duinstede.example", "role": "officer"}, follow=True)

    assert refused.status_code == 422
    assert "geen adres" in refused.content.decode()
    assert "nieuw@duinstede.example" in sent.content.decode()
    assert not MemberInvitation.objects.get().manages_members


def test_ended_membership_gives_nothing_from_that_moment(
    administrator: User, officer: User, municipality: Municipality, signed_in: Any
) -> None:
    theirs = signed_in(officer)
    page = reverse("employers:list")
    assert theirs.get(page).status_code == 200
    end = ["accounts:member_end", [municipality.organisation.public_id, officer.public_id, "officer"]]

    asked = signed_in(administrator).get(reverse(end[0], args=end[1]))
    signed_in(administrator).post(reverse(end[0], args=end[1]))

    assert asked.status_code == 200
    assert User.objects.get(pk=officer.pk).roles == frozenset()
    assert reverse("employers:new") not in theirs.get(page).content.decode()
    assert Entry.objects.of(municipality.organisation).last().act == "end_membership"


def test_everyone_may_leave_but_the_last_member_manager(
    employer: User, helmgras: Employer, signed_in: Any
) -> None:
    colleague = factories.user("collega@helmgras.example", role=Role.EMPLOYER, of=helmgras.organisation)
    Membership.objects.filter(user=colleague).update(manages_members=False)
    page = reverse(
        "accounts:member_end", args=[helmgras.organisation.public_id, employer.public_id, "employer"]
    )

    response = signed_in(employer).post(page, follow=True)

    assert "Give that to a colleague first" in response.content.decode()
    assert helmgras.organisation.memberships.in_force(timezone.now()).count() == 2


def test_manager_passes_the_task_on_and_then_leaves(
    employer: User, helmgras: Employer, signed_in: Any
) -> None:
    colleague = factories.user("collega@helmgras.example", role=Role.EMPLOYER, of=helmgras.organisation)
    Membership.objects.filter(user=colleague).update(manages_members=False)
    client, ids = signed_in(employer), [helmgras.organisation.public_id]

    client.post(
        reverse("accounts:member_entrust", args=[*ids, colleague.public_id, "employer"]), {"manages": "yes"}
    )
    client.post(reverse("accounts:member_end", args=[*ids, employer.public_id, "employer"]))

    left = helmgras.organisation.memberships.in_force(timezone.now()).get()
    assert (left.user, left.manages_members) == (colleague, True)
    assert [entry.act for entry in Entry.objects.of(helmgras.organisation)] == [
        "entrust_members",
        "end_membership",
    ]


@pytest.mark.django_db(transaction=True)
def test_database_keeps_a_manager_when_two_leave_at_once(helmgras: Employer) -> None:
    first, second, third = (
        factories.user(f"{name}@helmgras.example", role=Role.EMPLOYER, of=helmgras.organisation)
        for name in "abc"
    )
    Membership.objects.filter(user=third).update(manages_members=False)
    leaving = Membership.objects.get(user=first)
    unaware = leaving.is_last_manager()  # asked while the other was still there
    Membership.objects.get(user=second).end(by=second, at=timezone.now())

    with pytest.raises(PermissionDenied, match="Nobody else manages"):
        leaving._write("end_membership", by=first, until=timezone.now())

    assert not unaware
    assert Membership.objects.get(user=first).until is None
    assert Entry.objects.of(helmgras.organisation).count() == 1


def test_colleagues_see_each_other_and_outsiders_do_not(
    employer: User, outsider: User, helmgras: Employer, signed_in: Any
) -> None:
    page = reverse("accounts:organisation_members", args=[helmgras.organisation.public_id])

    assert "Emma Employer" in signed_in(employer).get(page).content.decode()
    assert signed_in(outsider).get(page).status_code == 404


@pytest.mark.parametrize("colleagues", [1, 3])
def test_members_page_asks_the_same_few_questions(
    colleagues: int,
    administrator: User,
    municipality: Municipality,
    signed_in: Any,
    django_assert_num_queries: Any,
) -> None:
    for _turn in range(colleagues):
        factories.user(role=Role.OFFICER, of=municipality.organisation)
    client = signed_in(administrator)

    with django_assert_num_queries(6):
        client.get(reverse("accounts:members"))
