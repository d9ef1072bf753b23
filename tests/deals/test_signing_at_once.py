"""Two people at the same moment, on real connections: each signature counts once, and nothing ends half done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import translation

from accounts.models import User
from deals import mail
from deals.actions import PartyEntry, write_deal
from deals.actions.inviting import SignatoryEntry, invite, remind, withdraw, write_reminders
from deals.kinds import PartyRole
from deals.lifecycle import InvitationState, State
from deals.models import Conclusion, Deal, Document, Invitation, Programme, Signature
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests import factories
from tests.deals import signing
from trail.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
DONE = "done"


def at_once(*calls: Callable[[], Any]) -> list[str]:
    """Make the calls in as many threads, all from the same moment; return `done` or why not, for each."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> str:
        gate.wait()
        try:
            with translation.override("en"):  # each thread has a language of its own
                call()
            return DONE
        except PermissionDenied as error:
            return str(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def fresh(invitation: Invitation) -> Invitation:
    """The invitation as another process reads it."""
    return Invitation.objects.get(pk=invitation.pk)


@pytest.fixture
def invitations(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner
) -> dict[str, Invitation]:
    """Three parties side by side, each with a person who was invited."""
    organisations = (helmgras.organisation, duinwerk.organisation)
    deal = signing.offered(officer, programme, *organisations, stages=(1, 1, 1))
    return signing.invited(deal, officer)


@pytest.mark.parametrize("_round", range(3))
def test_two_last_signatures_make_one_conclusion(invitations: dict[str, Invitation], _round: int) -> None:
    signing.sign(invitations["partner"])
    last = [fresh(invitations[part]) for part in ("employer", "municipality")]

    found = at_once(*[lambda each=each: signing.sign(each) for each in last])

    assert found == [DONE, DONE]
    assert Deal.objects.get().state == State.SIGNED
    assert (Signature.objects.count(), Conclusion.objects.count(), Document.objects.count()) == (3, 1, 1)
    assert Entry.objects.filter(act="sign").count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_link_that_is_posted_twice_at_once_gives_one_signature(
    invitations: dict[str, Invitation], _round: int
) -> None:
    twice = [fresh(invitations["employer"]) for _click in range(4)]

    found = at_once(*[lambda each=each: signing.sign(each) for each in twice])

    assert found.count(DONE) == 1
    assert found.count("This invitation is closed: signed.") == 3
    assert Signature.objects.count() == 1


@pytest.mark.parametrize("_round", range(3))
def test_last_signature_and_taking_back_do_not_both_happen(
    invitations: dict[str, Invitation], officer: User, _round: int
) -> None:
    for part in ("partner", "municipality"):
        signing.sign(invitations[part])
    last, deal = fresh(invitations["employer"]), Deal.objects.get()

    signed, taken_back = at_once(
        lambda: signing.sign(last), lambda: deal.make("take_back", by=officer, reason="Nine places.")
    )

    state = Deal.objects.get().state
    assert (signed == DONE) is not (taken_back == DONE)
    assert state == (State.SIGNED if signed == DONE else State.DRAFT)
    assert Signature.objects.count() == (3 if signed == DONE else 2)
    assert Conclusion.objects.exists() is (signed == DONE)


@pytest.mark.parametrize("_round", range(3))
def test_signing_and_withdrawing_do_not_both_happen(
    invitations: dict[str, Invitation], officer: User, _round: int
) -> None:
    one, other = fresh(invitations["employer"]), fresh(invitations["employer"])

    signed, withdrawn = at_once(
        lambda: signing.sign(one), lambda: withdraw(other, "The wrong person.", by=officer, at=signing.NOON)
    )

    assert (signed == DONE) is not (withdrawn == DONE)
    ended = InvitationState.SIGNED if signed == DONE else InvitationState.VOID
    assert fresh(invitations["employer"]).state == ended
    assert Signature.objects.exists() is (signed == DONE)


def test_of_three_who_may_sign_for_a_party_the_first_two_do(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    parties = [
        PartyEntry(programme.municipality.organisation, PartyRole.MUNICIPALITY, stage=2),
        PartyEntry(helmgras.organisation, PartyRole.EMPLOYER, signatories_needed=2),
    ]
    deal = write_deal(
        factories.deal_entry(programme, helmgras.organisation, parties=parties), by=officer, at=signing.NOON
    )
    deal.make("offer", by=officer, at=signing.NOON)
    party = deal.parties.get(role="employer")
    people = [SignatoryEntry(party, f"Person {number}", f"p{number}@sign.example") for number in range(3)]
    invited = invite(deal, people, until=signing.UNTIL, by=officer, at=signing.NOON)

    found = at_once(*[lambda each=each: signing.sign(fresh(each)) for each in invited])

    assert found.count(DONE) == 2
    assert Signature.objects.count() == 2
    states = sorted(Invitation.objects.values_list("state", flat=True))
    assert states == [InvitationState.SIGNED, InvitationState.SIGNED, InvitationState.VOID]
    assert Deal.objects.get().state == State.OFFERED


def test_two_officers_who_remind_at_once_write_one_letter(
    invitations: dict[str, Invitation], officer: User
) -> None:
    twice = [fresh(invitations["employer"]) for _click in range(2)]

    found = at_once(*[lambda each=each: remind(each, by=officer, at=signing.NOON) for each in twice])

    assert sorted(found) == ["The last reminder was written less than an hour ago.", DONE]
    assert Notice.objects.filter(kind=mail.REMINDED).count() == 1


def test_reminders_written_by_four_processes_at_once_are_one_for_each(
    invitations: dict[str, Invitation],
) -> None:
    later = signing.NOON.replace(day=10)

    at_once(*[lambda: write_reminders(later)] * 4)
    write_reminders(later)

    reminded = Notice.objects.filter(kind=mail.REMINDED).values_list("recipient_email", flat=True)
    assert sorted(reminded) == sorted(each.email for each in invitations.values())
    assert set(Invitation.objects.values_list("reminders", flat=True)) == {1}
