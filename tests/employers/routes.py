"""Who gets the pages of this room."""

from __future__ import annotations

from typing import Any

from tests.routes import PEOPLE, Route

SIGNED_IN = {person: 200 for person in PEOPLE if person != "anonymous"}
REGISTRARS = dict.fromkeys(SIGNED_IN, 403) | {"officer": 200, "administrator": 200, "neighbour": 200}
# An employer that is not known to the reader is not there.
KNOWN = REGISTRARS | {"outsider": 404}


def helmgras(request: Any) -> dict[str, Any]:
    return {"organisation": request.getfixturevalue("helmgras").public_id}


def at_home(request: Any) -> dict[str, Any]:
    return helmgras(request) | {"municipality": request.getfixturevalue("municipality").slug}


ROUTES = [
    Route("employers:list", SIGNED_IN),
    Route("employers:new", REGISTRARS),
    Route(
        "employers:adopt",
        {person: 302 if status == 200 else status for person, status in REGISTRARS.items()},
        helmgras,
        method="post",
    ),
    Route("employers:detail", SIGNED_IN | {"outsider": 404}, helmgras),
    Route("employers:edit", KNOWN, helmgras),
    Route("employers:merge", KNOWN, helmgras),
    Route("employers:account_manager", KNOWN | {"neighbour": 403}, at_home),
]
