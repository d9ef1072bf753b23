"""Who gets which page of documents and of checking them."""

from __future__ import annotations

from typing import Any

from tests.deals import documents
from tests.routes import Route

OF_THE_DEAL = dict.fromkeys(
    ("officer", "alderman", "privacy_officer", "administrator", "employer", "partner"), 200
)
EVERYONE = dict.fromkeys((*OF_THE_DEAL, "neighbour", "outsider", "anonymous"), 200)


def of_document(request: Any) -> dict[str, Any]:
    document = documents.stand_in(request.getfixturevalue("deal"))
    return {"public_id": document.deal.public_id, "document_id": document.public_id}


def of_deal(request: Any) -> dict[str, Any]:
    return {"public_id": of_document(request)["public_id"]}


def of_code(request: Any) -> dict[str, Any]:
    return {"code": documents.stand_in(request.getfixturevalue("deal")).verify_code}


ROUTES = [
    Route("deals:verify", EVERYONE, is_open=True),
    Route("deals:verify_code", EVERYONE, of_code, is_open=True),
    Route(
        "deals:unfinished",
        dict.fromkeys((*OF_THE_DEAL, "outsider"), 403) | {"officer": 200, "neighbour": 200},
    ),
    Route("deals:conclude", dict.fromkeys(OF_THE_DEAL, 403) | {"officer": 302}, of_deal, method="post"),
    Route("deals:document", OF_THE_DEAL, of_deal),
    Route(
        "deals:documents", dict.fromkeys(OF_THE_DEAL, 302), of_deal
    ),  # a fragment; the page itself without htmx
    Route("deals:document_file", OF_THE_DEAL, of_document),
    Route(
        "deals:document_retry",
        dict.fromkeys(OF_THE_DEAL, 403) | {"officer": 302},
        of_document,
        method="post",
    ),
    Route(
        "deals:document_translate",
        dict.fromkeys(OF_THE_DEAL, 403) | {"officer": 302},
        lambda request: of_document(request) | {"language": "en"},
        method="post",
    ),
]
