"""Who gets the pages of this room."""

from __future__ import annotations

from typing import Any

from tests import factories
from tests.placements import progress_routes
from tests.routes import PEOPLE, Route

SIGNED_IN = {person: 200 for person in PEOPLE if person != "anonymous"}
REPORTERS = {"officer": 200, "neighbour": 200, "employer": 200, "outsider": 200}
OTHERS = {"partner": 403, "alderman": 403, "privacy_officer": 403, "administrator": 403}


def reported_place(request: Any) -> dict[str, Any]:
    deal, employer = request.getfixturevalue("deal"), request.getfixturevalue("employer")
    placement = factories.placement(deal.commitments.get(), employer, state="reported")
    return {"public_id": placement.public_id}


def place_to_confirm(request: Any) -> dict[str, Any]:
    return reported_place(request) | {"step": "confirm"}


PLACES = [
    Route("placements:list", SIGNED_IN),
    Route("placements:new", REPORTERS | OTHERS),
    Route("placements:detail", {"officer": 200, "employer": 200, "privacy_officer": 200}, reported_place),
    Route("placements:step", {"officer": 200, "employer": 403, "privacy_officer": 403}, place_to_confirm),
    Route(
        "placements:undo",
        {"officer": 403, "employer": 403, "privacy_officer": 403},
        reported_place,
        method="post",
    ),
]
ROUTES = [*PLACES, *progress_routes.ROUTES]
