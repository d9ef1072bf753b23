"""What tests of documents share: a sealed deal, made with the demonstration key at a standstill of the clock."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import connection

from deals.documents import maker
from deals.documents.storage import store
from deals.models import Deal, Document

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=10)
MADE = ("state", "sha256", "size", "pages", "made_at", "due_at", "verify_code", "file")
once: dict[str, Any] = {}


def now() -> datetime:
    """The clock of these tests stands still."""
    return NOW


def due(deal: Deal) -> Document:
    """The document that a signed deal owes, due at the hour of these tests."""
    deal.documents.filter(kind="deal").update(due_at=NOW)
    return deal.documents.get(kind="deal")


def made(deal: Deal) -> Document:
    """The sealed document of a signed deal, through all steps."""
    return finished(due(deal))


def finished(owed: Document) -> Document:
    """A document through all steps."""
    Document.objects.filter(pk=owed.pk).update(due_at=NOW)
    assert maker.make_next(Document.objects.filter(pk=owed.pk), now)
    owed.refresh_from_db()
    assert owed.state == "final", owed.reason
    return owed


def installed(deal: Deal) -> Document:
    """The sealed document of the usual deal: made the first time, put in place as it was then after that."""
    if not once:
        first = made(deal)
        once.update(content=first.read(), hash=first.version.content_hash)
        once["row"] = {name: getattr(first, name) for name in MADE}
        return first
    owed = due(deal)
    store(once["content"], ".pdf")
    Document.objects.filter(pk=owed.pk).update(**once["row"])
    owed.refresh_from_db()
    return owed


def stand_in(deal: Deal) -> Document:
    """A final document with something else than pages in it, where only the row matters."""
    owed, content = due(deal), b"%PDF-1.7 stand-in"
    facts = {"sha256": sha256(content).hexdigest(), "size": len(content), "pages": 3, "made_at": NOW}
    Document.objects.filter(pk=owed.pk).update(
        state="final", file=store(content, ".pdf"), due_at=None, **facts
    )
    owed.refresh_from_db()
    return owed


def apart(act: Callable[[], Any]) -> Any:
    """Do something in a thread of its own: the browser keeps an event loop on this one, and sealing needs its own."""

    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(run).result()
