"""Variables in clauses: a closed set of names in braces, such as {employer}, that stand for facts of the deal.

A brace that must be in the text itself is written twice. Names are read without regard to capitals and spaces around them.
A text is filled in one pass, so braces in a fact stay as they are. Facts are said in the language of the installation:
what is shown before signing is, letter for letter, what will be fixed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from ui import formats

Texts = Sequence[Mapping[str, str]]  # [{"title": ..., "text": ...}]
MOST_LETTERS = 40  # of what stands between braces, to look for the variable that was meant
MOST_TOLD = 10  # wrong variables of one text that are told at once
MOST_JUDGED = 30  # and that are looked up: a text made to hurt has a million, all wrong in the same way
MARKS = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class Variable:
    """One name that clauses may hold: what it becomes, how a sentence names it, and what to do while it is missing."""

    label: Promise
    remedy: Promise


VARIABLES: dict[str, Variable] = {
    "title": Variable(gettext_lazy("the name of the deal"), gettext_lazy("fill in the name first")),
    "reference": Variable(
        gettext_lazy("the reference of the municipality"), gettext_lazy("fill in the reference first")
    ),
    "municipality": Variable(gettext_lazy("the municipality"), gettext_lazy("choose a programme first")),
    "programme": Variable(gettext_lazy("the programme"), gettext_lazy("choose a programme first")),
    "employer": Variable(gettext_lazy("the employer"), gettext_lazy("add an employer first")),
    "partners": Variable(gettext_lazy("the partners"), gettext_lazy("add a partner first")),
    "starts_on": Variable(gettext_lazy("the start date"), gettext_lazy("fill in the start date first")),
    "ends_on": Variable(gettext_lazy("the end date"), gettext_lazy("fill in the end date first")),
    "promises": Variable(gettext_lazy("what is promised"), gettext_lazy("fill in a commitment first")),
    "support": Variable(gettext_lazy("the support in return"), gettext_lazy("fill in support first")),
    "contact": Variable(
        gettext_lazy("the contact at the municipality"), gettext_lazy("choose an account manager first")
    ),
}


@dataclass(frozen=True)
class Piece:
    """A part of a text: plain words, or a variable; `wrong` is what stands there when it is neither."""

    text: str
    variable: str = ""
    wrong: str = ""


def pieces(text: str) -> Iterator[Piece]:
    """Yield the parts of a text in order; of plain words with their doubled braces made single."""
    at = 0
    for found in MARKS.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()])
        at = found.end()
        mark, name = found.group(), found.group(1)
        if mark in {"{{", "}}"}:
            yield Piece(mark[0])
        elif name is None:
            yield Piece(mark, wrong="opened" if mark == "{" else "closed")
        elif (known := "_".join(name.lower().split())) in VARIABLES:
            yield Piece(mark, variable=known)
        else:
            yield Piece(mark, wrong=name.strip() or "nothing")
    if at < len(text):
        yield Piece(text[at:])


def problems(text: str) -> list[str]:
    """Return in sentences what is wrong with the variables of a text, each with the nearest right one; the first ten."""
    parts = list(pieces(text))
    wrong = (number for number, part in enumerate(parts) if part.wrong)
    said: dict[str, None] = {}
    for number in islice(wrong, MOST_JUDGED):
        after = "".join(each.text for each in parts[number + 1 : number + 2])
        said[_problem(parts[number], after)] = None
    return list(said)[:MOST_TOLD]


def _problem(part: Piece, after: str) -> str:
    """Return what is wrong with one piece, seen with the text after it."""
    if part.wrong == "opened":
        words = {"start": "{" + after[:20].strip(), "nearest": nearest(" ".join(after.split()[:1]))}
        return (
            _(
                "The variable that begins with “%(start)s” is not closed. Write {%(nearest)s}, or type the brace "
                "twice to have a brace in the text."
            )
            % words
        )
    if part.wrong == "closed":
        return _("A closing brace stands by itself. Type it twice to have a brace in the text.")
    words = {"wrong": part.text[:MOST_LETTERS], "nearest": nearest(part.wrong)}
    return _("%(wrong)s is not a variable. Did you mean {%(nearest)s}?") % words


def heading_problems(title: str) -> list[str]:
    """Return what is wrong with a heading: variables stand in the text of a clause only."""
    if "{" in title or "}" in title:
        return [_("Variables stand in the text of a clause, not in its heading. Leave out the braces.")]
    return []


def nearest(words: str) -> str:
    """Return the variable whose name, or name on screen, is most like these words."""
    known = _names_on_screen()
    return known[get_close_matches(words.lower()[:MOST_LETTERS], [*known], n=1, cutoff=0)[0]]


@cache
def _names_on_screen() -> dict[str, str]:
    """Return the variable to which each word of its name leads, in every language; of several the shortest name."""
    known: dict[str, tuple[int, str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for name, variable in VARIABLES.items():
                label = str(variable.label).lower().split()
                for word in (name, *label):
                    known[word] = min(known.get(word, (99, "")), (len(label), name))
    return {word: name for word, (_length, name) in known.items()}


def preview(text: str, facts: Mapping[str, str]) -> str:
    """Return the text with its variables filled in; a fact that is not there yet is said so in its place."""
    return "".join(_shown(part, facts) for part in pieces(text))


def fill(text: str, facts: Mapping[str, str]) -> str:
    """Return the text in plain words. Raises ValueError when a variable is wrong or its fact is missing."""
    if any(part.wrong or (part.variable and not facts.get(part.variable)) for part in pieces(text)):
        raise ValueError(text)
    return preview(text, facts)


def filled(clauses: Texts, facts: Mapping[str, str]) -> list[dict[str, str]]:
    """Return clauses in plain words. Raises ValueError as `fill` does."""
    return [{"title": each["title"], "text": fill(each["text"], facts)} for each in clauses]


def previewed(clauses: Texts, facts: Mapping[str, str]) -> list[dict[str, str]]:
    """Return clauses as they can be shown so far."""
    return [{"title": each["title"], "text": preview(each["text"], facts)} for each in clauses]


def obstacles(clauses: Texts, facts: Mapping[str, str]) -> list[str]:
    """Return in sentences why these clauses cannot be fixed yet: facts that they name and nobody filled in."""
    said: dict[str, None] = {}
    for number, clause in enumerate(clauses, start=1):
        for part in pieces(clause["text"]):
            if part.variable and not facts.get(part.variable):
                variable = VARIABLES[part.variable]
                words = {"number": number, "what": variable.label, "remedy": variable.remedy}
                said[_("Clause %(number)s names %(what)s; %(remedy)s.") % words] = None
        for problem in problems(clause["text"]):
            said[_("Clause %(number)s: %(problem)s") % {"number": number, "problem": problem}] = None
    return list(said)


def any_in(clauses: Texts) -> bool:
    """Whether a text has anything to fill in, or to make single."""
    return any("{" in each["text"] or "}" in each["text"] for each in clauses)


def escaped(text: str) -> str:
    """Return plain words such that filling gives them back."""
    return text.replace("{", "{{").replace("}", "}}")


def generalised(text: str, names: Mapping[str, Iterable[str]]) -> str:
    """Return the text with names that stand in it written out put back to their variable: {"employer": [...]}."""
    known = {name: variable for variable, listed in names.items() for name in listed if len(name) > 2}
    longest_first = sorted(known, key=len, reverse=True)
    one_of = "|".join(f"({re.escape(escaped(name))})" for name in longest_first)
    standing = re.compile(rf"(?<!\w)(?:{one_of})(?!\w)", re.I) if known else None
    made = []
    for part in pieces(text):
        plain = "" if part.variable else escaped(part.text)
        if standing:  # in one go: a name such as Support is not looked for in what was put there for another
            plain = standing.sub(
                lambda found: "{" + known[longest_first[(found.lastindex or 1) - 1]] + "}", plain
            )
        made.append(plain or part.text)
    return "".join(made)


@dataclass(frozen=True)
class Promised:
    """One promise as clauses say it: what, how many of what, for how many hours; and by whom."""

    what: Any
    quantity: int
    unit: Any
    hours_per_week: Decimal | None = None
    by: str = ""


def facts_of(
    *,
    employers: Iterable[str],
    partners: Iterable[str],
    starts_on: date | None,
    ends_on: date | None,
    promises: Iterable[Promised],
    support: Iterable[tuple[Any, str]],
    **plain: str,
) -> dict[str, str]:
    """Return what each variable becomes; the empty text when nobody filled it in.

    `plain`: title, reference, municipality, programme and contact. `support`: what, and by whom.
    """
    working = [*dict.fromkeys(employers)]
    with override(settings.LANGUAGE_CODE):
        return plain | {
            "employer": in_a_row(working),
            "partners": in_a_row(partners),
            "starts_on": formats.day(starts_on) if starts_on else "",
            "ends_on": formats.day(ends_on) if ends_on else "",
            "promises": "; ".join(_in_words(each, names=len(working) > 1) for each in promises),
            "support": "; ".join(f"{what} ({by})" for what, by in support),
        }


def sample_facts() -> dict[str, str]:
    """Return the facts of a deal that does not exist, to see a text with."""
    with override(settings.LANGUAGE_CODE):
        return facts_of(
            title=_("Learning and working at Example Ltd"),
            reference="2031-0042",
            municipality=_("Municipality of Exampletown"),
            programme=_("Example programme"),
            contact="N. Example",
            employers=[_("Example Ltd")],
            partners=[_("Example Work"), _("Example College")],
            starts_on=date(2031, 1, 1),
            ends_on=date(2032, 12, 31),
            promises=[Promised(_("learn-work place"), 4, _("places"), Decimal(24))],
            support=[(_("job coach"), _("Example Work"))],
        )


def in_a_row(names: Iterable[str]) -> str:
    """Return `A`, `A and B` or `A, B and C`."""
    *first, last = [*dict.fromkeys(names)] or [""]
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _in_words(each: Promised, *, names: bool) -> str:
    """Return one promise: `learn-work place (4 places, 24 hours a week)`; of several employers with whose it is."""
    said = f"{formats.number(each.quantity)} {each.unit}"
    if hours := each.hours_per_week:
        shown = formats.number(hours, 0 if hours == int(hours) else 1)
        said += ", " + _("%(hours)s hours a week") % {"hours": shown}
    if names and each.by:
        said += f", {each.by}"
    return f"{each.what} ({said})"


def _shown(part: Piece, facts: Mapping[str, str]) -> str:
    """Return a part as it is read."""
    if not part.variable:
        return part.text
    if fact := facts.get(part.variable):
        return fact
    with override(settings.LANGUAGE_CODE):
        return _("[%(what)s: not filled in yet]") % {"what": VARIABLES[part.variable].label}
