"""Charts draw told figures only, each at its own place."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from deals.models import Deal, Programme
from reports.forecast import forecast, spread_out
from reports.pictures import bridged, trend_chart
from reports.programme import programme_figures
from reports.reading import Reading
from tests.reports import factories as made


def test_untold_points_are_drawn_on_a_straight_line() -> None:
    assert bridged([None, None, 9, None, 15]) == [3, 6, 9, 12, 15]


def test_running_total_skips_points_that_tell_how_few_started() -> None:
    months = [date(2025, month, 1) for month in range(1, 8)]

    told = spread_out(list(zip(months, [0, 2, 6, 6, 9, 12, 14], strict=True)), 5)

    assert [day.month for day in told] == [1, 5, 7]


def test_forecast_needs_half_a_year_and_some_starts() -> None:
    half = [(date(2025, 1, 31), 0), (date(2025, 6, 30), 30)]
    still = [(date(2025, 1, 31), 30), (date(2025, 12, 31), 30)]

    assert [forecast(points, [date(2026, 1, 31)]) for points in (half, still)] == [None, None]


def test_forecast_is_drawn_from_the_slot_after_the_day(
    deal: Deal, programme: Programme, officer: User
) -> None:
    made.target(programme)
    made.places(deal, officer, made.every_week(date(2025, 1, 6), 45))

    figures = programme_figures(programme, date(2025, 12, 15))
    chart = trend_chart(Reading(figures))

    assert chart
    assert len(chart.done) + len(chart.forecast) == len(chart.slots) == 8
    assert len(figures["trend"]["forecast"]["mid"]) == len(chart.forecast) + 1
