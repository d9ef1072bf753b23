"""Two tablets, or one that sends twice, at the very same moment: one set of signatures, and no deadlock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from accounts.models import User
from deals.actions import SignatureEntry
from deals.actions.ceremony import Post, decline_on_stage, sign_on_stage
from deals.actions.paper import sign_on_paper
from deals.agenda import AgendaState
from deals.kinds import CommitmentKind
from deals.lifecycle import AmendmentState, State
from deals.models import AgendaItem, Amendment, Deal, DeclineReason, Programme, Signature, StageAct
from events.models import Event
from tests import factories
from tests.deals import amending
from tests.deals.ceremonies import den_haag_werkt, work_agreement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def day(officer: User, programme: Programme) -> Event:
    """A signing day today with three deals on its agenda."""
    event = den_haag_werkt(programme)
    deals = [
        work_agreement(officer, programme, name, [(CommitmentKind.LEARN_WORK_PLACE, 4)])
        for name in ("RegioTV", "Cirkel Rond", "TeamWerk")
    ]
    AgendaItem.objects.list_deals(event, deals, by=officer, at=timezone.now())
    return event


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Make the calls in as many threads, all from the same moment; return what each gave or raised."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return call()
        except PermissionDenied as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def signing(item: AgendaItem, officer: User, key: str) -> Callable[[], StageAct]:
    """A tablet that signs this deal under this key, with rows of its own."""

    def send() -> StageAct:
        own = AgendaItem.objects.select_related("event", "deal__programme").get(pk=item.pk)
        version = own.text
        entries = [
            SignatureEntry(
                duty.party.organisation,
                "director",
                own.event.on,
                person_name="A. Verzonnen",
                party=duty.party,
            )
            for duty in version.duties_in_order()
        ]
        return sign_on_stage(own, entries, post=Post(officer, timezone.now(), key, version.content_hash))

    return send


def test_two_tablets_that_sign_the_same_deal_make_one_set_of_signatures(day: Event, officer: User) -> None:
    item = day.agenda.in_order()[0]  # type: ignore[attr-defined]

    results = at_once(*[signing(item, officer, f"tablet-{number}") for number in range(4)])

    assert sorted(type(result).__name__ for result in results) == ["PermissionDenied"] * 3 + ["StageAct"]
    assert Signature.objects.count() == 2
    assert Deal.objects.get(pk=item.deal_id).state == State.SIGNED
    assert StageAct.objects.count() == 1


def test_one_post_that_arrives_four_times_at_once_has_one_result(day: Event, officer: User) -> None:
    item = day.agenda.in_order()[0]  # type: ignore[attr-defined]

    results = at_once(*[signing(item, officer, "the-same-key")] * 4)

    assert {result.pk for result in results} == {StageAct.objects.get().pk}
    assert Signature.objects.count() == 2


def test_signing_and_declining_the_same_deal_at_once_is_one_of_the_two(day: Event, officer: User) -> None:
    item = day.agenda.in_order()[0]  # type: ignore[attr-defined]

    def decline() -> StageAct:
        own = AgendaItem.objects.select_related("event", "deal__programme").get(pk=item.pk)
        version, party = own.deal.newest_version(), own.deal.parties.get(role="employer")
        post = Post(officer, timezone.now(), "no", version.content_hash)
        return decline_on_stage(own, party, DeclineReason.NUMBERS, "", post=post)

    results = at_once(signing(item, officer, "yes"), decline)

    assert sorted(type(result).__name__ for result in results) == ["PermissionDenied", "StageAct"]
    item.refresh_from_db()
    signed = item.state == AgendaState.SIGNED
    assert Signature.objects.count() == (2 if signed else 0)


def test_three_tablets_that_call_and_sign_other_deals_do_not_wait_for_each_other_for_ever(
    day: Event, officer: User
) -> None:
    items = list(day.agenda.in_order())  # type: ignore[attr-defined]

    def call(item: AgendaItem) -> Callable[[], StageAct]:
        def send() -> StageAct:
            own = AgendaItem.objects.select_related("event", "deal__programme").get(pk=item.pk)
            return own.make("call", by=officer, at=timezone.now())

        return send

    results = at_once(
        *[call(item) for item in items], *[signing(item, officer, f"sign-{item.pk}") for item in items]
    )

    assert Signature.objects.count() == 6
    assert Deal.objects.filter(state=State.SIGNED).count() == 3
    assert not [result for result in results if not isinstance(result, StageAct | PermissionDenied)]
    assert day.agenda.filter(state=AgendaState.ON_STAGE).count() <= 1  # type: ignore[attr-defined]


def test_four_tablets_that_sign_the_same_change_make_one_set_of_signatures(day: Event, officer: User) -> None:
    deal = Deal.objects.order_by("pk")[0]
    sign_on_paper(deal, factories.signatures(deal), by=officer)
    change = amending.offered(deal, officer, timezone.now(), quantity=3, effective_on=timezone.localdate())
    AgendaItem.objects.list_deals(day, [deal], by=officer, at=timezone.now())
    place = AgendaItem.objects.get(event=day, amends=change.amends)

    results = at_once(*[signing(place, officer, f"tablet-{number}") for number in range(4)])

    assert sorted(type(result).__name__ for result in results) == ["PermissionDenied"] * 3 + ["StageAct"]
    assert Signature.objects.filter(version=change.version).count() == 2
    change.refresh_from_db()
    assert change.state == AmendmentState.AGREED


@pytest.mark.parametrize("turn", range(2))
def test_signing_a_change_on_stage_and_withdrawing_it_at_once_is_one_of_the_two(
    turn: int, day: Event, officer: User
) -> None:
    deal = Deal.objects.order_by("pk")[0]
    sign_on_paper(deal, factories.signatures(deal), by=officer)
    change = amending.offered(deal, officer, timezone.now(), quantity=3, effective_on=timezone.localdate())
    AgendaItem.objects.list_deals(day, [deal], by=officer, at=timezone.now())
    place = AgendaItem.objects.get(event=day, amends=change.amends)

    def withdraw() -> None:
        own = Amendment.objects.get(pk=change.pk)
        own.make("withdraw", by=officer, at=timezone.now(), reason="Not needed.")

    results = at_once(signing(place, officer, "yes"), withdraw)

    change.refresh_from_db()
    agreed = change.state == AmendmentState.AGREED
    assert sum(isinstance(result, PermissionDenied) for result in results) == 1
    assert Signature.objects.filter(version=change.version).count() == (2 if agreed else 0)
    assert hasattr(change.version, "conclusion") == agreed
