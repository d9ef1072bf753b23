"""Checking a document, for anyone: is it ours, and unchanged? Tells nothing about people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from deals.documents import content
from deals.documents.keys import seals_for_show
from deals.documents.verify import Finding, Verdict, judge, tidy_code
from deals.forms.verify import CodeForm, UploadForm
from deals.models import Document

MOST_A_MINUTE = 60  # uploads from one address
PAGE = "deals/verify.html"


@login_not_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file; say what an uploaded file is."""
    if request.method == "POST":
        return _judge_upload(request)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("deals:verify_code", form.cleaned_data["code"])
    return render(request, PAGE, _forms(request, code=form))


@login_not_required
@require_GET
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Tell what we sealed under this code."""
    if (tidy := tidy_code(code)) != code:
        return redirect("deals:verify_code", tidy) if len(tidy) == 14 else redirect("deals:verify")
    document = Document.objects.sealed().filter(verify_code=code).first()
    context = _forms(request) | {"asked_for": code, "document": document and facts_of(document)}
    return render(request, PAGE, context, status=200 if document else 404)


def _judge_upload(request: HttpRequest) -> HttpResponse:
    """Answer about an uploaded file."""
    if _too_many(request):
        return render(request, PAGE, _forms(request) | {"is_busy": True}, status=429)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PAGE, _forms(request, upload=form), status=422)
    verdict = judge(form.cleaned_data["file"].read())
    return render(request, PAGE, _forms(request) | _in_words(verdict))


def _too_many(request: HttpRequest) -> bool:
    """Count uploads from this address in this minute."""
    minute = int(timezone.now().timestamp() // 60)
    key = f"verify-{request.META.get('REMOTE_ADDR', '')}-{minute}"
    cache.add(key, 0, timeout=120)
    return cache.incr(key) > MOST_A_MINUTE


def _forms(
    request: HttpRequest, code: CodeForm | None = None, upload: UploadForm | None = None
) -> dict[str, Any]:
    """Return both forms: the one that was used with what was typed, the other empty."""
    return {"code_form": code or CodeForm(), "upload_form": upload or UploadForm()}


def _in_words(verdict: Verdict) -> dict[str, Any]:
    """Return what the page says about a file."""
    return {
        "finding": verdict.finding,
        "tone": "positive" if verdict.finding == Finding.OURS else "negative",
        "document": verdict.document and facts_of(verdict.document),
    }


def facts_of(document: Document) -> dict[str, Any]:
    """Return what everybody may know about a sealed deal: no names of people, employers or partners."""
    version, text = content.frozen_text(document)
    later = Document.objects.sealed().filter(deal=document.deal, version__number__gt=version.number)
    return {
        "municipality": document.deal.municipality.organisation.name,
        "kind": document.deal.get_kind_display(),
        "signed_on": document.deal.signed_on,
        "parties": len(text["parties"]),
        "version": version.number,
        "hash_groups": content.groups(version.content_hash),
        "made_at": document.made_at,
        "pages": document.pages,
        "file_hash_groups": content.groups(document.sha256),
        "code": document.verify_code,
        "is_for_show": seals_for_show(),
        "is_fictional": document.deal.is_fictional,
        "is_superseded": later.exists(),
    }
