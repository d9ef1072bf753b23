"""The stage of a signing day, for a tablet: calls deals one by one, and signs each whole or not at all.

All that must survive is on the server: another tablet shows the same stage. A post that arrives twice is done once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.http import Request
from accounts.public_id import new_public_id
from deals.agenda import AgendaState
from deals.documents.wake import wake_makers
from deals.forms.stage import ChangeForms, DeclineForm, PostForm, SigningForms
from deals.models import AgendaItem, StageAct
from deals.policies import agenda as agenda_policies
from deals.shown.amending import signers_of
from deals.shown.signing_day import (
    agenda_for,
    changes_of,
    count_of,
    parties_of,
    promises_of,
    said_otherwise,
)
from deals.views.ceremony import own_event, own_item
from deals.views.deal import post_or_get
from events.models import Event

MOST_KEYS = 300  # of which a tablet is told that they arrived
Save = Callable[..., StageAct]


@require_safe
def stage(request: Request, event: str) -> HttpResponse:
    """Show the deal that is on stage now, or which is next."""
    return _show(request, own_event(request, event))


@require_POST
def stage_sign(request: Request, event: str, item: str) -> HttpResponse:
    """Sign one deal with all signatures that it needs."""
    place = _place(request, event, item)
    if done := place.done_before(request.POST.get("key", "")):
        return _after(done)
    signing = SigningForms(request.POST, item=place)
    if signing.is_valid():
        return _act(request, place, signing.save, signing=signing)
    return _show(request, place.event, place=place, signing=signing)


@require_POST
def stage_decline(request: Request, event: str, item: str) -> HttpResponse:
    """Record that a party declines on stage; the queue goes on."""
    place = _place(request, event, item)
    if done := place.done_before(request.POST.get("key", "")):
        return _after(done)
    form = DeclineForm(request.POST, item=place, auto_id="decline_%s")
    if form.is_valid():
        return _act(request, place, form.save, declining=form)
    return _show(request, place.event, place=place, declining=form)


@require_POST
def stage_move(request: Request, event: str, item: str, move: str) -> HttpResponse:
    """Call a deal to the stage, let it step back, or put it off."""
    place = _place(request, event, item)
    form = PostForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else ""

    def save(*, by: Any, at: Any) -> StageAct:
        return place.make(move, by=by, at=at, key=key)

    return _act(request, place, save)


@post_or_get
def stage_change(request: Request, event: str, item: str) -> HttpResponse:
    """Change the numbers of a deal on the spot; the new text is offered and on stage at once."""
    place = _place(request, event, item)
    if done := place.done_before(request.POST.get("key", "")):
        return _after(done)
    is_post = request.method == "POST"
    changing = ChangeForms(request.POST if is_post else None, item=place, key=new_public_id())
    obstacle = agenda_policies.move_denial(request.user, "change", place, timezone.localdate())
    if is_post and not obstacle and changing.is_valid():
        try:
            return _after(changing.save(by=request.user, at=timezone.now()))
        except PermissionDenied as refused:
            obstacle = str(refused)
    context = {"event": place.event, "item": place, "deal": place.deal, "changing": changing}
    context |= {"obstacle": obstacle, "promises": promises_of(changing.version)}
    context |= {"said_otherwise": said_otherwise(changing.version)}
    return render(request, "deals/stage/change.html", context, status=422 if is_post else 200)


def _place(request: Request, event: str, item: str) -> AgendaItem:
    """Return a deal on the agenda, on a day on which its stage is open."""
    place = own_item(request, event, item)
    if why := agenda_policies.day_obstacle(place.event, timezone.localdate()):
        raise PermissionDenied(why)
    return place


def _act(request: Request, place: AgendaItem, save: Save, **forms: Any) -> HttpResponse:
    """Do it and show the stage again; when it cannot be, say why, with all that was filled in."""
    try:
        done = save(by=request.user, at=timezone.now())
    except PermissionDenied as refused:
        place.refresh_from_db()
        place.deal.refresh_from_db()
        return _show(request, place.event, place=place, obstacle=str(refused), **forms)
    wake_makers()
    return _after(done)


def _after(done: StageAct) -> HttpResponse:
    """Go to the stage, which says what was done: the same for a post that arrives again."""
    address = reverse("deals:stage", args=[done.item.event.public_id])
    return redirect(f"{address}?done={done.key}")


def _show(
    request: Request, event: Event, *, place: AgendaItem | None = None, obstacle: str = "", **forms: Any
) -> HttpResponse:
    """Show the stage with the deal on it, or with the one that a post was about."""
    rows = agenda_for(event, request.user)
    item = place or next((row.item for row in rows if row.item.state == AgendaState.ON_STAGE), None)
    key = new_public_id()
    context: dict[str, Any] = {
        "event": event,
        "rows": rows,
        "deals": count_of(rows, changes=False),
        "changed_deals": count_of(rows, changes=True),
        "next": next((row for row in rows if row.item.state == AgendaState.WAITING and row.call), None),
        "key": key,
        "obstacle": obstacle,
        "closed": agenda_policies.day_obstacle(event, timezone.localdate()),
    }
    context |= _acts(event, request.GET.get("done", ""))
    context |= _deal_on_stage(item, key, **forms) if item else {}
    return render(request, "deals/stage/stage.html", context, status=422 if place else 200)


def _acts(event: Event, key: str) -> dict[str, Any]:
    """Return the keys of what was done, for tablets that wait to hear of it, and what was done under this one."""
    acts = StageAct.objects.filter(item__event=event).select_related("item__deal").order_by("-at", "-pk")
    keys = " ".join(acts.values_list("key", flat=True)[:MOST_KEYS])
    return {"keys": keys, "done": acts.filter(key=key).first() if key.isprintable() else None}


def _deal_on_stage(
    item: AgendaItem, key: str, signing: SigningForms | None = None, declining: DeclineForm | None = None
) -> dict[str, Any]:
    """Return what the stage shows of one deal."""
    version = item.text
    return {
        "item": item,
        "deal": item.deal,
        "version": version,
        "parties": parties_of(version),
        "promises": promises_of(version),
        "said_otherwise": said_otherwise(version),
        "asked": signers_of(version) if item.is_change else [],
        "changes": changes_of(item),
        "signing": signing or SigningForms(None, item=item, key=key),
        "declining": declining
        or DeclineForm(
            None,
            item=item,
            auto_id="decline_%s",
            initial={"key": key, "text_hash": version.content_hash},
        ),
        "waits": item.waits,
        "decline": version.declines.standing().select_related("party__organisation").first(),
    }
