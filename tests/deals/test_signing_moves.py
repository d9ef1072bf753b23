"""Every stand of an invitation × move × actor × person: what is listed by hand is allowed, all the rest is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from deals import policies
from deals.actions import inviting, signing
from deals.lifecycle import INVITATION_MOVES, Actor, InvitationState
from deals.models import Deal, DeclineReason, Invitation, Programme, VariantVersion
from employers.models import Employer
from partners.models import Partner
from tests.deals import signing as made
from tests.routes import PEOPLE
from trail.models import Entry

NOON, LATER = made.NOON, datetime(2025, 4, 2, 12, tzinfo=UTC)
SIGNED_IN = [person for person in PEOPLE if person != "anonymous"]
STANDS = (
    "in turn",
    "expired",
    "not its turn",
    "declined by another",
    "text taken back",
    "signed",
    "declined",
    "passed on",
    "withdrawn",
)
WAITING = InvitationState.WAITING
BY_THE_HOLDER = {
    ("in turn", "sign"): InvitationState.SIGNED,
    ("in turn", "decline"): InvitationState.DECLINED,
    ("in turn", "delegate"): InvitationState.DELEGATED,
    ("in turn", "ask"): WAITING,
    ("expired", "ask"): WAITING,
    ("not its turn", "decline"): InvitationState.DECLINED,
    ("not its turn", "delegate"): InvitationState.DELEGATED,
    ("not its turn", "ask"): WAITING,
    ("declined by another", "decline"): InvitationState.DECLINED,
    ("declined by another", "delegate"): InvitationState.DELEGATED,
    ("declined by another", "ask"): WAITING,
}
BY_THE_OFFICER = {
    ("in turn", "remind"): WAITING,
    ("in turn", "extend"): WAITING,
    ("in turn", "withdraw"): InvitationState.VOID,
    ("expired", "extend"): WAITING,
    ("expired", "withdraw"): InvitationState.VOID,
    ("not its turn", "extend"): WAITING,
    ("not its turn", "withdraw"): InvitationState.VOID,
    ("declined by another", "extend"): WAITING,
    ("declined by another", "withdraw"): InvitationState.VOID,
}
BY_THE_SYSTEM = {
    ("in turn", "void"),
    ("expired", "void"),
    ("not its turn", "void"),
    ("declined by another", "void"),
}
ALLOWED = (
    {(stand, move, Actor.HOLDER) for stand, move in BY_THE_HOLDER}
    | {(stand, move, Actor.OFFICER) for stand, move in BY_THE_OFFICER}
    | {(stand, move, Actor.SYSTEM) for stand, move in BY_THE_SYSTEM}
)


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return made.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def at(stand: str) -> datetime:
    return LATER if stand == "expired" else NOON


@pytest.fixture
def invitation(stand: str, offered: Deal, officer: User) -> Invitation:
    """The invitation of the employer, or of the municipality that signs last, as it came to stand so."""
    invited = made.invited(offered, officer)
    mine = invited["municipality" if stand == "not its turn" else "employer"]
    if stand == "declined by another":
        signing.decline(invited["partner"], DeclineReason.TEXT, "", at=NOON)
    if stand == "text taken back":
        offered.make("take_back", by=officer, reason="Nine places.", at=NOON)
    if stand == "signed":
        made.sign(mine)
    if stand == "declined":
        signing.decline(mine, DeclineReason.NUMBERS, "", at=NOON)
    if stand == "passed on":
        signing.delegate(mine, name="B", capacity="b", email="b@sign.example", mandate="On leave.", at=NOON)
    if stand == "withdrawn":
        inviting.withdraw(mine, "The wrong person.", by=officer, at=NOON)
    return Invitation.objects.get(pk=mine.pk)


def act_of(move: str, invitation: Invitation, *, at: datetime, by: User | None = None) -> Callable[[], Any]:
    """Return the act behind a move, as pages and tasks call it."""
    acts: dict[str, Callable[[], Any]] = {
        "sign": lambda: made.sign(invitation, at=at),
        "decline": lambda: signing.decline(invitation, DeclineReason.OTHER, "No.", at=at),
        "delegate": lambda: signing.delegate(
            invitation, name="C", capacity="c", email="c@sign.example", mandate="Ill.", at=at
        ),
        "ask": lambda: signing.ask(invitation, "When do we start?", at=at),
        "remind": lambda: inviting.remind(invitation, by=by, at=at),
        "extend": lambda: inviting.extend([invitation], date(2025, 5, 1), by=by, at=at),  # type: ignore[arg-type]
        "withdraw": lambda: inviting.withdraw(invitation, "A reason.", by=by, at=at),  # type: ignore[arg-type]
        "void": lambda: invitation.ask("void", Actor.SYSTEM, at=at),
    }
    return acts[move]


def state_after(act: Callable[[], Any], invitation: Invitation) -> str | None:
    """Do it, look at the row and undo it; None when it was refused and left nothing."""
    entries = Entry.objects.count()
    with transaction.atomic():
        try:
            with transaction.atomic():
                act()
        except PermissionDenied:
            assert Entry.objects.count() == entries
            return None
        state = Invitation.objects.get(pk=invitation.pk).state
        transaction.set_rollback(True)
    invitation.refresh_from_db()
    return str(state)


@pytest.mark.parametrize("stand", STANDS)
def test_only_the_listed_moves_are_for_an_actor(stand: str, invitation: Invitation, at: datetime) -> None:
    found = {
        (stand, move, actor)
        for move in INVITATION_MOVES
        for actor in Actor
        if policies.invitation_denial(move, invitation, actor, at=at) is None
    }

    assert found == {each for each in ALLOWED if each[0] == stand}


@pytest.mark.parametrize("stand", STANDS)
def test_holder_does_what_is_listed_and_nothing_else(
    stand: str, invitation: Invitation, at: datetime
) -> None:
    for move in ("sign", "decline", "delegate", "ask"):
        found = state_after(act_of(move, invitation, at=at), invitation)

        assert found == BY_THE_HOLDER.get((stand, move)), move


@pytest.mark.parametrize("stand", STANDS)
def test_of_all_people_only_the_officer_does_what_is_listed(
    stand: str, invitation: Invitation, at: datetime, request: Any
) -> None:
    for person in SIGNED_IN:
        by = request.getfixturevalue(person)
        for move in ("remind", "extend", "withdraw"):
            found = state_after(act_of(move, invitation, at=at, by=by), invitation)

            wanted = BY_THE_OFFICER.get((stand, move)) if person == "officer" else None
            assert found == wanted, (person, move)


@pytest.mark.parametrize("person", SIGNED_IN)
def test_only_the_officer_invites_plans_and_answers(
    person: str, offered: Deal, officer: User, request: Any
) -> None:
    by, invited = request.getfixturevalue(person), made.invited(offered, officer)
    question = signing.ask(invited["employer"], "When?", at=NOON)
    party = offered.parties.get(role="employer")
    deputy = inviting.SignatoryEntry(party, "Deputy", "deputy@sign.example")

    def refused(act: Callable[[], Any]) -> bool:
        try:
            with transaction.atomic():
                act()
        except PermissionDenied:
            return True
        return False

    found = {
        "invite": refused(lambda: inviting.invite(offered, [deputy], until=made.UNTIL, by=by, at=NOON)),
        "reply": refused(lambda: signing.reply(question, "In May.", by=by, at=NOON)),
    }

    assert found == dict.fromkeys(found, person != "officer")


@pytest.mark.parametrize("stand", ["in turn"])
def test_nobody_passes_on_where_the_variant_forbids_it(invitation: Invitation, offered: Deal) -> None:
    version = invitation.version
    version.variant_version = VariantVersion(allows_delegation=False)

    assert "only the person who was invited signs" in str(policies.delegating_denial(invitation))


@pytest.mark.parametrize("stand", ["in turn"])
def test_text_that_changed_after_reading_is_not_signed(invitation: Invitation) -> None:
    with pytest.raises(PermissionDenied, match="The text was changed since you opened this page"):
        signing.sign_online(invitation, text_hash="0" * 64, name="A", capacity="a", at=NOON)
