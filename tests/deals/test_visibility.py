"""Who may know of a deal, by state and by person; and who may do what beside its moves."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from deals import policies
from deals.lifecycle import State
from deals.models import Deal, DealDraft, Programme
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.routes import PEOPLE

STAFF = {"officer", "alderman", "privacy_officer", "administrator"}
SEEN_BY = {
    "announced": STAFF,
    "draft": STAFF,
    "offered": STAFF | {"employer", "partner"},
    "signed": STAFF | {"employer", "partner"},
    "suspended": STAFF | {"employer", "partner"},
    "ended": STAFF | {"employer", "partner"},
    "cancelled": STAFF,
}
WHO = [person for person in PEOPLE if person != "anonymous"]


@pytest.mark.parametrize("state", State.values)
def test_deal_is_seen_by_staff_and_once_offered_by_its_parties(
    state: str, officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, request: Any
) -> None:
    factories.deal(
        officer, programme, helmgras.organisation, supporter=duinwerk.organisation, state=State(state)
    )

    seen = {person for person in WHO if Deal.objects.visible_to(request.getfixturevalue(person)).count() == 1}

    assert seen == SEEN_BY[state]


def test_deal_that_is_seen_twice_over_is_listed_once(officer: User, deal: Deal, helmgras: Employer) -> None:
    factories.membership(officer, "employer", helmgras.organisation)
    both = User.objects.get(pk=officer.pk)

    assert list(Deal.objects.visible_to(both)) == [deal]


def test_drafts_of_the_wizard_are_for_officers_of_the_municipality(
    officer: User, programme: Programme, request: Any
) -> None:
    DealDraft.begin(programme.municipality, by=officer, answers={})

    seen = {
        person for person in WHO if DealDraft.objects.visible_to(request.getfixturevalue(person)).exists()
    }

    assert seen == {"officer"}


@pytest.mark.parametrize("state", State.values)
def test_facts_are_changed_by_officers_until_the_deal_is_closed(
    state: str, officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, request: Any
) -> None:
    deal = factories.deal(
        officer, programme, helmgras.organisation, supporter=duinwerk.organisation, state=State(state)
    )

    def may(rule: Any, *more: Any) -> set[str]:
        return {person for person in WHO if rule(request.getfixturevalue(person), deal, *more) is None}

    is_open = state not in {"ended", "cancelled"}
    assert may(policies.editing_denial) == ({"officer"} if is_open else set())
    assert may(policies.rewriting_denial) == ({"officer"} if state in {"announced", "draft"} else set())
    assert may(policies.signing_denial) == ({"officer"} if state == "offered" else set())
    in_force = state in {"signed", "suspended"}
    assert may(policies.support_denial, duinwerk.organisation_id) == (
        {"officer", "partner"} if in_force else set()
    )
