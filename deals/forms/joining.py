"""Who takes part after a change of a signed deal: parties that leave, and organisations that join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.models.organisation import OrganisationQuerySet
from accounts.roles import Role
from deals.actions.entries import PartyEntry
from deals.forms.parties import MOST_FOUND, explained, matching
from deals.forms.party import CONTACT, SIGNS, SIGNS_NOT, PartyForm
from deals.forms.rows import Rows, StepForm, rows_like
from deals.kinds import PartyRole
from deals.models import DealVersion, Party
from deals.policies import amending as amending_policies
from employers.models import Employer
from ui.forms import Choices, all_valid

MOST_JOINING = 20
PARTS = [(key, label) for key, label in PartyRole.choices if key != PartyRole.MUNICIPALITY]


def known_to(user: User) -> OrganisationQuerySet:
    """Return the organisations that the officer may let join: employers in sight, partners, and the own municipality."""
    own = Q(municipality__in=user.municipalities_as(Role.OFFICER))
    seen = Q(employer__in=Employer.objects.visible_to(user)) | Q(partner__isnull=False)
    return Organisation.objects.current().filter(own | seen)


class LeavingForm(StepForm):
    """Whether one party leaves."""

    leaves = forms.BooleanField(required=False)

    def __init__(self, *args: Any, party: Party, promises: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"party-{party.pk}", **kwargs)
        self.party, self.promises = party, promises
        self.fields["leaves"].label = gettext("%(name)s leaves the deal") % {"name": party.organisation}

    @property
    def may_leave(self) -> bool:
        """Whether it is asked: the municipality stays."""
        return self.party.role != PartyRole.MUNICIPALITY


class JoiningForm(PartyForm):
    """An organisation that joins: looked up and chosen, with its part, its contact, and whether it signs."""

    words = forms.CharField(label=_("Name or KvK number"), required=False, max_length=80)
    searched = forms.CharField(required=False, widget=forms.HiddenInput)
    organisation = forms.ChoiceField(label=_("Which organisation?"), required=False, widget=Choices)
    part = forms.ChoiceField(
        label=_("As what does it take part?"),
        choices=[("", _("Choose")), *PARTS],
        error_messages={"required": _("Choose as what it takes part.")},
    )

    def __init__(
        self, *args: Any, organisations: OrganisationQuerySet, present: Sequence[Party], **kwargs: Any
    ) -> None:
        super().__init__(*args, usually_signs=True, **kwargs)
        self.organisations, self.present = organisations, present
        chosen, typed = self["organisation"].value(), (self["words"].value() or "").strip()
        kept = list(organisations.filter(public_id=chosen)) if chosen else []
        found = list(matching(organisations, typed)[:MOST_FOUND]) if typed else []
        self.found: list[Organisation] = kept + [each for each in found if each not in kept]
        self.chosen: Organisation | None = kept[0] if kept else None
        self.offer("organisation", [(each.public_id, explained(each)) for each in self.found])

    def has_changed(self) -> bool:
        """A row in which nobody was sought, chosen or named is empty."""
        return bool(set(self.changed_data) - {"searched", "signs"})

    def clean(self) -> dict[str, Any]:
        """Ask which organisation it is, and refuse a part that it has already."""
        answers = super().clean() or {}
        if self.chosen is None and "organisation" not in self.errors:
            self.add_error("words", _("Look up the organisation and choose it in the list."))
        mine = self.chosen and (self.chosen.pk, answers.get("part"))
        if mine and any((each.organisation_id, each.role) == mine for each in self.present):
            self.add_error("part", _("This organisation already has this part in the deal."))
        return answers

    def entry(self) -> PartyEntry:
        """Return the party that it becomes."""
        organisation = cast(Organisation, self.chosen)
        return PartyEntry(
            organisation, PartyRole(self.cleaned_data["part"]), self.will_sign, **cast(Any, self.contact())
        )


class JoiningRowSet(Rows):
    """The organisations that join, each once in a part."""

    def clean(self) -> None:
        """Refuse a second row for the same part."""
        seen = set()
        for form in self.forms:
            mine = form.chosen and (form.chosen.pk, form["part"].value())
            if mine and mine in seen and not form.quiet:
                form.add_error("part", _("This organisation already has this part in the deal."))
            seen.add(mine)

    def entries(self) -> list[PartyEntry]:
        """Return the parties that they become."""
        return [form.entry() for form in self.forms if form.has_changed()]


JoiningRows = rows_like(JoiningRowSet, JoiningForm, MOST_JOINING)


class TakingPart:
    """The parties as they will be: who stays, who leaves and who joins."""

    def __init__(
        self, data: QueryDict | None, *, base: DealVersion, user: User, initial: dict[str, Any]
    ) -> None:
        self.base, self.present = base, base.parties_in_order()
        self.organisations = known_to(user)
        leaving = {party.pk for party in initial.get("leaving", ())}
        promised = _promises_by(base)
        self.leaving = [
            LeavingForm(
                data,
                party=party,
                promises=promised.get(party.pk, []),
                initial={"leaves": party.pk in leaving},
            )
            for party in self.present
        ]
        self.rows = JoiningRows(
            data,
            prefix="joining",
            initial=initial.get("joining") if data is None else None,
            form_kwargs={"organisations": self.organisations, "present": self.present},
        )

    def entries(self) -> Iterator[StepForm | Rows]:
        """Yield all forms and rows."""
        yield from self.leaving
        yield self.rows

    @property
    def chosen(self) -> list[Organisation]:
        """Everyone who can be named as promising something: who is there, and who was chosen to join."""
        joining = [form.chosen for form in self.rows.forms if form.chosen]
        return list(dict.fromkeys([*(party.organisation for party in self.present), *joining]))

    @property
    def who_leave(self) -> list[Party]:
        """The parties that were ticked."""
        return [form.party for form in self.leaving if form.may_leave and form["leaves"].value()]

    @property
    def staying(self) -> set[str]:
        """The keys of the organisations that take part by the new text."""
        gone = self.who_leave
        there = [party.organisation for party in self.present if party not in gone]
        joining = [form.chosen for form in self.rows.forms if form.chosen]
        return {each.public_id for each in [*there, *joining]}

    def check(self, promises: int) -> bool:
        """Say at the first who leaves why these cannot; return whether they can. Each form was asked before."""
        gone, parts = self.who_leave, [each.role for each in self.rows.entries()]
        why = amending_policies.leaving_obstacle(self.base, gone, parts)
        if why := why or amending_policies.nothing_left_obstacle(self.base, gone, promises):
            first = next(form for form in self.leaving if form.party in gone)
            first.add_error("leaves", why)
        return all_valid(self.leaving)


def row_of(party: Party) -> dict[str, Any]:
    """Return a party that joins as it is filled in beforehand."""
    facts = {name: getattr(party, name) for name in CONTACT}
    signs = SIGNS if party.signs else SIGNS_NOT
    return facts | {"organisation": party.organisation.public_id, "part": party.role, "signs": signs}


def looks_up(data: QueryDict) -> bool:
    """Tell whether other words were typed to find an organisation and none was chosen yet; note them as searched."""
    rows, found = data.get("joining-TOTAL_FORMS", ""), False
    for number in range(min(int(rows), MOST_JOINING) if rows.isascii() and rows.isdigit() else 0):
        words = data.get(f"joining-{number}-words", "").strip()
        searched = data.get(f"joining-{number}-searched", "").strip()
        found |= bool(words) and words != searched and not data.get(f"joining-{number}-organisation")
        data[f"joining-{number}-searched"] = words
    return found


def _promises_by(version: DealVersion) -> dict[int, list[str]]:
    """Return what each party promises in a text, in words, by its id."""
    found: dict[int, list[str]] = {}
    for terms in version.commitment_terms.in_order():
        found.setdefault(terms.commitment.party_id, []).append(f"{terms.quantity} × {terms.commitment}")
    for given in version.support_terms.in_order():
        found.setdefault(given.promise.party_id, []).append(str(given.promise))
    return found
