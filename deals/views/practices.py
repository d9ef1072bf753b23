"""Good practices: found, read, and adopted as the draft of a deal of one's own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import Request
from accounts.roles import MUNICIPAL_ROLES, Role
from deals import policies
from deals.forms.practices import AdoptForm, likeliest
from deals.models import Deal, GoodPractice
from deals.practices.adopting import Proposal, proposal_of
from deals.practices.transfer import ways_of
from deals.shown.history import lines_of
from deals.texts.words import proposed_line
from deals.views.wizard import get_or_post
from deals.wizard.wizard import TRIED, versions_for
from partners.models import SupportKind
from ui import htmx
from ui.keyset import sliced

PAGE = 25


@require_safe
def practice_list(request: Request) -> HttpResponse:
    """Show the good practices of all municipalities, and one's own that are still being written."""
    if why := policies.practice_reading_denial(request.user):
        raise PermissionDenied(why)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    adopted = Count("adoptions", filter=Q(adoptions__draft__submitted_at__isnull=False))
    rows = GoodPractice.objects.visible_to(request.user).matching(words)
    rows = rows.select_related("municipality__organisation").annotate(adopted=adopted)
    context = {
        "words": words,
        "page": sliced(request, rows, by="updated_at", size=PAGE),
        "own": request.user.municipalities_as(*MUNICIPAL_ROLES),
        "writes": bool(request.user.municipalities_as(Role.OFFICER)),
    }
    return htmx.render(request, "deals/practices/list.html", context, partial="results")


@require_safe
def practice_detail(request: Request, public_id: str) -> HttpResponse:
    """Show one good practice and where it went."""
    practice = practice_or_404(request, public_id)
    user = request.user
    context = {
        "practice": practice,
        "ways": ways_of(practice, user),
        "deal": Deal.objects.visible_to(user).filter(pk=practice.deal_id or 0).first(),
        "proposal": in_words(proposal_of(practice)),
        "may_write": policies.practice_denial(user, practice.municipality_id) is None,
        "may_take_back": policies.practice_undo_denial(user, practice) is None,
        "may_adopt": policies.adopting_denial(user, practice) is None,
        "is_own": practice.municipality_id in user.municipalities_as(*MUNICIPAL_ROLES),
        "history": lines_of(practice, all_of_it=True),
    }
    return render(request, "deals/practices/detail.html", context)


@get_or_post
def practice_adopt(request: Request, public_id: str) -> HttpResponse:
    """Ask with which variant to begin, and open the wizard on a draft that is filled in beforehand."""
    practice = practice_or_404(request, public_id)
    if why := policies.adopting_denial(request.user, practice):
        raise PermissionDenied(why)
    versions = versions_for(request.user, None)
    form = AdoptForm(
        request.POST if request.method == "POST" else None,
        versions=versions,
        initial={"variant": likeliest(practice, versions)},
    )
    if form.is_bound and form.is_valid():
        return _begin(request, practice, form)
    context = {"practice": practice, "form": form, "proposal": in_words(proposal_of(practice))}
    return render(request, "deals/practices/adopt.html", context, status=422 if form.is_bound else 200)


def practice_or_404(request: Request, public_id: str) -> GoodPractice:
    """Return the good practice, if the reader may know of it."""
    rows = GoodPractice.objects.visible_to(request.user).select_related(
        "municipality__organisation", "deal__programme", "variant_version__variant"
    )
    return get_object_or_404(rows, public_id=public_id)


def in_words(proposal: Proposal) -> dict[str, Any]:
    """Return what a practice proposes, as the page shows it."""
    return {
        "lines": [proposed_line(each) for each in proposal.lines],
        "support": [str(SupportKind(each["kind"]).label) for each in proposal.support],
        "clauses": [each["title"] for each in proposal.clauses],
    }


def _begin(request: Request, practice: GoodPractice, form: AdoptForm) -> HttpResponse:
    """Make the draft and go to its second step."""
    variant = form.version.variant
    adoption = practice.adopt(
        variant.programme.municipality,
        by=request.user,
        at=timezone.now(),
        answers={"programme": {"variant": [variant.public_id], TRIED: ["1"]}},
        proposal=proposal_of(practice).kept(),
    )
    messages.success(request, _("A draft is made. Everything in it can be changed."))
    return redirect("deals:draft", adoption.draft.public_id, "parties")
