"""Which counts of people may be told. One rule for page, PDF, CSV, JSON and chart.

A count of 1 to 4 people (below the threshold) is hidden; so is one that differs by so few from the same count in
an earlier report; and so is whatever else would give a hidden one back by adding and subtracting.

A table is given as its atoms: groups of people by the set of cells that count them. A cell is the sum of the atoms
that carry its key. Hidden is what no sum of told cells can reach: every atom holds at least one person, so a cell
outside their span can always be one more or one less without any told cell changing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

THRESHOLD = 5  # counts of people from 1 up to this are not told
DETAIL_FIRST = (
    "trend",
    "deal",
    "sector",
    "kind",
)  # what goes first when something must be hidden for another

PRIME = 2**61 - 1  # sums are compared modulo this: exact enough for noughts and ones, and quick

Atoms = Mapping[frozenset[str], int]
Row = dict[Any, int]


@dataclass(frozen=True)
class Earlier:
    """What an earlier report told (None: it hid it), and what those cells held on its day as we know it now."""

    told: Mapping[str, int | None]
    held: Mapping[str, int]


def cells_of(atoms: Atoms) -> dict[str, int]:
    """Add the atoms up to cells."""
    cells: Counter[str] = Counter()
    for keys, count in atoms.items():
        for key in keys:
            cells[key] += count
    return dict(cells)


def is_small(count: int, threshold: int) -> bool:
    """Whether this is a number of people, or a change in it, that must not be told."""
    return 0 < abs(count) < threshold


def hidden_cells(
    atoms: Atoms,
    *,
    threshold: int = THRESHOLD,
    earlier: Iterable[Earlier] = (),
    never_told: Iterable[str] = (),
) -> set[str]:
    """Return the keys of all cells that must not be told.

    `never_told` are hidden anyway, without being protected for their own sake.
    """
    cells, reports = cells_of(atoms), list(earlier)
    protected = {key for key, count in cells.items() if is_unsafe(key, count, threshold, reports)}
    always = protected | (set(never_told) & set(cells))
    before = {key for report in reports for key, told in report.told.items() if told is None}
    columns, hidden = _columns(atoms), set(always)
    while giving := _giving_away(columns, protected, hidden):
        hidden.add(min(giving, key=lambda key: (_weight(key), key not in before, cells[key], key)))
    for key in sorted(hidden - always, key=lambda key: (-_weight(key), key in before, -cells[key], key)):
        if not _giving_away(columns, protected, hidden - {key}):
            hidden.discard(key)
    return hidden


def rounded(count: int, threshold: int) -> int | None:
    """Return a hidden count rounded, or None when even that would say too much.

    To the threshold, else to twice that; only when it lies within the rounding's reach with one to spare on both
    sides, so that sums of rounded and told cells still leave it more than one value.
    """
    if count < threshold:
        return None
    for base in (threshold, 2 * threshold):
        near = (count + base // 2) // base * base
        if near - base // 2 < count < near - base // 2 + base - 1:
            return near
    return None


def _weight(key: str) -> int:
    """Order cells by what a reader would miss least: details before totals."""
    stem = key.partition(":")[0]
    return DETAIL_FIRST.index(stem) if stem in DETAIL_FIRST else len(DETAIL_FIRST)


def is_unsafe(key: str, count: int, threshold: int, reports: list[Earlier]) -> bool:
    """Whether the count itself, or its difference with an earlier report, is about too few people."""
    if is_small(count, threshold):
        return True
    for report in reports:
        told = report.told.get(key, count)
        if told is None and abs(count - report.held.get(key, 0)) < threshold:
            return True
        if told is not None and is_small(count - told, threshold):
            return True
    return False


def _columns(atoms: Atoms) -> dict[str, Row]:
    """Return each cell as the atoms that it adds up."""
    columns: dict[str, Row] = {}
    for at, keys in enumerate(sorted(atoms, key=sorted)):
        if atoms[keys]:
            for key in keys:
                columns.setdefault(key, {})[at] = 1
    return columns


def _giving_away(columns: Mapping[str, Row], protected: set[str], hidden: set[str]) -> set[str]:
    """Return told cells from which a protected one follows; empty when none does."""
    basis: dict[Any, tuple[Row, Row]] = {}
    for key in sorted(columns.keys() - hidden):
        row, made_of = _reduced(columns[key], {key: 1}, basis)
        if row:
            pivot = min(row)
            once = pow(row[pivot], -1, PRIME)
            basis[pivot] = (_times(row, once), _times(made_of, once))
    for key in sorted(protected & columns.keys()):
        row, made_of = _reduced(columns[key], {}, basis)
        if not row:
            return set(made_of)
    return set()


def _reduced(row: Row, made_of: Row, basis: Mapping[Any, tuple[Row, Row]]) -> tuple[Row, Row]:
    """Take the rows of the basis from `row` as far as they go; `made_of` keeps which cells were used."""
    row, made_of = dict(row), dict(made_of)
    waiting = sorted(basis.keys() & row.keys(), reverse=True)
    while waiting:
        at = waiting.pop()
        if times := row.get(at, 0):
            other, parts = basis[at]
            _subtract(row, other, times)
            _subtract(made_of, parts, times)
            waiting = sorted(basis.keys() & row.keys(), reverse=True)
    return row, made_of


def _times(row: Row, times: int) -> Row:
    return {at: value * times % PRIME for at, value in row.items()}


def _subtract(row: Row, other: Row, times: int) -> None:
    """Take `times` the other row from this one, leaving no noughts."""
    for at, value in other.items():
        rest = (row.get(at, 0) - times * value) % PRIME
        if rest:
            row[at] = rest
        else:
            row.pop(at, None)
