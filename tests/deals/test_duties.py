"""Who must sign a change, by which rule."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from accounts.models import User
from deals.actions.amending import rewrite_amendment
from deals.actions.entries import PartyEntry, SupportEntry
from deals.duties import REASONS, duties_of, must_sign
from deals.kinds import PartyRole
from deals.models import Deal, Programme
from employers.models import Employer
from partners.models import Partner, SupportKind
from tests import factories
from tests.deals import amending
from tests.deals.test_differences import CONTENT, content, line, support

MUNICIPALITY, EMPLOYER, PARTNER = "Gemeente Duinstede", "Helmgras", "Duinwerk"


def rules(**values: Any) -> dict[str, str]:
    """Return by organisation the rule by which it signs the change to these values."""
    return {name: rule for (name, _part), rule in must_sign(content(), content(**values)).items()}


@pytest.mark.parametrize(
    ("change", "others"),
    [
        ({}, {}),
        ({"title": "Another name"}, {}),
        ({"commitments": [line(quantity=9)]}, {EMPLOYER: "own_promise"}),
        ({"commitments": [line(hours_per_week=None)]}, {EMPLOYER: "own_promise"}),
        ({"commitments": []}, {EMPLOYER: "own_promise"}),
        ({"commitments": [line(), line(number=2, by=PARTNER)]}, {PARTNER: "own_promise"}),
        ({"support": [support(due="2025-05-01")]}, {PARTNER: "own_promise"}),
        ({"support": [support(due="2025-09-01")]}, {PARTNER: "own_promise", EMPLOYER: "less_support"}),
        ({"support": [support(text="Less")]}, {PARTNER: "own_promise", EMPLOYER: "less_support"}),
        ({"support": []}, {PARTNER: "own_promise", EMPLOYER: "less_support"}),
        ({"clauses": CONTENT["clauses"][:1]}, {EMPLOYER: "clauses", PARTNER: "clauses"}),
        ({"clauses": CONTENT["clauses"][::-1]}, {EMPLOYER: "clauses", PARTNER: "clauses"}),
        ({"term": ["2025-01-01", "2027-12-31"]}, {EMPLOYER: "longer_term"}),
        ({"term": ["2025-01-01", "2025-12-31"]}, {EMPLOYER: "shorter_term", PARTNER: "shorter_term"}),
        ({"term": ["2025-02-01", "2026-12-31"]}, {EMPLOYER: "shorter_term", PARTNER: "shorter_term"}),
    ],
)
def test_whom_a_change_touches_must_sign_it_and_the_municipality_always(
    change: dict[str, Any], others: dict[str, str]
) -> None:
    assert rules(**change) == {MUNICIPALITY: "municipality"} | others


def test_a_longer_term_leaves_alone_who_promised_until_a_day_of_its_own() -> None:
    before = content(commitments=[line(period=[None, "2026-06-30"])])
    after = copy.deepcopy(before) | {"term": ["2025-01-01", "2027-12-31"]}

    assert set(must_sign(before, after).values()) == {"municipality"}


def test_who_joins_and_who_leaves_asks_all_to_sign() -> None:
    joined = [
        *CONTENT["parties"],
        {"organisation": "ROC", "kvk": "9", "part": "training_provider", "signs": None},
    ]

    assert rules(parties=joined) == {
        MUNICIPALITY: "municipality", "ROC": "joins", EMPLOYER: "parties", PARTNER: "parties",
    }  # fmt: skip
    assert rules(parties=CONTENT["parties"][:2]) == {
        MUNICIPALITY: "municipality", EMPLOYER: "parties", PARTNER: "parties",
    }  # fmt: skip


def test_another_name_of_a_party_asks_nobody_else() -> None:
    parties = [
        CONTENT["parties"][0],
        CONTENT["parties"][1] | {"organisation": "Helm & Gras"},
        CONTENT["parties"][2],
    ]

    assert rules(parties=parties, commitments=[line(by="Helm & Gras")]) == {MUNICIPALITY: "municipality"}


def test_every_rule_has_its_words() -> None:
    used = {"takes_part", "municipality", "joins", "own_promise", "longer_term", "less_support"}

    assert set(REASONS) == used | {"clauses", "shorter_term", "parties", "asked"}
    assert all(str(words) for words in REASONS.values())


def signers(deal: Deal, officer: User, **values: Any) -> dict[str, str]:
    amendment = amending.proposed(deal, officer, **values)
    return {each.party.organisation.name: each.because for each in duties_of(amendment.version)}


def test_a_party_that_does_not_sign_the_deal_is_not_among_all_who_signed(deal: Deal, officer: User) -> None:
    found = signers(deal, officer, clauses=[{"title": "Purpose", "text": "Other words."}])

    assert set(found) == {str(deal.municipality.organisation), "Helmgras Groen"}


def test_a_party_that_does_not_sign_the_deal_signs_when_its_own_promise_changes(
    deal: Deal, officer: User, duinwerk: Partner
) -> None:
    support = [SupportEntry(duinwerk.organisation, SupportKind.JOB_COACH, "less", None, 1)]

    assert signers(deal, officer, support=support)["Duinwerk"] == "own_promise"


def test_a_clause_that_only_names_another_number_asks_nobody_else(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner
) -> None:
    clauses = [{"title": "Promise", "text": "This is agreed: {promises}."}]
    parties = [
        PartyEntry(programme.municipality.organisation, PartyRole.MUNICIPALITY),
        PartyEntry(helmgras.organisation, PartyRole.EMPLOYER),
        PartyEntry(duinwerk.organisation, PartyRole.PARTNER),
    ]
    deal = factories.deal(officer, programme, helmgras.organisation, clauses=clauses, parties=parties)

    found = signers(deal, officer, clauses=clauses)

    assert found == {
        str(deal.municipality.organisation): "municipality",
        "Helmgras Groen": "own_promise",
    }


def test_officer_may_ask_more_parties_but_never_fewer(deal: Deal, officer: User, duinwerk: Partner) -> None:
    amendment = amending.proposed(deal, officer)
    party = deal.parties.get(organisation=duinwerk.organisation)

    rewrite_amendment(amendment, amending.fewer(deal, also_asked=[party]), by=officer, at=amending.AT)
    found = {each.party.organisation.name: each.because for each in duties_of(amendment.version)}

    assert found == {
        str(deal.municipality.organisation): "municipality",
        "Helmgras Groen": "own_promise",
        "Duinwerk": "asked",
    }
