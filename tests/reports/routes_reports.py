"""Addresses of progress reports, and who gets what there."""

from __future__ import annotations

from datetime import date
from typing import Any

from reports.models import Snapshot
from tests.reports import factories as made
from tests.routes import Route

READS = {"alderman": 200, "officer": 200, "administrator": 200}


def report(request: Any) -> dict[str, Any]:
    """A report of the municipality, without its PDF yet."""
    programme, author = request.getfixturevalue("programme"), request.getfixturevalue("alderman")
    day = date(2025, 12, 31)
    laid_down = Snapshot.objects.freeze(programme, day, author=author, at=made.noon(date(2026, 1, 4)))
    return {"public_id": laid_down.public_id}


ROUTES = [
    Route("reports:list", READS | {"neighbour": 200}),
    Route("reports:new", READS | {"neighbour": 200, "administrator": 403}),
    Route("reports:detail", READS, report),
    Route("reports:csv", READS, report),
    Route("reports:json", READS, report),
    Route("reports:pdf", {}, report),
    Route("reports:retry", {"alderman": 302, "officer": 302, "administrator": 403}, report, method="post"),
]
