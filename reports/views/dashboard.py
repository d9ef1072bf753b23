"""The employer's dashboard: one deal at a time, and the next talk as a file for the calendar."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.roles import Role
from deals.lifecycle import State
from deals.models import Deal
from reports.dashboard import Dashboard, dashboard_of, deals_of
from reports.views import homes, told

MOST_PEOPLE = 60  # more than these are a bar: a crowd cannot be counted by eye


@require_GET
def dashboard(request: Request) -> HttpResponse:
    """Show one deal of the reader's organisations: the one asked for, else the newest signed one."""
    if Role.EMPLOYER not in request.user.roles:
        raise Http404
    today = timezone.localdate()
    deals = list(deals_of(request.user, today))
    context: dict[str, object] = {"deals": deals, "tabs": homes.tabs(request.user, Role.EMPLOYER)}
    if not deals:
        return render(request, "reports/dashboard_empty.html", context)
    asked = request.GET.get("deal")
    deal = next((one for one in deals if one.public_id == asked), None) if asked else _first(deals)
    if deal is None:
        raise Http404
    seen = dashboard_of(deal.pk, request.user, today=today)
    request.municipality = seen.deal.municipality
    return render(request, "reports/dashboard.html", context | _shown(seen))


@require_GET
def dashboard_calendar(request: Request, public_id: str) -> HttpResponse:
    """Give the next progress talk as a file for the calendar."""
    today = timezone.localdate()
    deals = deals_of(request.user, today).filter(next_progress_on__isnull=False)
    deal = get_object_or_404(deals, public_id=public_id)
    seen = dashboard_of(deal.pk, request.user, today=today)
    url = request.build_absolute_uri(deal.get_absolute_url())
    response = HttpResponse(
        told.calendar_file(seen, url=url, stamp=timezone.now()), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="handslag-{deal.public_id}.ics"'
    return response


def _first(deals: list[Deal]) -> Deal:
    """Return the newest deal that stands, else the first."""
    return next((deal for deal in deals if deal.state == State.SIGNED), deals[0])


def _shown(seen: Dashboard) -> dict[str, object]:
    """Return the words and numbers of the page."""
    manager = seen.deal.account_manager
    subject = quote(_("Question about %(deal)s") % {"deal": seen.deal.title})
    return {
        "seen": seen,
        "deal": seen.deal,
        "badge": told.status_badge(seen),
        "lines": told.lines(seen),
        "others": told.other_promises(seen),
        "support": told.support(seen),
        "timeline": told.timeline(seen),
        "files": told.files(seen),
        "as_people": seen.started + seen.prepared + seen.open <= MOST_PEOPLE,
        "can_report": seen.deal.state == State.SIGNED and bool(seen.figures.place_lines),
        "question_url": f"mailto:{manager.email}?subject={subject}" if manager else "",
        "next_talk": seen.deal.next_progress_on if seen.deal.state == State.SIGNED else None,
    }
