"""Throwing away a draft that nobody will finish."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.http import Request
from deals.views.deal import post_or_get
from deals.views.wizard import already_a_deal, draft_or_404


@post_or_get
def draft_discard(request: Request, public_id: str) -> HttpResponse:
    """Ask whether somebody is sure, and throw the draft away."""
    draft = draft_or_404(request, public_id)
    if draft.submitted_at and draft.deal:
        return already_a_deal(request, draft.deal)
    if request.method == "POST":
        draft.discard(by=request.user)
        messages.success(request, _("The draft is thrown away."))
        return redirect("deals:list")
    return render(request, "deals/discard.html", {"draft": draft})
