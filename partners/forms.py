"""What is filled in about a partner and its support, and the filters of the registry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.filters import Filters
from accounts.forms import OrganisationForm
from accounts.models import Organisation, User
from partners.models import Partner, PartnerKind, PartnerQuerySet, SupportKind
from ui.forms import Form

OWN_FIELDS = ("kind", "note")


class PartnerForm(OrganisationForm):
    """An organisation and its part of partner, as one form. `PartnerForm(data)` is a new one."""

    kind = Partner._meta.get_field("kind").formfield()
    note = Partner._meta.get_field("note").formfield()

    @classmethod
    def of(cls, partner: Partner, data: QueryDict | None = None) -> PartnerForm:
        """Return the form of a partner that is known."""
        initial = {name: getattr(partner, name) for name in OWN_FIELDS}
        organisation = Organisation.objects.get(
            pk=partner.organisation_id
        )  # the form writes into its own copy
        return cls(data, instance=organisation, initial=initial)

    def partner_values(self) -> dict[str, Any]:
        """Return what was typed about the part of partner."""
        return {name: self.cleaned_data[name] for name in OWN_FIELDS}


class PartnerFilters(Filters):
    """How the registry of partners is narrowed."""

    q = forms.CharField(required=False, label=_("Search by name, KvK number or place"))
    kind = forms.ChoiceField(
        choices=[("", _("All kinds")), *PartnerKind.choices], required=False, label=_("Kind")
    )
    support = forms.ChoiceField(
        choices=[("", _("Any support")), *SupportKind.choices], required=False, label=_("Support on offer")
    )
    deals = forms.ChoiceField(
        choices=[
            ("", _("With or without deals")),
            ("with", _("With a deal")),
            ("without", _("Without a deal")),
        ],
        required=False,
        label=_("Deals that you can see"),
    )

    def narrow(self, partners: PartnerQuerySet, *, user: User) -> PartnerQuerySet:
        """Return the partners that the chosen filters leave."""
        partners = partners.matching(self.value("q") or "")
        if kind := self.value("kind"):
            partners = partners.filter(kind=kind)
        if support := self.value("support"):
            partners = partners.filter(offers__kind=support)
        if deals := self.value("deals"):
            partners = partners.taking_part(user, yes=deals == "with")
        return partners


class OfferForm(Form):
    """One line of a partner's menu."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("choose")), *SupportKind.choices])
    capacity = forms.CharField(
        label=_("How much"), max_length=120, required=False, help_text=_("For example: twenty people a year.")
    )
    contact = forms.CharField(label=_("Contact"), max_length=160, required=False)


OfferFormSet = forms.formset_factory(OfferForm, extra=0, max_num=len(SupportKind), can_delete=True)
