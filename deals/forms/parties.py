"""Step two: who takes part, and whom to call on each side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.models.organisation import OrganisationQuerySet
from accounts.names import plain
from accounts.validators import validate_kvk_number
from deals.forms.rows import StepForm
from deals.kinds import DealKind, PartyRole
from partners.models import PartnerKind
from ui.forms import Choices, Explained, ManyChoices

MOST_FOUND = 8
NEW = "new"  # the key of an employer that is not in the registry yet
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


@dataclass(frozen=True)
class Side:
    """One organisation in its part; `key` names it in later steps."""

    key: str
    organisation: Organisation
    role: PartyRole
    signs: bool

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
    """The employer (found, or new), the partners, and a contact on each side."""

    words = forms.CharField(label=_("Name or KvK number"), required=False, max_length=80)
    searched = forms.CharField(required=False, widget=forms.HiddenInput)
    employer = forms.ChoiceField(label=_("Which employer?"), required=False, widget=Choices)
    new_name = forms.CharField(label=_("Name of the new employer"), required=False, max_length=160)
    new_kvk = forms.CharField(
        label=_("KvK number"), required=False, help_text=_("Eight digits, for example 12345678.")
    )
    new_place = forms.CharField(label=_("Place"), required=False, max_length=80)
    is_another = forms.BooleanField(label=_("No, this is another employer"), required=False)
    contact_name = forms.CharField(label=_("Name"), required=False, max_length=120)
    contact_function = forms.CharField(label=_("Function"), required=False, max_length=120)
    contact_email = forms.EmailField(label=_("E-mail address"), required=False)
    contact_phone = forms.CharField(label=_("Telephone number"), required=False, max_length=30)
    our_contact = forms.ChoiceField(label=_("Contact at the municipality"))
    partners = forms.MultipleChoiceField(
        label=_("Which partners take part?"), required=False, widget=ManyChoices
    )
    partner_words = forms.CharField(label=_("Another partner"), required=False, max_length=80)
    partners_sign = forms.BooleanField(label=_("The partners sign too"), required=False)

    def __init__(self, *args: Any, register: Register, kind: DealKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.register, self.kind = register, kind
        self.alike: list[Organisation] = []
        self.found = self._found(register.employers, "words", "employer")
        self.partners_found = self._partners()
        self.offer("employer", [(each.public_id, explained(each)) for each in self.found])
        self.offer("partners", [(each.public_id, each.name) for each in self.partners_found])
        self.offer("our_contact", [(each.public_id, str(each)) for each in register.officers])

    @property
    def needs_an_employer(self) -> bool:
        """Whether this kind of deal cannot be without one."""
        return self.kind in WITH_AN_EMPLOYER

    @property
    def adds_an_employer(self) -> bool:
        """Whether a new employer is being typed."""
        return any(self[name].value() for name in ("new_name", "new_kvk", "new_place"))

    def _found(self, rows: QuerySet[Organisation], words: str, chosen: str) -> list[Organisation]:
        """Return what was chosen before, then what the words find."""
        kept = list(rows.filter(public_id=self[chosen].value())) if self[chosen].value() else []
        typed = (self[words].value() or "").strip()
        found = list(matching(rows, typed)[:MOST_FOUND]) if typed else []
        return kept + [each for each in found if each not in kept]

    def _partners(self) -> list[Organisation]:
        """Return the partners of the programme, those ticked, and those that the words find."""
        ticked = self["partners"].value() or []
        known = {each.pk: each for each in self.register.known_partners}
        known |= (
            {each.pk: each for each in self.register.partners.filter(public_id__in=ticked)} if ticked else {}
        )
        typed = (self["partner_words"].value() or "").strip()
        if typed:
            known |= {each.pk: each for each in matching(self.register.partners, typed)[:MOST_FOUND]}
        return sorted(known.values(), key=lambda each: each.sort_key)

    def clean_new_kvk(self) -> str:
        """Check the number, and whether somebody has it already."""
        number = "".join(self.cleaned_data["new_kvk"].split())
        if not number:
            return ""
        validate_kvk_number(number)
        if holder := self.register.employers.filter(kvk_number=number).first():
            self._offer(holder)
            raise ValidationError(
                gettext("This KvK number is already in the registry, of %(name)s. Choose it in the list."),
                params={"name": holder.name},
            )
        return number

    def clean(self) -> dict[str, Any]:
        """Settle who the employer is."""
        answers = super().clean() or {}
        chosen, new = answers.get("employer"), answers.get("new_name", "")
        if chosen and self.adds_an_employer:
            self.add_error("new_name", _("Choose an employer from the list or add a new one, not both."))
        elif self.adds_an_employer and not new:
            self.add_error("new_name", _("Fill in the name of the new employer."))
        elif new and not answers.get("is_another") and not self.errors:
            self._warn_of_doubles(new)
        elif not chosen and not new and self.needs_an_employer:
            self.add_error("words", _("Look up the employer and choose it, or add a new one."))
        elif not chosen and not new and not answers.get("partners"):
            self.add_error("partners", _("Choose at least one party beside the municipality."))
        return answers

    def _warn_of_doubles(self, name: str) -> None:
        """Ask whether it is one of those with a like name, before a second one is made."""
        known = self.register.employers.named_like(name)[:5]
        self.alike = list(known)
        for each in self.alike:
            self._offer(each)
        if self.alike:
            names = ", ".join(each.name for each in self.alike)
            message = gettext("Is it one of these: %(names)s? Then choose it in the list above.") % {
                "names": names
            }
            self.add_error("new_name", message)

    def _offer(self, organisation: Organisation) -> None:
        """Put an organisation in the list to choose from."""
        if organisation not in self.found:
            self.found.append(organisation)
            self.offer("employer", [(each.public_id, explained(each)) for each in self.found])

    def employer_side(self) -> Side | None:
        """Return the employer, perhaps one that must still be saved."""
        answers = self.cleaned_data
        if key := answers.get("employer"):
            organisation = next(each for each in self.found if each.public_id == key)
            return Side(key, organisation, PartyRole.EMPLOYER, signs=True)
        if name := answers.get("new_name"):
            fresh = Organisation(name=name, kvk_number=answers["new_kvk"] or None, place=answers["new_place"])
            return Side(NEW, fresh, PartyRole.EMPLOYER, signs=True)
        return None

    def partner_sides(self) -> list[Side]:
        """Return the partners, each in the part that fits the kind of deal."""
        answers = self.cleaned_data
        chosen = [each for each in self.partners_found if each.public_id in answers["partners"]]
        return [Side(each.public_id, each, self._part(each), answers["partners_sign"]) for each in chosen]

    def _part(self, organisation: Organisation) -> PartyRole:
        """Return the part of a partner: in agreements beyond one employer its own, else support."""
        if self.kind in WITH_AN_EMPLOYER or not hasattr(organisation, "partner"):
            return PartyRole.PARTNER
        return PART_OF_KIND.get(PartnerKind(organisation.partner.kind), PartyRole.PARTNER)

    def our_officer(self) -> User:
        """Return the contact at the municipality."""
        return next(
            each for each in self.register.officers if each.public_id == self.cleaned_data["our_contact"]
        )
