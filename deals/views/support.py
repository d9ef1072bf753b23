"""Support that was promised in return: recording that it was given, and taking that back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from deals import policies
from deals.forms.steps import DeliveryForm
from deals.models import SupportPromise
from deals.views.deal import deal_or_404, post_or_get


def promise_or_refusal(request: Request, public_id: str, number: int) -> SupportPromise:
    """Return the promise; hidden deals and what nobody agreed on are a 404, and who may not record it is told why."""
    deal = deal_or_404(request, public_id)
    promise = get_object_or_404(
        deal.support_promises.agreed().select_related("deal", "party__organisation"), number=number
    )
    if why := policies.support_denial(request.user, deal, promise.party.organisation_id):
        raise PermissionDenied(why)
    return promise


@post_or_get
def support_deliver(request: Request, public_id: str, number: int) -> HttpResponse:
    """Record that promised support was given."""
    promise = promise_or_refusal(request, public_id, number)
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form = DeliveryForm(data, today=today, initial={"delivered_on": today})
    if form.is_valid():
        answers = form.cleaned_data
        promise.deliver(by=request.user, on=answers["delivered_on"], evidence=answers["evidence"])
        messages.success(request, _("Recorded: this support was given."))
        return redirect(promise.deal)
    context = {"form": form, "promise": promise, "deal": promise.deal}
    return render(request, "deals/support.html", context, status=422 if form.is_bound else 200)


@require_POST
def support_undo(request: Request, public_id: str, number: int) -> HttpResponse:
    """Take back a delivery that was recorded by mistake."""
    promise = promise_or_refusal(request, public_id, number)
    promise.undo_delivery(by=request.user)
    messages.success(request, _("Taken back: this support is open again."))
    return redirect(promise.deal)
