"""Signing online: in order, each once, under the very text that was offered; the last signature concludes the deal."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from deals import mail
from deals.lifecycle import InvitationState, State
from deals.models import Deal, Invitation, Programme
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests.deals import signing


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return signing.invited(offered, officer)


def letters(kind: str) -> set[str]:
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def test_last_signature_concludes_the_deal(offered: Deal, invitations: dict[str, Invitation]) -> None:
    for part in ("employer", "partner", "municipality"):
        assert offered.state == State.OFFERED
        signing.sign(invitations[part])
        offered.refresh_from_db()

    assert (offered.state, str(offered.signed_on)) == (State.SIGNED, "2025-03-03")
    assert offered.documents.get().state == "due"
    assert offered.newest_version().conclusion.at == signing.NOON


def test_only_the_first_stage_gets_its_letter_until_all_of_it_has_signed(
    invitations: dict[str, Invitation],
) -> None:
    first = {invitations["employer"].email, invitations["partner"].email}

    at_first = letters(mail.INVITED)
    signing.sign(invitations["employer"])
    halfway = letters(mail.INVITED)
    signing.sign(invitations["partner"])

    assert at_first == halfway == first
    assert letters(mail.INVITED) == first | {invitations["municipality"].email}


def test_who_is_second_in_order_cannot_sign_first(invitations: dict[str, Invitation]) -> None:
    with pytest.raises(PermissionDenied, match="First to sign: Helmgras Groen, Duinwerk"):
        signing.sign(invitations["municipality"])

    assert not invitations["municipality"].version.signatures.exists()


def test_text_that_was_taken_back_is_not_signed_with_an_old_link(
    offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    offered.make("take_back", by=officer, reason="Nine places, not ten.")

    with pytest.raises(PermissionDenied, match="This invitation is closed"):
        signing.sign(invitations["employer"])

    assert set(Invitation.objects.values_list("state", flat=True)) == {InvitationState.VOID}
    assert letters(mail.VOIDED) == {each.email for each in invitations.values()}
