"""Facts beside the text of a deal: who looks after it, whom to call, when is the next talk."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deals.models import Deal, Party
from ui import formats
from ui.forms import DayField, Form

FACTS = ("account_manager", "next_progress_on", "progress_every_months", "reference")
CONTACT = ("contact_name", "contact_function", "contact_email", "contact_phone")


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
    contact_name = forms.CharField(label=_("Contact at the employer"), required=False, max_length=120)
    contact_function = forms.CharField(label=_("Function"), required=False, max_length=120)
    contact_email = forms.EmailField(label=_("E-mail address"), required=False)
    contact_phone = forms.CharField(label=_("Telephone number"), required=False, max_length=30)

    def __init__(self, *args: Any, deal: Deal, party: Party | None, officers: Any, **kwargs: Any) -> None:
        initial = {name: getattr(deal, name) for name in FACTS} | {"revision": deal.revision}
        if party:
            initial |= {name: getattr(party, name) for name in CONTACT}
        if deal.account_manager:
            initial["account_manager"] = deal.account_manager.public_id
        super().__init__(*args, initial=initial, **kwargs)
        self.deal, self.party = deal, party
        cast(forms.ModelChoiceField, self.fields["account_manager"]).queryset = officers
        if party is None:
            for name in CONTACT:
                del self.fields[name]

    @transaction.atomic
    def save(self, *, by: User) -> None:
        """Change the deal and the contact together. Raises ChangedMeanwhile, PermissionDenied."""
        answers = self.cleaned_data
        self.deal.change(by=by, revision=answers["revision"], **{name: answers[name] for name in FACTS})
        if self.party:
            self.party.change_contact(by=by, **{name: answers[name] for name in CONTACT})

    def differences(self) -> list[tuple[str, str]]:
        """Return the values of somebody else that differ from what was typed here, by their labels."""
        now = {name: getattr(self.deal, name) for name in FACTS}
        if self.party:
            now |= {name: getattr(self.party, name) for name in CONTACT}
        return [
            (str(self.fields[name].label), formats.day(value) if name.endswith("_on") else str(value or "–"))
            for name, value in now.items()
            if self.cleaned_data.get(name) != value
        ]
