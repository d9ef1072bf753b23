"""The end of a deal: how it ends, and asking the parties how it was."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import Request
from deals import policies
from deals.actions.ending import ask_parties
from deals.forms.ending import EndForm
from deals.lifecycle import EndKind
from deals.views.deal import deal_or_404, post_or_get


@post_or_get
def deal_end(request: Request, public_id: str) -> HttpResponse:
    """End a deal: the term is over, by agreement, or terminated with a reason."""
    deal = deal_or_404(request, public_id)
    if why := policies.denial(request.user, "end", deal):
        raise PermissionDenied(why)
    form = EndForm(request.POST if request.method == "POST" else None, deal=deal, today=timezone.localdate())
    if form.is_bound and form.is_valid():
        how = EndKind(form.cleaned_data["how"])
        deal.make("end", by=request.user, how=how, reason=form.cleaned_data["reason"])
        messages.success(request, _("The deal has ended. The parties are told."))
        return redirect(deal)
    context = {"deal": deal, "form": form}
    return render(request, "deals/ending/end.html", context, status=422 if form.is_bound else 200)


@require_POST
def evaluation_ask(request: Request, public_id: str) -> HttpResponse:
    """Ask the parties now how the deal was."""
    deal = deal_or_404(request, public_id)
    asked = ask_parties(deal, by=request.user, at=timezone.now())
    if asked:
        messages.success(request, _("The parties are asked how the deal was."))
    else:
        messages.info(request, _("All parties were asked already."))
    return redirect(deal)
