"""Step two: who takes part, and whom to call on each side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.models.organisation import OrganisationQuerySet
from accounts.names import plain
from deals.forms.party import PartnerForm
from deals.forms.rows import StepForm
from deals.kinds import DealKind, PartyRole
from partners.models import PartnerKind
from ui.forms import Explained, ManyChoices

MOST_FOUND = 8
WITH_AN_EMPLOYER = {DealKind.VARIANT_DEAL, DealKind.WORK_AGREEMENT}
PART_OF_KIND = {
    PartnerKind.UMBRELLA_BODY: PartyRole.UMBRELLA_BODY,
    PartnerKind.TEMP_AGENCY: PartyRole.AGENCY,
    PartnerKind.EDUCATION: PartyRole.TRAINING_PROVIDER,
}


@dataclass(frozen=True)
class Register:
    """What the step may choose from: rows that the officer may see."""

    employers: OrganisationQuerySet
    partners: QuerySet[Organisation]
    known_partners: list[Organisation]
    officers: list[User]
    parts: dict[int, PartyRole] = field(
        default_factory=dict
    )  # of partners in the deal as it was written before


@dataclass(frozen=True)
class Side:
    """One organisation in its part, with whom to call there; `key` names it in later steps."""

    key: str
    organisation: Organisation
    role: PartyRole
    signs: bool
    contact: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.organisation.name


def matching(rows: QuerySet[Organisation], words: str) -> QuerySet[Organisation]:
    """Return those whose name, number or place contains every word."""
    for word in plain(words).split():
        rows = rows.filter(search_text__contains=word)
    return rows.order_by("sort_key", "pk")


def explained(organisation: Organisation) -> Explained:
    """Return a name with what tells it from another."""
    number = organisation.kvk_number and gettext("KvK %(number)s") % {"number": organisation.kvk_number}
    return Explained(organisation.name, " · ".join(filter(None, [organisation.place, number])))


class PartiesForm(StepForm):
    """The partners, and the contact at the municipality; the employers have rows of their own."""

    our_contact = forms.ChoiceField(label=_("Contact at the municipality"))
    partners = forms.MultipleChoiceField(
        label=_("Which partners take part?"), required=False, widget=ManyChoices
    )
    partner_words = forms.CharField(label=_("Another partner"), required=False, max_length=80)

    def __init__(
        self,
        *args: Any,
        register: Register,
        kind: DealKind,
        has_an_employer: Callable[[], bool],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.register, self.kind, self.has_an_employer = register, kind, has_an_employer
        ticked = self["partners"].value() or []
        found = self._partners(ticked)
        self.offer("partners", [(each.public_id, each.name) for each in found])
        self.offer("our_contact", [(each.public_id, str(each)) for each in register.officers])
        self.partner_forms = [
            PartnerForm(
                self.data if self.is_bound else None,
                organisation=each,
                is_chosen=each.public_id in ticked,
                usually_signs=kind not in WITH_AN_EMPLOYER,
            )
            for each in found
        ]

    @property
    def chosen(self) -> list[PartnerForm]:
        """The partners that take part."""
        return [form for form in self.partner_forms if form.is_chosen]

    def _partners(self, ticked: list[str]) -> list[Organisation]:
        """Return the partners of the programme, those ticked, and those that the words find."""
        known = {each.pk: each for each in self.register.known_partners}
        known |= (
            {each.pk: each for each in self.register.partners.filter(public_id__in=ticked)} if ticked else {}
        )
        typed = (self["partner_words"].value() or "").strip()
        if typed:
            known |= {each.pk: each for each in matching(self.register.partners, typed)[:MOST_FOUND]}
        return sorted(known.values(), key=lambda each: each.sort_key)

    def clean(self) -> dict[str, Any]:
        """Ask for somebody to make a deal with."""
        answers = super().clean() or {}
        if self.kind not in WITH_AN_EMPLOYER and not answers.get("partners") and not self.has_an_employer():
            self.add_error("partners", _("Choose at least one party beside the municipality."))
        return answers

    def partner_sides(self) -> list[Side]:
        """Return the partners, each in the part that fits the kind of deal."""
        return [
            Side(
                form.organisation.public_id,
                form.organisation,
                self._part(form.organisation),
                form.will_sign,
                form.contact(),
            )
            for form in self.chosen
        ]

    def _part(self, organisation: Organisation) -> PartyRole:
        """Return the part of a partner: as before, or in agreements beyond one employer its own, else support."""
        if before := self.register.parts.get(organisation.pk):
            return before
        if self.kind in WITH_AN_EMPLOYER or not hasattr(organisation, "partner"):
            return PartyRole.PARTNER
        return PART_OF_KIND.get(PartnerKind(organisation.partner.kind), PartyRole.PARTNER)

    def our_officer(self) -> User:
        """Return the contact at the municipality."""
        return next(
            each for each in self.register.officers if each.public_id == self.cleaned_data["our_contact"]
        )
