"""Who sees how many people one deal placed: rooms below show figures through one tag."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.models import User
from deals import actions
from deals.kinds import CommitmentKind, PartyRole
from deals.models import Deal, Programme
from employers.models import Employer
from tests import factories

SHOWN = (
    "{% load figures %}{% figures_of deal as all %}{% with own=all|of:deal %}"
    "{{ own.is_told }} {{ own.started_mixed }} of {{ own.pledged_mixed }}, {{ own.status }}{% endwith %}"
)


def drawn(deal: Deal, person: User) -> str:
    asked = RequestFactory().get("/")
    asked.user = person
    return Template(SHOWN).render(Context({"deal": deal, "request": asked}))


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ("officer", "True 1 of 10, behind"),
        ("employer", "True 1 of 10, behind"),
        ("privacy_officer", "True 1 of 10, behind"),
        ("alderman", "False 0 of 10, unknown"),
        ("administrator", "False 0 of 10, unknown"),
        ("partner", "False 0 of 10, unknown"),
    ],
)
def test_counts_of_one_deal_are_for_who_works_with_its_placements(
    deal: Deal, officer: User, person: str, words: str, request: Any
) -> None:
    factories.placement(deal.commitments.get(), officer)

    assert drawn(deal, request.getfixturevalue(person)) == words


def test_an_employer_does_not_see_what_came_of_another_employers_lines(
    officer: User, employer: User, outsider: User, programme: Programme, helmgras: Employer
) -> None:
    other = outsider.active_memberships[0].organisation
    lines = [
        actions.CommitmentEntry(helmgras.organisation, CommitmentKind.LEARN_WORK_PLACE, 4),
        actions.CommitmentEntry(other, CommitmentKind.LEARN_WORK_PLACE, 6),
    ]
    parties = [
        actions.PartyEntry(programme.municipality.organisation, PartyRole.MUNICIPALITY),
        actions.PartyEntry(helmgras.organisation, PartyRole.EMPLOYER),
        actions.PartyEntry(other, PartyRole.EMPLOYER),
    ]
    deal = factories.deal(officer, programme, helmgras.organisation, commitments=lines, parties=parties)
    factories.placement(deal.commitments.get(employer=other), officer)

    assert "0 of 4" in drawn(deal, employer)
    assert "1 of 6" in drawn(deal, outsider)
    assert "1 of 10" in drawn(deal, officer)
