"""The list of events, and one event with the figures that are known of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.models import Organisation, User
from accounts.policies import registering_denial
from accounts.roles import Role
from events.calendar import calendar_of
from events.forms import EventFilters
from events.models import Event
from events.policies import writing_denial
from ui import htmx
from ui.formats import number


@require_GET
def event_list(request: Request) -> HttpResponse:
    """Show the events, the newest first."""
    filters = EventFilters(request.GET)
    today = timezone.localdate()
    rows = filters.narrow(Event.objects.visible_to(request.user), today=today)
    page = rows.select_related("municipality__organisation", "host").page(
        after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    context = {
        "filters": filters,
        "page": page,
        "today": today,
        "newer": filters.address(before=page.before) if page.before else "",
        "older": filters.address(after=page.after) if page.after else "",
        "registers": registering_denial(request.user) is None,
    }
    return htmx.render(request, "events/list.html", context, partial="results")


@require_GET
def event_detail(request: Request, event: str) -> HttpResponse:
    """Show one event."""
    found = _event(request, event)
    is_past = found.on < timezone.localdate()
    context = {
        "event": found,
        "host": found.host.name if found.host else found.host_name,
        "seats": found.seats.order_by("position", "pk"),
        "attendance": [
            {"kind": row.kind, "count": counted(row.count, about=row.is_approximate)}
            for row in found.attendance.order_by("-count", "kind")
        ],
        "viewers": counted(found.livestream_viewers, about=found.viewers_approximate),
        "unknown": _("not published") if is_past else _("not known yet"),
        "chat": {True: _("yes"), False: _("no")}.get(found.chat_used),  # type: ignore[arg-type]
        "deals": _deals(found, request.user),
        "agenda": found.agenda.visible_to(request.user).read(),
        "prepares": found.municipality_id in request.user.municipalities_as(Role.OFFICER),
        "is_past": is_past,
        "writes": writing_denial(request.user, found) is None,
    }
    return render(request, "events/detail.html", context)


@require_GET
def event_calendar(request: Request, event: str) -> HttpResponse:
    """Give one event as a file for a calendar."""
    found = _event(request, event)
    address = f"{settings.BASE_URL}{found.get_absolute_url()}"
    text = calendar_of(found, address=address, host=_host(request))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.public_id}.ics"'
    return response


def counted(count: int | None, *, about: bool) -> str:
    """Return a number in words as exact as its source: `about 120`; nothing when no source gives it."""
    if count is None:
        return ""
    return _("about %(count)s") % {"count": number(count)} if about else number(count)


def _host(request: HttpRequest) -> str:
    return request.get_host().partition(":")[0]


def _event(request: Request, public_id: str) -> Event:
    rows = Event.objects.visible_to(request.user).select_related("municipality__organisation", "host")
    return get_object_or_404(rows, public_id=public_id)


def _deals(event: Event, user: User) -> list[dict[str, Any]]:
    """Return the deals signed there that the reader may see, each once, with who signed."""
    rows = event.signatures.filter(party__in=Organisation.parties_visible_to(user))
    found: dict[int, dict[str, Any]] = {}
    for row in rows.select_related("party__deal", "party__organisation").order_by("party__deal__title", "pk"):
        deal = found.setdefault(row.party.deal_id, {"deal": row.party.deal, "signers": []})
        if row.party.organisation.name not in deal["signers"]:
            deal["signers"].append(row.party.organisation.name)
    return list(found.values())
