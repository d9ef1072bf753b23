"""Concerns about a deal: raising one, reading it, deciding about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import Request
from accounts.models import Organisation
from accounts.roles import Role
from deals.forms.ending import ConcernForm, DecisionForm
from deals.models import Concern, ConcernOutcome, Deal
from deals.policies import ending as ending_policies
from deals.views.deal import deal_or_404, post_or_get


@post_or_get
def concern_new(request: Request, public_id: str) -> HttpResponse:
    """Raise a concern for one's own organisation."""
    deal = deal_or_404(request, public_id)
    if why := ending_policies.raising_denial(request.user, deal, on=timezone.localdate()):
        raise PermissionDenied(why)
    form = ConcernForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        concern = Concern.raise_about(
            deal,
            **form.cleaned_data,
            raised_for=own_organisation(request, deal),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(
            request, _("Your concern is kept. The account manager is told and decides about it.")
        )
        return redirect(concern)
    context = {"deal": deal, "form": form}
    return render(request, "deals/concerns/new.html", context, status=422 if form.is_bound else 200)


def own_organisation(request: Request, deal: Deal) -> Organisation:
    """Return for which organisation of the deal the reader speaks: the municipality if they work there."""
    if deal.municipality_id in request.user.municipalities_as(Role.OFFICER):
        return deal.municipality.organisation
    own = deal.parties.own_of(request.user).staying(timezone.localdate())
    return own.in_order()[0].organisation


@post_or_get
def concern_detail(request: Request, public_id: str, concern_id: str) -> HttpResponse:
    """Show a concern and what became of it; the account manager decides here."""
    concerns = Concern.objects.visible_to(request.user).select_related(
        "deal__municipality__organisation", "raised_by", "raised_for", "decided_by", "suspension"
    )
    concern = get_object_or_404(concerns, deal__public_id=public_id, public_id=concern_id)
    may = [
        each
        for each in ConcernOutcome.values
        if ending_policies.deciding_denial(request.user, concern, each) is None
    ]
    if request.method == "POST" and not may:
        raise PermissionDenied(ending_policies.deciding_denial(request.user, concern, "unfounded"))
    form = DecisionForm(request.POST if request.method == "POST" else None, concern=concern, may=may)
    if form.is_bound and form.is_valid():
        concern.decide(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Your decision is kept."))
        return redirect(concern)
    context = {"concern": concern, "deal": concern.deal, "form": form if may else None}
    return render(request, "deals/concerns/detail.html", context, status=422 if form.is_bound else 200)
