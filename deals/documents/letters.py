"""Which signs our fonts can set. What they cannot is written as its code, for a box would say nothing at all."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

IN_ANY = frozenset({ord("\n"), ord("\r"), ord("\t")})
ADDRESS = re.compile(r'url\("([^"]+)"\)')


@cache
def known_signs(style: Path) -> frozenset[int]:
    """Return all signs of the fonts that a style sheet names."""
    signs: set[int] = set()
    for address in ADDRESS.findall(style.read_text(encoding="utf-8")):
        with TTFont(style.parent / address, lazy=True) as font:
            signs.update(font.getBestCmap())
    return frozenset(signs)


def are_known(text: str, style: Path) -> bool:
    """Whether the fonts of a style sheet have every sign of a text."""
    return {ord(sign) for sign in unicodedata.normalize("NFC", text)} <= known_signs(style) | IN_ANY


def settable(text: str, *styles: Path) -> str:
    """Return `text` with each sign that no font has as its code: `(U+1F44D)`. Signs that do not show are left out."""
    known = frozenset().union(*map(known_signs, styles))
    composed = unicodedata.normalize("NFC", text)
    return "".join(sign if ord(sign) in known or sign in "\n\r\t" else _code(sign) for sign in composed)


def _code(sign: str) -> str:
    """Return what stands for a sign that cannot be set."""
    category = unicodedata.category(sign)
    if category.startswith("Z"):
        return " "
    return "" if category in {"Cf", "Cc", "Mn", "Me"} else f"(U+{ord(sign):04X})"
