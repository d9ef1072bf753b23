"""A change of a signed deal lets parties join and leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.actions.amending import propose, rewrite_amendment, take_back, withdraw
from deals.actions.ending import ask_parties, write_evaluation_letters
from deals.actions.entries import CommitmentEntry, PartyEntry
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.signing import sign_online
from deals.documents.content import page_html
from deals.ending_mail import parties_told
from deals.kinds import CommitmentKind, PartyRole, PartyStanding
from deals.models import Amendment, Commitment, Deal, Document, Evaluation, Party
from employers.models import Employer
from partners.models import Partner
from placements.models import ProgressRound
from reports.figures import deal_figures
from tests import factories
from tests.deals import amending
from tests.deals.amending import AT, LATER
from tests.deals.sign_pages import soon, visitor, words

BEFORE, AFTER = date(2025, 8, 31), LATER


@pytest.fixture
def newcomer(db: None) -> Employer:
    """An employer that is in no deal yet."""
    return factories.employer("Zandoog Bouw")


@pytest.fixture
def their_person(newcomer: Employer) -> User:
    """Who acts for it."""
    return factories.user(
        "person@zandoog.example", role=Role.EMPLOYER, of=newcomer.organisation, language="en"
    )


def joining(newcomer: Employer, **values: Any) -> PartyEntry:
    """The employer as it joins."""
    facts = {
        "contact_name": "Zoë Zand",
        "contact_function": "director",
        "contact_email": "zoe@zandoog.example",
    }
    return PartyEntry(newcomer.organisation, PartyRole.EMPLOYER, **(facts | values))


def takes_over(deal: Deal, newcomer: Employer, officer: User, **values: Any) -> Amendment:
    """A change by which the employer leaves, and a newcomer joins and takes its promise over."""
    entry = amending.as_it_is(deal, joining=[joining(newcomer)], leaving=[deal.parties.get(role="employer")])
    lines = [replace(entry.commitments[0], organisation=newcomer.organisation)]
    return propose(deal, replace(entry, commitments=lines, **values), by=officer, at=AT)


def joins(deal: Deal, newcomer: Employer, officer: User, **values: Any) -> Amendment:
    """A change by which a newcomer joins with a promise of its own."""
    entry = amending.as_it_is(deal, joining=[joining(newcomer, **values)])
    line = CommitmentEntry(newcomer.organisation, CommitmentKind.LEARN_WORK_PLACE, 4)
    return propose(deal, replace(entry, commitments=[*entry.commitments, line]), by=officer, at=AT)


def sign_all(amendment: Amendment, officer: User, at: datetime = AT) -> None:
    """Offer it, and let everyone who must sign do so online."""
    if amendment.state == "writing":
        amendment.make("offer", by=officer, at=at)
    deal = amendment.deal
    people = [
        SignatoryEntry(party, f"Signatory of {party}", f"p{party.pk}@sign.example")
        for party in deal.parties_still_to_sign()
    ]
    for each in invite(deal, people, until=timezone.localdate(at), by=officer, at=at):
        text = each.version.content_hash
        sign_online(each, text_hash=text, name=each.name, capacity="director", at=at)
    amendment.refresh_from_db()


def test_joining_party_signs_online_and_is_a_party_from_the_day_on_which_it_counts(
    deal: Deal, officer: User, newcomer: Employer
) -> None:
    amendment = joins(deal, newcomer, officer)

    sign_all(amendment, officer)

    party = deal.parties.get(organisation=newcomer.organisation)
    assert amendment.state == "agreed"
    assert (party.standing, party.since, party.until) == (PartyStanding.PARTY, LATER, None)
    assert party not in deal.parties.taking_part(BEFORE)
    assert party in deal.parties.taking_part(AFTER)
    assert [each["organisation"] for each in amendment.version.content["parties"]][-1] == "Zandoog Bouw"


def test_who_must_sign_when_parties_join_and_leave(deal: Deal, officer: User, newcomer: Employer) -> None:
    amendment = takes_over(deal, newcomer, officer)
    amendment.make("offer", by=officer, at=AT)

    rules = {duty.party.organisation.name: duty.because for duty in amendment.version.duties_in_order()}

    assert rules == {
        "Gemeente Duinstede": "municipality",
        "Helmgras Groen": "own_promise",
        "Zandoog Bouw": "joins",
    }


@pytest.mark.parametrize(("promises", "rule"), [(True, "own_promise"), (False, None)])
def test_party_that_joins_without_signing_signs_only_what_it_promises(
    promises: bool, rule: str | None, deal: Deal, officer: User, newcomer: Employer
) -> None:
    entry = amending.as_it_is(deal, joining=[joining(newcomer, signs=False)])
    line = CommitmentEntry(newcomer.organisation, CommitmentKind.LEARN_WORK_PLACE, 4)
    lines = [*entry.commitments, line] if promises else entry.commitments
    amendment = propose(deal, replace(entry, commitments=lines), by=officer, at=AT)

    amendment.make("offer", by=officer, at=AT)

    duty = amendment.version.duties.filter(party__organisation=newcomer.organisation).first()
    assert (duty and duty.because) == rule


def test_figures_count_a_promise_until_its_party_leaves_and_of_a_newcomer_from_when_it_joins(
    deal: Deal, officer: User, newcomer: Employer
) -> None:
    old, took_on = deal.commitments.get(), takes_over(deal, newcomer, officer)
    sign_all(took_on, officer)
    new = Commitment.objects.get(employer=newcomer.organisation)

    promised = {
        day: {line.commitment_id: line.pledged for line in deal_figures([deal], as_of=day)[deal.pk].lines}
        for day in (BEFORE, AFTER)
    }

    assert promised == {BEFORE: {old.pk: 10}, AFTER: {new.pk: 10}}


def test_who_left_is_asked_and_told_nothing_more(deal: Deal, officer: User, newcomer: Employer) -> None:
    sign_all(takes_over(deal, newcomer, officer), officer)

    asked = {
        day: [party.organisation.name for party in ProgressRound(deal=deal, due_on=day).employers()]
        for day in (BEFORE, AFTER)
    }

    assert asked == {BEFORE: ["Helmgras Groen"], AFTER: ["Zandoog Bouw"]}
    assert "Helmgras Groen" not in [party.organisation.name for party in parties_told(deal, AFTER)]


def test_deal_is_found_by_who_joined_and_by_who_left(deal: Deal, officer: User, newcomer: Employer) -> None:
    amendment = takes_over(deal, newcomer, officer)
    before = Deal.objects.matching("zandoog").exists()

    sign_all(amendment, officer)

    assert not before
    assert Deal.objects.matching("zandoog").get() == Deal.objects.matching("helmgras").get() == deal


@pytest.mark.parametrize("state", ["writing", "offered", "withdrawn", "taken back", "agreed"])
def test_what_a_joining_organisation_sees_in_each_state(
    state: str,
    deal: Deal,
    officer: User,
    newcomer: Employer,
    their_person: User,
    signed_in: Callable[[User], Client],
) -> None:
    amendment = joins(deal, newcomer, officer)
    if state in {"offered", "withdrawn", "taken back"}:
        amendment.make("offer", by=officer, at=AT)
    if state == "withdrawn":
        withdraw(amendment, "Not needed.", by=officer, at=AT)
    if state == "taken back":
        take_back(amendment, "Another number.", by=officer, at=AT)
    if state == "agreed":
        sign_all(amendment, officer)
    client = signed_in(their_person)

    page = client.get(deal.get_absolute_url())
    change = client.get(amendment.get_absolute_url())

    expected = {"offered": (302, 200), "agreed": (200, 200)}.get(state, (404, 404))
    assert (page.status_code, change.status_code) == expected
    assert Deal.objects.visible_to(their_person).count() == (state == "agreed")
    assert Party.objects.visible_to(officer).filter(organisation=newcomer.organisation).count() == (
        state == "agreed"
    )


def test_withdrawn_change_leaves_no_party_and_no_address(
    deal: Deal, officer: User, newcomer: Employer
) -> None:
    amendment = joins(deal, newcomer, officer)

    withdraw(amendment, "Not needed.", by=officer, at=AT)

    party = Party.objects.get(organisation=newcomer.organisation)
    assert (party.contact_name, party.contact_email) == ("", "")
    assert party not in deal.parties.of_deals()
    assert "zandoog" not in Deal.objects.get(pk=deal.pk).search_text
    assert deal.text_in_force(AFTER).parties.count() == 3


def test_change_that_is_taken_back_keeps_who_joins_with_its_contact(
    deal: Deal, officer: User, newcomer: Employer
) -> None:
    amendment = joins(deal, newcomer, officer)
    amendment.make("offer", by=officer, at=AT)

    anew = take_back(amendment, "Another number.", by=officer, at=AT)

    assert [(party.organisation.name, party.contact_email) for party in anew.joining()] == [
        ("Zandoog Bouw", "zoe@zandoog.example")
    ]


def test_who_is_taken_out_of_a_change_again_is_nowhere(deal: Deal, officer: User, newcomer: Employer) -> None:
    amendment = joins(deal, newcomer, officer)

    rewrite_amendment(amendment, amending.as_it_is(deal), by=officer, at=AT)

    assert not Party.objects.filter(organisation=newcomer.organisation).exists()
    assert deal.commitments.count() == 1


def test_who_left_reads_the_deal_as_it_was_and_nothing_that_came_after(
    deal: Deal,
    officer: User,
    employer: User,
    newcomer: Employer,
    signed_in: Callable[[User], Client],
) -> None:
    change = takes_over(deal, newcomer, officer)
    sign_all(change, officer)
    later = amending.offered(
        deal, officer, at=datetime(2025, 10, 1, 10, tzinfo=UTC), effective_on=date(2025, 11, 1)
    )

    page = signed_in(employer).get(deal.get_absolute_url())

    assert "You no longer take part" in page.content.decode()
    assert page.context["version"] == change.amends
    parties = {line.party.organisation.name: line.note for line in page.context["parties"]}
    assert parties == {
        "Gemeente Duinstede": "",
        "Helmgras Groen": "leaves on 1 September 2025",
        "Duinwerk": "",
    }
    seen = Document.objects.visible_to(employer).values_list("version", flat=True)
    assert set(seen) == {change.amends_id, change.version_id}
    assert list(Amendment.objects.visible_to(employer)) == [change]
    assert signed_in(employer).get(later.get_absolute_url()).status_code == 404
    assert signed_in(employer).get(reverse("deals:concern_new", args=[deal.public_id])).status_code == 403


def test_who_comes_back_is_the_same_party(
    deal: Deal, officer: User, newcomer: Employer, helmgras: Employer
) -> None:
    sign_all(takes_over(deal, newcomer, officer), officer)
    entry = amending.as_it_is(
        deal, effective_on=date(2026, 1, 1), joining=[PartyEntry(helmgras.organisation, PartyRole.EMPLOYER)]
    )
    back = propose(deal, entry, by=officer, at=AT)
    sign_all(back, officer, at=datetime(2025, 10, 1, 10, tzinfo=UTC))

    party = deal.parties.get(organisation=helmgras.organisation)
    assert (party.since, party.until, deal.parties.count()) == (date(2026, 1, 1), None, 4)


def test_municipality_and_last_employer_cannot_leave(deal: Deal, officer: User) -> None:
    for role, why in (("municipality", "answers for the deal"), ("employer", "last employer")):
        entry = amending.as_it_is(deal, leaving=[deal.parties.get(role=role)], commitments=[])

        with pytest.raises(PermissionDenied, match=why):
            propose(deal, entry, by=officer, at=AT)


def test_promise_of_who_leaves_must_go_or_be_taken_over(deal: Deal, officer: User, duinwerk: Partner) -> None:
    entry = amending.as_it_is(deal, leaving=[deal.parties.get(role="partner")])

    with pytest.raises(PermissionDenied, match="Duinwerk does not take part"):
        propose(deal, entry, by=officer, at=AT)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM deals_participation WHERE version_id = {version}",
        "UPDATE deals_participation SET version_id = {other} WHERE version_id = {version}",
        "INSERT INTO deals_participation (version_id, party_id) SELECT {version}, {party}",
        "UPDATE deals_party SET role = 'broker' WHERE deal_id = {deal}",
        "UPDATE deals_party SET organisation_id = {organisation} WHERE deal_id = {deal} AND role = 'partner'",
    ],
)
def test_database_keeps_the_parties_of_a_fixed_text(
    sql: str, deal: Deal, officer: User, newcomer: Employer
) -> None:
    amendment = joins(deal, newcomer, officer)
    party = deal.parties.get(organisation=newcomer.organisation)
    ids = {"version": amendment.amends_id, "other": amendment.version_id, "party": party.pk}
    ids |= {"deal": deal.pk, "organisation": factories.organisation().pk}

    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(**ids))


def test_newcomer_signs_by_the_link_in_its_letter_and_then_sees_the_deal(
    deal: Deal, officer: User, newcomer: Employer, their_person: User, signed_in: Callable[[User], Client]
) -> None:
    now = timezone.now()
    amendment = takes_over(deal, newcomer, officer)
    amendment.make("offer", by=officer, at=now)
    people = [
        SignatoryEntry(party, f"Signatory {party.pk}", f"p{party.pk}@sign.example", language="en")
        for party in deal.parties_still_to_sign()
    ]
    invitations = invite(deal, people, until=soon(), by=officer, at=now)

    for invitation in invitations:
        person = visitor(invitation)
        page = words(person.enter())
        assert "Zandoog Bouw joins as employer" in page
        assert "Helmgras Groen no longer takes part as employer" in page
        assert "You signed" in words(person.sign())

    amendment.refresh_from_db()
    assert amendment.state == "agreed"
    page = words(signed_in(their_person).get(deal.get_absolute_url()))
    assert "Joins: Zandoog Bouw (employer)." in page
    assert "Leaves: Helmgras Groen (employer)." in page


def test_sealed_document_of_a_change_names_who_joined_and_who_left(
    deal: Deal, officer: User, newcomer: Employer
) -> None:
    amendment = takes_over(deal, newcomer, officer)
    sign_all(amendment, officer)
    document = Document.objects.get(version=amendment.version)
    document.language = "en"

    page = page_html(document, seal_owner="Duinstede", at=AT)

    assert "Zandoog Bouw joins as employer" in page
    assert "Helmgras Groen no longer takes part as employer" in page


@pytest.mark.parametrize("state", ["writing", "offered"])
@pytest.mark.parametrize("move", ["edit", "offer", "withdraw", "take_back"])
def test_who_joins_makes_no_move_on_the_change(
    move: str,
    state: str,
    deal: Deal,
    officer: User,
    newcomer: Employer,
    their_person: User,
    signed_in: Callable[[User], Client],
) -> None:
    amendment = joins(deal, newcomer, officer)
    if state == "offered":
        amendment.make("offer", by=officer, at=AT)
    address = reverse(f"deals:amendment_{move}", args=[deal.public_id, amendment.public_id])

    answer = signed_in(their_person).post(address, {"reason": "No."})

    assert answer.status_code == (403 if state == "offered" else 404)
    amendment.refresh_from_db()
    assert amendment.state == state


def test_list_counts_a_deal_once_however_many_changes_named_a_party(
    deal: Deal, officer: User, newcomer: Employer, their_person: User
) -> None:
    sign_all(joins(deal, newcomer, officer), officer)
    amending.offered(deal, officer, at=datetime(2025, 10, 1, 10, tzinfo=UTC), effective_on=date(2025, 11, 1))

    assert [Deal.objects.visible_to(who).count() for who in (officer, their_person)] == [1, 1]
    assert Amendment.objects.visible_to(their_person).count() == 2


def test_who_left_gets_no_second_letter_about_how_the_deal_was(
    deal: Deal, officer: User, newcomer: Employer
) -> None:
    asked = datetime(2026, 12, 10, 10, tzinfo=UTC)
    ask_parties(deal, by=None, at=asked)
    amendment = takes_over(deal, newcomer, officer, effective_on=date(2026, 12, 12))
    sign_all(amendment, officer, at=asked)

    write_evaluation_letters(datetime(2026, 12, 28, 10, tzinfo=UTC))

    letters = dict(Evaluation.objects.values_list("party__organisation__name", "letters"))
    assert letters == {"Helmgras Groen": 1, "Duinwerk": 2}
