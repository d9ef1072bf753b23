"""What an officer fills in about an event, and the filters of the list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from accounts.filters import Filters
from accounts.models import Municipality, User
from accounts.policies import REGISTRARS
from events.models import Event, EventKind, EventQuerySet
from ui.forms import DayField, Form, ModelForm

YES_NO = [("", _("not published")), ("true", _("yes")), ("false", _("no"))]


class EventForm(ModelForm):
    """The facts of an event; what no source gives stays empty."""

    on = DayField(label=_("Date"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("choose")), *EventKind.choices])
    chat_used = forms.TypedChoiceField(
        label=_("With chat"),
        choices=YES_NO,
        coerce=lambda value: value == "true",
        empty_value=None,
        required=False,
    )

    class Meta:
        model = Event
        fields = [
            "name",
            "kind",
            "on",
            "starts_at",
            "ends_at",
            "municipality",
            "host_name",
            "place",
            "description",
            "livestream_url",
            "replay_url",
            "livestream_viewers",
            "viewers_approximate",
            "chat_used",
            "source",
        ]
        help_texts = {
            "starts_at": _("For example 14:30."),
            "ends_at": _("For example 17:00."),
            "livestream_viewers": _("Leave it empty when it was not published or there was no livestream."),
            "source": _("Where the figures come from."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_at", "ends_at"):
            self.fields[name].widget = forms.TimeInput({"inputmode": "numeric"}, format="%H:%M")
        municipality = self.fields["municipality"]
        assert isinstance(municipality, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        homes = user.municipalities_as(*REGISTRARS)
        own = Municipality.objects.filter(pk__in=homes)
        municipality.queryset = own.select_related("organisation").order_by("organisation__sort_key")
        municipality.empty_label = _("more than one, or none")
        if self.instance.pk is None and len(homes) == 1:
            self.initial["municipality"] = homes[0]

    def clean_chat_used(self) -> bool | None:
        """Turn "not published" into nothing."""
        chosen = self.cleaned_data.get("chat_used")
        return chosen if isinstance(chosen, bool) else None

    def clean(self) -> dict[str, Any]:
        """Say at the field what the database would refuse."""
        typed = super().clean() or {}
        starts, ends = typed.get("starts_at"), typed.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end must be later than the start."))
        return typed


class SeatForm(Form):
    """One seat at the table, by function; never a name."""

    function = forms.CharField(label=_("Function"), max_length=120)
    organisation_name = forms.CharField(label=_("Organisation"), max_length=120, required=False)
    is_moderator = forms.BooleanField(label=_("Moderator"), required=False)


class AttendanceForm(Form):
    """How many of one kind attended."""

    kind = forms.CharField(label=_("Who"), max_length=60, help_text=_("For example: employers."))
    count = forms.IntegerField(
        label=_("Count"), min_value=0, max_value=1_000_000, widget=forms.TextInput({"inputmode": "numeric"})
    )
    is_approximate = forms.BooleanField(label=_("About"), required=False)


class AttendanceRows(BaseFormSet):
    """Counts, each kind once."""

    def clean(self) -> None:
        """Refuse the same kind twice: which one would count?"""
        kinds = [row["kind"].casefold() for row in rows_of(self)] if not any(self.errors) else []
        if len(set(kinds)) < len(kinds):
            raise forms.ValidationError(_("This kind of visitor is in the list twice."))


SeatFormSet = forms.formset_factory(SeatForm, extra=0, max_num=30, can_delete=True)
AttendanceFormSet = forms.formset_factory(
    AttendanceForm, formset=AttendanceRows, extra=0, max_num=30, can_delete=True
)


def rows_of(formset: Any) -> list[dict[str, Any]]:
    """Return the rows that were filled in and not removed."""
    rows = [form.cleaned_data for form in formset.forms if form.is_valid() and form.cleaned_data]
    return [
        {name: value for name, value in row.items() if name != "DELETE"}
        for row in rows
        if not row.get("DELETE")
    ]


class EventFilters(Filters):
    """How the list of events is narrowed."""

    when = forms.ChoiceField(
        choices=[("", _("All events")), ("upcoming", _("Upcoming")), ("past", _("Past"))],
        required=False,
        label=_("When"),
    )
    kind = forms.ChoiceField(
        choices=[("", _("All kinds")), *EventKind.choices], required=False, label=_("Kind")
    )
    municipality = forms.ModelChoiceField(
        Municipality.objects.filter(events__isnull=False)
        .distinct()
        .select_related("organisation")
        .order_by("organisation__sort_key"),
        required=False,
        to_field_name="slug",
        label=_("Municipality"),
        empty_label=_("All municipalities"),
    )

    def narrow(self, events: EventQuerySet, *, today: date) -> EventQuerySet:
        """Return the events that the chosen filters leave."""
        if when := self.value("when"):
            events = events.upcoming(today) if when == "upcoming" else events.past(today)
        if kind := self.value("kind"):
            events = events.filter(kind=kind)
        if municipality := self.value("municipality"):
            events = events.filter(municipality=municipality)
        return events
