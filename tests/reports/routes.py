"""Who gets the pages of this room, and the first page."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.reports import routes_reports
from tests.routes import Route

HOME = {
    **dict.fromkeys(("officer", "partner", "alderman", "privacy_officer", "administrator", "neighbour"), 200),
    **dict.fromkeys(("employer", "outsider"), 302),
    "anonymous": 200,
}


def deal_with_a_talk(request: Any) -> dict[str, Any]:
    deal, officer = request.getfixturevalue("deal"), request.getfixturevalue("officer")
    deal.change(by=officer, revision=deal.revision, next_progress_on=date(2026, 3, 1))
    return {"public_id": deal.public_id}


ROUTES = [
    Route("home", HOME, is_open=True),
    Route("reports:dashboard", {"employer": 200, "outsider": 200}),
    Route("reports:calendar", {"employer": 200}, deal_with_a_talk),
    *routes_reports.ROUTES,
]
