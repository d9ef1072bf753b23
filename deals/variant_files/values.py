"""Single values out of a file that somebody else wrote: each checked, each problem said with its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from ui.forms import UNSEEN

SPACES = frozenset("\n\r\t")
CODE = re.compile(r"[-a-zA-Z0-9_]+")
MOST_PROBLEMS = 100  # nobody reads more, and a file made to hurt has millions


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where: `Clause 3, text`."""

    place: str
    text: str


class Values:
    """The values of one object in the file."""

    def __init__(self, values: Any, *, place: str = "", problems: list[Problem] | None = None) -> None:
        self.place = place
        self.problems: list[Problem] = [] if problems is None else problems
        self.values: dict[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            self.add("", [_("Here a set of names and values is needed.")])

    def add(self, name: str, said: Iterable[str]) -> None:
        """Note problems of one value."""
        place = ", ".join(filter(None, [self.place, name])) or _("File")
        room = max(MOST_PROBLEMS - len(self.problems), 0)
        self.problems += [Problem(place, text) for text in islice(said, room)]

    def known(self, *names: str) -> None:
        """Note names that the format does not have: they would be lost without a word."""
        for name in sorted(set(self.values) - set(names)):
            self.add(name[:40], [_("The format does not have this.")])

    def text(
        self, name: str, label: str, *, most: int, is_required: bool = True, is_long: bool = False
    ) -> str:
        """Return words of at most so many signs."""
        value = self.values.get(name, "" if not is_required else None)
        if not isinstance(value, str):
            self.add(label, [_("Here words are needed.")])
            return ""
        value = value.strip()
        if is_required and not value:
            self.add(label, [_("Fill this in.")])
        if len(value) > most:
            words = {"count": len(value), "most": most}
            self.add(label, [_("This has %(count)s signs; at most %(most)s fit.") % words])
        if any(_is_unprintable(sign) and not (is_long and sign in SPACES) for sign in value):
            self.add(label, [_("There are signs in it that cannot be printed.")])
        return value

    def code(self, name: str, label: str, *, most: int) -> str:
        """Return a short name for addresses and files."""
        value = self.text(name, label, most=most)
        if value and not CODE.fullmatch(value):
            self.add(label, [_("Only letters, digits, dashes and underscores fit here.")])
        return value

    def whole(self, name: str, label: str, least: int, most: int, *, is_required: bool = True) -> int | None:
        """Return a whole number within its bounds."""
        value = self.values.get(name)
        if value is None and not is_required:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            words = {"least": least, "most": most}
            self.add(label, [_("Here a whole number from %(least)s to %(most)s is needed.") % words])
            return least
        return value

    def flag(self, name: str, label: str) -> bool:
        """Return yes or no."""
        value = self.values.get(name)
        if not isinstance(value, bool):
            self.add(label, [_("Here true or false is needed.")])
        return value is True

    def choice(self, name: str, label: str, known: Sequence[str]) -> str:
        """Return one of a closed list."""
        return self._one_of(self.values.get(name), label, known)

    def choices(self, name: str, label: str, known: Sequence[str]) -> list[str]:
        """Return some of a closed list, each once."""
        listed = self.values.get(name)
        if not isinstance(listed, list) or not listed:
            self.add(label, [_("Here a list is needed.")])
            return []
        return list(dict.fromkeys(self._one_of(each, label, known) for each in listed))

    def rows(self, name: str, label: str, *, most: int) -> list[Values]:
        """Return the objects of a list, each with its own place; of a longer list the first ones."""
        listed = self.values.get(name)
        if not isinstance(listed, list):
            self.add(label, [_("Here a list is needed.")])
            return []
        if len(listed) > most:
            words = {"count": len(listed), "most": most}
            self.add(label, [_("There are %(count)s of them; at most %(most)s fit.") % words])
        return [
            Values(row, place=f"{label} {number}", problems=self.problems)
            for number, row in enumerate(listed[:most], start=1)
        ]

    def _one_of(self, value: Any, label: str, known: Sequence[str]) -> str:
        """Return the value when it is known."""
        if isinstance(value, str) and value in known:
            return value
        self.add(label, [_("“%(value)s” is not known here.") % {"value": str(value)[:40]}])
        return known[0]


def _is_unprintable(sign: str) -> bool:
    """Whether the sign is a control sign, half of one, or turns the words after it around."""
    return unicodedata.category(sign) in {"Cc", "Cs"} or ord(sign) in UNSEEN
