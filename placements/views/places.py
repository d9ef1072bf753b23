"""The list of places, one place, and the steps that it can take."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.roles import Role
from deals.models import ChangedMeanwhile, Deal
from placements import policies
from placements.forms.filters import PlacementFilter
from placements.forms.places import FORM_OF_STEP, StepForm, SureForm
from placements.lifecycle import HISTORY, STEPS, Reason
from placements.models import Placement, Surprising
from placements.views import shown
from trail.models import Entry
from ui import htmx
from ui.keyset import sliced


@require_GET
def placement_list(request: Request) -> HttpResponse:
    """Show the places that the reader may know, as filtered in the address."""
    today = timezone.localdate()
    visible = Placement.objects.visible_to(request.user)
    form = PlacementFilter(request.GET, places=visible)
    found = form.narrow(visible, today=today).select_related("employer", "deal")
    part = sliced(request, found, by="reported_at")
    context = {
        "form": form,
        "rows": [shown.row(each, request.user, today=today) for each in part.rows],
        "part": part,
        "count": found.count() if part.newer or part.older else len(part.rows),
        "chips": [(words, _without(request, name)) for name, words in form.chosen],
        "deal": _deal_asked_for(request, form.cleaned_data.get("deal", "")),
        "sees_employers": Role.EMPLOYER not in request.user.roles or len(request.user.roles) > 1,
        "can_report": bool(request.user.roles & {Role.OFFICER, Role.EMPLOYER}),
    }
    return htmx.render(request, "placements/list.html", context, partial="results")


@require_GET
def placement_detail(request: Request, public_id: str) -> HttpResponse:
    """Show one place with its history and the steps that can be taken."""
    placement, now = _found(request, public_id), timezone.now()
    today = timezone.localdate(now)
    context = {
        "row": shown.row(placement, request.user, today=today),
        "facts": shown.facts(placement),
        "buttons": shown.buttons_for(placement, request.user, today=today),
        "history": shown.history(Entry.objects.of(placement)),
        "can_undo": policies.undo_for(request.user, placement, at=now) is not None,
        "can_report": policies.start_denial(request.user, placement.commitment) is None,
    }
    return render(request, "placements/detail.html", context)


@require_http_methods(["GET", "POST"])
def placement_step(request: Request, public_id: str, step: str) -> HttpResponse:
    """Ask what a step needs, and take it."""
    placement = _found(request, public_id)
    if why := policies.denial(request.user, step, placement, today=timezone.localdate()):
        if htmx.wants_part(request):
            return _answer(request, placement, why)
        raise PermissionDenied(why)
    form = FORM_OF_STEP.get(step, StepForm)(request.POST or None, step=step, placement=placement)
    if request.method == "POST" and form.is_valid():
        if stale := _attempt(form, lambda: _take(request, placement, step, form)):
            return _answer(request, placement, stale, level=messages.WARNING)
        if form.is_valid():
            return _answer(request, placement, f"{HISTORY[step]}.")
    context = {"form": form, "row": shown.row(placement, request.user, today=timezone.localdate())}
    context |= {"label": STEPS[step].label, "is_final": step in {"refuse", "strike", "withdraw"}}
    return render(request, "placements/step.html", context)


@require_POST
def placement_undo(request: Request, public_id: str) -> HttpResponse:
    """Take back what the reader just did."""
    placement, now = _found(request, public_id), timezone.now()
    step = policies.undo_for(request.user, placement, at=now)
    if step is None:
        raise PermissionDenied(_("There is nothing to undo any more. Correct it instead."))
    placement.take(step, by=request.user, at=now, reason=Reason.UNDONE if STEPS[step].needs_reason else "")
    return _answer(request, placement, f"{HISTORY[step]}.")


def _found(request: Request, public_id: str) -> Placement:
    visible = Placement.objects.visible_to(request.user)
    visible = visible.select_related("deal__municipality", "employer", "commitment__deal")
    return get_object_or_404(visible, public_id=public_id)


def _take(request: Request, placement: Placement, step: str, form: StepForm) -> None:
    placement.take(
        step,
        by=request.user,
        at=timezone.now(),
        revision=form.cleaned_data["revision"],
        reason=form.why,
        sure_of=form.sure_of,
        **form.facts,
    )


def _attempt(form: SureForm, call: Callable[[], object]) -> str:
    """Make the call; what it refuses or asks goes into the form. Return words when the record changed meanwhile."""
    try:
        call()
    except ChangedMeanwhile:
        return _("Somebody else changed this place just now. Nothing was saved: look at it again.")
    except Surprising as surprise:
        form.ask(surprise.questions)
    except ValidationError as error:
        form.refuse(error)
    return ""


def _answer(
    request: Request, placement: Placement, words: str, *, level: int = messages.SUCCESS
) -> HttpResponse:
    """Say what was done, there where the step was taken: in the row of a list, or on a page."""
    if htmx.wants_part(request):
        row = shown.row(placement, request.user, today=timezone.localdate(), note=words)
        return render(request, "placements/list.html#row", {"row": row})
    name = capfirst(placement.get_kind_display())
    said = format_html('{} <a href="{}">{}</a>', words, placement.get_absolute_url(), name)
    messages.add_message(request, level, said)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if back and safe else placement.get_absolute_url())


def _without(request: Request, name: str) -> str:
    """Return the address of the list without one filter."""
    query = request.GET.copy()
    for gone in (name, "after", "before"):
        query.pop(gone, None)
    return f"?{query.urlencode()}"


def _deal_asked_for(request: Request, public_id: str) -> Deal | None:
    if not public_id:
        return None
    return Deal.objects.visible_to(request.user).filter(public_id=public_id).first()
