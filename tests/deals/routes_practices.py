"""Who gets which page of good practices: everyone who works for a municipality reads, its officers write."""

from typing import Any

from accounts.models import Municipality
from tests import factories
from tests.routes import Route

HERE = ("officer", "alderman", "privacy_officer", "administrator")
READERS = dict.fromkeys((*HERE, "neighbour"), 200)
OTHERS = dict.fromkeys(("employer", "partner", "outsider"), 403)
WRITERS = dict.fromkeys((*HERE, "neighbour"), 403)


def of_practice(request: Any) -> dict[str, Any]:
    municipality: Municipality = request.getfixturevalue("municipality")
    return {"public_id": factories.practice(municipality).public_id}


ROUTES = [
    Route("deals:practices", READERS | OTHERS),
    Route("deals:practice_new", WRITERS | OTHERS | {"officer": 200, "neighbour": 200}),
    Route("deals:practice", READERS, of_practice),
    Route("deals:practice_edit", WRITERS | {"officer": 200}, of_practice),
    Route("deals:practice_publish", WRITERS | {"officer": 302}, of_practice, method="post"),
    Route("deals:practice_retire", WRITERS | {"officer": 302}, of_practice, method="post"),
    Route("deals:practice_take_back", WRITERS | {"officer": 302}, of_practice, method="post"),
    Route("deals:practice_adopt", WRITERS | {"officer": 200, "neighbour": 200}, of_practice),
]
