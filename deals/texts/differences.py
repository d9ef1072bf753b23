"""What differs between two texts of one deal. Pure: no database, no requests.

Both texts are canonical contents (`handslag-deal/1` or `/2`) as dictionaries. A promise is the same promise by its number,
kind, description and party; a party by its KvK number (else its name) and part; a clause by its heading, else by its words.
The order of parties and promises says nothing; the order of clauses does, since people refer to a clause by its number.
Not compared, since they say how the text came to be and not what was agreed: the format, the number of the version, the text
that it amends, the day from which it counts, and who signs in which stage.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from deals.texts import clauses as clause_differences
from deals.texts import sentences as difference_words
from deals.texts.clauses import ClauseDifference, Part

Content = Mapping[str, Any]
COMMITMENT, SUPPORT, CLAUSE, TERM, PARTY, FACT = "commitment", "support", "clause", "term", "party", "fact"
ADDED, DROPPED, CHANGED = "added", "dropped", "changed"
FACTS = ("title", "kind", "municipality", "programme")
LINE_FACTS = ("quantity", "unit", "hours_per_week", "period", "obligation")


@dataclass(frozen=True)
class Difference:
    """One thing that differs: what it is about, what became of it, of which fact, whom it touches, and both values."""

    about: str  # commitment, support, clause, term, party or fact
    change: str  # added, dropped or changed
    what: str = ""  # which fact changed: quantity, period, due, title, order, ...
    party: str = ""  # the organisation whose promise or part it is; empty when it touches all
    before: Any = None
    after: Any = None
    line: Mapping[str, Any] | None = field(default=None, compare=False)  # the promise, as it is or was
    lessens: bool = False  # less for who receives it, or over sooner
    until: str | None = field(default=None, compare=False)  # the last day of the promise, in ISO form
    title_words: tuple[Part, ...] = field(default=(), compare=False)
    text_words: tuple[Part, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        """Return it in one sentence, in the language of the reader."""
        return difference_words.sentence(self)


def differences(before: Content, after: Content) -> list[Difference]:
    """Return all that differs between two texts, promises first."""
    pairs, _joined, _left = matched_parties(before, after)
    names = {old["organisation"]: new["organisation"] for old, new in pairs}
    before = {**before, **{each: _renamed(before[each], names) for each in ("commitments", "support")}}
    return [
        *_commitments(before, after),
        *_support(before, after),
        *_term(before, after),
        *_parties(before, after),
        *_clauses(before, after),
        *_facts(before, after),
    ]


def matched_parties(
    before: Content, after: Content
) -> tuple[list[tuple[Content, Content]], list[Content], list[Content]]:
    """Return the parties in both texts, as they were and are; those who joined; and those who left."""
    pairs, joined, left = [], list(after["parties"]), list(before["parties"])
    for name in ("kvk", "organisation"):
        for new in list(joined):
            mine = new[name], new["part"]
            old = next((each for each in left if each[name] and (each[name], each["part"]) == mine), None)
            if old is not None:
                pairs.append((old, new))
                joined.remove(new)
                left.remove(old)
    return pairs, joined, left


def _renamed(lines: list[Content], names: Mapping[str, str]) -> list[Content]:
    """Return the promises under the names that their parties have now."""
    return [{**line, "by": names.get(line["by"], line["by"])} for line in lines]


def _same_lines(
    before: list[Content], after: list[Content]
) -> Iterator[tuple[Content | None, Content | None]]:
    """Yield each promise as it was and as it is, by its number; None where a text does not have it."""
    old = {_key(line): line for line in before}
    new = {_key(line): line for line in after}
    for key in sorted(old.keys() | new.keys()):
        yield old.get(key), new.get(key)


def _key(line: Content) -> tuple[int, str, str, str]:
    """Return by what a promise is the same promise in another text."""
    return line["number"], line["kind"], line.get("label", ""), line["by"]


def _commitments(before: Content, after: Content) -> Iterator[Difference]:
    """Yield what differs in the promises of work."""
    for old, new in _same_lines(before["commitments"], after["commitments"]):
        line: Content = new or old or {}
        until = line["period"][1] or (after if new else before)["term"][1]
        common = {"party": line["by"], "line": line, "until": until}
        if old is None or new is None:
            yield Difference(
                COMMITMENT, ADDED if new else DROPPED, before=old, after=new, lessens=new is None, **common
            )
            continue
        for what in LINE_FACTS:
            if old[what] != new[what]:
                lessens = _lessens(what, old[what], new[what])
                yield Difference(
                    COMMITMENT, CHANGED, what, before=old[what], after=new[what], lessens=lessens, **common
                )


def _lessens(what: str, old: Any, new: Any) -> bool:
    """Whether this change of a promise of work is less for who receives it."""
    match what:
        case "quantity":
            return bool(new < old)
        case "hours_per_week":
            return new is None or (old is not None and float(new) < float(old))
        case "period":
            return ends_sooner(old, new) or (new[0] or "") > (old[0] or "")
        case "obligation":
            return bool(new == "effort")
    return True  # another unit


def ends_sooner(old: list[str | None], new: list[str | None]) -> bool:
    """Whether the new period is over before the old one was; a period without an end never is."""
    return new[1] is not None and (old[1] is None or new[1] < old[1])


def _support(before: Content, after: Content) -> Iterator[Difference]:
    """Yield what differs in the promises of support; other words may be less, so they count as less."""
    for old, new in _same_lines(before["support"], after["support"]):
        line: Content = new or old or {}
        common = {"party": line["by"], "line": line, "until": line["due"]}
        if old is None or new is None:
            yield Difference(
                SUPPORT, ADDED if new else DROPPED, before=old, after=new, lessens=new is None, **common
            )
            continue
        if old["text"] != new["text"]:
            yield Difference(
                SUPPORT, CHANGED, "text", before=old["text"], after=new["text"], lessens=True, **common
            )
        if old["due"] != new["due"]:
            later = new["due"] is None or (old["due"] is not None and new["due"] > old["due"])
            yield Difference(
                SUPPORT, CHANGED, "due", before=old["due"], after=new["due"], lessens=later, **common
            )


def _term(before: Content, after: Content) -> Iterator[Difference]:
    """Yield that the deal begins or ends on another day."""
    old, new = list(before["term"]), list(after["term"])
    if old != new:
        yield Difference(TERM, CHANGED, "term", before=old, after=new, lessens=ends_sooner(old, new))


def _parties(before: Content, after: Content) -> Iterator[Difference]:
    """Yield who joined, who left, and who goes by another name or number."""
    pairs, joined, left = matched_parties(before, after)
    for old, new in pairs:
        for what in ("organisation", "kvk"):
            if old[what] != new[what]:
                yield Difference(PARTY, CHANGED, what, new["organisation"], old[what], new[what])
    for new in joined:
        yield Difference(PARTY, ADDED, new["part"], new["organisation"], after=new)
    for old in left:
        yield Difference(PARTY, DROPPED, old["part"], old["organisation"], before=old, lessens=True)


def _clauses(before: Content, after: Content) -> Iterator[Difference]:
    """Yield what differs in the clauses, with their words marked; else that they stand in another order."""
    old, new = before["clauses"], after["clauses"]
    changes = {"added": ADDED, "removed": DROPPED, "changed": CHANGED}
    for each in clause_differences.differences(old, new):
        if each.kind != "same":
            yield Difference(
                CLAUSE,
                changes[each.kind],
                "clause",
                before=_title(each, "removed") or None,
                after=_title(each, "added") or None,
                title_words=tuple(each.title),
                text_words=tuple(each.text),
            )
    if old != new and Counter(map(_bare, old)) == Counter(map(_bare, new)):
        what = "order" if [_bare(each) for each in old] != [_bare(each) for each in new] else "spacing"
        titles = [[each["title"] for each in clauses] for clauses in (old, new)]
        yield Difference(CLAUSE, CHANGED, what, before=titles[0], after=titles[1])


def _title(clause: ClauseDifference, kind: str) -> str:
    """Return the heading of a clause as it was (`removed`) or is (`added`)."""
    return "".join(part.text for part in clause.title if part.kind in {kind, "kept"})


def _bare(clause: Content) -> tuple[str, str]:
    """Return a clause without its spacing."""
    return " ".join(clause["title"].split()), " ".join(clause["text"].split())


def _facts(before: Content, after: Content) -> Iterator[Difference]:
    """Yield what else is said about the deal and differs."""
    for name in FACTS:
        if before[name] != after[name]:
            yield Difference(FACT, CHANGED, name, before=before[name], after=after[name])
