"""Changing a signed deal: writing the change, looking at what differs, offering, withdrawing, taking back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import Request
from deals import policies
from deals.actions.amending import propose, rewrite_amendment, take_back, withdraw
from deals.forms.amending import AmendmentForms
from deals.forms.joining import looks_up
from deals.forms.steps import ReasonForm
from deals.models import Amendment, ChangedMeanwhile, Deal
from deals.policies import amending as amending_policies
from deals.shown import amending as amending_page
from deals.views.deal import deal_or_404
from deals.wizard.posted import read

post_or_get = require_http_methods(["GET", "HEAD", "POST"])


def amendment_or_404(request: Request, public_id: str, amendment_id: str) -> Amendment:
    """Return the change, if the reader may know of it."""
    found = Amendment.objects.visible_to(request.user).select_related(
        "deal__municipality__organisation", "deal__programme", "version", "amends"
    )
    return get_object_or_404(found, deal__public_id=public_id, public_id=amendment_id)


@post_or_get
def amend(request: Request, public_id: str) -> HttpResponse:
    """Begin a change of a signed deal from the words and numbers agreed last."""
    deal = deal_or_404(request, public_id)
    if why := policies.amending_denial(request.user, deal):
        raise PermissionDenied(why)
    return _begin(request, deal, amending_page.initial_of(deal.text_agreed_last()), is_renewal=False)


@post_or_get
def renew(request: Request, public_id: str) -> HttpResponse:
    """Begin a change that lets the deal go on for another term."""
    deal = deal_or_404(request, public_id)
    if why := policies.amending_denial(request.user, deal):
        raise PermissionDenied(why)
    return _begin(request, deal, amending_page.renewal_of(deal, today=timezone.localdate()), is_renewal=True)


def _begin(request: Request, deal: Deal, initial: dict[str, Any], *, is_renewal: bool) -> HttpResponse:
    """Show the form of a new change, or keep it and lead on to what differs."""
    forms, ready = _read_forms(request, deal, initial)
    if not ready:
        return _show(request, forms, {"is_renewal": is_renewal})
    now = timezone.now()
    amendment = propose(deal, forms.entry(), by=request.user, at=now, is_renewal=is_renewal)
    return redirect(amendment)


@post_or_get
def amendment_edit(request: Request, public_id: str, amendment_id: str) -> HttpResponse:
    """Go on writing a change that nobody was offered yet."""
    amendment = amendment_or_404(request, public_id, amendment_id)
    if why := amending_policies.writing_denial(request.user, amendment):
        raise PermissionDenied(why)
    change = {
        "reason": amendment.reason,
        "effective_on": amendment.version.effective_on,
        "also_asked": list(amendment.also_asked.all()),
    }
    initial = amending_page.initial_of(amendment.version, **change) | amending_page.parties_of(amendment)
    forms, ready = _read_forms(request, amendment.deal, initial)
    seen = request.POST.get("revision") or amendment.revision()
    if not ready:
        return _show(request, forms, {"amendment": amendment, "revision": seen})
    try:
        rewrite_amendment(amendment, forms.entry(), by=request.user, at=timezone.now(), seen=seen)
    except ChangedMeanwhile:
        more = {"amendment": amendment, "revision": amendment.revision(), "is_overtaken": True}
        return _show(request, forms, more, status=409)
    return redirect(amendment)


def _read_forms(request: Request, deal: Deal, initial: dict[str, Any]) -> tuple[AmendmentForms, bool]:
    """Return the forms as they were posted or are filled in beforehand, and whether they can be kept."""
    posted = read(request.POST) if request.method == "POST" else None
    sought = posted is not None and looks_up(posted.data)
    forms = AmendmentForms(
        posted.data if posted else None,
        deal=deal,
        base=deal.text_agreed_last(),
        user=request.user,
        initial=initial,
    )
    if posted and (sought or posted.button == "look"):
        forms.hold_back()
        return forms, False
    return forms, bool(posted) and forms.is_valid()


def _show(
    request: Request, forms: AmendmentForms, more: dict[str, Any], *, status: int = 422
) -> HttpResponse:
    """Show the form, with all that was typed; with this status when it was posted to be kept."""
    complains = forms.change.is_bound and not forms.change.quiet
    context = {"deal": forms.deal, "page": forms, "entries": list(forms.entries())} | more
    return render(request, "deals/amending/edit.html", context, status=status if complains else 200)


@require_safe
def amendment_detail(request: Request, public_id: str, amendment_id: str) -> HttpResponse:
    """Show what a change says otherwise, who must sign and why, and how it stands."""
    amendment = amendment_or_404(request, public_id, amendment_id)
    context = amending_page.page_of(amendment, request.user, today=timezone.localdate())
    return render(request, "deals/amending/detail.html", context)


@require_POST
def amendment_offer(request: Request, public_id: str, amendment_id: str) -> HttpResponse:
    """Fix the text of a change and let it wait for signatures; the deal goes on as it was."""
    amendment = amendment_or_404(request, public_id, amendment_id)
    if request.POST.get("revision", amendment.revision()) != amendment.revision():
        messages.error(
            request, _("Somebody else changed this meanwhile. Look at it again before you offer it.")
        )
        return redirect(amendment)
    amendment.make("offer", by=request.user, at=timezone.now())
    messages.success(
        request, _("The change is fixed and waits for signatures. Until then the deal goes on as it was.")
    )
    return redirect("deals:signing", public_id)


@post_or_get
def amendment_withdraw(request: Request, public_id: str, amendment_id: str) -> HttpResponse:
    """Withdraw a change: ask why, and let its links die."""
    amendment = amendment_or_404(request, public_id, amendment_id)
    if why := policies.amendment_denial(request.user, "withdraw", amendment):
        raise PermissionDenied(why)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        withdraw(amendment, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("The change is withdrawn. The deal goes on as it was."))
        return redirect(amendment.deal)
    context = {"amendment": amendment, "deal": amendment.deal, "form": form}
    return render(request, "deals/amending/withdraw.html", context, status=422 if form.is_bound else 200)


@post_or_get
def amendment_take_back(request: Request, public_id: str, amendment_id: str) -> HttpResponse:
    """Withdraw an offered change and go on with its text in a new one."""
    amendment = amendment_or_404(request, public_id, amendment_id)
    if why := amending_policies.taking_back_denial(request.user, amendment):
        raise PermissionDenied(why)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        anew = take_back(amendment, form.cleaned_data["reason"], by=request.user, at=timezone.now())
        return redirect("deals:amendment_edit", public_id, anew.public_id)
    context = {"amendment": amendment, "deal": amendment.deal, "form": form}
    return render(request, "deals/amending/take_back.html", context, status=422 if form.is_bound else 200)
