"""The kinds of letter. Rooms above register theirs in their `notifications.py`; this room never imports them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from notices.models import Notice
from ui.themes import DEFAULT, named, ramps

MASK = "•••••"


@dataclass(frozen=True)
class Content:
    """What a letter says: the values for its template, and which of them are secret (a link, a code).

    A secret is made when the letter is sent and stands only in the letter itself; what we keep shows a mask.
    """

    values: dict[str, Any]
    secrets: tuple[str, ...] = ()
    reply_to: str = ""


def nothing_owed(at: datetime) -> int:
    """Return 0: for kinds that follow from somebody's act, so that none can be forgotten."""
    return 0


@dataclass(frozen=True)
class Letter:
    """One kind: its pair of templates, whether it is still wanted, what it says and why it was written."""

    kind: str
    label: Promise
    template: str  # emails/<template>.txt and .html
    content: Callable[[Notice], Content]
    reason: Callable[[Notice], str]
    obstacle: Callable[[Notice], str | None]  # why it must not go out any more, asked when it is sent
    at_most_per_hour: int = 500  # more than this is a flood
    forgotten: Callable[[datetime], int] = (
        nothing_owed  # how many should have been written by now and were not
    )


@dataclass(frozen=True)
class Rendered:
    """A letter in words, ready to send."""

    subject: str
    text: str
    html: str
    reply_to: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)

    def masked(self, text: str) -> str:
        """Return a text of this letter without its secrets, as we keep it."""
        for secret in self.secrets:
            text = text.replace(secret, MASK)
        return text


_letters: dict[str, Letter] = {}


def register(letter: Letter) -> Letter:
    """Make a kind known; two rooms never share one."""
    if letter.kind in _letters:
        raise ValueError(f"There is a letter {letter.kind!r} already")
    _letters[letter.kind] = letter
    return letter


def letter_of(kind: str) -> Letter:
    """Return the kind of letter by name; KeyError when no room registered it."""
    return _letters[kind]


def letters() -> Iterator[Letter]:
    """Return every kind, by name."""
    return iter(sorted(_letters.values(), key=lambda letter: letter.kind))


def label_of(kind: str) -> str:
    """Return the name of a kind for a reader; one that is no longer registered keeps its bare name."""
    return str(_letters[kind].label) if kind in _letters else kind


def reason_of(notice: Notice) -> str:
    """Return why a letter was written, for a reader."""
    return _letters[notice.kind].reason(notice) if notice.kind in _letters else ""


def render(notice: Notice) -> Rendered:
    """Put a letter in words, in the language of its reader."""
    letter = letter_of(notice.kind)
    with translation.override(notice.language):
        content = letter.content(notice)
        values = content.values | {
            "letter": notice,
            "base_url": settings.BASE_URL,
            "demo": settings.DEMO,
            "language": notice.language,
            "owner": str(notice.municipality) if notice.municipality else "",
            "brand": ramps(named(notice.municipality.theme if notice.municipality else DEFAULT))[
                "accent-1-inverse"
            ]["bg-document"],
        }
        words = render_to_string(f"emails/{letter.template}.txt", values)
        subject, _line, text = re.sub(r"\n\s*\n\s*", "\n\n", words).strip().partition("\n")
        html = render_to_string(f"emails/{letter.template}.html", values | {"subject": subject.strip()})
    return Rendered(subject.strip(), text.strip() + "\n", html, content.reply_to, content.secrets)
