"""Who gets the pages of this room."""

from __future__ import annotations

from typing import Any

from tests.routes import PEOPLE, Route

SIGNED_IN = {person: 200 for person in PEOPLE if person != "anonymous"}
REGISTRARS = dict.fromkeys(SIGNED_IN, 403) | {"officer": 200, "administrator": 200, "neighbour": 200}


def duinwerk(request: Any) -> dict[str, Any]:
    return {"organisation": request.getfixturevalue("duinwerk").public_id}


ROUTES = [
    Route("partners:list", SIGNED_IN),
    Route("partners:new", REGISTRARS),
    Route(
        "partners:adopt",
        {person: 302 if status == 200 else status for person, status in REGISTRARS.items()},
        duinwerk,
        method="post",
    ),
    Route("partners:detail", SIGNED_IN, duinwerk),
    Route("partners:edit", REGISTRARS, duinwerk),
    Route("partners:merge", REGISTRARS, duinwerk),
    Route("partners:offers", REGISTRARS | {"partner": 200}, duinwerk),
]
