"""The figures of a programme: against a second computation, at earlier days, and with the sources' own arithmetic."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from deals.kinds import CommitmentKind
from deals.lifecycle import State
from deals.models import Deal, Programme
from placements.lifecycle import EndReason, PlacementState
from placements.models import Placement
from reports.funnels import percent_of
from reports.programme import programme_figures
from tests import factories
from tests.reports import factories as made

LEARN, PAID, AGENCY = (
    CommitmentKind.LEARN_WORK_PLACE, CommitmentKind.PAID_JOB_LONG, CommitmentKind.PAID_JOB_AGENCY,
)  # fmt: skip
days = st.dates(date(2025, 1, 1), date(2026, 6, 30))
rows = st.lists(
    st.tuples(st.integers(0, 3), days, st.none() | days, st.sampled_from([*PlacementState.values])),
    max_size=12,
)


@pytest.fixture
def lines(officer: User, programme: Programme) -> list[Any]:
    """Four commitments in three deals, one of which ended in June 2025."""
    first = made.deal_of(officer, programme, {LEARN: 6, PAID: 4}, sector=factories.sector("Care"))
    second = made.deal_of(officer, programme, {PAID: 9})
    third = made.deal_of(officer, programme, {AGENCY: 3}, state=State.ENDED)
    return [line for deal in (first, second, third) for line in deal.commitments.order_by("number")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows, days)
def test_figures_equal_a_second_computation(
    lines: list[Any], officer: User, programme: Programme, facts: list[Any], as_of: date
) -> None:
    Placement.objects.all().delete()
    for at, start, end, state in facts:
        ended = {} if end is None or end < start else {"ended_on": end, "end_reason": EndReason.TRAINING}
        factories.placement(lines[at], officer, started_on=start, state=state, **ended)

    cells = {key: count for key, count in programme_figures(programme, as_of)["cells"].items() if count}

    expected: Counter[str] = Counter()
    for at, start, end, state in facts:
        line, ended = lines[at], end is not None and start <= end <= as_of
        if state == "confirmed" and start <= as_of:
            expected["started"] += 1
            expected["ended" if ended else "running"] += 1
            expected["paid:started"] += line.kind != LEARN
            expected[f"kind:{line.kind}:started"] += 1
            expected[f"deal:{line.deal.public_id}:started"] += 1
            expected["sector:care:started"] += at < 2
            expected["counting"] += at < 3 or as_of < date(2025, 6, 1)
        elif state != "refused":
            expected["prepared"] += 1
    assert {key: cells.get(key, 0) for key in expected} == dict(expected)
    assert sum(count for key, count in cells.items() if key.startswith("sector:")) == cells.get("started", 0)
    assert cells.get("prepared", 0) == expected["prepared"]


def test_pledged_holds_deals_that_count_on_the_day(
    lines: list[Any], programme: Programme, officer: User
) -> None:
    made.deal_of(officer, programme, {LEARN: 50}, state=State.OFFERED)
    factories.deal(officer, programme, factories.employer().organisation, state=State.ANNOUNCED)

    before, after = (programme_figures(programme, day) for day in (date(2025, 5, 31), date(2025, 6, 1)))

    assert [(row["kind"], row["pledged"], row["is_paid"]) for row in before["kinds"]] == [
        (PAID, 13, True), (AGENCY, 3, True), (LEARN, 6, False),
    ]  # fmt: skip
    assert [row["pledged"] for row in after["kinds"]] == [13, 0, 6]
    assert (after["pledged"]["mixed"], after["pledged"]["standings"]) == (
        19, {"stands": 2, "history": 1, "not_yet": 2},
    )  # fmt: skip


def test_members_fill_the_umbrella_and_never_double(officer: User, programme: Programme) -> None:
    umbrella = made.deal_of(officer, programme, {PAID: 20})
    for starts in (3, 4):
        member = made.deal_of(officer, programme, {PAID: 8}, parent=umbrella)
        made.places(member, officer, made.every_week(date(2025, 2, 3), starts))

    figures = programme_figures(programme, date(2025, 12, 31))

    cells = figures["cells"]
    assert (figures["pledged"]["mixed"], cells["started"]) == (20, 7)
    assert cells[f"deal:{umbrella.public_id}:started"] == 7


def test_figures_of_an_earlier_day_stay_when_later_facts_arrive(
    deal: Deal, programme: Programme, officer: User
) -> None:
    made.target(programme)
    made.places(deal, officer, made.every_week(date(2025, 1, 6), 9))
    day = date(2025, 6, 30)
    before = programme_figures(programme, day)

    later = {"started_on": date(2025, 7, 1), "reported_at": made.noon(date(2025, 7, 1))}
    factories.placement(deal.commitments.get(), officer, **later)
    Placement.objects.filter(started_on=date(2025, 1, 6)).update(
        ended_on=date(2025, 7, 1), end_reason="training"
    )
    deal.make("suspend", by=officer, on=date(2025, 8, 1), reason="A concern.")
    made.target(programme, 200, version=2, decided_on=date(2025, 9, 1))
    after = programme_figures(programme, day)

    for figures in (before, after):
        figures["deals"][0].pop("state"), figures["quality"].pop("states")
    assert after == before


def test_target_shows_first_and_current_version_and_the_plan_to_date(
    deal: Deal, programme: Programme, officer: User
) -> None:
    made.target(programme, 150)
    made.target(programme, 80, version=2, decided_on=date(2025, 3, 1))
    made.places(deal, officer, made.every_week(date(2025, 1, 6), 7))

    (goal,) = programme_figures(programme, date(2025, 12, 31))["targets"]

    assert (goal["first_value"], goal["value"], goal["planned"], goal["realised"], goal["share"]) == (
        150, 80, 40, 7, 8.8,
    )  # fmt: skip


def test_level_to_reach_is_never_held_against_placements(
    deal: Deal, programme: Programme, officer: User
) -> None:
    made.target(
        programme, 1750, kind="stock", baseline=3500, starts_on=date(2019, 1, 1), due_on=date(2022, 12, 31)
    )
    made.places(deal, officer, made.every_week(date(2025, 1, 6), 7))

    (goal,) = programme_figures(programme, date(2020, 12, 31))["targets"]

    assert (goal["planned"], goal["realised"], goal["cell"]) == (2625, None, None)


def test_funnels_of_the_sources(programme: Programme) -> None:
    made.funnel(programme, {"population": 22000, "spoken": 1500, "follow_up": 400, "placed": 1})

    (stream,) = programme_figures(programme, date(2019, 4, 1))["streams"]

    assert [(stage["stage"], stage["of_previous"]) for stage in stream["stages"]] == [
        ("population", None), ("spoken", 6.8), ("follow_up", 26.7), ("placed", 0.3),
    ]  # fmt: skip


def test_streams_are_never_merged_and_the_one_that_places_is_held_against_the_target(
    programme: Programme,
) -> None:
    made.target(programme, 500, counts_placements=False, due_on=None)
    made.funnel(programme, {"registered": 235, "job_interview": 95, "placed": 5}, stream="recent")
    made.funnel(programme, {"in_mediation": 50}, stream="distance")

    figures = programme_figures(programme, date(2020, 12, 31))

    recent, distance = figures["streams"]
    assert [(stage["of_previous"], stage["of_first"]) for stage in recent["stages"]] == [
        (None, None), (40.4, 40.4), (5.3, 2.1),
    ]  # fmt: skip
    assert (len(distance["stages"]), figures["targets"][0]["share"]) == (1, 1.0)


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (70, 80, 87.5),
        (13719, 22000, 62.4),
        (4248, 4500, 94.4),
        (17, 560, 3.0),
        (681, 1239, 55.0),
        (1750, 3500, 50.0),
    ],
)
def test_percentages_of_the_field(part: int, whole: int, percent: float) -> None:
    assert percent_of(part, whole) == percent


def test_trend_runs_to_the_target_with_a_forecast_from_own_pace(
    deal: Deal, programme: Programme, officer: User
) -> None:
    made.target(programme)
    made.places(deal, officer, made.every_week(date(2025, 1, 6), 52))

    figures = programme_figures(programme, date(2025, 12, 31))

    trend = figures["trend"]
    assert (trend["step"], len(trend["slots"]), len(trend["points"]), trend["target"]) == (3, 8, 4, 120)
    assert [figures["cells"][key] for key in trend["points"]] == [13, 26, 39, 52]
    assert trend["forecast"]["months"] == 9
    assert trend["forecast"]["mid"] == [65, 78, 91, 104]
    assert trend["forecast"]["low"][-1] < 104 < trend["forecast"]["high"][-1]


def test_young_programme_has_no_forecast(deal: Deal, programme: Programme, officer: User) -> None:
    made.target(programme, starts_on=date(2025, 9, 1))
    made.places(deal, officer, made.every_week(date(2025, 9, 1), 9))

    assert programme_figures(programme, date(2025, 12, 31))["trend"]["forecast"] is None


def test_attention_names_what_is_behind_suspended_and_owed(
    officer: User, programme: Programme, duinwerk: Any, helmgras: Any
) -> None:
    late = factories.deal(officer, programme, helmgras.organisation, supporter=duinwerk.organisation)
    made.deal_of(officer, programme, {LEARN: 5}, state=State.SUSPENDED)

    found = programme_figures(programme, date(2026, 11, 1))["attention"]

    assert [(each["code"], each["title"] == late.title) for each in found] == [
        ("behind", True), ("suspended", False), ("support_overdue", True), ("ends_soon", True),
    ]  # fmt: skip


def test_small_numbers_are_nowhere_in_the_document(programme: Programme, officer: User) -> None:
    made.target(programme)
    for number in (3, 14, 9):
        deal = made.deal_of(officer, programme, {LEARN: 20, PAID: 7})
        made.places(
            deal,
            officer,
            made.every_week(date(2025, 1, 6), number),
            ended=[date(2025, 11, 1)] * (number // 3),
        )

    figures = programme_figures(programme, date(2025, 12, 31), threshold=5)

    numbers = [count for count in figures["cells"].values() if count is not None]
    assert [count for count in numbers if 0 < count < 5] == []
    assert [figures["cells"][deal["cell"]] for deal in figures["deals"]] == [None, 14, None]
    assert [deal["status"] for deal in figures["deals"]] == ["behind"] * 3
    assert figures["cells"]["started"] == 26


def test_figures_take_the_same_queries_at_one_and_three_deals(
    programme: Programme, officer: User, django_assert_num_queries: Any
) -> None:
    for count in (1, 2):
        for _each in range(count):
            made.places(made.deal_of(officer, programme, {LEARN: 5}), officer, [date(2025, 2, 3)])
        with django_assert_num_queries(10):
            programme_figures(programme, date(2025, 12, 31))
