"""What the database itself refuses, whoever asks: order, once, the very text, whose signature, what ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from deals.actions.inviting import withdraw
from deals.actions.signing import decline
from deals.models import Conclusion, Deal, DeclineReason, Invitation, Programme, Signature, SignatureMethod
from employers.models import Employer
from partners.models import Partner
from tests.deals import signing

COLUMNS = """
    version_id, party_id, invitation_id, person_name, capacity, mandate_reference, method, level, provider,
    provider_reference, signed_on, signed_at, place, as_witness, needs_check, version_hash, recorded_by_id, recorded_at
"""


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return signing.invited(offered, officer)


@contextmanager
def refused(by: str) -> Iterator[None]:
    """Assert that the database refuses what happens, naming its rule."""
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        yield
    cause = error.value.__cause__
    assert by in f"{error.value} {getattr(getattr(cause, 'diag', None), 'constraint_name', '')}"


def insert(invitation: Invitation, **values: Any) -> None:
    """Add a signature by SQL alone."""
    row = {
        "version_id": invitation.version_id,
        "party_id": invitation.party_id,
        "invitation_id": invitation.pk,
        "version_hash": invitation.version.content_hash,
    } | values
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO deals_signature ({COLUMNS}) VALUES"
            " (%(version_id)s, %(party_id)s, %(invitation_id)s, 'A', 'director', '', 'online', 'simple', '', '',"
            " '2025-03-03', '2025-03-03 12:00+00', '', false, false, %(version_hash)s, NULL, now())",
            row,
        )


def test_insert_that_breaks_no_rule_is_taken(invitations: dict[str, Invitation]) -> None:
    insert(invitations["employer"])

    assert Signature.objects.get().party.role == "employer"


def test_nobody_signs_before_all_of_an_earlier_stage(invitations: dict[str, Invitation]) -> None:
    insert(invitations["employer"])

    with refused("signature_in_order"):
        insert(invitations["municipality"])


def test_nobody_signs_twice(invitations: dict[str, Invitation], officer: User) -> None:
    insert(invitations["employer"])

    with refused("signature_once"):
        insert(invitations["employer"], invitation_id=invitations["partner"].pk)


def test_no_invitation_gives_two_signatures(invitations: dict[str, Invitation]) -> None:
    insert(invitations["employer"])

    with refused("deals_signature_invitation_id_key"):
        insert(invitations["partner"], invitation_id=invitations["employer"].pk)


def test_signature_is_under_the_very_text(invitations: dict[str, Invitation]) -> None:
    with refused("signature_is_under_the_frozen_text"):
        insert(invitations["employer"], version_hash="0" * 64)


def test_party_of_another_deal_signs_nothing(
    invitations: dict[str, Invitation], officer: User, programme: Programme, helmgras: Employer
) -> None:
    other = signing.offered(officer, programme, helmgras.organisation)

    with refused("signature_is_under_the_frozen_text"):
        insert(invitations["employer"], party_id=other.parties.get(role="employer").pk)


def test_party_that_need_not_sign_does_not(
    invitations: dict[str, Invitation], officer: User, offered: Deal, programme: Programme
) -> None:
    extra = offered.parties.create(organisation=offered.parties.all()[1].organisation, role="broker")

    with refused("signature_is_needed"):
        insert(invitations["employer"], party_id=extra.pk)


@pytest.mark.parametrize(
    "change", ["UPDATE deals_signature SET person_name = 'B'", "DELETE FROM deals_signature"]
)
def test_signature_never_changes(invitations: dict[str, Invitation], change: str) -> None:
    insert(invitations["employer"])

    with refused("signature_is_final"), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize("ending", ["signed", "declined", "withdrawn"])
def test_invitation_ends_once(invitations: dict[str, Invitation], officer: User, ending: str) -> None:
    mine = invitations["employer"]
    if ending == "signed":
        signing.sign(mine)
    elif ending == "declined":
        decline(mine, DeclineReason.TEXT, "", at=signing.NOON)
    else:
        withdraw(mine, "The wrong person.", by=officer, at=signing.NOON)

    with refused("invitation_ends_once"), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deals_invitation SET state = 'waiting', closed_at = NULL WHERE id = %s", [mine.pk]
        )


def test_refusal_is_not_removed(invitations: dict[str, Invitation]) -> None:
    decline(invitations["employer"], DeclineReason.TEXT, "", at=signing.NOON)

    with refused("decline_stays"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM deals_decline")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE deals_signingduty SET stage = 1",
        "UPDATE deals_signingduty SET needed = 2",
        "DELETE FROM deals_signingduty",
    ],
)
def test_who_must_sign_is_fixed_with_the_text(offered: Deal, change: str) -> None:
    with refused("frozen_version_never_changes"), connection.cursor() as cursor:
        cursor.execute(change)


def test_nothing_is_concluded_while_a_signature_lacks(
    offered: Deal, invitations: dict[str, Invitation]
) -> None:
    for part in ("employer", "partner"):
        signing.sign(invitations[part])

    with refused("conclusion_has_all_signatures"):
        Conclusion.objects.create(version=offered.newest_version(), on="2025-03-03", at=signing.NOON)


def test_online_signature_without_its_invitation_is_none(
    invitations: dict[str, Invitation], officer: User
) -> None:
    with refused("signature_online_by_its_own_hand"):
        insert(invitations["employer"], invitation_id=None)

    assert SignatureMethod.ONLINE == "online"
