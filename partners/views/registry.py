"""The registry of partners: finding, looking, adding, changing, what each has to offer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import MergeForm
from accounts.history import history_of
from accounts.http import Request
from accounts.models import Organisation, User
from accounts.policies import REGISTRARS, inviting_denial, registering_denial
from accounts.roles import Role
from partners.forms import OfferFormSet, PartnerFilters, PartnerForm
from partners.models import Partner
from partners.policies import offering_denial
from ui import htmx
from ui.formats import day
from ui.forms import changed_rows


@require_GET
def partner_list(request: Request) -> HttpResponse:
    """Show the partners, fifty at a time."""
    filters = PartnerFilters(request.GET)
    rows = filters.narrow(Partner.objects.visible_to(request.user), user=request.user)
    rows = rows.select_related("organisation").with_deals(request.user).prefetch_related("offers")
    page = rows.page(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "filters": filters,
        "page": page,
        "newer": filters.address(before=page.before) if page.before else "",
        "older": filters.address(after=page.after) if page.after else "",
        "registers": registering_denial(request.user) is None,
    }
    return htmx.render(request, "partners/list.html", context, partial="results")


@require_GET
def partner_detail(request: Request, organisation: str) -> HttpResponse:
    """Show what is known of one partner and what it has to offer."""
    partner, user = _partner(request, organisation), request.user
    registrar = bool(user.roles & REGISTRARS)
    near = registrar or user.has_role(Role.PARTNER, partner.organisation_id)
    context = {
        "partner": partner,
        "registrar": registrar,
        "near": near,
        "offers": partner.offers.order_by("kind"),
        "offering": offering_denial(user, partner) is None,
        "deals": _deals(partner, user),
        "people": partner.organisation.people_now(timezone.now()) if near else [],
        "invites": registrar and inviting_denial(user, partner.organisation) is None,
        "history": history_of(partner.organisation) if registrar else [],
    }
    return render(request, "partners/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_new(request: Request) -> HttpResponse:
    """Add a partner; first ask whether it is one that is known under nearly the same name."""
    _refuse_others(request)
    form = PartnerForm(request.POST or None)
    ready = form.is_valid()
    alike = form.alike() if form.is_bound and (form.known or "new" not in request.POST) else []
    if ready and not alike:
        try:
            facts = form.organisation_values()
            partner = Partner.objects.register(by=request.user, organisation=facts, **form.partner_values())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is in the registry.") % {"name": partner})
            return redirect(partner)
    context = {"form": form, "alike": alike, "known": form.known}
    return render(request, "partners/new.html", context, status=422 if form.errors else 200)


@require_POST
def partner_adopt(request: Request, organisation: str) -> HttpResponse:
    """Let an organisation that is known as employer be a partner too."""
    _refuse_others(request)
    found = get_object_or_404(
        Organisation.objects.current().select_related("partner"), public_id=organisation
    )
    if not hasattr(found, "partner"):
        Partner.objects.register(by=request.user, organisation=found)
        messages.success(request, _("%(name)s is a partner too now. Check the facts.") % {"name": found})
    return redirect("partners:edit", found.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_edit(request: Request, organisation: str) -> HttpResponse:
    """Change the facts of a partner."""
    partner = _partner(request, organisation)
    _refuse_others(request)
    form = PartnerForm.of(partner, request.POST or None)
    if form.is_valid():
        try:
            partner.change(by=request.user, organisation=form.organisation_values(), **form.partner_values())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(partner)
    context = {"form": form, "partner": partner, "known": form.known}
    return render(request, "partners/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_merge(request: Request, organisation: str) -> HttpResponse:
    """Let another organisation take the place of this duplicate."""
    partner = _partner(request, organisation)
    _refuse_others(request)
    words = request.GET.get("q", "")
    form = MergeForm(request.POST or None, duplicate=partner.organisation, words=words)
    if form.is_valid():
        kept = form.cleaned_data["kept"]
        try:
            partner.organisation.merge_into(kept, by=request.user)
        except PermissionDenied as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The two are one organisation now: %(name)s.") % {"name": kept})
            return redirect("partners:detail", kept.public_id)
    context = {"form": form, "partner": partner, "words": words}
    return render(request, "partners/merge.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def partner_offers(request: Request, organisation: str) -> HttpResponse:
    """Change what a partner has to offer: rows grow without JavaScript."""
    partner = _partner(request, organisation)
    if why := offering_denial(request.user, partner):
        raise PermissionDenied(why)
    if rows := changed_rows(request.POST, "offers"):
        return _offers_page(request, partner, OfferFormSet(rows, prefix="offers"))
    menu = list(partner.offers.order_by("kind").values("kind", "capacity", "contact"))
    formset = OfferFormSet(request.POST or None, prefix="offers", initial=menu)
    if formset.is_bound and formset.is_valid():
        kept = [row for row in formset.cleaned_data if row and not row.get("DELETE")]
        try:
            partner.offer(kept, by=request.user)
        except ValidationError as error:
            formset.non_form_errors().extend(error.error_list)
        else:
            messages.success(request, _("Saved."))
            return redirect(partner)
    return _offers_page(request, partner, formset)


def _offers_page(request: Request, partner: Partner, formset: Any) -> HttpResponse:
    refused = formset.is_bound and "offers-add" not in request.POST and "offers-remove" not in request.POST
    context = {"partner": partner, "formset": formset, "refused": refused}
    return render(request, "partners/offers.html", context, status=422 if refused else 200)


def _deals(partner: Partner, user: User) -> list[dict[str, Any]]:
    parties = partner.organisation.parties.visible_to(user).select_related("deal__municipality__organisation")
    return [
        {
            "deal": party.deal,
            "state": party.deal.get_state_display(),
            "role": party.get_role_display(),
            "signed_on": day(party.deal.signed_on),
            "municipality": str(party.deal.municipality),
        }
        for party in parties.order_by("-deal__signed_on", "-deal__pk")
    ]


def _partner(request: Request, public_id: str) -> Partner:
    rows = Partner.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(rows, organisation__public_id=public_id)


def _refuse_others(request: Request) -> None:
    if why := registering_denial(request.user):
        raise PermissionDenied(why)
