"""Concerns and what is decided about them, how a deal ends, and what a party says of it afterwards."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.free_text import refuse_personal_data
from deals.forms.rows import StepForm
from deals.lifecycle import EndKind
from deals.models import Again, Brought, Concern, ConcernKind, ConcernOutcome, Deal, Evaluation
from ui.forms import Choices, Explained

NOT_ABOUT_A_PERSON = _("Not about one person: no names, no illness, no numbers that point at somebody.")


class ConcernForm(StepForm):
    """What somebody worries about."""

    kind = forms.ChoiceField(
        label=_("What is the concern about?"),
        choices=ConcernKind.choices,
        widget=Choices,
        error_messages={"required": _("Choose what it is about.")},
    )
    text = forms.CharField(
        label=_("What is going on?"),
        max_length=1000,
        widget=forms.Textarea({"rows": 5}),
        help_text=NOT_ABOUT_A_PERSON,
        validators=[refuse_personal_data],
        error_messages={"required": _("Say what is going on.")},
    )


class DecisionForm(StepForm):
    """What the account manager decides about a concern."""

    outcome = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=Choices,
        error_messages={"required": _("Choose what you decide.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Who raised it reads this; when the deal is suspended or ended, all parties do."),
        validators=[refuse_personal_data],
        error_messages={"required": _("Give a reason.")},
    )

    def __init__(self, *args: Any, concern: Concern, may: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {
            ConcernOutcome.UNFOUNDED: _("Nothing is wrong; the deal goes on."),
            ConcernOutcome.RESOLVED: _("It was put right; the deal goes on."),
            ConcernOutcome.SUSPENDED: _("The deal stands still until you resume it. All parties are told."),
            ConcernOutcome.TERMINATED: _("The deal ends now. All parties are told."),
        }
        self.offer(
            "outcome",
            [(each, Explained(str(each.label), str(said[each]))) for each in ConcernOutcome if each in may],
        )


class EndForm(StepForm):
    """How a deal ends, and why."""

    how = forms.ChoiceField(
        label=_("How does the deal end?"),
        widget=Choices,
        error_messages={"required": _("Choose how it ends.")},
    )
    reason = forms.CharField(
        label=_("Why?"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_(
            "Needed when the deal is terminated. The parties read this. Write nothing about one person."
        ),
        validators=[refuse_personal_data],
    )

    def __init__(self, *args: Any, deal: Deal, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        over = deal.is_past_its_term(today)
        self.offer("how", [(each, each.label) for each in EndKind if over or each != EndKind.TERM_OVER])

    def clean(self) -> dict[str, Any]:
        """A termination must be explained."""
        answers = super().clean() or {}
        if answers.get("how") == EndKind.TERMINATED and not answers.get("reason"):
            self.add_error("reason", gettext("Give a reason."))
        return answers


class EvaluationForm(StepForm):
    """Four questions to a party."""

    brought = forms.ChoiceField(
        label=_("Did the deal bring what was promised?"),
        choices=Brought.choices,
        widget=Choices,
        error_messages={"required": _("Choose yes, partly or no.")},
    )
    again = forms.ChoiceField(
        label=_("Would you do it again?"),
        choices=Again.choices,
        widget=Choices,
        error_messages={"required": _("Choose yes, perhaps or no.")},
    )
    worked = forms.CharField(
        label=_("What worked?"),
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        help_text=NOT_ABOUT_A_PERSON,
        validators=[refuse_personal_data],
    )
    change = forms.CharField(
        label=_("What would you change?"),
        required=False,
        max_length=600,
        widget=forms.Textarea({"rows": 4}),
        help_text=NOT_ABOUT_A_PERSON,
        validators=[refuse_personal_data],
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        names = ("brought", "again", "worked", "change")
        initial = {name: getattr(evaluation, name) for name in names} if evaluation.given_at else {}
        super().__init__(*args, initial=initial, **kwargs)
