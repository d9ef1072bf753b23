"""Checking a document, for anyone: is it ours, and unchanged? Tells nothing about people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from deals.documents.facts import facts_of_file, facts_of_version
from deals.documents.text import TextFinding
from deals.documents.verify import Finding, Verdict, judge, tidy_code
from deals.forms.verify import CodeForm, UploadForm
from deals.models import DealVersion, Document
from deals.texts.content import groups
from notices.link_pages import too_often

MOST = {"most": 30, "seconds": 60}  # uploads from one address: each may take seconds of work
PAGE = "deals/verify.html"
TONES = {Finding.OURS: "positive", Finding.TEXT: "info"}


@login_not_required
@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a code or a file; say what an uploaded file is."""
    if request.method == "POST":
        return _judge_upload(request)
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("deals:verify_code", form.cleaned_data["code"])
    return render(request, PAGE, _forms(code=form))


@login_not_required
@require_GET
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """Tell what we sealed under this code."""
    if (tidy := tidy_code(code)) != code:
        return redirect("deals:verify_code", tidy) if len(tidy) == 14 else redirect("deals:verify")
    document = Document.objects.sealed().filter(verify_code=code).first()
    context = _forms() | {"asked_for": code} | _facts(document.version if document else None, document)
    return render(request, PAGE, context, status=200 if document else 404)


def _judge_upload(request: HttpRequest) -> HttpResponse:
    """Answer about an uploaded file."""
    if too_often(request, "verify", **MOST):
        return render(request, PAGE, _forms() | {"is_busy": True}, status=429)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, PAGE, _forms(upload=form), status=422)
    verdict = judge(form.cleaned_data["file"].read())
    return render(request, PAGE, _forms() | _in_words(verdict))


def _forms(code: CodeForm | None = None, upload: UploadForm | None = None) -> dict[str, Any]:
    """Return both forms: the one that was used with what was typed, the other empty."""
    return {"code_form": code or CodeForm(), "upload_form": upload or UploadForm()}


def _in_words(verdict: Verdict) -> dict[str, Any]:
    """Return what the page says about a file."""
    return {
        "finding": verdict.finding,
        "tone": TONES.get(verdict.finding, "negative"),
        "text": verdict.text,
        "text_tone": "positive"
        if verdict.text and verdict.text.finding == TextFinding.AGREED
        else "negative",
        "text_hash_groups": groups(verdict.text.hash) if verdict.text else [],
        **_facts(verdict.version, verdict.document),
    }


def _facts(version: DealVersion | None, document: Document | None) -> dict[str, Any]:
    """Return what everybody may know about what was found."""
    return {
        "facts": version and facts_of_version(version, timezone.localdate()),
        "file": document and facts_of_file(document),
    }
