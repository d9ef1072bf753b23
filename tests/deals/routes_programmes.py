"""Who gets which page of programmes and variants."""

from typing import Any

from tests import factories
from tests.routes import Route

READERS = {"officer": 200, "alderman": 200, "privacy_officer": 200, "administrator": 200}
WRITERS = {"administrator": 200, "officer": 403, "alderman": 403, "privacy_officer": 403}
EVERYONE_HERE = dict.fromkeys(["employer", "partner", "neighbour", "outsider"], 200) | READERS


def of_programme(request: Any) -> dict[str, Any]:
    return {"public_id": request.getfixturevalue("programme").public_id}


def of_variant(request: Any) -> dict[str, Any]:
    version = factories.variant_version(request.getfixturevalue("programme"))
    return {"public_id": version.variant.public_id}


def of_version(request: Any) -> dict[str, Any]:
    return of_variant(request) | {"number": 1}


ROUTES = [
    Route("deals:programmes", EVERYONE_HERE),
    Route("deals:programme_new", dict.fromkeys(EVERYONE_HERE, 403) | {"administrator": 200}),
    Route("deals:programme", READERS, of_programme),
    Route("deals:programme_edit", WRITERS, of_programme),
    Route("deals:target", WRITERS, of_programme),
    Route("deals:variant_new", WRITERS, of_programme),
    Route("deals:variant", READERS, of_variant),
    Route("deals:variant_edit", WRITERS, of_variant),
    Route("deals:variant_publish", WRITERS | {"administrator": 403}, of_variant, method="post"),
    Route("deals:variant_retire", WRITERS | {"administrator": 302}, of_variant, method="post"),
    Route("deals:variant_import", WRITERS, of_programme),
    Route("deals:variant_compare", READERS, of_variant),
    Route("deals:variant_version", READERS, of_version),
    Route("deals:variant_preview", READERS, of_version),
    Route("deals:variant_file", READERS, of_version),
]
