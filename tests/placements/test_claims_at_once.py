"""Two people at the same moment: real threads on PostgreSQL, each with its own connection."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from accounts.models import User
from deals.models import ChangedMeanwhile, Commitment, Deal
from placements.lifecycle import PlacementState
from placements.models import Placement, Surprising
from tests import factories
from trail.models import Entry

NOW = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make the calls in threads that start together; return what each gave or raised."""
    ready = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            ready.wait(timeout=10)
            return call()
        except (Surprising, PermissionDenied, ChangedMeanwhile) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


@pytest.fixture
def one_left(deal: Deal, officer: User) -> Commitment:
    commitment = deal.commitments.get()
    for _place in range(9):
        factories.placement(commitment, officer)
    return commitment


def claim(commitment: Commitment, by: User, token: str = "") -> Callable[[], Placement]:
    own = Commitment.objects.get(pk=commitment.pk)
    return lambda: Placement.objects.report(own, by=by, at=NOW, started_on=date(2025, 5, 1), token=token)


@pytest.mark.django_db(transaction=True)
def test_of_two_claims_on_the_last_place_one_is_asked(
    one_left: Commitment, officer: User, employer: User
) -> None:
    answers = at_once(claim(one_left, officer), claim(one_left, employer))

    assert sorted(type(answer).__name__ for answer in answers) == ["Placement", "Surprising"]
    assert one_left.placements.count() == 10


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_record(deal: Deal, employer: User) -> None:
    commitment = deal.commitments.get()
    first, second = at_once(*[claim(commitment, employer, token="abcdefghjk") for _press in range(2)])

    assert first == second
    assert commitment.placements.count() == 1
    assert Entry.objects.of(first).count() == 1


@pytest.mark.django_db(transaction=True)
def test_confirmed_and_withdrawn_at_once_happens_once(deal: Deal, officer: User, employer: User) -> None:
    made = claim(deal.commitments.get(), employer)()

    def step(name: str, by: User) -> Callable[[], None]:
        own = Placement.objects.get(pk=made.pk)
        return lambda: own.take(name, by=by, at=NOW, revision=1)

    answers = at_once(step("confirm", officer), step("withdraw", employer))

    assert [answer for answer in answers if answer is None] == [None]
    assert Entry.objects.of(made).count() == 2
    assert Placement.objects.get().state in {PlacementState.CONFIRMED, PlacementState.REFUSED}
