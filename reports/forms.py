"""What somebody fills in to make a report."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deals.models import Programme
from deals.models.programme import ProgrammeQuerySet
from ui.forms import DayField, Form


class ReportForm(Form):
    """Which programme, as of which day, and what the author wants to say about it."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        to_field_name="public_id",
        label=_("Programme"),
        empty_label=_("Choose a programme"),
        error_messages={"invalid_choice": _("Choose a programme of your municipality.")},
    )
    as_of = DayField(
        label=_("As of"), help_text=_("Figures are counted at the end of this day. Today at the latest.")
    )
    note = forms.CharField(
        label=_("In your own words"),
        help_text=_(
            "Stands above the figures. What would you say to the council? No names of people who were placed."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, programmes: ProgrammeQuerySet, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
        self.today = today

    def clean_as_of(self) -> date:
        """Refuse a day that is yet to come."""
        day: date = self.cleaned_data["as_of"]
        if day > self.today:
            raise ValidationError(gettext("Choose a day that is not in the future."))
        return day


class ProgrammeFilter(Form):
    """Which reports to list."""

    programme = forms.ModelChoiceField(
        Programme.objects.none(),
        to_field_name="public_id",
        label=_("Programme"),
        empty_label=_("All programmes"),
        required=False,
    )

    def __init__(self, *args: Any, programmes: ProgrammeQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]
