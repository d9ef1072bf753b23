"""Files of a deal: reading them, watching one being made, and having it made again."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from deals import policies
from deals.documents.wake import wake_makers
from deals.models import Deal, DealVersion, Document, DocumentKind, DocumentState
from deals.models.document import MOST_ATTEMPTS
from deals.shown.parties import reading_day
from ui import formats
from ui.formats import moment, size

log = logging.getLogger(__name__)


@require_GET
def deal_document(request: Request, public_id: str) -> HttpResponse:
    """Give the sealed document of the version that counts today, in the reader's language where there is one.

    Who left gets the one that counted on the last day on which they took part.
    """
    deal = get_object_or_404(Deal.objects.visible_to(request.user), public_id=public_id)
    counts = deal.text_in_force(reading_day(deal, request.user, today=timezone.localdate()))
    found = list(deal.documents.sealed().filter(version=counts).order_by("pk"))
    if not found:
        raise Http404(_("The document is not ready yet."))
    return give(request, next((each for each in found if each.language == get_language()), found[0]))


@require_GET
def document_file(request: Request, public_id: str, document_id: str) -> HttpResponse:
    """Give one file of a deal: a sealed document or a scan."""
    visible = Document.objects.visible_to(request.user).ready().select_related("deal", "version")
    return give(request, get_object_or_404(visible, deal__public_id=public_id, public_id=document_id))


def give(request: HttpRequest, document: Document) -> HttpResponse:
    """Answer with the bytes as they were kept, or that the reader has them already."""
    etag = f'"{document.sha256}"'
    if unchanged := get_conditional_response(request, etag=etag):
        return unchanged
    try:
        content = document.read()
    except FileNotFoundError as error:
        log.exception("file of document %s is lost", document.public_id)
        raise Http404(_("The file of this document is lost. Tell the administrator.")) from error
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    headers["Content-Disposition"] = content_disposition_header(True, document.file_name) or "attachment"
    return HttpResponse(content, content_type=document.media_type, headers=headers)


@require_GET
def document_list(request: Request, public_id: str) -> HttpResponse:
    """Show the documents of a deal again while one is being made."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user), public_id=public_id)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(deal)
    return render(request, "deals/_documents.html", documents_of(deal, request))


@require_POST
def document_retry(request: Request, public_id: str, document_id: str) -> HttpResponse:
    """Have a document made again, now."""
    visible = Document.objects.visible_to(request.user).select_related("deal__municipality")
    document = get_object_or_404(visible, deal__public_id=public_id, public_id=document_id)
    document.retry(by=request.user, at=timezone.now())
    wake_makers()
    messages.success(request, _("The document is being made again."))
    return redirect("deals:unfinished" if "list" in request.POST else document.deal)


@require_POST
def document_translate(request: Request, public_id: str, document_id: str, language: str) -> HttpResponse:
    """Have a sealed deal made in another language too."""
    visible = Document.objects.visible_to(request.user).sealed()
    document = get_object_or_404(visible, deal__public_id=public_id, public_id=document_id)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    document.also_in(language, by=request.user, at=timezone.now())
    wake_makers()
    messages.success(request, _("The document is being made."))
    return redirect(document.deal)


def documents_of(deal: Deal, request: Request) -> dict[str, Any]:
    """Return what `deals/_documents.html` shows."""
    known = Document.objects.visible_to(request.user).filter(deal=deal).select_related("deal", "version")
    rows = known.order_by("kind", "-version__number", "language", "pk")
    may_retry = policies.document_denial(request.user, deal) is None
    day = reading_day(deal, request.user, today=timezone.localdate())
    counts = deal.text_in_force(day) if rows else None
    lines = [line_of(document, may_retry=may_retry, counts=counts) for document in rows]
    newest = [
        each for each in rows if each.kind == DocumentKind.DEAL and each.version_id == rows[0].version_id
    ]
    ready = [document for document in newest if document.state == DocumentState.FINAL]
    only_dutch = {document.language for document in newest} == {"nl"}
    translatable = ready[0] if may_retry and only_dutch and ready else None
    return {"deal": deal, "documents": lines, "translatable": translatable}


def line_of(document: Document, *, may_retry: bool, counts: DealVersion | None = None) -> dict[str, Any]:
    """Return one document in words."""
    failed = document.state == DocumentState.FAILED
    ready = document.state == DocumentState.FINAL
    return {
        "document": document,
        "title": document.deal.title,
        "name": _name(document),
        "url": document.get_absolute_url() if ready else "",
        "meta": ". ".join(filter(None, [_meta(document), _standing(document, counts)])) if ready else "",
        "icon": "photo" if document.media_type.startswith("image/") else "file-text",
        "is_working": not ready and not failed,
        "is_failed": failed,
        "step": document.get_step_display(),
        "reason": document.reason,
        "attempts": document.attempts,
        "most_attempts": MOST_ATTEMPTS,
        "next_at": moment(document.due_at) if document.error and not failed else "",
        "may_retry": may_retry and not ready and bool(document.error),
        "since": moment(document.created_at),
    }


def _standing(document: Document, counts: DealVersion | None) -> str:
    """Return by which version a document was replaced, or from when it will count; nothing when it counts."""
    version = document.version
    if version is None or counts is None or document.kind != DocumentKind.DEAL:
        return ""
    if version.number < counts.number:
        return _("Replaced by version %(number)s") % {"number": counts.number}
    if version.number > counts.number and version.effective_on:
        return _("Counts from %(day)s") % {"day": formats.day(version.effective_on)}
    return ""


def _name(document: Document) -> str:
    """Return what a reader calls the file."""
    if document.kind == DocumentKind.SCAN:
        return document.original_name or _("Scan of the signed paper")
    name = _("Signed deal, version %(number)s") % {
        "number": document.version.number if document.version else 1
    }
    return name if document.language == "nl" else _("%(name)s, in English") % {"name": name}


def _meta(document: Document) -> str:
    """Return kind, size and day of a file that is there."""
    kind = document.media_type.rpartition("/")[2].upper()
    what = _("sealed") if document.kind == DocumentKind.DEAL else _("scan")
    return f"{kind}, {size(document.size or 0)}, {what} {formats.day(document.made_at)}"
