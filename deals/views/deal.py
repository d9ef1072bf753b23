"""One deal: its page, its moves, and the facts beside its text."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import Request
from accounts.models import Membership, User
from accounts.roles import Role
from deals import policies
from deals.forms.facts import FactsForms
from deals.forms.steps import ReasonForm
from deals.kinds import PartyRole
from deals.lifecycle import MOVES
from deals.models import ChangedMeanwhile, Deal
from deals.shown import amending as amending_page
from deals.shown.deal import page_of
from deals.views.documents import documents_of

post_or_get = require_http_methods(["GET", "HEAD", "POST"])


def deal_or_404(request: Request, public_id: str) -> Deal:
    """Return the deal, if the reader may know of it."""
    deals = Deal.objects.visible_to(request.user).select_related(
        "programme", "variant", "municipality__organisation", "sector", "account_manager", "parent"
    )
    return get_object_or_404(deals, public_id=public_id)


@require_safe
def deal_detail(request: Request, public_id: str) -> HttpResponse:
    """Show all of one deal; who is asked to join it, the change that they must sign."""
    try:
        deal = deal_or_404(request, public_id)
    except Http404:
        if asked := amending_page.asked_to_join(public_id, request.user):
            return redirect(asked)
        raise
    context = page_of(deal, request.user, today=timezone.localdate()) | documents_of(deal, request)
    return render(request, "deals/detail.html", context)


@post_or_get
def deal_move(request: Request, public_id: str, move: str) -> HttpResponse:
    """Make a move, or ask first whether somebody is sure and why."""
    deal = deal_or_404(request, public_id)
    if why := policies.denial(request.user, move, deal):
        raise PermissionDenied(why)
    rule = MOVES[move]
    form = ReasonForm(request.POST if request.method == "POST" else None) if rule.needs_reason else None
    if request.method == "POST" and (form is None or form.is_valid()):
        deal.make(move, by=request.user, reason=form.cleaned_data["reason"] if form else "")
        messages.success(
            request, _("Done. The deal is now: %(state)s.") % {"state": deal.get_state_display()}
        )
        return redirect("deals:signing", deal.public_id) if move == "offer" else redirect(deal)
    context = {"deal": deal, "move": rule, "form": form}
    return render(request, "deals/move.html", context, status=422 if form and form.is_bound else 200)


@post_or_get
def deal_edit(request: Request, public_id: str) -> HttpResponse:
    """Change facts beside the text; what another changed meanwhile is shown, and nothing typed is lost."""
    deal = deal_or_404(request, public_id)
    if why := policies.editing_denial(request.user, deal):
        raise PermissionDenied(why)
    form = _facts_forms(request, deal)
    theirs: list[tuple[str, str]] | None = None
    if form.is_valid():
        try:
            form.save(by=request.user)
            messages.success(request, _("The changes are kept."))
            return redirect(deal)
        except ChangedMeanwhile:
            theirs = form.after_a_change()
    status = 409 if theirs is not None else 422 if form.is_bound else 200
    context = {"deal": deal, "forms": form, "entries": form.entries, "theirs": theirs}
    return render(request, "deals/edit.html", context, status=status)


def _facts_forms(request: Request, deal: Deal) -> FactsForms:
    """Return the forms of facts, with who can look after the deal; the municipality is called by its account manager."""
    members = Membership.objects.in_force(timezone.now()).filter(
        organisation=deal.municipality.organisation_id, role=Role.OFFICER
    )
    officers = (
        User.objects.filter(memberships__in=members, is_active=True).distinct().order_by("full_name", "pk")
    )
    staying = deal.parties.staying(timezone.localdate()).in_order()
    parties = staying.exclude(role=PartyRole.MUNICIPALITY, organisation=deal.municipality.organisation_id)
    data = request.POST.dict() if request.method == "POST" else None
    return FactsForms(data, deal=deal, parties=parties, officers=officers)
