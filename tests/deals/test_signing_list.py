"""All deals that wait for signatures on one page: who is late, filters in the address, more time for many at once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from deals.actions.amending import begin_amendment
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.signing import ask, decline
from deals.lifecycle import State
from deals.models import Deal, DeclineReason, Invitation, Programme
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.deals import signing
from tests.deals.test_signing_pages import day, words

LIST = "/deals/signing/"


def waiting(officer: User, programme: Programme, name: str, *, days: int = 21, at: Any = None) -> Deal:
    """A deal of which everyone who must sign was invited."""
    deal = signing.offered(officer, programme, factories.employer(name).organisation)
    now = at or timezone.now()
    people = [SignatoryEntry(party, "A. Example", "a@x.example") for party in deal.parties_still_to_sign()]
    invite(deal, people, until=timezone.localdate(now) + timedelta(days=days), by=officer, at=now)
    return deal


@pytest.fixture
def deals(officer: User, programme: Programme) -> dict[str, Deal]:
    """One deal for each reason to look at it, and one that is fine."""
    found = {
        "fine": waiting(officer, programme, "Fine"),
        "soon": waiting(officer, programme, "Soon", days=1),
        "expired": waiting(officer, programme, "Expired", at=signing.NOON),
        "declined": waiting(officer, programme, "Declined"),
        "question": waiting(officer, programme, "Question"),
        "uninvited": signing.offered(officer, programme, factories.employer("Uninvited").organisation),
    }
    decline(
        Invitation.objects.filter(version__deal=found["declined"])[0],
        DeclineReason.TEXT,
        "",
        at=timezone.now(),
    )
    ask(Invitation.objects.filter(version__deal=found["question"])[0], "When?", at=timezone.now())
    return found


@pytest.mark.parametrize("kind", ["soon", "expired", "declined", "question", "uninvited"])
def test_each_filter_shows_the_deals_that_ask_for_it(
    kind: str, officer: User, deals: dict[str, Deal], signed_in: Any
) -> None:
    said = words(signed_in(officer).get(LIST, {"show": kind}))

    assert "1 deal found" in said
    assert f"Deal with {kind.title()}" in said


def test_filters_add_up_and_others_are_not_shown(
    officer: User, deals: dict[str, Deal], signed_in: Any
) -> None:
    desk = signed_in(officer)

    assert "2 deals found" in words(desk.get(LIST, {"show": ["soon", "expired"]}))
    assert "1 deal found" in words(desk.get(LIST, {"q": "uninvited"}))
    assert "No deal fits these filters" in words(desk.get(LIST, {"mine": "1"}))
    assert "6 deals found" in words(desk.get(LIST, {"show": "nonsense\x00"}))


def test_change_of_a_signed_deal_that_waits_is_listed(officer: User, deal: Deal, signed_in: Any) -> None:
    now = timezone.now()
    change = begin_amendment(deal, reason="Fewer places.", effective_on=date(2027, 1, 1), by=officer, at=now)
    before = words(signed_in(officer).get(LIST))

    change.version.commitment_terms.update(quantity=8)
    change.make("offer", by=officer, at=now)

    assert "Nothing waits for a signature" in before
    assert "a change of a signed deal" in words(signed_in(officer).get(LIST))


def test_more_time_for_many_deals_at_once(officer: User, deals: dict[str, Deal], signed_in: Any) -> None:
    until = timezone.localdate() + timedelta(days=60)
    chosen = [deals[name].public_id for name in ("soon", "expired", "uninvited")]

    page = signed_in(officer).post(f"{LIST}extend/", {"deal": chosen} | day("until", until), follow=True)

    assert "4 people got more time." in words(page)
    ends = Invitation.objects.filter(version__deal__in=[deals["soon"], deals["expired"]])
    assert {timezone.localdate(each.expires_at) for each in ends} == {until + timedelta(days=1)}
    assert not Invitation.objects.filter(version__deal=deals["fine"], expires_at__date__gt=until).exists()


def test_wrong_day_for_many_deals_keeps_the_choice(
    officer: User, deals: dict[str, Deal], signed_in: Any
) -> None:
    chosen = [deals["soon"].public_id]

    page = signed_in(officer).post(f"{LIST}extend/", {"deal": chosen, "until_day": "31", "until_month": "2"})

    assert page.status_code == 422
    assert "Fill in the day, the month and the year." in words(page)
    assert f'name="deal" value="{chosen[0]}"' in page.content.decode()
    assert "A. Example, Soon: Deal with Soon" in words(page)


def test_nobody_gives_time_in_another_municipality(
    neighbour: User, deals: dict[str, Deal], signed_in: Any
) -> None:
    before = set(Invitation.objects.values_list("pk", "expires_at"))
    data = {"deal": [each.public_id for each in deals.values()]} | day("until", date(2027, 1, 1))

    page = signed_in(neighbour).post(f"{LIST}extend/", data, follow=True)

    assert "Choose at least one deal" in words(page)
    assert set(Invitation.objects.values_list("pk", "expires_at")) == before


def queries_of(desk: Any) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        desk.get(LIST)
    return len(captured)


def test_list_takes_the_same_queries_for_one_and_three(
    officer: User, programme: Programme, signed_in: Any
) -> None:
    desk = signed_in(officer)
    waiting(officer, programme, "One")
    desk.get(LIST)
    counts = [queries_of(desk)]
    for name in ("Two", "Three"):
        waiting(officer, programme, name, at=signing.NOON)
    counts.append(queries_of(desk))

    assert counts == [13, 13]


def test_long_list_has_pages_by_key(
    officer: User, programme: Programme, signed_in: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("deals.views.signing_list.PAGE", 2)
    desk = signed_in(officer)
    for name in ("One", "Two", "Three"):
        waiting(officer, programme, name)

    first = desk.get(LIST)
    last = Deal.objects.get(title="Deal with Two")
    second = desk.get(LIST, {"after": last.public_id})

    assert f"?after={last.public_id}" in first.content.decode()
    assert "Deal with One" in words(second)
    assert "Deal with Three" not in words(second)


def test_signed_deal_leaves_the_list(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, signed_in: Any
) -> None:
    deal = signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)
    invitations = signing.invited(deal, officer)

    for part in ("employer", "partner", "municipality"):
        signing.sign(invitations[part])

    deal.refresh_from_db()
    assert deal.state == State.SIGNED
    assert "Nothing waits for a signature" in words(signed_in(officer).get(LIST))


def test_home_of_the_officer_names_what_needs_somebody_now(
    officer: User, deals: dict[str, Deal], signed_in: Any
) -> None:
    page = signed_in(officer).get("/").content.decode()
    card = page.partition("Waiting for signatures")[2].partition("</section>")[0]

    named = {name for name in deals if f"Deal with {name.title()}" in card}
    assert named == {"soon", "expired", "declined", "question"}


def test_htmx_gets_the_results_alone(officer: User, deals: dict[str, Deal], signed_in: Any) -> None:
    part = signed_in(officer).get(LIST, {"show": "soon"}, headers={"HX-Request": "true"}).content.decode()

    assert "Deal with Soon" in part
    assert "<html" not in part
