"""Who sees how many people one deal placed: rooms below show figures through one tag."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from accounts.models import User
from deals.models import Deal
from tests import factories

SHOWN = (
    "{% load figures %}{% figures_of deal as all %}{% with own=all|of:deal %}"
    "{{ own.is_told }} {{ own.started_mixed }} of {{ own.pledged_mixed }}, {{ own.status }}{% endwith %}"
)


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
    deal: Deal, officer: User, person: str, words: str, request: Any, rf: RequestFactory
) -> None:
    factories.placement(deal.commitments.get(), officer)
    asked = rf.get("/")
    asked.user = request.getfixturevalue(person)

    shown = Template(SHOWN).render(Context({"deal": deal, "request": asked}))

    assert shown == words
