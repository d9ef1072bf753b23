"""What an officer fills in about an employer, and the filters of the registry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.filters import Filters
from accounts.forms import OrganisationForm
from accounts.models import Municipality, Organisation, User
from accounts.roles import Role
from employers.models import Employer, EmployerQuerySet, LabourSector, PolicySector
from ui.forms import Choices, Form

OWN_FIELDS = ("sector", "labour_sector", "sbi_code", "sbi_version", "note")


class EmployerForm(OrganisationForm):
    """An organisation and its part of employer, as one form. `EmployerForm(data)` is a new one."""

    sector = Employer._meta.get_field("sector").formfield(empty_label=_("not known"))
    labour_sector = Employer._meta.get_field("labour_sector").formfield()
    sbi_code = Employer._meta.get_field("sbi_code").formfield()
    sbi_version = forms.ChoiceField(
        label=_("SBI version"),
        choices=[("", _("not known")), ("2008", "SBI 2008"), ("2025", "SBI 2025")],
        required=False,
    )
    note = Employer._meta.get_field("note").formfield()

    @classmethod
    def of(cls, employer: Employer, data: QueryDict | None = None) -> EmployerForm:
        """Return the form of an employer that is known."""
        initial = {name: getattr(employer, name) for name in OWN_FIELDS}
        organisation = Organisation.objects.get(
            pk=employer.organisation_id
        )  # the form writes into its own copy
        return cls(data, instance=organisation, initial=initial)

    def clean(self) -> dict[str, Any]:
        """Ask for the version of an SBI code: the two lists differ."""
        typed = super().clean() or {}
        if bool(typed.get("sbi_code")) != bool(typed.get("sbi_version")) and "sbi_code" in typed:
            self.add_error("sbi_version", _("Give an SBI code together with its version."))
        return typed

    def employer_values(self) -> dict[str, Any]:
        """Return what was typed about the part of employer."""
        return {name: self.cleaned_data[name] for name in OWN_FIELDS}


class EmployerFilters(Filters):
    """How the registry of employers is narrowed."""

    q = forms.CharField(required=False, label=_("Search by name, KvK number or place"))
    sector = forms.ModelChoiceField(
        PolicySector.objects.order_by("name"),
        required=False,
        to_field_name="slug",
        label=_("Sector"),
        empty_label=_("All sectors"),
    )
    side = forms.ChoiceField(
        choices=[("", _("All sides")), *LabourSector.choices],
        required=False,
        label=_("Side of the Banenafspraak"),
    )
    deals = forms.ChoiceField(
        choices=[
            ("", _("With or without deals")),
            ("with", _("With a deal")),
            ("without", _("Without a deal")),
        ],
        required=False,
        label=_("Deals with your municipality"),
    )
    mine = forms.BooleanField(required=False, label=_("I am the account manager"))

    def narrow(self, employers: EmployerQuerySet, *, user: User) -> EmployerQuerySet:
        """Return the employers that the chosen filters leave."""
        employers = employers.matching(self.value("q") or "")
        if sector := self.value("sector"):
            employers = employers.filter(sector=sector)
        if side := self.value("side"):
            employers = employers.filter(labour_sector=side)
        if deals := self.value("deals"):
            employers = employers.taking_part(user, yes=deals == "with")
        return employers.cared_for_by(user) if self.value("mine") else employers


class OfficerChoice(forms.ModelChoiceField):
    """An officer by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the name as people know it."""
        return obj.full_name


class AppointForm(Form):
    """Who looks after the employer from now on."""

    officer = OfficerChoice(
        User.objects.none(),
        to_field_name="public_id",
        label=_("Account manager"),
        widget=Choices,
        empty_label=None,
        error_messages={"required": _("Choose an account manager.")},
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        officer = self.fields["officer"]
        assert isinstance(officer, forms.ModelChoiceField)  # noqa: S101  # for the type checker
        officer.queryset = User.objects.acting_as(Role.OFFICER, municipality.organisation).order_by(
            "full_name"
        )
