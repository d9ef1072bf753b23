"""A provider names somebody else than who was invited: kept, seen at once, and counted once somebody has looked."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from deals import mail
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.paper import check_signature
from deals.documents.signatures import in_words
from deals.lifecycle import State
from deals.models import CheckOutcome, Conclusion, Deal, Invitation, Programme, Signature
from deals.shown import stuck
from employers.models import Employer
from notices.models import Notice
from tests.deals import signing
from tests.deals.outside_provider import visit
from tests.deals.sign_pages import Visitor, invited, letters_to, send_all, soon, visitor, words
from tests.deals.test_sign_provider import leave
from trail.models import Entry


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, settings: Any) -> Deal:
    settings.SIGNING_PROVIDER = "tests.deals.outside_provider.Trustee"
    return signing.offered(officer, programme, helmgras.organisation, stages=(2, 1))


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return invited(offered, officer)


@pytest.fixture
def person(invitations: dict[str, Invitation]) -> Visitor:
    """Emma de Vries, who was invited to sign for the employer."""
    person = visitor(invitations["employer"])
    person.enter()
    return person


@pytest.fixture
def other(person: Visitor) -> Signature:
    """The signature for the employer, under another name."""
    person.client.get(visit(leave(person), signer="J. Bakker"))
    return Signature.objects.get()


def look(desk: Any, signature: Signature, outcome: str, reason: str = "") -> Any:
    address = reverse("deals:check_signature", args=[signature.version.deal.public_id, signature.pk])
    data = {f"{signature.pk}-outcome": outcome, f"{signature.pk}-reason": reason}
    return desk.post(address, data, follow=True)


def sign_last(invitations: dict[str, Invitation]) -> None:
    """Let the municipality sign, as the last."""
    signing.sign(Invitation.objects.get(pk=invitations["municipality"].pk), at=timezone.now())


def test_same_person_under_another_spelling_counts_at_once(person: Visitor) -> None:
    person.client.get(visit(leave(person), signer="VRIES, EMMA MARIA DE"))

    kept = Signature.objects.get()
    assert (kept.needs_check, kept.has_other_name) == (False, False)
    assert "Your name is being looked at" not in words(person.client.get(person.page))


def test_other_name_is_kept_and_shown_with_both_names(
    other: Signature, person: Visitor, officer: User, signed_in: Any
) -> None:
    desk, deal = signed_in(officer), other.version.deal
    both = "Emma de Vries was invited; Trustee gives the name J. Bakker."

    assert (other.person_name, other.has_other_name) == ("J. Bakker", True)
    page = words(desk.get(reverse("deals:signing", args=[deal.public_id])))
    assert both in page
    assert "Signed under another name" in page
    assert "Say whether it is the same person." in page
    attention = words(desk.get("/deals/unfinished/"))
    assert both in attention
    assert "Look at the name" in attention
    assert [each.code for each in stuck.stuck(Deal.objects.all(), at=timezone.now())] == ["name"]
    assert "J. Bakker" in words(desk.get(reverse("deals:signatures_to_check")))
    assert "Look at the name" in words(desk.get(deal.get_absolute_url()))
    assert "Your name is being looked at" in words(person.client.get(person.page))


def test_text_with_an_unknown_name_is_not_agreed(
    other: Signature,
    invitations: dict[str, Invitation],
    offered: Deal,
    person: Visitor,
    officer: User,
    signed_in: Any,
) -> None:
    sign_last(invitations)

    offered.refresh_from_db()
    assert offered.state == State.OFFERED
    assert "A signature is still being looked at" in words(person.client.get(person.page))
    assert "Turn 1 Waits for a second look" in words(
        signed_in(officer).get(reverse("deals:signing", args=[offered.public_id]))
    )
    with pytest.raises(IntegrityError, match="missing"):
        Conclusion.objects.create(version=other.version, on=timezone.localdate(), at=timezone.now())


def test_same_person_is_acknowledged_by_the_account_manager_and_then_counts(
    other: Signature, invitations: dict[str, Invitation], offered: Deal, officer: User, signed_in: Any
) -> None:
    sign_last(invitations)
    desk = signed_in(officer)
    form = words(desk.get(reverse("deals:check", args=[offered.public_id])))

    look(desk, other, "accepted")

    assert "it is the same person" in form
    assert "There is no scan" not in form
    offered.refresh_from_db()
    assert offered.state == State.SIGNED
    entry = Entry.objects.of(offered).get(act="name_accepted")
    assert entry.actor == officer
    history = words(desk.get(offered.get_absolute_url()))
    assert "Other name at a signature found right: the same person" in history
    assert "Signed as: J. Bakker. Invited: Emma de Vries." in history
    assert stuck.stuck(Deal.objects.all(), at=timezone.now()) == []
    said = in_words(Signature.objects.get(pk=other.pk))
    assert (said["name"], said["invited_as"], said["checked_by"]) == (
        "J. Bakker",
        "Emma de Vries",
        str(officer),
    )


def test_somebody_else_does_not_count_and_the_party_signs_anew(
    other: Signature, person: Visitor, offered: Deal, officer: User, signed_in: Any
) -> None:
    desk = signed_in(officer)

    assert look(desk, other, "refused").status_code == 422
    look(desk, other, "refused", "J. Bakker works there no more.")
    send_all()

    offered.refresh_from_db()
    assert offered.state == State.OFFERED
    assert [each.party.role for each in offered.newest_version().duties_open()] == [
        "employer",
        "municipality",
    ]
    assert Entry.objects.of(offered).get(act="name_refused").reason == "J. Bakker works there no more."
    letter = letters_to(person.invitation.email)[-1]
    assert letter.subject.startswith("Your signature does not count:")
    assert "J. Bakker works there no more." in letter.body
    assert Notice.objects.filter(kind=mail.VOIDED).count() == 1
    assert "Your signature does not count" in words(person.client.get(person.page))
    entry = SignatoryEntry(other.party, "Emma de Vries", person.invitation.email)
    (anew,) = invite(offered, [entry], until=soon(), by=officer, at=timezone.now())
    assert signing.sign(anew, at=timezone.now()).needs_check is False


def test_nobody_acknowledges_their_own_name(other: Signature, officer: User) -> None:
    Invitation.objects.filter(pk=other.invitation_id).update(email=officer.email)
    other = Signature.objects.get(pk=other.pk)

    with pytest.raises(PermissionDenied, match="Somebody else than who signed"):
        check_signature(other, CheckOutcome.ACCEPTED, by=officer, at=timezone.now())


def test_employer_does_not_look_at_names(other: Signature, employer: User, signed_in: Any) -> None:
    assert look(signed_in(employer), other, "accepted").status_code == 403
