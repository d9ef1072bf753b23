"""The second look at signatures: on paper, beside the scan; at a provider, when it names somebody else."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.http import Request
from accounts.roles import Role
from deals import policies
from deals.actions.paper import check_signature
from deals.documents.wake import wake_makers
from deals.forms.signing import CheckForm
from deals.models import CheckOutcome, Deal, DocumentKind, Signature
from deals.policies.signing import second_look_denial
from deals.views.deal import deal_or_404

MOST = 200
SAID = {
    CheckOutcome.ACCEPTED: gettext_lazy("The signature is accepted."),
    CheckOutcome.REFUSED: gettext_lazy("The signature is refused. The party signs anew."),
}


@require_safe
def signatures_to_check(request: Request) -> HttpResponse:
    """Show all signatures that wait for a second look, the longest waiting first."""
    if Role.OFFICER not in request.user.roles:
        raise PermissionDenied(_("Signatures are looked at by account managers."))
    mine = request.user.municipalities_as(Role.OFFICER)
    waiting = Signature.objects.to_check().in_play().filter(version__deal__municipality__in=mine)
    waiting = waiting.select_related("version__deal", "party__organisation", "recorded_by", "invitation")
    rows = [(each, each.recorded_by == request.user) for each in waiting.order_by("pk")[:MOST]]
    return render(request, "deals/signatures/to_check.html", {"rows": rows})


@require_safe
def deal_check(request: Request, public_id: str) -> HttpResponse:
    """Show the signatures of a deal that wait for a second look, each beside its scan or both names."""
    return _show(request, _own_deal(request, public_id))


@require_POST
def signature_check(request: Request, public_id: str, signature: int) -> HttpResponse:
    """Accept or refuse one signature."""
    deal = _own_deal(request, public_id)
    rows = Signature.objects.filter(version__deal=deal).select_related("party__organisation", "version__deal")
    found = get_object_or_404(rows, pk=signature)
    form = CheckForm(request.POST, prefix=str(found.pk), has_other_name=found.has_other_name)
    if not form.is_valid():
        return _show(request, deal, refused=form)
    outcome, reason = CheckOutcome(form.cleaned_data["outcome"]), form.cleaned_data["reason"]
    check_signature(found, outcome, by=request.user, at=timezone.now(), reason=reason)
    wake_makers()
    messages.success(request, str(SAID[outcome]))
    left = Signature.objects.to_check().in_play().filter(version__deal=deal).exists()
    return redirect("deals:check", deal.public_id) if left else redirect(deal)


def _own_deal(request: Request, public_id: str) -> Deal:
    """Return a deal whose signatures the reader looks at."""
    deal = deal_or_404(request, public_id)
    if why := policies.editing_denial(request.user, deal):
        raise PermissionDenied(why)
    return deal


def _show(request: Request, deal: Deal, *, refused: CheckForm | None = None) -> HttpResponse:
    """Show what waits, with a form where the reader may look at it, else why not."""
    version = deal.text_at_hand()
    scans = deal.documents.filter(kind=DocumentKind.SCAN, version=version).order_by("-pk")
    waiting = Signature.objects.to_check().in_play().filter(version__deal=deal)
    waiting = waiting.select_related(
        "version__deal", "party__organisation", "event", "recorded_by", "invitation"
    )
    rows = []
    for each in waiting.order_by("pk"):
        mine = refused is not None and refused.prefix == str(each.pk)
        why = second_look_denial(request.user, each)
        form = CheckForm(prefix=str(each.pk), has_other_name=each.has_other_name)
        rows.append((each, refused if mine else form, why))
    context = {"deal": deal, "rows": rows, "scans": scans, "version": version, "refused": refused}
    context["lacks_scan"] = not scans and any(not each.has_other_name for each, _form, _why in rows)
    return render(request, "deals/signatures/check.html", context, status=422 if refused else 200)
