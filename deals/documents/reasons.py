"""Why a document is not made: kept as words to translate when they are read, by whoever reads them."""

from __future__ import annotations


class NotMade(Exception):
    """Why a document is not made. `words` are English, with places for `facts`; mark them for translation."""

    def __init__(self, words: str, **facts: str | int) -> None:
        super().__init__(words % facts)
        self.words = words
        self.facts = facts


class NoSeal(NotMade):
    """We cannot seal now: no key, no time-stamp, no proof. Documents wait until we can."""


class Unfit(NotMade):
    """What was made must not become final."""
