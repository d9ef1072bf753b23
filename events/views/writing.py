"""Adding and changing an event, with rows for seats and counts that grow without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import Request
from accounts.policies import registering_denial
from events.forms import AttendanceFormSet, EventForm, SeatFormSet, rows_of
from events.models import Event
from events.policies import writing_denial
from ui.forms import changed_rows

SEAT = ("function", "organisation_name", "is_moderator")
COUNT = ("kind", "count", "is_approximate")


class Entry:
    """The three forms of one page, and whether they may be saved now."""

    def __init__(self, request: Request, event: Event | None = None) -> None:
        self.grown = changed_rows(request.POST, "seats") or changed_rows(request.POST, "attendance")
        data = self.grown or request.POST or None
        seats = list(event.seats.order_by("position", "pk").values(*SEAT)) if event else []
        counts = list(event.attendance.order_by("pk").values(*COUNT)) if event else []
        self.form = EventForm(data, instance=event, user=request.user)
        self.seats = SeatFormSet(data, prefix="seats", initial=seats)
        self.attendance = AttendanceFormSet(data, prefix="attendance", initial=counts)

    @property
    def is_sent(self) -> bool:
        """Whether somebody pressed save, and not a button of a row."""
        return self.form.is_bound and self.grown is None

    def is_valid(self) -> bool:
        """Ask all three, so that everything that is wrong shows at once."""
        return self.is_sent and all([self.form.is_valid(), self.seats.is_valid(), self.attendance.is_valid()])

    def values(self) -> dict[str, Any]:
        """Return what was typed."""
        rows = {"seats": rows_of(self.seats), "attendance": rows_of(self.attendance)}
        return self.form.cleaned_data | rows

    def page(self, request: Request, event: Event | None) -> HttpResponse:
        """Show the form, with what is wrong when it was sent."""
        context = {"entry": self, "event": event, "form": self.form if self.is_sent else None}
        return render(request, "events/form.html", context, status=422 if self.is_sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def event_new(request: Request) -> HttpResponse:
    """Add an event."""
    if why := registering_denial(request.user):
        raise PermissionDenied(why)
    entry = Entry(request)
    if entry.is_valid():
        try:
            event = Event.objects.plan(by=request.user, **entry.values())
        except ValidationError as error:
            entry.form.add_error(None, error)
        else:
            messages.success(request, _("%(name)s is in the calendar.") % {"name": event})
            return redirect(event)
    return entry.page(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def event_edit(request: Request, event: str) -> HttpResponse:
    """Change an event."""
    found = get_object_or_404(Event.objects.visible_to(request.user), public_id=event)
    if why := writing_denial(request.user, found):
        raise PermissionDenied(why)
    entry = Entry(request, get_object_or_404(Event, pk=found.pk))  # the form writes into its own copy
    if entry.is_valid():
        try:
            found.change(by=request.user, **entry.values())
        except ValidationError as error:
            entry.form.add_error(None, error)
        else:
            messages.success(request, _("Saved."))
            return redirect(found)
    return entry.page(request, found)
