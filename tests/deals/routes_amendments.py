"""Who gets which page of changing, suspending and ending a deal."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from deals.lifecycle import State
from deals.models import Concern, Evaluation, EvaluationLink
from tests import factories
from tests.deals import amending
from tests.routes import Route

HERE = ("officer", "alderman", "privacy_officer", "administrator")
OF_THE_DEAL = dict.fromkeys((*HERE, "employer", "partner"), 200)
ONLY_THE_OFFICER = dict.fromkeys(OF_THE_DEAL, 403) | {"officer": 200}
POSTED = dict.fromkeys(OF_THE_DEAL, 403) | {"officer": 302}


def of_deal(request: Any) -> dict[str, Any]:
    return {"public_id": request.getfixturevalue("deal").public_id}


def of_change(state: str) -> Any:
    """Return what makes a change of the deal that is being written, or waits for signatures."""

    def kwargs(request: Any) -> dict[str, Any]:
        deal, officer = request.getfixturevalue("deal"), request.getfixturevalue("officer")
        made = getattr(amending, state)(deal, officer)
        return {"public_id": deal.public_id, "amendment_id": made.public_id}

    return kwargs


def of_concern(request: Any) -> dict[str, Any]:
    deal, partner = request.getfixturevalue("deal"), request.getfixturevalue("partner")
    duinwerk = request.getfixturevalue("duinwerk").organisation
    concern = Concern.raise_about(
        deal, kind="other", text="Too heavy.", raised_for=duinwerk, by=partner, at=amending.AT
    )
    return {"public_id": deal.public_id, "concern_id": concern.public_id}


def ended(request: Any) -> Any:
    """A deal that is over, of the employer and partner of the tests."""
    names = ("officer", "programme", "helmgras", "duinwerk")
    officer, programme, helmgras, duinwerk = (request.getfixturevalue(name) for name in names)
    return factories.deal(
        officer,
        programme,
        helmgras.organisation,
        supporter=duinwerk.organisation,
        state=State.ENDED,
    )


def of_ended(request: Any) -> dict[str, Any]:
    return {"public_id": ended(request).public_id}


def of_evaluation(request: Any) -> dict[str, Any]:
    deal = ended(request)
    party = deal.parties.get(role="employer")
    Evaluation.objects.create(deal=deal, party=party, asked_on=amending.LATER, closing_on=amending.LATER)
    return {"public_id": deal.public_id}


def of_link(request: Any) -> dict[str, Any]:
    deal = ended(request)
    evaluation = Evaluation.objects.create(
        deal=deal, party=deal.parties.get(role="employer"), asked_on=amending.LATER, closing_on=amending.LATER
    )
    token = EvaluationLink.objects.issue(
        evaluation, email="post@helmgras.example", user=None, at=timezone.now()
    )
    return {"token": token}


NOT_MINE = dict.fromkeys((*HERE, "partner", "neighbour", "outsider"), 403)

ROUTES = [
    Route("deals:amend", ONLY_THE_OFFICER, of_deal),
    Route("deals:renew", ONLY_THE_OFFICER, of_deal),
    Route("deals:amendment", dict.fromkeys(HERE, 200), of_change("proposed")),
    Route("deals:amendment_edit", dict.fromkeys(HERE, 403) | {"officer": 200}, of_change("proposed")),
    Route(
        "deals:amendment_offer",
        dict.fromkeys(HERE, 403) | {"officer": 302},
        of_change("proposed"),
        method="post",
    ),
    Route("deals:amendment_withdraw", ONLY_THE_OFFICER, of_change("offered")),
    Route("deals:amendment_take_back", ONLY_THE_OFFICER, of_change("offered")),
    Route("deals:end", ONLY_THE_OFFICER, of_deal),
    Route("deals:concern_new", ONLY_THE_OFFICER | {"employer": 200, "partner": 200}, of_deal),
    Route("deals:concern", {"officer": 200, "partner": 200}, of_concern),
    Route("deals:evaluation", {"employer": 200}, of_evaluation),
    Route("deals:evaluation_ask", POSTED, of_ended, method="post"),
    Route("deals:evaluate", NOT_MINE | {"anonymous": 200, "employer": 200}, of_link, is_open=True),
    Route(
        "deals:evaluate_code",
        dict.fromkeys(NOT_MINE, 302) | {"anonymous": 422, "employer": 302},
        of_link,
        method="post",
        is_open=True,
    ),
]
