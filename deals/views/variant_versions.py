"""The versions of a variant: each as it was published, compared, and filled in for a deal."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.http import Request
from deals.forms.variant_versions import CompareForm, PreviewForm
from deals.models import Deal, Variant, VariantVersion
from deals.texts import variables
from deals.texts.clauses import differences
from deals.texts.versions import besides_the_text, preview_summary, summary_of

MOST_DEALS = 200


@require_safe
def variant_version(request: Request, public_id: str, number: int) -> HttpResponse:
    """Show what one version says."""
    version = version_or_404(request, public_id, number)
    return render(request, "deals/variants/version.html", {"variant": version.variant, "version": version})


@require_safe
def variant_compare(request: Request, public_id: str) -> HttpResponse:
    """Show the difference between two versions, clause by clause; unasked, between the last two."""
    variant = variant_or_404(request, public_id)
    versions = list(variant.versions.order_by("number"))
    last = {"old": versions[-2:][0].number, "new": versions[-1].number} if versions else {}
    form = CompareForm(request.GET if "old" in request.GET else last, versions=versions)
    if not form.is_valid():
        raise Http404
    old, new = form.chosen("old"), form.chosen("new")
    clauses = differences(old.clauses, new.clauses)
    context = {
        "variant": variant,
        "form": form,
        "compared": True,
        "clauses": clauses,
        "facts": besides_the_text(old, new),
        "summary": summary_of(old, new, clauses),
    }
    return render(request, "deals/variants/difference.html", context)


@require_safe
def variant_preview(request: Request, public_id: str, number: int) -> HttpResponse:
    """Show the text of a version as a deal would have it: a made-up one, or one of the reader's own."""
    version = version_or_404(request, public_id, number)
    deals = Deal.objects.visible_to(request.user).filter(municipality=version.variant.programme.municipality)
    newest = list(deals.order_by("-updated_at", "-pk")[:MOST_DEALS])
    form = PreviewForm(request.GET if "deal" in request.GET else None, deals=newest)
    if form.is_bound and not form.is_valid():
        raise Http404
    deal = form.deal_chosen if form.is_bound else None
    facts = deal.text_agreed_last().facts() if deal else variables.sample_facts()
    context: dict[str, Any] = {
        "variant": version.variant,
        "version": version,
        "form": form,
        "deal": deal,
        "facts": facts,
        "summary": preview_summary(facts),
        "clauses": variables.previewed(version.clauses, facts),
        "obstacles": variables.obstacles(version.clauses, facts),
    }
    return render(request, "deals/variants/preview.html", context)


def variant_or_404(request: Request, public_id: str) -> Variant:
    """Return the variant when the reader may know it."""
    visible = Variant.objects.visible_to(request.user).select_related("programme__municipality__organisation")
    return get_object_or_404(visible, public_id=public_id)


def version_or_404(request: Request, public_id: str, number: int) -> VariantVersion:
    """Return one version of a variant that the reader may know."""
    variant = variant_or_404(request, public_id)
    version = get_object_or_404(variant.versions, number=number)
    version.variant = variant
    return version
