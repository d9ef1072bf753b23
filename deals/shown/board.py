"""What the big screen of a signing day shows. Reads rows, writes nothing; no names of people.

Only what was signed counts, and kinds are never added up. Deals and changes of deals are counted apart, and so are their
places: a deal adds what it promises; a change shows what it was and what it became (12 → 9), and adds nothing. So no place
counts twice, also when a deal and its change are signed on one day.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from deals.agenda import AgendaState
from deals.kinds import CommitmentKind
from deals.models import AgendaItem, CommitmentTerms, DealVersion
from deals.shown.signing_day import Count, Promises, Row, count_of, parties_of
from deals.texts.sentences import arrow, counted
from ui import formats

What = tuple[str, str, str]  # a kind, the words for one that has no name of its own, and what it counts


@dataclass(frozen=True)
class Board:
    """The board."""

    version: str
    deals: Count
    changes: Count
    in_second_look: int
    on_stage: AgendaItem | None
    parties: list[str]
    last: AgendaItem | None
    promised: Promises
    changed: Promises


def version_of(rows: Sequence[Row], language: str) -> str:
    """Return a mark that changes with whatever the board shows."""
    facts = [
        (row.item.pk, row.number, row.item.state, row.badge, row.item.text.pk, row.deal.revision)
        for row in rows
    ]
    return hashlib.sha256(repr((language, facts)).encode()).hexdigest()[:24]


def board_of(rows: Sequence[Row], version: str) -> Board:
    """Return the board."""
    signed = [row.item for row in rows if row.is_signed]
    on_stage = next((row.item for row in rows if row.item.state == AgendaState.ON_STAGE), None)
    return Board(
        version=version,
        deals=count_of(rows, changes=False),
        changes=count_of(rows, changes=True),
        in_second_look=sum(row.in_second_look for row in rows),
        on_stage=on_stage,
        parties=parties_of(on_stage.text) if on_stage else [],
        last=max(signed, key=_when, default=None),
        promised=promised_by([item.text for item in signed if not item.is_change]),
        changed=changed_by([item.text for item in signed if item.is_change]),
    )


def _when(item: AgendaItem) -> tuple[bool, float, int]:
    """Return when something was signed here; what was signed elsewhere goes before all."""
    return (item.closed_at is not None, item.closed_at.timestamp() if item.closed_at else 0, item.position)


def promised_by(texts: Sequence[DealVersion]) -> Promises:
    """Return what texts of deals promise, each kind by itself: a number, and what it counts."""
    sums: Counter[What] = Counter()
    for found in _sums_of([text.pk for text in texts]).values():
        sums.update(found)
    return [(formats.number(sums[what]), counted(*what, sums[what])) for what in _in_order(sums)]


def changed_by(texts: Sequence[DealVersion]) -> Promises:
    """Return what changes made of the places, each kind by itself: before and after, of the deals where it changed."""
    sums = _sums_of([pk for text in texts for pk in (text.pk, text.amendment.amends_id)])
    before: Counter[What] = Counter()
    after: Counter[What] = Counter()
    for text in texts:
        old, new = sums.get(text.amendment.amends_id, Counter()), sums.get(text.pk, Counter())
        for what in old.keys() | new.keys():
            if old[what] != new[what]:
                before[what] += old[what]
                after[what] += new[what]
    return [
        (arrow(formats.number(before[what]), formats.number(after[what])), counted(*what, after[what]))
        for what in _in_order(before)
    ]


def _sums_of(versions: Sequence[int]) -> dict[int, Counter[What]]:
    """Return what each text promises, each kind by itself."""
    found: dict[int, Counter[What]] = {}
    for terms in CommitmentTerms.objects.filter(version__in=versions).select_related("commitment"):
        kind = terms.commitment.kind
        what = (kind, terms.commitment.label if kind == CommitmentKind.OTHER else "", terms.unit)
        found.setdefault(terms.version_id, Counter())[what] += terms.quantity
    return found


def _in_order(sums: Counter[What]) -> list[What]:
    order = {kind: at for at, kind in enumerate(CommitmentKind)}
    return sorted(sums, key=lambda what: (order[CommitmentKind(what[0])], *what[1:]))
