"""Who signs, in which stage, and by how many people: one row per party."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deals.actions.planning import PlanEntry, plan_signing
from deals.forms.rows import StepForm
from deals.models import Deal, Party
from deals.shown.order import order_in_words, signer
from ui.forms import all_valid

UP_TO_NINE = [(number, str(number)) for number in range(1, 10)]


class PlanForm(StepForm):
    """What is asked of one party."""

    signs = forms.BooleanField(label=_("Signs"), required=False)
    stage = forms.TypedChoiceField(label=_("Turn"), choices=UP_TO_NINE, coerce=int)
    needed = forms.TypedChoiceField(label=_("People who sign"), choices=UP_TO_NINE, coerce=int)

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        initial = {"signs": party.signs, "stage": party.stage, "needed": party.signatories_needed}
        super().__init__(*args, initial=initial, **kwargs)
        self.party = party

    @property
    def entry(self) -> PlanEntry:
        """What was chosen, or stands there still."""
        answers = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        return PlanEntry(self.party, answers["signs"], answers["stage"], answers["needed"])


class PlanForms:
    """The rows of all parties of a deal."""

    def __init__(self, data: Any, *, deal: Deal) -> None:
        self.is_bound = data is not None
        parties = deal.newest_version().parties_in_order()
        self.rows = [PlanForm(data, prefix=f"party-{party.pk}", party=party) for party in parties]

    @property
    def in_words(self) -> str:
        """The order as a sentence, as it is filled in."""
        entries = [form.entry for form in self.rows]
        return order_in_words(
            (each.stage, signer(str(each.party.organisation), each.needed)) for each in entries if each.signs
        )

    def is_valid(self) -> bool:
        """Whether every row can be kept, and somebody signs."""
        if not self.is_bound or not all_valid(self.rows):
            return False
        if not any(form.entry.signs for form in self.rows):
            self.rows[0].add_error("signs", gettext("Name at least one party that signs."))
        return all_valid(self.rows)

    def save(self, deal: Deal, *, by: User, at: datetime) -> bool:
        """Keep it; return whether it differs from before."""
        return plan_signing(deal, [form.entry for form in self.rows], by=by, at=at)
