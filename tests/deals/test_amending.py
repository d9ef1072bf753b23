"""Changes of a signed deal: the old text stays in force until all have signed the new one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import User
from deals.actions.amending import begin_amendment, rewrite_amendment, take_back
from deals.actions.entries import CommitmentEntry, SignatureEntry
from deals.actions.paper import sign_on_paper
from deals.actions.signing import sign_online
from deals.kinds import CommitmentKind
from deals.lifecycle import AMENDMENT_MOVES, AmendmentState
from deals.models import Amendment, Commitment, Deal, Invitation, Programme
from employers.models import Employer
from tests import factories
from tests.deals import amending, signing
from tests.routes import PEOPLE
from trail.models import Entry

WHO = [person for person in PEOPLE if person != "anonymous"]
ALLOWED = {
    ("writing", "offer", "officer"): "offered",
    ("writing", "withdraw", "officer"): "withdrawn",
    ("offered", "withdraw", "officer"): "withdrawn",
}


def in_state(state: str, deal: Deal, officer: User) -> Amendment:
    """A change of the deal in this state."""
    if state == AmendmentState.AGREED:
        return amending.agreed(deal, officer)
    amendment = amending.proposed(deal, officer)
    if state == AmendmentState.OFFERED:
        amendment.make("offer", by=officer, at=amending.AT)
    if state == AmendmentState.WITHDRAWN:
        amendment.make("withdraw", by=officer, at=amending.AT, reason="Not needed.")
    return amendment


@pytest.mark.parametrize("state", AmendmentState.values)
@pytest.mark.parametrize("move", AMENDMENT_MOVES)
def test_only_the_listed_moves_can_be_made(
    state: str, move: str, officer: User, programme: Programme, request: Any
) -> None:
    for person in WHO:
        by = request.getfixturevalue(person)
        deal = factories.deal(officer, programme, factories.employer().organisation)
        amendment = in_state(state, deal, officer)
        before = Entry.objects.of(deal).count()
        target = ALLOWED.get((state, move, person))

        if target:
            amendment.make(move, by=by, at=amending.AT, reason="By agreement.")
        else:
            with pytest.raises(PermissionDenied):
                amendment.make(move, by=by, at=amending.AT, reason="By agreement.")

        now = Amendment.objects.get(pk=amendment.pk)
        assert now.state == (target or state), person
        assert Entry.objects.of(deal).count() == before + bool(target), person


def test_system_agrees_only_what_all_have_signed(deal: Deal, officer: User) -> None:
    amendment = amending.offered(deal, officer)

    with pytest.raises(PermissionDenied, match="Not all who must sign"):
        amendment.make("agree", by=None, at=amending.AT)


def test_withdrawing_needs_a_reason(deal: Deal, officer: User) -> None:
    amendment = amending.proposed(deal, officer)

    with pytest.raises(PermissionDenied, match="Give a reason"):
        amendment.make("withdraw", by=officer, at=amending.AT, reason=" ")


def test_a_change_that_changes_nothing_is_not_offered(deal: Deal, officer: User) -> None:
    amendment = begin_amendment(
        deal, reason="Why not.", effective_on=amending.LATER, by=officer, at=amending.AT
    )

    with pytest.raises(PermissionDenied, match="Nothing is different"):
        amendment.make("offer", by=officer, at=amending.AT)


@pytest.mark.parametrize("state", ["draft", "offered", "ended", "cancelled"])
def test_only_a_signed_deal_is_changed(state: Any, officer: User, programme: Programme) -> None:
    deal = factories.deal(officer, programme, factories.employer().organisation, state=state)

    with pytest.raises(PermissionDenied, match="Only a signed deal"):
        amending.proposed(deal, officer)


def test_old_text_stays_in_force_until_all_have_signed(deal: Deal, officer: User) -> None:
    first = deal.newest_version()

    amendment = amending.offered(deal, officer)
    deal.refresh_from_db()
    pending = deal.text_in_force(date(2026, 1, 1))
    for party in deal.parties_still_to_sign():
        entry = SignatureEntry(party.organisation, "director", date(2025, 8, 20), person_name="A. Example")
        sign_on_paper(deal, [entry], by=officer, at=amending.AT)

    amendment.refresh_from_db()
    assert pending == first
    assert amendment.state == "agreed"
    assert deal.text_in_force(date(2025, 8, 31)) == first
    assert deal.text_in_force(date(2025, 9, 1)) == amendment.version


def test_lines_keep_their_numbers_and_a_new_line_gets_the_next(
    deal: Deal, officer: User, helmgras: Employer
) -> None:
    more = CommitmentEntry(helmgras.organisation, CommitmentKind.PAID_JOB_PERMANENT, 2)
    entry = amending.as_it_is(deal)

    amendment = amending.proposed(deal, officer, commitments=[*entry.commitments, more])
    terms = amendment.version.commitment_terms.in_order()

    assert [(each.commitment.number, each.quantity) for each in terms] == [(1, 9), (2, 2)]
    assert terms[0].commitment == deal.newest_version().commitment_terms.first().commitment


def test_a_line_written_and_dropped_again_before_offering_leaves_nothing(
    deal: Deal, officer: User, helmgras: Employer
) -> None:
    more = CommitmentEntry(helmgras.organisation, CommitmentKind.PAID_JOB_PERMANENT, 2)
    entry = amending.as_it_is(deal)
    amendment = amending.proposed(deal, officer, commitments=[*entry.commitments, more])

    rewrite_amendment(amendment, amending.fewer(deal), by=officer, at=amending.AT)

    assert list(Commitment.objects.filter(deal=deal).values_list("number", flat=True)) == [1]


def test_an_offered_change_is_not_written_any_more(deal: Deal, officer: User) -> None:
    amendment = amending.offered(deal, officer)

    with pytest.raises(PermissionDenied, match="offered cannot be changed"):
        rewrite_amendment(amendment, amending.fewer(deal, 8), by=officer, at=amending.AT)


def test_a_change_does_not_count_before_the_text_that_it_changes_was_agreed(
    deal: Deal, officer: User
) -> None:
    with pytest.raises(PermissionDenied, match="at the earliest from 1 January 2025"):
        amending.proposed(deal, officer, effective_on=date(2024, 12, 31))


def test_a_second_change_starts_from_the_first_even_when_that_counts_only_later(
    deal: Deal, officer: User
) -> None:
    first = amending.agreed(deal, officer, effective_on=date(2026, 1, 1))

    with pytest.raises(PermissionDenied, match="at the earliest from 1 January 2026"):
        amending.proposed(deal, officer, quantity=8, effective_on=date(2025, 10, 1))
    second = amending.proposed(deal, officer, quantity=8, effective_on=date(2026, 2, 1))

    assert second.amends == first.version


def test_taking_back_goes_on_from_the_offered_words_and_an_old_link_never_signs_them(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation)
    amendment = amending.offered(deal, officer, signing.NOON)
    invitations = signing.invited(deal, officer)
    old_link = invitations["employer"]

    anew = take_back(amendment, "A slip of the key.", by=officer, at=signing.NOON)
    rewrite_amendment(anew, amending.fewer(deal, 8), by=officer, at=signing.NOON)
    anew.make("offer", by=officer, at=signing.NOON)

    assert Amendment.objects.get(pk=amendment.pk).state == "withdrawn"
    assert anew.version.number == amendment.version.number + 1
    old_link.refresh_from_db()
    assert old_link.state == "void"
    for words in (amendment.version.content_hash, anew.version.content_hash):
        with pytest.raises(PermissionDenied):
            sign_online(
                Invitation.objects.get(pk=old_link.pk),
                text_hash=words, name="A. Example", capacity="director", at=signing.NOON,
            )  # fmt: skip


def test_deal_takes_over_the_term_once_the_change_is_agreed(deal: Deal, officer: User) -> None:
    amending.agreed(deal, officer, ends_on=date(2027, 12, 31))

    deal.refresh_from_db()
    assert deal.ends_on == date(2027, 12, 31)


def test_placements_are_reported_under_the_text_in_force_not_under_a_pending_one(
    deal: Deal, officer: User, helmgras: Employer, signed_in: Any
) -> None:
    more = CommitmentEntry(helmgras.organisation, CommitmentKind.PAID_JOB_PERMANENT, 2)
    entry = amending.as_it_is(deal)
    amending.offered(deal, officer, commitments=[*entry.commitments, more])

    page = signed_in(officer).get("/placements/new/", {"deal": deal.public_id})

    assert [each.number for each in page.context["form"].fields["commitment"].queryset] == [1]


def at_once(*calls: Any) -> list[Any]:
    """Make the calls in as many threads, all from the same moment; return what each gave or raised."""
    gate = Barrier(len(calls))

    def run(call: Any) -> Any:
        gate.wait()
        try:
            return call()
        except PermissionDenied as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one_change(officer: User, programme: Programme) -> None:
    deal = factories.deal(officer, programme, factories.employer().organisation)

    def begin() -> Amendment:
        return amending.proposed(Deal.objects.get(pk=deal.pk), officer)

    results = at_once(*[begin] * 4)

    assert sum(isinstance(result, Amendment) for result in results) == 1
    assert Amendment.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_last_signature_and_withdrawal_at_once_end_in_one_of_both(
    turn: int, officer: User, programme: Programme
) -> None:
    deal = factories.deal(officer, programme, factories.employer().organisation)
    amendment = amending.offered(deal, officer)
    parties = deal.parties_still_to_sign()
    entries = [
        SignatureEntry(party.organisation, "director", date(2025, 8, 1), person_name="A") for party in parties
    ]
    sign_on_paper(deal, entries[:-1], by=officer, at=amending.AT)

    def sign() -> None:
        sign_on_paper(Deal.objects.get(pk=deal.pk), entries[-1:], by=officer, at=amending.AT)

    def withdraw() -> None:
        Amendment.objects.get(pk=amendment.pk).make(
            "withdraw", by=officer, at=amending.AT, reason="Not needed."
        )

    refused = [result for result in at_once(sign, withdraw) if isinstance(result, PermissionDenied)]

    amendment.refresh_from_db()
    assert len(refused) == 1
    assert amendment.state in {"agreed", "withdrawn"}
    assert hasattr(amendment.version, "conclusion") == (amendment.state == "agreed")


def test_no_other_change_can_begin_while_one_is_pending(deal: Deal, officer: User) -> None:
    amending.proposed(deal, officer)

    with pytest.raises(PermissionDenied, match="under way already"):
        amending.proposed(deal, officer)


def test_a_deal_with_a_pending_change_is_not_ended(deal: Deal, officer: User) -> None:
    amending.proposed(deal, officer)

    with pytest.raises(PermissionDenied, match="Withdraw the change"):
        deal.make("end", by=officer, reason="Over.")


def test_swapping_two_alike_lines_keeps_each_number_with_its_line(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    places = [
        CommitmentEntry(helmgras.organisation, CommitmentKind.LEARN_WORK_PLACE, each) for each in (5, 7)
    ]
    deal = factories.deal(officer, programme, helmgras.organisation, commitments=places)
    entry = amending.as_it_is(deal)

    amendment = amending.proposed(deal, officer, commitments=[replace(entry.commitments[1], quantity=8)])
    (left,) = amendment.version.commitment_terms.in_order()

    assert (left.commitment.number, left.quantity) == (2, 9)


def test_pages_of_signing_show_no_text_that_was_withdrawn(deal: Deal, officer: User) -> None:
    agreed = deal.newest_version()
    amendment = amending.offered(deal, officer)
    waiting = deal.text_at_hand()

    amendment.make("withdraw", by=officer, at=amending.AT, reason="Not needed.")

    assert waiting == amendment.version
    assert Deal.objects.get(pk=deal.pk).text_at_hand() == agreed


def test_page_of_the_deal_shows_what_is_in_force_and_what_is_proposed(
    deal: Deal, officer: User, employer: User, signed_in: Any
) -> None:
    amendment = amending.proposed(deal, officer)
    while_written = signed_in(employer).get(deal.get_absolute_url()).content.decode()
    amendment.make("offer", by=officer, at=amending.AT)
    while_offered = signed_in(employer).get(deal.get_absolute_url()).content.decode()

    assert "10 → 9" not in while_written
    assert "10 → 9 learn-work places" in while_offered
    assert "10 places" in while_offered
