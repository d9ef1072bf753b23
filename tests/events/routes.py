"""Who gets the pages of this room."""

from __future__ import annotations

from typing import Any

from tests import factories
from tests.routes import PEOPLE, Route

SIGNED_IN = {person: 200 for person in PEOPLE if person != "anonymous"}
REGISTRARS = dict.fromkeys(SIGNED_IN, 403) | {"officer": 200, "administrator": 200, "neighbour": 200}


def event(request: Any) -> dict[str, Any]:
    return {"event": factories.event(municipality=request.getfixturevalue("municipality")).public_id}


ROUTES = [
    Route("events:list", SIGNED_IN),
    Route("events:new", REGISTRARS),
    Route("events:detail", SIGNED_IN, event),
    Route("events:edit", REGISTRARS | {"neighbour": 403}, event),
    Route("events:calendar", SIGNED_IN, event),
]
