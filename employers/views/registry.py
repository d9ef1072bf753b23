"""The registry of employers: finding, looking, adding, changing, merging."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import MergeForm
from accounts.http import Request
from accounts.models import Organisation
from accounts.policies import registering_denial
from employers.forms import EmployerFilters, EmployerForm
from employers.models import Employer
from ui import htmx


@require_GET
def employer_list(request: Request) -> HttpResponse:
    """Show the employers that the reader may know, fifty at a time."""
    filters = EmployerFilters(request.GET)
    user = request.user
    rows = filters.narrow(Employer.objects.visible_to(user), user=user).select_related(
        "organisation", "sector"
    )
    rows = rows.with_deals(user).with_account_manager_at(user.municipalities_as())
    page = rows.page(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "filters": filters,
        "page": page,
        "newer": filters.address(before=page.before) if page.before else "",
        "older": filters.address(after=page.after) if page.after else "",
        "registers": registering_denial(user) is None,
    }
    return htmx.render(request, "employers/list.html", context, partial="results")


@require_http_methods(["GET", "HEAD", "POST"])
def employer_new(request: Request) -> HttpResponse:
    """Add an employer; first ask whether it is one that is known under nearly the same name."""
    _refuse_others(request)
    form = EmployerForm(request.POST or None)
    ready = form.is_valid()
    alike = form.alike() if form.is_bound and (form.known or "new" not in request.POST) else []
    if ready and not alike:
        try:
            facts = form.organisation_values()
            employer = Employer.objects.register(
                by=request.user, organisation=facts, **form.employer_values()
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is in the registry.") % {"name": employer})
            return redirect(employer)
    context = {"form": form, "alike": alike, "known": form.known}
    return render(request, "employers/new.html", context, status=422 if form.errors else 200)


@require_POST
def employer_adopt(request: Request, organisation: str) -> HttpResponse:
    """Let an organisation that is known as partner be an employer too."""
    _refuse_others(request)
    found = get_object_or_404(
        Organisation.objects.current().select_related("employer"), public_id=organisation
    )
    if not hasattr(found, "employer"):
        Employer.objects.register(by=request.user, organisation=found)
        messages.success(request, _("%(name)s is an employer too now. Check the facts.") % {"name": found})
    return redirect("employers:edit", found.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def employer_edit(request: Request, organisation: str) -> HttpResponse:
    """Change the facts of an employer."""
    employer = _employer(request, organisation)
    _refuse_others(request)
    form = EmployerForm.of(employer, request.POST or None)
    if form.is_valid():
        try:
            facts = form.organisation_values()
            employer.change(by=request.user, organisation=facts, **form.employer_values())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(employer)
    context = {"form": form, "employer": employer, "known": form.known}
    return render(request, "employers/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def employer_merge(request: Request, organisation: str) -> HttpResponse:
    """Let another organisation take the place of this duplicate."""
    employer = _employer(request, organisation)
    _refuse_others(request)
    words = request.GET.get("q", "")
    form = MergeForm(request.POST or None, duplicate=employer.organisation, words=words)
    if form.is_valid():
        kept = form.cleaned_data["kept"]
        try:
            employer.organisation.merge_into(kept, by=request.user)
        except PermissionDenied as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The two are one organisation now: %(name)s.") % {"name": kept})
            return redirect("employers:detail", kept.public_id)
    context = {"form": form, "employer": employer, "words": words}
    return render(request, "employers/merge.html", context, status=422 if form.errors else 200)


def _employer(request: Request, public_id: str) -> Employer:
    rows = Employer.objects.visible_to(request.user).select_related("organisation", "sector")
    return get_object_or_404(rows, organisation__public_id=public_id)


def _refuse_others(request: Request) -> None:
    if why := registering_denial(request.user):
        raise PermissionDenied(why)
