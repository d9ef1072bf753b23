"""Who gets which page of deals; documents, checks, programmes and variants have lists of their own."""

from __future__ import annotations

from typing import Any

from deals.lifecycle import State
from deals.models import DealDraft
from tests import factories
from tests.deals import (
    routes_amendments,
    routes_ceremony,
    routes_documents,
    routes_practices,
    routes_programmes,
    routes_sign,
    routes_signing,
    wizarding,
)
from tests.routes import Route

HERE = ("officer", "alderman", "privacy_officer", "administrator")
EVERYONE = dict.fromkeys((*HERE, "employer", "partner", "neighbour", "outsider"), 200)
OF_THE_DEAL = dict.fromkeys((*HERE, "employer", "partner"), 200)
ONLY_THE_OFFICER = dict.fromkeys(OF_THE_DEAL, 403) | {"officer": 200}


def of_deal(request: Any) -> dict[str, Any]:
    return {"public_id": request.getfixturevalue("deal").public_id}


def in_state(state: State) -> Any:
    """Return what makes a deal in this state, with the employer and partner of the tests."""

    def kwargs(request: Any) -> dict[str, Any]:
        names = ("officer", "programme", "helmgras", "duinwerk")
        officer, programme, helmgras, duinwerk = (request.getfixturevalue(name) for name in names)
        made = factories.deal(
            officer, programme, helmgras.organisation, supporter=duinwerk.organisation, state=state
        )
        return {"public_id": made.public_id}

    return kwargs


def of_draft(request: Any) -> dict[str, Any]:
    officer, programme = request.getfixturevalue("officer"), request.getfixturevalue("programme")
    answers = {"programme": {"variant": [wizarding.bhag(programme).variant.public_id], "tried": ["1"]}}
    return {"public_id": DealDraft.begin(programme.municipality, by=officer, answers=answers).public_id}


ROUTES = [
    Route("deals:list", EVERYONE),
    Route("deals:new", dict.fromkeys(EVERYONE, 403) | {"officer": 200, "neighbour": 200}),
    Route("deals:draft", {"officer": 200}, lambda request: of_draft(request) | {"step": "parties"}),
    Route("deals:draft_check", {"officer": 302}, of_draft),
    Route("deals:draft_discard", {"officer": 200}, of_draft),
    Route("deals:detail", OF_THE_DEAL, of_deal),
    Route("deals:edit", ONLY_THE_OFFICER, of_deal),
    Route("deals:move", ONLY_THE_OFFICER, lambda request: of_deal(request) | {"move": "suspend"}),
    Route(
        "deals:support", ONLY_THE_OFFICER | {"partner": 200}, lambda request: of_deal(request) | {"number": 1}
    ),
    Route(
        "deals:support_undo",
        ONLY_THE_OFFICER | {"officer": 302, "partner": 302},
        lambda request: of_deal(request) | {"number": 1},
        method="post",
    ),
    Route("deals:scan_new", ONLY_THE_OFFICER, of_deal),
    Route("deals:sign_on_paper", ONLY_THE_OFFICER, in_state(State.OFFERED)),
    Route(
        "deals:rewrite",
        dict.fromkeys(HERE, 403) | {"officer": 302},
        in_state(State.ANNOUNCED),
        method="post",
    ),
]
ROUTES += (
    routes_amendments.ROUTES
    + routes_ceremony.ROUTES
    + routes_sign.ROUTES
    + routes_documents.ROUTES
    + routes_practices.ROUTES
    + routes_programmes.ROUTES
    + routes_signing.ROUTES
)
