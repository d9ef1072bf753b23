"""The difference between two texts, clause by clause and word by word. Plain data: no database, no requests."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

WORDS = re.compile(r"\s*\S+\s*")  # a word with the space after it: words are compared, spaces go along
ALIKE = 0.5  # clauses with another heading are one clause, changed, from this share of common words on


@dataclass(frozen=True)
class Part:
    """Some words: `kept`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class ClauseDifference:
    """One clause in both texts: `same`, `changed`, `added` or `removed`; `number` is its place in the newer text."""

    kind: str
    title: list[Part]
    text: list[Part] = field(default_factory=list)
    number: int | None = None


Clauses = Sequence[Mapping[str, str]]


def differences(old: Clauses, new: Clauses) -> list[ClauseDifference]:
    """Return every clause of both texts in the order of the newer one; what was removed stands where it was."""
    pairs = _pairs(old, new)
    found: list[ClauseDifference] = []
    told: set[int] = set()
    for number, clause in enumerate(new):
        before = pairs.get(number)
        if before is not None:
            found += _removed(old, pairs, upto=before, told=told)
        found.append(_difference(None if before is None else old[before], clause, number + 1))
    return found + _removed(old, pairs, upto=len(old), told=told)


def words(old: str, new: str) -> list[Part]:
    """Return the words of both texts, each marked as kept, added or removed."""
    before, after = WORDS.findall(old), WORDS.findall(new)
    # a long text of few words would take minutes without its rule for words that stand everywhere
    compared = SequenceMatcher(None, [each.strip() for each in before], [each.strip() for each in after])
    parts: list[Part] = []
    for kind, start, end, begin, stop in compared.get_opcodes():
        if kind == "equal":
            pairs = zip(before[start:end], after[begin:stop], strict=True)
            parts.append(Part("kept", "".join(max(pair, key=len) for pair in pairs)))  # with its space
            continue
        if start < end:
            parts.append(Part("removed", "".join(before[start:end])))
        if begin < stop:
            parts.append(Part("added", "".join(after[begin:stop])))
    return parts


def _pairs(old: Clauses, new: Clauses) -> dict[int, int]:
    """Return which old clause each new one was, by place: the same heading first, then the most alike text."""
    pairs: dict[int, int] = {}
    free = list(range(len(old)))
    for number, clause in enumerate(new):
        same = next((each for each in free if old[each]["title"] == clause["title"]), None)
        if same is not None:
            pairs[number] = same
            free.remove(same)
    known = [frozenset(each["text"].split()) for each in old]
    for number, clause in enumerate(new):
        if number in pairs or not free:
            continue
        mine = frozenset(clause["text"].split())
        share, best = max((_share(known[each], mine), -each) for each in free)
        if share >= ALIKE:
            pairs[number] = -best
            free.remove(-best)
    return pairs


def _share(old: frozenset[str], new: frozenset[str]) -> float:
    """Return how many of the words of two texts are in both."""
    return 2 * len(old & new) / (len(old) + len(new)) if old or new else 1


def _removed(old: Clauses, pairs: dict[int, int], *, upto: int, told: set[int]) -> list[ClauseDifference]:
    """Return the clauses before this place that the newer text does not have, each once."""
    gone = [each for each in range(upto) if each not in pairs.values() and each not in told]
    told.update(gone)
    return [
        ClauseDifference(
            "removed", [Part("removed", old[each]["title"])], [Part("removed", old[each]["text"])]
        )
        for each in gone
    ]


def _difference(old: Mapping[str, str] | None, new: Mapping[str, str], number: int) -> ClauseDifference:
    """Return what became of one clause."""
    if old is None:
        return ClauseDifference(
            "added", [Part("added", new["title"])], [Part("added", new["text"])], number=number
        )
    title, text = words(old["title"], new["title"]), words(old["text"], new["text"])
    same = all(part.kind == "kept" for part in (*title, *text))
    return ClauseDifference("same" if same else "changed", title, text, number=number)
