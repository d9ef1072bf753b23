"""Who gets which page about signing a deal online, on the side of the municipality."""

from __future__ import annotations

from typing import Any

from deals.actions.signing import ask
from deals.lifecycle import State
from deals.models import Deal, Invitation
from tests import factories
from tests.deals import signing
from tests.routes import Route

HERE = ("officer", "alderman", "privacy_officer", "administrator")
READ = dict.fromkeys(HERE, 200) | {"employer": 403, "partner": 403}
WRITE = dict.fromkeys((*HERE, "employer", "partner"), 403) | {"officer": 200}
OF_AN_INVITATION = dict.fromkeys(HERE, 403) | {"officer": 200}  # the other parties know of none
OFFICERS = dict.fromkeys((*HERE, "employer", "partner", "outsider"), 403) | {"officer": 200, "neighbour": 200}


def offered(request: Any) -> Deal:
    """A deal that waits for signatures of the municipality, the employer and the partner."""
    names = ("officer", "programme", "helmgras", "duinwerk")
    officer, programme, helmgras, duinwerk = (request.getfixturevalue(name) for name in names)
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


def of_offered(request: Any) -> dict[str, Any]:
    return {"public_id": offered(request).public_id}


def of_draft(request: Any) -> dict[str, Any]:
    names = ("officer", "programme", "helmgras")
    officer, programme, helmgras = (request.getfixturevalue(name) for name in names)
    return {
        "public_id": factories.deal(officer, programme, helmgras.organisation, state=State.DRAFT).public_id
    }


def invitation(request: Any) -> Invitation:
    """The invitation of the employer."""
    return signing.invited(offered(request), request.getfixturevalue("officer"))["employer"]


def of_invitation(request: Any) -> dict[str, Any]:
    each = invitation(request)
    return {"public_id": each.version.deal.public_id, "invitation_id": each.public_id}


def of_question(request: Any) -> dict[str, Any]:
    each = invitation(request)
    question = ask(each, "May we start in May?", at=signing.NOON)
    return {"public_id": each.version.deal.public_id, "question_id": question.public_id}


ROUTES = [
    Route("deals:signing_waiting", OFFICERS),
    Route(
        "deals:signing_extend_many", OFFICERS | {"officer": 302, "neighbour": 302}, method="post"
    ),  # back to the list: nothing was chosen
    Route("deals:signing_plan", dict.fromkeys(HERE, 403) | {"officer": 200}, of_draft),
    Route("deals:signing", READ, of_offered),
    Route("deals:signing_preview", READ, of_offered),
    Route("deals:signing_invite", WRITE, of_offered),
    Route("deals:signing_extend", WRITE, of_offered),
    Route("deals:signing_after_all", WRITE | {"officer": 404}, of_offered, method="post"),  # no party named
    Route("deals:signing_remind", OF_AN_INVITATION | {"officer": 302}, of_invitation, method="post"),
    Route("deals:signing_withdraw", OF_AN_INVITATION, of_invitation),
    Route("deals:signing_reply", OF_AN_INVITATION, of_question),
]
