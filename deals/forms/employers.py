"""Step two, first half: the employers, each found in the register or new, with whom to call there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.models.organisation import OrganisationQuerySet
from accounts.names import plain
from accounts.public_id import new_public_id
from accounts.validators import validate_kvk_number
from deals.forms.parties import MOST_FOUND, Side, explained, matching
from deals.forms.party import CONTACT, PartyForm
from deals.forms.rows import Rows, StepForm, rows_like
from deals.kinds import PartyRole
from ui.forms import Choices

MOST_EMPLOYERS = 40
LOOK_IT_UP = _("Look up the employer and choose it, or add a new one.")


class EmployerSearch(StepForm):
    """One organisation: looked up and chosen, or typed because it is new; a like one is shown first."""

    words = forms.CharField(label=_("Name or KvK number"), required=False, max_length=80)
    searched = forms.CharField(required=False, widget=forms.HiddenInput)
    employer = forms.ChoiceField(label=_("Which employer?"), required=False, widget=Choices)
    new_name = forms.CharField(label=_("Name of the new employer"), required=False, max_length=160)
    new_kvk = forms.CharField(
        label=_("KvK number"), required=False, help_text=_("Eight digits, for example 12345678.")
    )
    new_place = forms.CharField(label=_("Place"), required=False, max_length=80)
    is_another = forms.BooleanField(label=_("No, this is another employer"), required=False)

    def __init__(self, *args: Any, employers: OrganisationQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.employers = employers
        self.alike: list[Organisation] = []
        self.found = self._found()
        self._offer()

    @property
    def adds_an_employer(self) -> bool:
        """Whether a new employer is being typed."""
        return any(self[name].value() for name in ("new_name", "new_kvk", "new_place"))

    @property
    def is_named(self) -> bool:
        """Whether an employer was chosen or typed."""
        return bool(self["employer"].value()) or self.adds_an_employer

    @property
    def name(self) -> str:
        """How the employer is called, by what was chosen or typed so far."""
        chosen = next((each.name for each in self.found if each.public_id == self["employer"].value()), "")
        return chosen or str(self["new_name"].value() or "")

    def _found(self) -> list[Organisation]:
        """Return what was chosen before, then what the words find."""
        chosen, typed = self["employer"].value(), (self["words"].value() or "").strip()
        kept = list(self.employers.filter(public_id=chosen)) if chosen else []
        found = list(matching(self.employers, typed)[:MOST_FOUND]) if typed else []
        return kept + [each for each in found if each not in kept]

    def _offer(self, *more: Organisation) -> None:
        """Put organisations in the list to choose from."""
        self.found += [each for each in more if each not in self.found]
        self.offer("employer", [(each.public_id, explained(each)) for each in self.found])

    def clean_new_kvk(self) -> str:
        """Check the number, and whether somebody has it already."""
        number = "".join(self.cleaned_data["new_kvk"].split())
        if not number:
            return ""
        validate_kvk_number(number)
        if holder := self.employers.filter(kvk_number=number).first():
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
        elif not chosen and not new and "employer" not in self.errors:
            self.add_error("words", LOOK_IT_UP)
        return answers

    def _warn_of_doubles(self, name: str) -> None:
        """Ask whether it is one of those with a like name, before a second one is made."""
        self.alike = list(self.employers.named_like(name)[:5])
        self._offer(*self.alike)
        if self.alike:
            names = ", ".join(each.name for each in self.alike)
            message = gettext("Is it one of these: %(names)s? Then choose it in the list above.")
            self.add_error("new_name", message % {"names": names})

    def organisation(self) -> Organisation:
        """Return the employer, perhaps one that must still be saved."""
        answers = self.cleaned_data
        if key := answers["employer"]:
            return next(each for each in self.found if each.public_id == key)
        kvk_number = answers["new_kvk"] or None
        return Organisation(name=answers["new_name"], kvk_number=kvk_number, place=answers["new_place"])


class EmployerForm(EmployerSearch, PartyForm):
    """One employer with its contact; `key` names it in later steps as long as it is not in the register."""

    key = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    field_order = (*EmployerSearch.base_fields, *CONTACT, "signs", "key")

    def has_changed(self) -> bool:
        """A row in which nobody is named, sought or to be called is empty."""
        return bool(set(self.changed_data) - {"key", "searched", "is_another", "signs"})

    @property
    def shown_key(self) -> str:
        """The key as the page sends it again: never one of a row that was removed."""
        return str(self["key"].value() or new_public_id())


class EmployerRowSet(Rows):
    """The employers: at least one row to fill in, each employer once."""

    def __init__(self, *args: Any, needs_one: bool, **kwargs: Any) -> None:
        self.needs_one = needs_one
        super().__init__(*args, **kwargs)

    def total_form_count(self) -> int:
        """Show at least one row."""
        return max(1, super().total_form_count())

    @property
    def is_plain(self) -> bool:
        """Whether this is the usual deal: one employer, which signs."""
        return self.needs_one and len(self.forms) == 1 and self.forms[0].will_sign

    @property
    def names_one(self) -> bool:
        """Whether an employer was chosen or typed."""
        return any(form.is_named for form in self.forms)

    def clean(self) -> None:
        """Ask for an employer where the deal cannot be without, and for each only once."""
        if self.forms[0].quiet:
            return
        filled = [form for form in self.forms if form.has_changed()]
        if self.needs_one and not filled:
            self.forms[0].add_error("words", LOOK_IT_UP)
        earlier: list[EmployerForm] = []
        for form in filled:
            if not form.errors and (field := _met_before(form, earlier)):
                form.add_error(field, gettext("This employer is on this page already."))
            earlier.append(form)

    def sides(self) -> Iterator[Side]:
        """Yield the employers, in order."""
        for number, form in enumerate(self.forms):
            if not form.has_changed():
                continue
            organisation = form.organisation()
            fresh = form.cleaned_data["key"] or f"new-{number}"
            key = organisation.public_id if organisation.pk else fresh
            yield Side(key, organisation, PartyRole.EMPLOYER, form.will_sign, form.contact())


def _met_before(form: EmployerForm, earlier: list[EmployerForm]) -> str:
    """Return the field in which this is the employer of an earlier row; "" when it is none of them."""
    mine = form.cleaned_data
    for other in (each.cleaned_data for each in earlier if not each.errors):
        if mine["employer"] and mine["employer"] == other["employer"]:
            return "employer"
        if mine["new_kvk"] and mine["new_kvk"] == other["new_kvk"]:
            return "new_kvk"
        same_name = mine["new_name"] and plain(mine["new_name"]) == plain(other["new_name"])
        if same_name and not (mine["new_kvk"] and other["new_kvk"]):
            return "new_name"
    return ""


EmployerRows = rows_like(EmployerRowSet, EmployerForm, MOST_EMPLOYERS)
