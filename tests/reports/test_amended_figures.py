"""What was agreed later never changes the figures of a day before: of a change, a term, a time of standing still."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from deals.kinds import CommitmentKind
from deals.models import Deal
from reports.figures import HISTORY, STANDS, SUSPENDED, deal_figures
from reports.models import Snapshot
from reports.phrases import attention, reason
from reports.programme import programme_figures
from tests import factories
from tests.deals import amending
from tests.reports import factories as made

START = date(2024, 12, 1)
days = st.integers(0, 1200).map(lambda number: START + timedelta(days=number))


def figures(deal: Deal, day: date) -> Any:
    """All that the figures say of the deal on this day."""
    fresh = Deal.objects.get(pk=deal.pk)
    return deal_figures([fresh], as_of=day)[deal.pk]


def pledging(deal: Deal, day: date) -> bool:
    return Deal.objects.pledging_on(day).filter(pk=deal.pk).exists()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_figures_of_every_day_before_a_change_stay_as_they_were(
    deal: Deal, officer: User, data: st.DataObject
) -> None:
    signed_on = date(2024, 12, 12)
    agreed_on = max(data.draw(days, "agreed on"), signed_on)
    effective = max(agreed_on + timedelta(days=data.draw(st.integers(-60, 300))), date(2025, 1, 1))
    ends_on = max(data.draw(days, "ends on"), effective + timedelta(days=1))
    watched = [data.draw(days, "day") for _each in range(5)] + [agreed_on, effective, ends_on]
    at = datetime(agreed_on.year, agreed_on.month, agreed_on.day, 10, tzinfo=UTC)
    with transaction.atomic():
        before = {day: (figures(deal, day), pledging(deal, day)) for day in watched}

        amending.agreed(
            deal,
            officer,
            at,
            quantity=data.draw(st.integers(11, 90)),
            effective_on=effective,
            ends_on=ends_on,
        )

        for day in watched:
            if day < max(agreed_on, effective):
                assert (figures(deal, day), pledging(deal, day)) == before[day], day
        transaction.set_rollback(True)
    deal.refresh_from_db()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(days)
def test_standing_and_what_counts_as_promised_agree_on_every_day(
    deal: Deal, officer: User, day: date
) -> None:
    if not deal.suspensions.exists():
        amending.agreed(deal, officer, ends_on=date(2026, 6, 30))
        deal.make("suspend", by=officer, on=date(2025, 10, 1), reason="Unsafe.")
        deal.make("resume", by=officer, on=date(2025, 11, 1))

    found = figures(deal, day)

    assert (found.standing == STANDS) == pledging(deal, day)
    assert (found.pledged_mixed > 0) == pledging(deal, day)


def test_a_day_within_a_suspension_stays_suspended_after_the_deal_went_on(deal: Deal, officer: User) -> None:
    deal.make("suspend", by=officer, on=date(2025, 3, 1), reason="Unsafe.")
    then = [figures(deal, day).standing for day in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31))]

    deal.make("resume", by=officer, on=date(2025, 4, 1))
    now = [figures(deal, day).standing for day in (date(2025, 2, 28), date(2025, 3, 1), date(2025, 3, 31))]

    assert then == now == [STANDS, SUSPENDED, SUSPENDED]
    assert figures(deal, date(2025, 4, 1)).standing == STANDS


def test_a_shorter_term_ends_the_promise_from_the_change_on_and_not_before(deal: Deal, officer: User) -> None:
    amending.agreed(deal, officer, ends_on=date(2025, 12, 31))

    assert figures(deal, date(2026, 1, 1)).standing == HISTORY
    assert figures(deal, date(2025, 12, 31)).standing == STANDS
    assert figures(deal, date(2025, 8, 31)).ends_on == date(2026, 12, 31)
    assert figures(deal, date(2025, 9, 1)).ends_on == date(2025, 12, 31)


def test_a_renewal_that_counts_later_leaves_the_days_between_without_a_promise(
    deal: Deal, officer: User
) -> None:
    late = amending.AT.replace(year=2027, month=3)

    amending.agreed(deal, officer, late, effective_on=date(2027, 3, 1), ends_on=date(2028, 12, 31))

    assert [pledging(deal, day) for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 3, 1))] == [
        True, False, True,
    ]  # fmt: skip


def test_a_deal_without_numbers_has_a_standing_too(officer: User, programme: Any) -> None:
    deal = factories.deal(officer, programme, factories.employer().organisation, commitments=[])

    assert figures(deal, date(2025, 6, 1)).standing == STANDS
    assert figures(deal, date(2027, 6, 1)).standing == HISTORY


def test_report_of_a_day_before_the_change_is_the_same_and_one_after_names_it(
    deal: Deal, officer: User, programme: Any
) -> None:
    day, later = date(2025, 8, 31), date(2025, 9, 30)
    report = programme_figures(programme, day)

    amending.agreed(deal, officer)

    assert programme_figures(programme, day) == report
    after = programme_figures(programme, later)
    assert [row["promised"] for row in after["deals"]] == [9]


def test_next_report_names_the_change_of_the_deal(
    deal: Deal, officer: User, programme: Any, alderman: User
) -> None:
    first, later = date(2025, 8, 31), date(2025, 9, 30)
    Snapshot.objects.freeze(programme, first, author=alderman, at=made.noon(date(2025, 9, 2)))
    amending.agreed(deal, officer)

    report = Snapshot.objects.freeze(programme, later, author=alderman, at=made.noon(date(2025, 10, 2)))

    reasons = report.figures["differences"]["reasons"]
    assert [each["code"] for each in reasons] == ["another_day", "amended"]
    assert (
        reason(reasons[1]) == "Deal with Helmgras Groen was changed: version 2 counts from 1 September 2025."
    )


def test_next_report_lists_a_kind_that_a_change_dropped(
    deal: Deal, officer: User, programme: Any, alderman: User
) -> None:
    Snapshot.objects.freeze(programme, date(2025, 8, 31), author=alderman, at=made.noon(date(2025, 9, 2)))
    buddies = [replace(each, kind=CommitmentKind.INTERNSHIP) for each in amending.as_it_is(deal).commitments]
    amending.agreed(deal, officer, quantity=4, commitments=buddies)

    report = Snapshot.objects.freeze(
        programme, date(2025, 9, 30), author=alderman, at=made.noon(date(2025, 10, 2))
    )

    rows = {row["key"]: (row["before"], row["now"]) for row in report.figures["differences"]["figures"]}
    assert rows == {"kind:internship:pledged": (0, 4), "kind:learn_work_place:pledged": (10, 0)}


def test_report_asks_attention_for_a_deal_past_its_term(deal: Deal, programme: Any) -> None:
    found = programme_figures(programme, date(2027, 1, 15))["attention"]

    assert [(each["code"], each["on"]) for each in found] == [("past_its_term", "2026-12-31")]
    assert attention(found[0]) == "is past its term since 31 December 2026: renew or end it."
