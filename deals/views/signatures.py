"""Signatures on paper under a deal that was offered: recorded as they come in, the last one concludes it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.http import Request
from deals import policies
from deals.documents.scans import store_scan
from deals.documents.wake import wake_makers
from deals.forms.signing import AddedScanForm, PaperForms
from deals.models import Deal
from deals.views.deal import deal_or_404, post_or_get
from events.models import Event
from ui.forms import changed_rows


@post_or_get
def deal_sign(request: Request, public_id: str) -> HttpResponse:
    """Record signatures in ink for parties that have not signed yet, with the scan."""
    deal = deal_or_404(request, public_id)
    if why := policies.signing_denial(request.user, deal):
        raise PermissionDenied(why)
    grown = changed_rows(request.POST, "witnesses")
    paper = _paper(request, deal, grown)
    sent = grown is None and paper.is_bound
    if sent and paper.is_valid() and paper.save(by=request.user, at=timezone.now()):
        wake_makers()
        messages.success(request, _said(deal))
        return redirect(deal)
    context: dict[str, Any] = {"deal": deal, "version": deal.text_at_hand(), "paper": paper}
    context["entries"] = [] if grown is not None else paper.entries
    status = 422 if paper.is_bound and grown is None else 200
    return render(request, "deals/signatures/record.html", context, status=status)


def _paper(request: Request, deal: Deal, grown: QueryDict | None) -> PaperForms:
    """Return the forms of the page, with a row of witnesses more or less when that was asked."""
    paper = PaperForms(
        grown or (request.POST if request.method == "POST" else None),
        request.FILES or None,
        deal=deal,
        events=Event.objects.visible_to(request.user).order_by("-on", "-pk"),
        today=timezone.localdate(),
    )
    if grown is not None:
        paper.hold_back()
    return paper


def _said(deal: Deal) -> str:
    """Return what was done, and what comes next."""
    if deal.text_at_hand().signatures.to_check().exists():
        return _("The signatures are recorded. Another account manager now compares them with the scan.")
    return _("The signatures are recorded.")


@post_or_get
def scan_new(request: Request, public_id: str) -> HttpResponse:
    """Add a scan of the signed paper to a deal whose text is fixed."""
    deal = deal_or_404(request, public_id)
    if why := policies.scan_denial(request.user, deal):
        raise PermissionDenied(why)
    is_post = request.method == "POST"
    form = AddedScanForm(request.POST if is_post else None, request.FILES if is_post else None)
    if form.is_valid():
        store_scan(deal, deal.text_at_hand(), form.cleaned_data["scan"], request.user, timezone.now())
        messages.success(request, _("The scan is kept with the deal."))
        return redirect(deal)
    context = {"deal": deal, "form": form}
    return render(request, "deals/signatures/scan.html", context, status=422 if form.is_bound else 200)
