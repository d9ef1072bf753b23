"""Who gets which page of a signing day and of the second look at signatures on paper."""

from __future__ import annotations

from typing import Any

from deals.kinds import CommitmentKind
from deals.models import AgendaItem
from tests import factories
from tests.deals.ceremonies import den_haag_werkt, work_agreement
from tests.routes import Route

HERE = ("officer", "alderman", "privacy_officer", "administrator")
SIGNED_IN = (*HERE, "employer", "partner", "neighbour", "outsider")
ONLY_THE_OFFICER = dict.fromkeys(SIGNED_IN, 403) | {"officer": 200}


def of_item(request: Any) -> dict[str, Any]:
    """A deal on the agenda of today."""
    officer, programme = request.getfixturevalue("officer"), request.getfixturevalue("programme")
    event = den_haag_werkt(programme)
    deal = work_agreement(officer, programme, "RegioTV", [(CommitmentKind.LEARN_WORK_PLACE, 4)])
    AgendaItem.objects.list_deals(event, [deal], by=officer, at=factories.LONG_AGO)
    return {"event": event.public_id, "item": event.agenda.get().public_id}  # type: ignore[attr-defined]


def of_event(request: Any) -> dict[str, Any]:
    return {"event": of_item(request)["event"]}


def of_signature(request: Any) -> dict[str, Any]:
    """A signature on paper that waits for a second person."""
    officer, programme = request.getfixturevalue("officer"), request.getfixturevalue("programme")
    programme.checks_paper = True
    programme.save()
    colleague = factories.user(role="officer", of=programme.municipality.organisation)
    deal = factories.deal(
        colleague,
        programme,
        request.getfixturevalue("helmgras").organisation,
        supporter=request.getfixturevalue("duinwerk").organisation,
    )
    assert officer != colleague
    return {"public_id": deal.public_id, "signature": deal.versions.get().signatures.first().pk}


def of_checked_deal(request: Any) -> dict[str, Any]:
    return {"public_id": of_signature(request)["public_id"]}


OF_THE_DEAL = dict.fromkeys((*HERE, "employer", "partner"), 403)
ROUTES = [
    Route(
        "deals:signatures_to_check",
        dict.fromkeys(SIGNED_IN, 403) | {"officer": 200, "neighbour": 200},
    ),
    Route("deals:check", OF_THE_DEAL | {"officer": 200}, of_checked_deal),
    Route("deals:check_signature", OF_THE_DEAL | {"officer": 422}, of_signature, method="post"),
    Route("deals:signing_day", ONLY_THE_OFFICER, of_event),
    Route("deals:agenda_print", ONLY_THE_OFFICER, of_event),
    Route("deals:agenda_names", ONLY_THE_OFFICER, of_item),
    Route("deals:agenda_shift", ONLY_THE_OFFICER | {"officer": 302}, of_item, method="post"),
    Route("deals:agenda_take_off", ONLY_THE_OFFICER | {"officer": 302}, of_item, method="post"),
    Route("deals:stage", ONLY_THE_OFFICER, of_event),
    Route("deals:stage_sign", ONLY_THE_OFFICER | {"officer": 422}, of_item, method="post"),
    Route("deals:stage_decline", ONLY_THE_OFFICER | {"officer": 422}, of_item, method="post"),
    Route("deals:stage_change", ONLY_THE_OFFICER, of_item),
    Route(
        "deals:stage_move",
        ONLY_THE_OFFICER | {"officer": 302},
        lambda request: of_item(request) | {"move": "call"},
        method="post",
    ),
    Route("deals:board", ONLY_THE_OFFICER, of_event),
]
