"""Small forms on the page of a deal: a reason for a move, the delivery of support."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ui.forms import DayField, Form


class ReasonForm(Form):
    """Why a deal is suspended, ended or cancelled; it stays with the deal."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The parties can read this. Write nothing about one person."),
        error_messages={"required": _("Give a reason.")},
    )


class DeliveryForm(Form):
    """When promised support was given, and how that shows."""

    delivered_on = DayField(label=_("Delivered on"))
    evidence = forms.CharField(label=_("How does it show?"), required=False, max_length=300)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_delivered_on(self) -> date:
        """Refuse a day that has not come."""
        day: date = self.cleaned_data["delivered_on"]
        if day > self.today:
            raise forms.ValidationError(gettext("This date is in the future."))
        return day
