"""What a row of the table of routes says; each room lists its own in tests/<room>/routes.py.

The people are the fixtures of conftest.py: officer, employer, partner, alderman, privacy_officer, administrator,
neighbour (officer elsewhere), outsider (employer without deals), and `anonymous`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

PEOPLE = (
    "officer",
    "employer",
    "partner",
    "alderman",
    "privacy_officer",
    "administrator",
    "neighbour",
    "outsider",
    "anonymous",
)


@dataclass(frozen=True)
class Route:
    """One address: who gets what. People not named get 404, but for `anonymous`, who is sent to sign in (302).

    `kwargs` makes the rows that the address needs, from pytest's `request` (call `request.getfixturevalue("deal")`),
    and returns the arguments of the address. `expect` maps a person to the status of a GET.
    """

    name: str
    expect: dict[str, int] = field(default_factory=dict)
    kwargs: Callable[[Any], dict[str, Any]] = lambda request: {}
    method: str = "get"
    is_open: bool = False  # for anyone, signed in or not: the short list of open views

    def status_for(self, person: str) -> int:
        """Return the status that this person gets."""
        return self.expect.get(person, 302 if person == "anonymous" else 404)
