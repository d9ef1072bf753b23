"""Who plays the tour: signs in as people of the demo, waits for workers, and reads the letters that went out."""

import email
import email.policy
import re
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from local.visitor import Unexpected, Visitor

PASSWORD = "handslag-demo"  # noqa: S105  (refused outside the demo)
PATIENCE = 90  # seconds that a worker may take
Result = TypeVar("Result")
Answers = dict[str, str | list[str]]


class Traveller:
    """Plays steps against an installation; each returns what it did, in words."""

    def __init__(self, base: str, out: Path, letters: Path) -> None:
        self.base, self.out, self.letters = base, out, letters
        self.read: set[str] = set()  # letters that were used

    def sign_in(self, address: str) -> Visitor:
        """Return a person who signed in."""
        visitor = Visitor(self.base).open("/accounts/login/")
        visitor.submit("login", {"login": address, "password": PASSWORD})
        if "/login/" in visitor.address:
            raise Unexpected(f"{address} cannot sign in.")
        return visitor

    def letter(self, to: str, pattern: str, about: str = "") -> str:
        """Wait for a letter to somebody that was not used before; return what of it matches. Keep every letter."""
        return wait(lambda: self._look_for(to, pattern, about), f"a letter to {to} with {pattern!r}")

    def _look_for(self, to: str, pattern: str, about: str) -> str:
        """Return the match in the oldest letter that was not used; empty when there is none."""
        for file in sorted(self.letters.glob("*.eml")):
            (self.out / file.name).write_bytes(file.read_bytes())
            message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            body = message.get_body(("plain",))
            text = body.get_content() if body else ""
            found = re.search(pattern, text) if about in text else None
            if found and to in str(message["To"]) and file.name not in self.read:
                self.read.add(file.name)
                return found[0]
        return ""


def day_of(field: str, day: date) -> Answers:
    """Return a date as the three fields of a form."""
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{field}_{part}": str(number) for part, number in parts.items()}


def wait(look: Callable[[], Result], what: str) -> Result:
    """Look until there is something; raise when it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.5)
    raise Unexpected(f"After {PATIENCE} s there is no sign of {what}.")
