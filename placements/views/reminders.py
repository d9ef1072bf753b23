"""Reminders that an account manager looks at before they go out, leaves out, or sends by hand."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import Request
from accounts.roles import Role
from deals.actions.inviting import coming_reminders
from deals.models import Deal
from notices.models import PROGRESS, SIGNING, ReminderRule
from notices.tasks import hurry
from placements import reminders

DAYS, MOST = 14, 100


@require_GET
def coming_letters(request: Request) -> HttpResponse:
    """The reminders of the next two weeks, with the reason for each."""
    if Role.OFFICER not in request.user.roles:
        raise Http404
    now = timezone.now()
    today = timezone.localdate(now)
    coming = reminders.coming(request.user, today=today, days=DAYS, at=now, most=MOST + 1)
    context = {
        "coming": coming[:MOST],
        "more": len(coming) > MOST,
        "rule": ReminderRule.objects.of(PROGRESS),
        "to_sign": coming_reminders(request.user, today=today, days=DAYS, at=now, most=MOST),
        "rule_to_sign": ReminderRule.objects.of(SIGNING),
        "today": today,
        "until": today + timedelta(days=DAYS),
    }
    return render(request, "placements/progress_coming.html", context)


@require_POST
def skip_letter(request: Request, public_id: str, on: str) -> HttpResponse:
    """Leave out one coming reminder."""
    deal = _deal(request, public_id)
    try:
        expected = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    reminders.skip(deal, expected=expected, by=request.user, at=timezone.now())
    messages.success(request, _("The reminder for %(deal)s is left out.") % {"deal": deal})
    return redirect("placements:coming_letters")


@require_http_methods(["GET", "POST"])
def remind(request: Request, public_id: str) -> HttpResponse:
    """Send the reminder of one deal now: first what was sent last and to whom it would go."""
    deal = _deal(request, public_id)
    now = timezone.now()
    if request.method == "POST":
        written = reminders.nudge(deal, by=request.user, at=now)
        for notice in written:
            hurry(notice)
        text = ngettext(
            "%(count)s letter is on its way.", "%(count)s letters are on their way.", len(written)
        )
        messages.success(request, text % {"count": len(written)})
        return redirect(deal)
    context = {
        "deal": deal,
        "why_not": reminders.nudge_denial(request.user, deal, at=now),
        "last": reminders.last_written(deal),
        "to": reminders.recipients(deal, at=now),
    }
    return render(request, "placements/progress_remind.html", context)


def _deal(request: Request, public_id: str) -> Deal:
    """Return one deal of the account manager's own municipality, else 404."""
    deals = Deal.objects.visible_to(request.user).filter(
        municipality__in=request.user.municipalities_as(Role.OFFICER)
    )
    return get_object_or_404(deals.select_related("municipality__organisation"), public_id=public_id)
