"""Reporting or recording a start: choose the deal, then one form."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.roles import Role
from deals.kinds import PLACE_KINDS
from deals.lifecycle import State
from deals.models import Commitment, CommitmentTerms, Deal, Party
from placements import policies
from placements.forms.places import StartForm
from placements.lifecycle import PlacementState
from placements.models import Placement, Surprising

MOST_DEALS = 50
SAID = {
    PlacementState.PREPARED: gettext_lazy("Kept as in preparation. Report the start once it is there."),
    PlacementState.REPORTED: gettext_lazy("Start reported. The account manager confirms it."),
    PlacementState.CONFIRMED: gettext_lazy("Start recorded and confirmed."),
}


@require_http_methods(["GET", "POST"])
def placement_new(request: Request) -> HttpResponse:
    """Report a start under a deal; without one in the address, ask which."""
    if "deal" not in request.GET:
        return _choose_deal(request)
    deals = Deal.objects.visible_to(request.user).select_related("municipality")
    deal = get_object_or_404(deals, public_id=request.GET["deal"])
    commitments = own_commitments(request, deal)
    _refuse_if_denied(request, deal, commitments)
    initial = {
        "commitment": request.GET.get("line") or (commitments[0].number if len(commitments) == 1 else None)
    }
    form = StartForm(request.POST or None, commitments=commitments, initial=initial)
    if request.method == "POST" and form.is_valid() and (placement := _report(request, form)):
        messages.success(request, SAID[PlacementState(placement.state)])
        return redirect(placement)
    officer = Role.OFFICER in policies.roles_of(request.user, deal, commitments[0].employer_id)
    return render(request, "placements/new.html", {"form": form, "deal": deal, "is_officer": officer})


def own_commitments(request: Request, deal: Deal) -> QuerySet[Commitment]:
    """Return the deal's promises that people fill and under which the reader reports, with their terms."""
    own = Q(employer__in=request.user.organisations_as(Role.EMPLOYER))
    if deal.municipality_id in request.user.municipalities_as(Role.OFFICER):
        own = Q()
    text = deal.text_in_force(timezone.localdate())
    terms = CommitmentTerms.objects.filter(version=text)
    found = deal.commitments.filter(own, kind__in=PLACE_KINDS, terms__version=text)
    found = found.select_related("deal").order_by("number")
    return found.prefetch_related(Prefetch("terms", terms, to_attr="fixed_terms"))


def _refuse_if_denied(request: Request, deal: Deal, commitments: QuerySet[Commitment]) -> None:
    """Answer 403 with the reason when the reader cannot record starts under this deal."""
    employers = {commitment.employer_id for commitment in commitments}
    if not employers:
        raise PermissionDenied(_("In this deal there is no promise of places under which you report starts."))
    for employer_id in employers:
        if why := policies.deal_denial(request.user, deal, employer_id):
            raise PermissionDenied(why)


def _report(request: Request, form: StartForm) -> Placement | None:
    """Record the start; what is refused or asked goes into the form."""
    try:
        return Placement.objects.report(
            form.cleaned_data["commitment"],
            by=request.user,
            at=timezone.now(),
            token=form.cleaned_data["token"],
            sure_of=form.sure_of,
            **form.facts,
        )
    except Surprising as surprise:
        form.ask(surprise.questions)
    except ValidationError as error:
        form.refuse(error)
    return None


def _choose_deal(request: Request) -> HttpResponse:
    """Ask for which deal, unless there is only one."""
    words = request.GET.get("q", "")
    own = Q(municipality__in=request.user.municipalities_as(Role.OFFICER)) | Q(
        commitments__employer__in=request.user.organisations_as(Role.EMPLOYER),
        pk__in=Party.objects.own_of(request.user).taking_part(timezone.localdate()).values("deal"),
    )
    deals = (
        Deal.objects.visible_to(request.user)
        .matching(words)
        .filter(own, state=State.SIGNED, commitments__kind__in=PLACE_KINDS)
        .distinct()
        .order_by("title", "pk")[: MOST_DEALS + 1]
    )
    if not request.user.roles & {Role.OFFICER, Role.EMPLOYER}:
        raise PermissionDenied(_("Only employers and account managers report starts."))
    if len(deals) == 1 and not words:
        return redirect(f"{request.path}?deal={deals[0].public_id}")
    context = {"deals": deals[:MOST_DEALS], "has_more": len(deals) > MOST_DEALS, "words": words}
    return render(request, "placements/choose.html", context)
