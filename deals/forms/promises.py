"""Step three, first half: the term, what the employer promises, what it gets in return, and the text."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deals.forms.clauses import ClauseFields
from deals.forms.rows import StepForm, rows_of
from deals.kinds import CommitmentKind, Obligation, Unit
from deals.models import LARGEST_QUANTITY
from employers.models import PolicySector
from partners.models import SupportKind
from ui.forms import DayField

Named = list[tuple[str, str]]  # key of a party, its name
NO_LONGER = _("Who stood here does not take part any more. Choose another party.")


def check_order(answers: dict[str, Any]) -> None:
    """Refuse an end that does not come after the start."""
    starts_on, ends_on = answers.get("starts_on"), answers.get("ends_on")
    if starts_on and ends_on and ends_on <= starts_on:
        raise ValidationError(gettext("The end must be later than the start."))


class TermForm(StepForm):
    """Name, term and what goes with the deal as a whole."""

    title = forms.CharField(label=_("Name of the deal"), max_length=160)
    reference = forms.CharField(label=_("Reference of the municipality"), required=False, max_length=40)
    sector = forms.ModelChoiceField(
        PolicySector.objects.order_by("name"), label=_("Sector"), required=False, empty_label=_("Not known")
    )
    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)
    next_progress_on = DayField(label=_("Next progress talk"), required=False)
    is_customised = forms.BooleanField(
        label=_("This deal deviates from the variant (made to measure)"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Hold the end to come after the start."""
        answers = super().clean() or {}
        try:
            check_order(answers)
        except ValidationError as error:
            self.add_error("ends_on", error)
        return answers


class CommitmentForm(StepForm):
    """One promise of work."""

    kind = forms.ChoiceField(label=_("What"), error_messages={"required": _("Choose what is promised.")})
    quantity = forms.IntegerField(
        label=_("How many"),
        validators=[
            MinValueValidator(1, _("Give a number from 1 to 10,000.")),
            MaxValueValidator(LARGEST_QUANTITY, _("Give a number from 1 to 10,000.")),
        ],
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": _("Fill in how many, or remove this row."),
            "invalid": _("Give a whole number, for example 12."),
        },
    )
    hours_per_week = forms.DecimalField(
        label=_("Hours a week"),
        required=False,
        localize=True,
        max_digits=4,
        decimal_places=1,
        validators=[
            MinValueValidator(1, _("Give 1 to 40 hours a week.")),
            MaxValueValidator(40, _("Give 1 to 40 hours a week.")),
        ],
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Give a number of hours, for example 24.")},
    )
    obligation = forms.ChoiceField(label=_("Promised as"), choices=Obligation.choices)
    by = forms.ChoiceField(
        label=_("By whom"),
        error_messages={"required": _("Choose who promises this."), "invalid_choice": NO_LONGER},
    )
    unit = forms.ChoiceField(
        label=_("Counted in"), required=False, choices=[("", _("the usual unit")), *Unit.choices]
    )
    starts_on = DayField(label=_("From"), required=False)
    ends_on = DayField(label=_("Until"), required=False)
    label = forms.CharField(label=_("Description"), required=False, max_length=160)

    extras = ("by", "unit", "starts_on", "ends_on", "label")  # the template folds these away

    def __init__(
        self, *args: Any, allowed: list[str], only_allowed: bool, customised: bool, by: Named, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.allowed = set(CommitmentKind.values) if customised else set(allowed)
        fitting = [(key, label) for key, label in CommitmentKind.choices if key in allowed]
        others = [(key, label) for key, label in CommitmentKind.choices if key not in allowed]
        choices: list[Any] = [("", _("Choose")), *fitting]
        if others and not only_allowed:
            choices = [("", _("Choose")), (_("Fits the variant"), fitting), (_("Made to measure"), others)]
        self.offer("kind", choices)
        self.offer("by", by)

    def has_changed(self) -> bool:
        """A row in which only something was chosen beforehand is empty."""
        return bool(set(self.changed_data) - {"obligation", "by", "unit"})

    @property
    def has_extras(self) -> bool:
        """Whether something stands, or is wrong, in what is folded away."""
        values = [self[name].value() for name in ("unit", "label")]
        days = [part for name in ("starts_on", "ends_on") for part in _parts(self[name].value())]
        return any([*values, *days]) or any(name in self.errors for name in self.extras)

    def clean_kind(self) -> str:
        """Keep to the variant, unless the deal says that it deviates."""
        kind: str = self.cleaned_data["kind"]
        if kind not in self.allowed:
            raise ValidationError(
                gettext("This does not fit the variant. Choose another, or tick that the deal deviates.")
            )
        return kind

    def clean(self) -> dict[str, Any]:
        """Hold the end to come after the start, and another kind to be described."""
        answers = super().clean() or {}
        try:
            check_order(answers)
        except ValidationError as error:
            self.add_error("ends_on", error)
        if answers.get("kind") == CommitmentKind.OTHER and not answers.get("label"):
            self.add_error("label", _("Describe what is promised."))
        return answers


class SupportForm(StepForm):
    """One promise in return, by a partner or the municipality."""

    by = forms.ChoiceField(
        label=_("By whom"),
        error_messages={"required": _("Choose who gives this support."), "invalid_choice": NO_LONGER},
    )
    kind = forms.ChoiceField(
        label=_("What"),
        choices=[("", _("Choose")), *SupportKind.choices],
        error_messages={"required": _("Choose what support is given.")},
    )
    text = forms.CharField(label=_("How much"), required=False, max_length=160)
    due_on = DayField(label=_("By when"), required=False, help_text="")

    def __init__(self, *args: Any, by: Named, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("by", [("", _("Choose")), *by])


class ClauseForm(ClauseFields, StepForm):
    """One clause of the text."""

    shown = ""  # the text with its variables filled in, when it holds any


def _parts(value: Any) -> list[Any]:
    """Return the three parts of a day field's value."""
    if isinstance(value, date):
        return [value]
    return list(value or [])


CommitmentRows = rows_of(CommitmentForm)
SupportRows = rows_of(SupportForm)
ClauseRows = rows_of(ClauseForm)
