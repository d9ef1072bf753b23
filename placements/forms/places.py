"""Forms for a start, a correction, an end and every other step of a place. No free text: nobody writes about a person."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.public_id import ALPHABET, LENGTH, new_public_id
from deals.kinds import PLACE_KINDS, CommitmentKind
from deals.models import Commitment, CommitmentTerms
from placements.lifecycle import STEPS, EndReason, Reason
from placements.models import Placement
from ui import formats
from ui.forms import Choices, DayField, Explained, Form

KINDS = [(kind.value, kind.label) for kind in CommitmentKind if kind in PLACE_KINDS]


class SureForm(Form):
    """A form that can be asked back: what is unusual becomes a box to tick, and nothing typed is lost."""

    more = forms.BooleanField(label=_("Yes, this is more than promised"), required=False)
    outside_term = forms.BooleanField(label=_("Yes, the date is right"), required=False)

    QUESTIONS = ("more", "outside_term")

    @property
    def sure_of(self) -> set[str]:
        """The questions that were answered with yes."""
        return {name for name in self.QUESTIONS if self.cleaned_data.get(name)}

    @property
    def questions(self) -> list[forms.BoundField]:
        """The questions to show: those asked now, and those answered before."""
        return [self[name] for name in self.QUESTIONS if name in self.errors or self.data.get(name)]

    def refuse(self, error: ValidationError) -> None:
        """Show what the domain found wrong beside the fields that it is about."""
        for name, messages in error.error_dict.items() if hasattr(error, "error_dict") else [(None, [error])]:
            self.add_error(name if name in self.fields else None, messages)

    def ask(self, questions: dict[str, str]) -> None:
        """Show the questions that the domain wants answered."""
        for name, question in questions.items():
            self.add_error(name, question)


class PlaceForm(SureForm):
    """What is kept of a place: kind, start, hours, planned end."""

    started_on = DayField(label=_("First working day"))
    hours_per_week = forms.DecimalField(
        label=_("Hours a week"),
        required=False,
        localize=True,
        min_value=Decimal(1),
        max_value=Decimal(40),
        max_digits=4,
        decimal_places=1,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("From 1 to 40."),
    )
    planned_end_on = DayField(label=_("Planned last working day"), required=False)

    FACTS: tuple[str, ...] = ("started_on", "hours_per_week", "planned_end_on")

    def clean(self) -> dict[str, Any]:
        """Refuse a planned end before the start."""
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("started_on"), cleaned.get("planned_end_on")
        if start and end and end < start:
            self.add_error("planned_end_on", _("The planned end cannot be before the start."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The clean values by the names of the record."""
        return {name: self.cleaned_data[name] for name in self.FACTS}


def size_of(terms: CommitmentTerms) -> str:
    """Return how much was promised: `10 promised, 24 hours a week`."""
    words = [gettext("%(count)s promised") % {"count": formats.number(terms.quantity)}]
    if terms.hours_per_week:
        words.append(gettext("%(hours)s hours a week") % {"hours": formats.number(terms.hours_per_week, 1)})
    return ", ".join(words)


class CommitmentField(forms.ModelChoiceField):
    """One of the promises of a deal, by its number; the second line says how many were promised."""

    def label_from_instance(self, obj: Commitment) -> str:
        """Return the promise with its size; the caller fetched `fixed_terms`."""
        fixed: list[CommitmentTerms] = getattr(obj, "fixed_terms", [])
        return Explained(capfirst(str(obj)), size_of(fixed[-1]) if fixed else "")


class StartForm(PlaceForm):
    """Report or record a start under one of a deal's promises."""

    token = forms.CharField(widget=forms.HiddenInput)
    commitment = CommitmentField(
        label=_("Which promise is it for?"),
        queryset=None,
        to_field_name="number",
        widget=Choices,
        empty_label=None,
    )
    kind = forms.ChoiceField(
        label=_("Kind, if it differs from the promise"),
        choices=[("", _("As promised")), *KINDS],
        required=False,
    )

    field_order = ("token", "commitment", "kind", "started_on", "hours_per_week", "planned_end_on")

    def __init__(self, *args: Any, commitments: QuerySet[Commitment], **kwargs: Any) -> None:
        kwargs["initial"] = {"token": new_public_id()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["commitment"].queryset = commitments  # type: ignore[attr-defined]

    def clean_token(self) -> str:
        """Give a form with a broken token a new one: it then is a new record."""
        token = str(self.cleaned_data["token"])
        return token if len(token) == LENGTH and set(token) <= set(ALPHABET) else new_public_id()

    @property
    def facts(self) -> dict[str, Any]:
        """The clean values; without a kind the promise's own."""
        kind = self.cleaned_data["kind"]
        return super().facts | ({"kind": kind} if kind else {})


class StepForm(SureForm):
    """Take a step that asks nothing, or only why."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.ChoiceField(label=_("Why?"), choices=Reason.choices, widget=Choices)

    facts: dict[str, Any] = {}

    def __init__(self, *args: Any, step: str, placement: Placement, **kwargs: Any) -> None:
        kwargs["initial"] = {"revision": placement.revision} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if not STEPS[step].needs_reason:
            del self.fields["reason"]

    @property
    def why(self) -> str:
        """The reason, when that was asked."""
        return str(self.cleaned_data.get("reason", ""))

    @property
    def asked(self) -> Iterable[forms.BoundField]:
        """The fields to show."""
        hidden = {"revision", *self.QUESTIONS}
        return [self[name] for name in self.fields if name not in hidden]


class EndForm(StepForm):
    """Report an end."""

    ended_on = DayField(label=_("Last working day"))
    end_reason = forms.ChoiceField(label=_("How did it end?"), choices=EndReason.choices, widget=Choices)

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        initial = {"ended_on": placement.ended_on, "end_reason": placement.end_reason}
        super().__init__(*args, placement=placement, initial=initial, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:  # type: ignore[override]
        """The clean values by the names of the record."""
        return {name: self.cleaned_data[name] for name in ("ended_on", "end_reason")}


class CorrectForm(StepForm, PlaceForm):
    """Correct what was recorded."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)

    FACTS = ("kind", "started_on", "hours_per_week", "planned_end_on")
    field_order = FACTS

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        initial = {name: getattr(placement, name) for name in self.FACTS}
        super().__init__(*args, placement=placement, initial=initial, **kwargs)

    @property
    def facts(self) -> dict[str, Any]:  # type: ignore[override]
        """The clean values by the names of the record."""
        return {name: self.cleaned_data[name] for name in self.FACTS}


FORM_OF_STEP: dict[str, type[StepForm]] = {"report_end": EndForm, "correct": CorrectForm}
