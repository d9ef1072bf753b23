"""Variants as files: given out as they were published, brought in after a look at everything in them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import Request
from deals import policies
from deals.forms.variant_files import AgreeForm, VariantFileForm, packed, unpacked
from deals.models import Programme, Variant, VariantVersion
from deals.variant_files.file import MEDIA_TYPE, file_of, name_of
from deals.variant_files.reading import Reading
from deals.views.variant_versions import version_or_404
from deals.views.wizard import get_or_post


@require_safe
def variant_file(request: Request, public_id: str, number: int) -> HttpResponse:
    """Give a published version as a file."""
    version = version_or_404(request, public_id, number)
    if version.published_at is None:
        raise Http404
    response = HttpResponse(file_of(version), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name_of(version)}"'
    return response


@get_or_post
def variant_import(request: Request, public_id: str) -> HttpResponse:
    """Take a file, show what is in it, and only then make a version of it."""
    programme = get_object_or_404(
        Programme.objects.visible_to(request.user).select_related("municipality__organisation"),
        public_id=public_id,
    )
    if why := policies.programme_denial(request.user, programme.municipality_id):
        raise PermissionDenied(why)
    if "content" in request.POST:
        return _agree(request, programme)
    form = VariantFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = VariantFileForm(request.POST, request.FILES)
        if form.is_valid():
            return _show(request, programme, form.raw, form.reading)
    context = {"programme": programme, "form": form}
    return render(request, "deals/variants/import.html", context, status=422 if form.is_bound else 200)


def _agree(request: Request, programme: Programme) -> HttpResponse:
    """Make a version of the file that was looked at, or show again what is in the way."""
    try:
        raw, reading = unpacked(request.POST["content"])
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("deals:variant_import", programme.public_id)
    known = _known(programme, reading)
    form = AgreeForm(request.POST, programme=programme, reading=reading, known=known)
    if reading.problems or not form.is_valid():
        return _show(request, programme, raw, reading, form)
    came_from = f"{reading.origin['municipality']}, {reading.origin['version']}, {reading.sha256}"
    variant = Variant.take_in(programme, known, by=request.user, reason=came_from, **form.facts())
    messages.success(request, _("Imported. Read it, and publish it when it is right."))
    return redirect("deals:variant", variant.public_id)


def _known(programme: Programme, reading: Reading) -> Variant | None:
    """Return the variant of this programme that came from the same one before, or is that very one."""
    return programme.variants.taken_over_from(reading.origin).order_by("position", "pk").first()


def _show(
    request: Request, programme: Programme, raw: bytes, reading: Reading, form: AgreeForm | None = None
) -> HttpResponse:
    """Show what a file holds, what is wrong with it, and what would become of it."""
    known = _known(programme, reading) if not reading.problems else None
    if form is None and not reading.problems:
        initial = {"content": packed(raw), "name": reading.name}
        form = AgreeForm(initial=initial, programme=programme, reading=reading, known=known)
    context: dict[str, Any] = {
        "programme": programme,
        "reading": reading,
        "known": known,
        "seen": known.version_from(reading.sha256) if known else None,
        "version": VariantVersion(**reading.columns()),
        "form": None if reading.problems else form,
    }
    is_wrong = bool(reading.problems or (form and form.is_bound))
    return render(request, "deals/variants/import_check.html", context, status=422 if is_wrong else 200)
