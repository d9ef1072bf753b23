"""Preparing a signing day: which deals, in which order, and who will sign each of them on stage."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import Request
from deals.forms.ceremony import AddDealsForm, NamesForms
from deals.models import AgendaItem
from deals.policies import agenda as agenda_policies
from deals.shown.signing_day import agenda_for, otherwise_of, promises_of_each
from deals.shown.stage_people import Cast
from deals.views.deal import post_or_get
from events.models import Event
from ui.forms import changed_rows


def own_event(request: Request, event: str) -> Event:
    """Return the event, if the reader may know of it and prepares its signing day."""
    rows = Event.objects.visible_to(request.user).select_related("municipality__organisation")
    found = get_object_or_404(rows, public_id=event)
    if why := agenda_policies.agenda_denial(request.user, found):
        raise PermissionDenied(why)
    return found


def own_item(request: Request, event: str, item: str) -> AgendaItem:
    """Return a deal on the agenda of an event whose signing day the reader prepares."""
    rows = AgendaItem.objects.visible_to(request.user).select_related(
        "event", "deal__programme", "deal__municipality__organisation"
    )
    return get_object_or_404(rows, event=own_event(request, event), public_id=item)


@post_or_get
def signing_day(request: Request, event: str) -> HttpResponse:
    """Show the agenda with its deals in order, and put more deals on it."""
    found = own_event(request, event)
    form = AddDealsForm(request.POST if request.method == "POST" else None, event=found, user=request.user)
    if form.is_valid():
        form.save(by=request.user, at=timezone.now())
        messages.success(request, _("The deals are on the agenda."))
        return redirect("deals:signing_day", found.public_id)
    rows = agenda_for(found, request.user)
    cast, otherwise = Cast([row.item for row in rows]), otherwise_of(rows)
    context = {
        "event": found,
        "form": form,
        "rows": [(row, cast.of(row.item), otherwise.get(row.item.text.pk)) for row in rows],
        "opens": agenda_policies.day_obstacle(found, timezone.localdate()),
    }
    status = 422 if form.is_bound else 200
    return render(request, "deals/ceremony/signing_day.html", context, status=status)


@require_safe
def agenda_print(request: Request, event: str) -> HttpResponse:
    """Show the agenda as a list to print: for the stage manager, and when all screens are dark."""
    found = own_event(request, event)
    rows = agenda_for(found, request.user)
    cast, otherwise = Cast([row.item for row in rows]), otherwise_of(rows)
    promises = promises_of_each(row.item.text for row in rows)
    texts = [(row, row.item.text.pk) for row in rows]
    listed = [(row, cast.of(row.item), promises[pk], otherwise.get(pk)) for row, pk in texts]
    return render(request, "deals/ceremony/print.html", {"event": found, "rows": listed})


@post_or_get
def agenda_names(request: Request, event: str, item: str) -> HttpResponse:
    """Fill in who will sign one deal on stage, and who is there as a witness."""
    place = own_item(request, event, item)
    grown = changed_rows(request.POST, "witnesses")
    names = NamesForms(grown or (request.POST if request.method == "POST" else None), item=place)
    if names.is_bound and grown is None and names.is_valid():
        names.save(by=request.user, at=timezone.now())
        messages.success(request, _("Who signs is kept."))
        return redirect("deals:signing_day", place.event.public_id)
    if grown is not None:
        names.witnesses.hold_back()
    context = {"event": place.event, "item": place, "deal": place.deal, "names": names}
    status = 422 if names.is_bound and grown is None else 200
    return render(request, "deals/ceremony/names.html", context, status=status)


@require_POST
def agenda_shift(request: Request, event: str, item: str) -> HttpResponse:
    """Let a deal change places with the one before or after it."""
    place = own_item(request, event, item)
    step = -1 if request.POST.get("step") == "up" else 1
    place.shift(step, by=request.user, at=timezone.now())
    return redirect(f"{_agenda(place.event)}#at-{place.public_id}")


@require_POST
def agenda_take_off(request: Request, event: str, item: str) -> HttpResponse:
    """Take a deal off the agenda."""
    place = own_item(request, event, item)
    place.take_off(by=request.user, at=timezone.now())
    messages.success(request, _("The deal is off the agenda. It still waits for signatures."))
    return redirect(_agenda(place.event))


def _agenda(event: Event) -> str:
    """Return the address of the agenda."""
    return redirect("deals:signing_day", event.public_id).url
