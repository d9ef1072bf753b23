"""Forms for programmes and their goals."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, User
from accounts.roles import Role
from deals.models import Programme, Target, TargetKind
from ui.forms import DayField, ManyChoices, ModelForm


class ProgrammeForm(ModelForm):
    """What a programme is, and when it runs."""

    starts_on = DayField(label=_("Starts on"), required=False)
    ends_on = DayField(label=_("Ends on"), required=False)

    class Meta:
        model = Programme
        fields = ["name", "municipality", "description", "starts_on", "ends_on", "sectors", "checks_paper"]
        widgets = {"sectors": ManyChoices, "description": forms.Textarea({"rows": 4})}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sectors"].required = False
        if self.instance.pk:
            del self.fields["municipality"]
            return
        own = Municipality.objects.filter(pk__in=user.municipalities_as(Role.ADMINISTRATOR))
        field = self.fields["municipality"]
        field.queryset = own.select_related("organisation")  # type: ignore[attr-defined]
        field.initial = own.first()


class TargetForm(ModelForm):
    """A goal, or a goal told anew: then the version before it stays in view."""

    baseline_on = DayField(label=_("Baseline measured on"), required=False)
    starts_on = DayField(label=_("From"), required=False)
    due_on = DayField(label=_("By which day"), required=False)
    decided_on = DayField(label=_("Decided on"), required=False)

    class Meta:
        model = Target
        fields = [
            "name",
            "kind",
            "strength",
            "value",
            "baseline",
            "baseline_on",
            "starts_on",
            "due_on",
            "decided_on",
            "per_year",
            "counts_placements",
            "source",
        ]

    def clean(self) -> dict[str, Any]:
        """A level needs the level at the start; an end comes after its start."""
        values = super().clean() or {}
        if values.get("kind") == TargetKind.STOCK and values.get("baseline") is None:
            self.add_error("baseline", _("A level to reach needs a baseline: what was it at the start?"))
        start, end = values.get("starts_on"), values.get("due_on")
        if start and end and end <= start:
            self.add_error("due_on", _("The end must be later than the start."))
        return values
