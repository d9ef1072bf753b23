"""Who gets the pages of progress rounds."""

from typing import Any

from tests.placements.rounds import deal_to_ask
from tests.placements.test_progress import answer
from tests.routes import PEOPLE, Route


def deal(request: Any) -> dict[str, str]:
    """A deal whose talk is near."""
    officer, programme, helmgras = (
        request.getfixturevalue(name) for name in ("officer", "programme", "helmgras")
    )
    request.getfixturevalue("employer")
    return {"public_id": deal_to_ask(officer, programme, helmgras.organisation).public_id}


def coming(request: Any) -> dict[str, str]:
    """Its coming reminder."""
    officer, programme, helmgras = (
        request.getfixturevalue(name) for name in ("officer", "programme", "helmgras")
    )
    made = deal_to_ask(officer, programme, helmgras.organisation)
    return {"public_id": made.public_id, "on": made.next_reminder_on.isoformat()}


def answered(request: Any) -> dict[str, str]:
    """An answer on it."""
    officer, programme, helmgras, employer = (
        request.getfixturevalue(name) for name in ("officer", "programme", "helmgras", "employer")
    )
    return {"public_id": answer(deal_to_ask(officer, programme, helmgras.organisation), employer).public_id}


def unknown(request: Any) -> dict[str, str]:
    """A link that nobody sent."""
    return {"token": "never-sent"}


OFFICERS = {"officer": 200, "neighbour": 200}
ROUTES = [
    Route("placements:coming_letters", OFFICERS),
    Route("placements:skip_letter", {"officer": 302}, coming, method="post"),
    Route("placements:remind", {"officer": 200}, deal),
    Route("placements:answers", OFFICERS),
    Route("placements:answer", {"officer": 200}, answered),
    Route("placements:answer_accept", {"officer": 302}, answered, method="post"),
    Route("placements:answer_ask", {"officer": 422}, answered, method="post"),
    Route("placements:progress_of_deal", {"employer": 200}, deal),
    Route("placements:progress", dict.fromkeys(PEOPLE, 404), unknown, is_open=True),
    Route("placements:progress_code", dict.fromkeys(PEOPLE, 404), unknown, method="post", is_open=True),
]
