"""Small numbers of people cannot be had back from what is told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.suppression import Earlier, cells_of, hidden_cells, is_small, is_unsafe, rounded

Table = dict[frozenset[str], int]

# A place is in one deal (of one sector), of one kind, and still runs or not; and counts in the total.
DEALS = {"deal:a": "sector:x", "deal:b": "sector:x", "deal:c": "sector:y"}
GROUPS = [
    frozenset({"total", deal, sector, kind, life})
    for (deal, sector), kind, life in product(
        DEALS.items(), ("kind:paid", "kind:learn"), ("running", "ended")
    )
]
tables = st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 8), max_size=4)


def told_of(table: Table, hidden: set[str]) -> dict[str, int | None]:
    """What a reader gets."""
    return {key: None if key in hidden else count for key, count in cells_of(table).items()}


def tables_that_fit(
    groups: list[frozenset[str]], told: Mapping[str, int | None], most: int
) -> Iterator[Table]:
    """Every table of these groups that a reader cannot tell from the true one."""
    for counts in product(range(most + 1), repeat=len(groups)):
        guess = dict(zip(groups, counts, strict=True))
        cells = cells_of(guess)
        if all(count is None or cells[key] == count for key, count in told.items()):
            yield guess


@settings(max_examples=150, deadline=None)
@given(tables)
def test_no_small_number_follows_from_what_is_told(table: Table) -> None:
    hidden = hidden_cells(table)
    told, small = told_of(table, hidden), {key for key, n in cells_of(table).items() if is_small(n, 5)}

    values: dict[str, set[int]] = {key: set() for key in small}
    for guess in tables_that_fit(list(table), told, most=max(table.values(), default=0) + 1):
        for key in small:
            values[key].add(cells_of(guess)[key])

    assert {key: found for key, found in values.items() if len(found) < 2} == {}


@settings(max_examples=150, deadline=None)
@given(tables, st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 4), max_size=2))
def test_difference_between_two_reports_tells_no_small_number(first: Table, since: Table) -> None:
    told = told_of(first, hidden_cells(first))
    second = {keys: first.get(keys, 0) + since.get(keys, 0) for keys in first.keys() | since.keys()}

    now = told_of(second, hidden_cells(second, earlier=[Earlier(told, cells_of(first))]))

    both = [key for key in told.keys() & now.keys() if told[key] is not None and now[key] is not None]
    assert [key for key in both if is_small(now[key] - told[key], 5)] == []  # type: ignore[operator]


@settings(max_examples=60, deadline=None)
@given(tables, st.dictionaries(st.sampled_from(GROUPS), st.integers(1, 4), max_size=2))
def test_rounding_pins_no_hidden_number(first: Table, since: Table) -> None:
    before = Earlier(told_of(first, hidden_cells(first)), cells_of(first))
    second = {keys: first.get(keys, 0) + since.get(keys, 0) for keys in first.keys() | since.keys()}
    cells, hidden = cells_of(second), hidden_cells(second, earlier=[before])
    told, about = told_of(second, hidden), {key: rounded(cells[key], 5) for key in hidden}

    values: dict[str, set[int]] = {key: set() for key in hidden if is_unsafe(key, cells[key], 5, [before])}
    for guess in tables_that_fit(list(second), told, most=13) if len(second) <= 4 else ():
        found = cells_of(guess)
        if all(
            near is None or abs(found[key] - near) <= reach(cells[key], near) for key, near in about.items()
        ):
            for key in values:
                values[key].add(found[key])

    assert {key: found for key, found in values.items() if len(found) == 1} == {}


def reach(count: int, near: int) -> int:
    """How far a rounded number may lie from the true one, as far as a reader knows."""
    return 2 if abs(count - near) <= 1 else 4


@pytest.mark.parametrize(
    ("count", "shown"), [(3, None), (5, 5), (6, 5), (7, 10), (12, 10), (14, 15), (17, 20), (262, 260)]
)
def test_rounding_keeps_away_from_its_edges(count: int, shown: int | None) -> None:
    assert rounded(count, 5) == shown


def test_what_a_report_hid_is_not_told_unchanged_by_the_next() -> None:
    first = {frozenset({"total", "deal:a"}): 3, frozenset({"total", "deal:b"}): 12}
    hid = told_of(first, hidden_cells(first))
    second = {frozenset({"total", "deal:a"}): 13, frozenset({"total", "deal:b"}): 12}

    now = told_of(second, hidden_cells(second, earlier=[Earlier(hid, cells_of(first))]))

    assert hid == {"total": 15, "deal:a": None, "deal:b": None}
    assert now == {"total": 25, "deal:a": None, "deal:b": None}


def test_lone_small_number_hides_the_smallest_of_its_siblings() -> None:
    table = {
        frozenset({"total", f"deal:{name}"}): n for name, n in {"a": 3, "b": 30, "c": 12, "d": 0}.items()
    }

    assert hidden_cells(table) == {"deal:a", "deal:c"}


def test_only_the_siblings_of_a_small_number_are_hidden_with_it() -> None:
    sizes = {("x", "a"): 3, ("x", "b"): 21, ("y", "c"): 6, ("y", "d"): 8, ("z", "e"): 14, ("z", "f"): 9}
    table = {frozenset({"total", f"sector:{s}", f"deal:{d}"}): count for (s, d), count in sizes.items()}

    assert hidden_cells(table) == {"deal:a", "deal:b"}


def test_large_programme_is_worked_out_in_reasonable_time() -> None:
    table = {
        frozenset({"total", f"sector:{deal % 6}", f"deal:{deal}", f"kind:{kind}", f"{kind}:{life}", life}): 1
        + deal * 7 % 12
        for deal in range(120)
        for kind in range(1 + deal % 2)
        for life in ("running", "ended")
    }
    began = monotonic()

    hidden_cells(table)

    assert monotonic() - began < 20


def test_numbers_from_the_threshold_up_are_told() -> None:
    table = {frozenset({"total", "deal:a"}): 5, frozenset({"total", "deal:b"}): 7}

    assert (hidden_cells(table), hidden_cells(table, threshold=10)) == (set(), {"deal:a", "deal:b"})


def test_total_of_few_is_hidden_with_all_that_would_give_it_back() -> None:
    table = {frozenset({"total", "kind:a"}): 2, frozenset({"total", "kind:b"}): 1}

    assert hidden_cells(table) == {"total", "kind:a", "kind:b"}
