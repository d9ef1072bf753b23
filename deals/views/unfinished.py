"""All that is stuck on its way to a sealed document, and the way on."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.http import Request
from accounts.roles import Role
from deals.actions.finishing import conclude_again
from deals.documents.wake import wake_makers
from deals.models import Deal, Document
from deals.shown.stuck import stuck
from deals.views.documents import line_of


@require_GET
def unfinished(request: Request) -> HttpResponse:
    """Show the officer what is stuck, and which documents are being made."""
    if Role.OFFICER not in request.user.roles:
        raise PermissionDenied(_("Only an account manager of the municipality has a document made again."))
    mine = Deal.objects.visible_to(request.user).filter(
        municipality__in=request.user.municipalities_as(Role.OFFICER)
    )
    found = stuck(mine, at=timezone.now())
    known = [each.document.pk for each in found if each.document]
    waiting = Document.objects.not_ready().filter(deal__in=mine).exclude(pk__in=known)
    lines = [
        line_of(document, may_retry=True) for document in waiting.select_related("deal", "version")[:200]
    ]
    return render(request, "deals/unfinished.html", {"stuck": found, "documents": lines})


@require_POST
def conclude(request: Request, public_id: str) -> HttpResponse:
    """Conclude a deal that all have signed, when that did not happen by itself."""
    deal = get_object_or_404(Deal.objects.visible_to(request.user), public_id=public_id)
    if conclude_again(deal, by=request.user, at=timezone.now()):
        wake_makers()
        messages.success(request, _("The deal is concluded. Its document is being made."))
    else:
        messages.info(request, _("There was nothing to conclude."))
    return redirect("deals:unfinished")
