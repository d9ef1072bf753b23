"""Variants: an administrator makes a fifth on a page, without a release."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from deals import policies
from deals.forms.clauses import known_variables
from deals.forms.variants import ROWS, VariantForm, VariantPage
from deals.models import Programme, Variant, VariantVersion
from deals.shown.facets import deals_by_version
from trail.models import Entry
from ui.forms import changed_rows


@require_GET
def variant_detail(request: Request, public_id: str) -> HttpResponse:
    """Show what a variant says now, what is being written, and its versions."""
    variant = _visible(request, public_id)
    versions, used = variant.versions.order_by("-number"), deals_by_version(variant, request.user)
    context = {
        "variant": variant,
        "current": variant.current(),
        "draft": variant.draft(),
        "versions": [(each, used[each.number]) for each in versions],
        "may_change": policies.programme_denial(request.user, variant.programme.municipality_id) is None,
        "history": Entry.objects.of(variant),
    }
    return render(request, "deals/variants/detail.html", context)


@require_http_methods(["GET", "POST"])
def variant_new(request: Request, public_id: str) -> HttpResponse:
    """Begin a variant of a programme."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), public_id=public_id)
    return _write(request, programme, None)


@require_http_methods(["GET", "POST"])
def variant_edit(request: Request, public_id: str) -> HttpResponse:
    """Write the next version of a variant."""
    variant = _visible(request, public_id)
    return _write(request, variant.programme, variant)


@require_POST
def variant_publish(request: Request, public_id: str) -> HttpResponse:
    """Let new deals use the version being written."""
    variant = _visible(request, public_id)
    variant.publish(by=request.user, at=timezone.now())
    messages.success(request, _("Published. New deals use this version; deals made before keep theirs."))
    return redirect("deals:variant", variant.public_id)


@require_POST
def variant_retire(request: Request, public_id: str) -> HttpResponse:
    """Take a variant off the list for new deals, or put it back."""
    variant = _visible(request, public_id)
    variant.retire(by=request.user, on=None if variant.retired_on else timezone.localdate())
    said = _("New deals can no longer use it.") if variant.retired_on else _("New deals can use it again.")
    messages.success(request, said)
    return redirect("deals:variant", variant.public_id)


def _visible(request: Request, public_id: str) -> Variant:
    """Return the variant when the reader may know it."""
    visible = Variant.objects.visible_to(request.user).select_related("programme__municipality__organisation")
    return get_object_or_404(visible, public_id=public_id)


def _write(request: Request, programme: Programme, variant: Variant | None) -> HttpResponse:
    """Show or take in the page on which a version is written."""
    if why := policies.programme_denial(request.user, programme.municipality_id):
        raise PermissionDenied(why)
    basis = (variant.draft() or variant.current()) if variant else None
    grown = next(filter(None, (changed_rows(request.POST, prefix) for prefix in ROWS)), None)
    form = VariantForm(
        grown or request.POST or None,
        instance=basis or VariantVersion(),
        programme=programme,
        variant=variant,
    )
    page = VariantPage(form, grown or request.POST or None)
    if request.method == "POST" and grown is None and page.is_valid():
        saved = _save(request, programme, variant, page)
        messages.success(request, _("Saved. Publish it when it is ready."))
        return redirect("deals:variant", saved.public_id)
    context: dict[str, Any] = {
        "page": page,
        "programme": programme,
        "variant": variant,
        "grown": grown is not None,
        "variables": known_variables(),
    }
    return render(request, "deals/variants/edit.html", context)


@transaction.atomic
def _save(request: Request, programme: Programme, variant: Variant | None, page: VariantPage) -> Variant:
    """Keep the variant and its version being written."""
    name, kind = page.form.cleaned_data["name"], page.form.cleaned_data["deal_kind"]
    if variant is None:
        variant = Variant.begin(programme, name=name, code=slugify(name)[:30], deal_kind=kind)
    variant.rename(name, kind)
    variant.write(page.values(), by=request.user)
    return variant
