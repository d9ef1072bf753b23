"""Gatherings: where deals are signed, shown and prepared. People are counted or given by function, never named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Organisation, User
from accounts.parts import Page, page_of
from accounts.public_id import new_public_id
from events import policies
from trail.models import Entry

Rows = Iterable[Mapping[str, Any]]


class EventKind(models.TextChoices):
    """What kind of gathering it is."""

    INSPIRATION_TABLE = "inspiration_table", _("inspiration table")
    SIGNING_EVENT = "signing_event", _("signing event")
    MEETING = "meeting", _("meeting")
    CONFERENCE = "conference", _("conference")
    MEET_AND_GREET = "meet_and_greet", _("meet & greet")
    JOB_MARKET = "job_market", _("job market")
    EMPLOYER_VISIT_TOUR = "employer_visit_tour", _("visit to employers")
    OTHER = "other", _("other")


PAGE = 50


class EventQuerySet(models.QuerySet["Event"]):
    """Events as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> EventQuerySet:
        """Everyone who signed in may know what happens where."""
        return self if user.is_authenticated and user.roles else self.none()

    def upcoming(self, day: date) -> EventQuerySet:
        """Those on this day or later."""
        return self.filter(on__gte=day)

    def past(self, day: date) -> EventQuerySet:
        """Those before this day."""
        return self.filter(on__lt=day)

    def page(self, *, after: str = "", before: str = "", size: int = PAGE) -> Page[Event]:
        """Return the newest rows, or those older (`after`) or newer (`before`) than the one with this public id."""
        mark = Event.objects.filter(public_id=after or before) if after or before else self.none()
        place = mark.values_list("on", "pk").first()
        backwards = bool(place and not after)
        rows = self.order_by("on", "pk") if backwards else self.order_by("-on", "-pk")
        if place:
            side = "gt" if backwards else "lt"
            beyond = Q(**{f"on__{side}": place[0]})
            rows = rows.filter(beyond | Q(on=place[0], **{f"pk__{side}": place[1]}))
        return page_of(list(rows[: size + 1]), size=size, backwards=backwards, began=place is not None)

    @transaction.atomic
    def plan(self, *, by: User, seats: Rows = (), attendance: Rows = (), **facts: Any) -> Event:
        """Add an event with who sat at the table, by function, and how many attended."""
        event = Event(**facts)
        if why := policies.writing_denial(by, event):
            raise PermissionDenied(why)
        event.full_clean()
        event.save()
        event.replace_rows(seats, attendance)
        Entry.objects.record(event, "plan", by=by)
        return event


class Event(models.Model):
    """One gathering, with the figures that are known of it; what no source gives stays empty."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=24, choices=EventKind.choices)
    name = models.CharField(_("name"), max_length=120)
    on = models.DateField(_("date"))
    starts_at = models.TimeField(_("starts at"), null=True, blank=True)
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("municipality"),
    )
    host = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="events_hosted",
        verbose_name=_("host"),
    )
    host_name = models.CharField(_("host"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    livestream_url = models.URLField(_("livestream"), blank=True)
    replay_url = models.URLField(_("replay"), blank=True)
    livestream_viewers = models.PositiveIntegerField(_("viewers of the livestream"), null=True, blank=True)
    viewers_approximate = models.BooleanField(_("viewers: about"), default=False)
    chat_used = models.BooleanField(_("with chat"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_fictional = models.BooleanField(_("fictional"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at=None) | Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_it_starts",
                violation_error_message=_("The end must be later than the start."),
            ),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="event_kind_is_known"),
        ]
        indexes = [models.Index(fields=["-on", "-id"], name="event_newest_first")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("events:detail", args=[self.public_id])

    def replace_rows(self, seats: Rows, attendance: Rows) -> dict[str, list[list[str]]]:
        """Let these be all the seats and all the counts; return which of the two changed, before and after."""
        before: dict[str, list[str]] = {"seats": [str(row) for row in self.seats.order_by("position")]}
        before["attendance"] = [str(row) for row in self.attendance.order_by("kind")]
        self.seats.all().delete()
        self.attendance.all().delete()
        placed = [PanelSeat(event=self, position=at, **row) for at, row in enumerate(seats)]
        counted = [Attendance(event=self, **row) for row in attendance]
        PanelSeat.objects.bulk_create(placed)
        Attendance.objects.bulk_create(counted)
        after = {"seats": [str(row) for row in placed], "attendance": sorted(str(row) for row in counted)}
        return {
            name: [before[name], after[name]]
            for name in before
            if sorted(before[name]) != sorted(after[name])
        }

    @transaction.atomic
    def change(self, *, by: User, seats: Rows, attendance: Rows, **facts: Any) -> None:
        """Give the event these facts and rows; record which changed."""
        if why := policies.writing_denial(by, self):
            raise PermissionDenied(why)
        changes: dict[str, Any] = {
            name: [str(pair[0]), str(pair[1])]
            for name, value in facts.items()
            if (pair := (getattr(self, name), value)) and pair[0] != pair[1]
        }
        for name, value in facts.items():
            setattr(self, name, value)
        if why := policies.writing_denial(by, self):
            raise PermissionDenied(why)
        self.full_clean()
        self.save()
        changes |= self.replace_rows(seats, attendance)
        if changes:
            Entry.objects.record(self, "change", by=by, changes=changes)


class PanelSeat(models.Model):
    """A seat at the table, by function and organisation; never a name."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="seats")
    function = models.CharField(_("function"), max_length=120)
    organisation_name = models.CharField(_("organisation"), max_length=120, blank=True)
    is_moderator = models.BooleanField(_("moderator"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("seat")

    def __str__(self) -> str:
        return f"{self.function}, {self.organisation_name}"


class Attendance(models.Model):
    """How many of one kind attended."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendance")
    kind = models.CharField(_("who"), max_length=60)
    count = models.PositiveIntegerField(_("count"))
    is_approximate = models.BooleanField(_("about"), default=False)

    class Meta:
        verbose_name = _("attendance")
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="attendance_counted_once_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.count}"
