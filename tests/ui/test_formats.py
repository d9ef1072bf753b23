"""Days, moments and numbers as people read them."""

import datetime as dt

import pytest
from django.utils import translation

from ui.formats import day, moment, number, percent, size


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [("nl", "14 september 2021", "14 sep 2021"), ("en", "14 September 2021", "14 sep 2021")],
)
def test_day_is_written_in_the_readers_language(language: str, long: str, short: str) -> None:
    with translation.override(language):
        assert (day(dt.date(2021, 9, 14)), day(dt.date(2021, 9, 14), short=True)) == (long, short)


def test_moment_is_local() -> None:
    assert moment(dt.datetime(2021, 9, 14, 22, 30, tzinfo=dt.UTC)) == "15 September 2021, 00:30"


def test_day_of_a_moment_is_the_local_day() -> None:
    assert day(dt.datetime(2021, 9, 14, 22, 30, tzinfo=dt.UTC)) == "15 September 2021"


@pytest.mark.parametrize("show", [day, moment, number])
def test_nothing_is_a_dash(show: object) -> None:
    assert show(None) == "–"


@pytest.mark.parametrize(("language", "text"), [("nl", "1.500"), ("en", "1,500")])
def test_number_is_grouped(language: str, text: str) -> None:
    with translation.override(language):
        assert number(1500) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [(0, 0, "–"), (1, 3, "33%"), (1, 8, "13%"), (2, 3, "67%"), (7, 7, "100%"), (3, 2, "150%")],
)
def test_percent_rounds_half_up_and_has_no_share_of_nothing(part: int, whole: int, text: str) -> None:
    assert percent(part, whole) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "1 kB"), (412 * 1024, "412 kB"), (1_258_291, "1.2 MB"), (20 * 1024 * 1024, "20 MB")],
)
def test_size_uses_the_units_that_people_know(count: int, text: str) -> None:
    assert size(count) == text
