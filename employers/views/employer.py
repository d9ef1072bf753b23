"""One employer: its facts, whom to call, its deals, what happened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.history import history_of
from accounts.http import Request
from accounts.models import Municipality, User
from accounts.policies import REGISTRARS, inviting_denial
from accounts.roles import Role
from employers.forms import AppointForm
from employers.models import Employer
from ui.formats import day


@require_GET
def employer_detail(request: Request, organisation: str) -> HttpResponse:
    """Show what is known of one employer."""
    rows = Employer.objects.visible_to(request.user).select_related("organisation", "sector")
    employer = get_object_or_404(rows, organisation__public_id=organisation)
    user, registrar = request.user, bool(request.user.roles & REGISTRARS)
    near = registrar or user.has_role(Role.EMPLOYER, employer.organisation_id)
    context = {
        "employer": employer,
        "registrar": registrar,
        "near": near,
        "managers": _account_managers(employer),
        "former": _former(employer) if registrar else [],
        "homes": Municipality.objects.with_region_on(timezone.localdate()).filter(
            pk__in=user.municipalities_as(*REGISTRARS)
        ),
        "deals": _deals(employer, user),
        "people": employer.organisation.people_now(timezone.now()) if near else [],
        "invites": registrar and inviting_denial(user, employer.organisation) is None,
        "history": history_of(employer.organisation) if registrar else [],
    }
    return render(request, "employers/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def account_manager_change(request: Request, organisation: str, municipality: str) -> HttpResponse:
    """Choose who looks after an employer at one municipality."""
    employer = get_object_or_404(
        Employer.objects.visible_to(request.user), organisation__public_id=organisation
    )
    home = get_object_or_404(Municipality.objects.visible_to(request.user), slug=municipality)
    if home.pk not in request.user.municipalities_as(*REGISTRARS):
        raise PermissionDenied(_("Only an account manager of this municipality decides this."))
    form = AppointForm(request.POST or None, municipality=home)
    if form.is_valid():
        officer = form.cleaned_data["officer"]
        employer.appoint(officer, municipality=home, by=request.user, on=timezone.localdate())
        messages.success(request, _("%(name)s looks after this employer now.") % {"name": officer})
        return redirect(employer)
    context = {"form": form, "employer": employer, "municipality": home}
    return render(request, "employers/account_manager.html", context, status=422 if form.errors else 200)


def _account_managers(employer: Employer) -> list[dict[str, Any]]:
    rows = employer.account_managers.filter(until=None).select_related(
        "officer", "municipality__organisation"
    )
    return [
        {"municipality": str(row.municipality), "officer": row.officer, "since": day(row.since)}
        for row in rows.order_by("municipality__organisation__sort_key")
    ]


def _former(employer: Employer) -> list[dict[str, str]]:
    rows = employer.account_managers.exclude(until=None).select_related(
        "officer", "municipality__organisation"
    )
    return [
        {
            "municipality": str(row.municipality),
            "officer": str(row.officer),
            "since": day(row.since),
            "until": day(row.until),
        }
        for row in rows.order_by("-until", "-pk")
    ]


def _deals(employer: Employer, user: User) -> list[dict[str, Any]]:
    parties = employer.organisation.parties.visible_to(user).select_related(
        "deal__municipality__organisation"
    )
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
