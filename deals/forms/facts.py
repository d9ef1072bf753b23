"""Facts beside the text of a deal: who looks after it, whom to call at each party, when is the next talk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deals.forms.party import CONTACT, ContactForm
from deals.forms.rows import StepForm
from deals.models import Deal, Party
from ui import formats
from ui.forms import DayField, Form, all_valid

FACTS = ("account_manager", "next_progress_on", "progress_every_months", "reference")


class FactsForm(Form):
    """What may change without changing what was agreed."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    account_manager = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Account manager"),
        to_field_name="public_id",
        empty_label=_("Nobody yet"),
        required=False,
    )
    next_progress_on = DayField(label=_("Next progress talk"), required=False)
    progress_every_months = forms.IntegerField(
        label=_("Months between talks"),
        min_value=1,
        max_value=24,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    reference = forms.CharField(label=_("Reference of the municipality"), required=False, max_length=40)

    def __init__(self, *args: Any, deal: Deal, officers: Any, **kwargs: Any) -> None:
        initial = {name: getattr(deal, name) for name in FACTS} | {"revision": deal.revision}
        if deal.account_manager:
            initial["account_manager"] = deal.account_manager.public_id
        super().__init__(*args, initial=initial, **kwargs)
        self.deal = deal
        cast(forms.ModelChoiceField, self.fields["account_manager"]).queryset = officers


class PartyContactForm(ContactForm):
    """Whom to call at one party of the deal."""

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        initial = {name: getattr(party, name) for name in CONTACT}
        super().__init__(*args, prefix=f"party-{party.pk}", initial=initial, **kwargs)
        self.party = party


class FactsForms:
    """The page of facts: those of the deal, and whom to call at each party."""

    def __init__(self, data: Any, *, deal: Deal, parties: Iterable[Party], officers: Any) -> None:
        self.is_bound, self.deal = data is not None, deal
        self.facts = FactsForm(data, deal=deal, officers=officers)
        self.contacts = [PartyContactForm(data, party=party) for party in parties]

    @property
    def entries(self) -> list[Form | StepForm]:
        """All forms, for the summary of what is wrong."""
        return [self.facts, *self.contacts]

    def is_valid(self) -> bool:
        """Whether all of it can be kept."""
        return self.is_bound and all_valid(self.entries)

    @transaction.atomic
    def save(self, *, by: User) -> None:
        """Change the deal and the contacts together. Raises ChangedMeanwhile, PermissionDenied."""
        answers = self.facts.cleaned_data
        self.deal.change(by=by, revision=answers["revision"], **{name: answers[name] for name in FACTS})
        for form in self.contacts:
            if form.has_changed():
                form.party.change_contact(by=by, **form.contact())

    def after_a_change(self) -> list[tuple[str, str]]:
        """Return the values of somebody else that differ from what was typed here, by their labels.

        What was typed stays, now as an answer to what they kept.
        """
        facts = self.facts
        typed: list[tuple[Form, str, Any, str]] = [
            (facts, name, getattr(self.deal, name), str(facts[name].label)) for name in FACTS
        ]
        for form in self.contacts:
            typed += [
                (form, name, getattr(form.party, name), f"{form.party.organisation}: {form[name].label}")
                for name in CONTACT
            ]
        facts.data = {**facts.data, "revision": self.deal.revision}
        return [
            (label, formats.day(value) if name.endswith("_on") else str(value or "–"))
            for form, name, value, label in typed
            if form.cleaned_data.get(name) != value
        ]
