"""Charts: one SVG for page and paper."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import charts, samples, trend
from ui.colours import contrast

COLOURS = charts.palette("delta")
DRAWN = {
    "people": charts.people(2, 1, 1, COLOURS, key="k"),
    "cells": charts.cells(2, 1, 1, COLOURS, key="k"),
    "empty cells": charts.cells(0, 0, 0, COLOURS, key="k"),
    "bar": charts.bar(3, 10, COLOURS, extra=2, mark=5),
    "bar of nothing": charts.bar(0, 0, COLOURS, mark=0),
    "bar on paper": charts.bar(3, 10, COLOURS, width=180, title="3 < 10"),
    "funnel": charts.funnel_bar(0, 0, COLOURS),
    "swatch": charts.swatch("busy", COLOURS, key="k"),
    "trend": trend.wide(samples.trend(), COLOURS, key="t"),
    "narrow trend": trend.narrow(samples.trend(), COLOURS, key="t"),
    "finished trend": trend.wide(samples.trend_of_a_finished_year(), COLOURS, key="t"),
}


@pytest.mark.parametrize("name", DRAWN)
def test_drawing_is_well_formed_without_styles_and_every_class_has_a_colour_of_its_own(name: str) -> None:
    root = ElementTree.fromstring(f"<div>{DRAWN[name]}</div>")

    assert "style=" not in DRAWN[name]
    for part in root.iter():
        if part.get("class", "").startswith("c-"):
            assert part.get("fill") or part.get("stroke"), ElementTree.tostring(part)


@pytest.mark.parametrize("name", [name for name in DRAWN if "trend" in name])
def test_trend_speaks_for_itself_and_is_never_smaller_than_14_pixels(name: str) -> None:
    assert "<title" in DRAWN[name]
    assert "<desc" in DRAWN[name]
    assert min(map(int, re.findall(r'font-size="(\d+)"', DRAWN[name]))) >= 14
    assert DRAWN[name].count("<text") == DRAWN[name].count('font-family="Fira Sans"')


def test_the_same_input_gives_the_same_text() -> None:
    assert trend.wide(samples.trend(), COLOURS, key="t") == DRAWN["trend"]


def test_title_is_escaped_and_replaces_hiding() -> None:
    assert "<title>3 &lt; 10</title>" in DRAWN["bar on paper"]
    assert "aria-hidden" not in DRAWN["bar on paper"]
    assert "aria-hidden" in DRAWN["bar"]


@given(done=st.integers(0, 60), busy=st.integers(0, 60), still_open=st.integers(0, 60))
def test_every_place_is_drawn_once(done: int, busy: int, still_open: int) -> None:
    drawn = charts.cells(done, busy, still_open, COLOURS, key="k")

    assert [drawn.count(f"c-{kind}-shape") for kind in ("done", "busy", "open")] == [done, busy, still_open]


@given(value=st.integers(-5, 10_000), total=st.integers(0, 1_000), extra=st.integers(0, 5_000))
def test_bar_never_leaves_its_frame(value: int, total: int, extra: int) -> None:
    shares = re.findall(r'width="([\d.]+)%"', charts.bar(value, total, COLOURS, extra=extra, mark=value))

    assert all(0 <= float(share) <= 100 for share in shares)


@given(
    done=st.lists(st.integers(0, 5_000), max_size=12),
    target=st.one_of(st.none(), st.integers(0, 5_000)),
    forecast=st.integers(0, 6_000),
)
def test_trend_stays_inside_whatever_the_numbers(done: list[int], target: int | None, forecast: int) -> None:
    words = samples.trend().words
    ahead = [forecast] * (12 - len(done))
    chart = trend.Trend(words, samples.MONTHS, done, forecast=ahead, low=ahead, high=ahead, target=target)

    ElementTree.fromstring(drawn := trend.wide(chart, COLOURS, key="t"))
    heights = [float(y) for y in re.findall(r"[ML][\d.-]+ ([\d.-]+)", drawn)]
    assert all(0 <= height <= 360 for height in heights)


@pytest.mark.parametrize("name", ["delta", "duin", "helm"])
def test_shapes_can_be_told_from_the_page(name: str) -> None:
    colours = charts.palette(name)

    for shape in (colours.done, colours.busy, colours.open, colours.target):
        assert contrast(shape, colours.paper) >= 3
    for words in (colours.text, colours.muted, colours.target, colours.done):
        assert contrast(words, colours.paper) >= 4.5
