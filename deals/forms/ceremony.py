"""Preparing a signing day: which deals, and who will sign each of them on stage."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deals.forms.rows import Rows, StepForm, rows_of
from deals.lifecycle import PLEDGED, AmendmentState, State
from deals.models import AgendaItem, Amendment, Deal, Party, StageSignatory
from deals.shown.stage_people import Cast, Person
from events.models import Event
from ui.forms import Explained, Form, ManyChoices, all_valid

MOST_WITNESSES = 6


class AddDealsForm(Form):
    """What can be put on the agenda: deals, and changes of signed ones, that wait for signatures or are being written."""

    deals = forms.ModelMultipleChoiceField(
        Deal.objects.none(),
        label=_("Deals"),
        to_field_name="public_id",
        widget=ManyChoices,
        error_messages={"required": _("Choose at least one deal.")},
    )

    def __init__(self, *args: Any, event: Event, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        here = Deal.objects.visible_to(user).filter(municipality=event.municipality_id)
        listed = AgendaItem.objects.filter(event=event)
        itself = listed.filter(amends=None).values("deal")
        changing = Amendment.objects.pending().exclude(
            amends__in=listed.filter(amends__isnull=False).values("amends")
        )
        found = here.filter(
            Q(state__in=[State.OFFERED, State.DRAFT]) & ~Q(pk__in=itself)
            | Q(state__in=PLEDGED, pk__in=changing.values("deal"))
        )
        self.changes = {each.deal_id: each for each in changing.filter(deal__in=here).select_related("deal")}
        self.fields["deals"].queryset = found.order_by("title", "pk")  # type: ignore[attr-defined]
        self.fields["deals"].label_from_instance = self._in_words  # type: ignore[attr-defined]

    @property
    def has_choices(self) -> bool:
        """Whether there is any deal to choose."""
        return bool(self.fields["deals"].queryset.exists())  # type: ignore[attr-defined]

    def save(self, *, by: User, at: datetime) -> None:
        """Put the chosen deals at the end of the agenda. Raises PermissionDenied with the reason why not."""
        AgendaItem.objects.list_deals(self.event, list(self.cleaned_data["deals"]), by=by, at=at)

    def _in_words(self, deal: Deal) -> Explained:
        """Return a deal, or the change that is made to it, and where that stands."""
        change = self.changes.get(deal.pk)
        text = capfirst(str((change or deal).get_state_display()))
        if deal.state == State.DRAFT or (change and change.state == AmendmentState.WRITING):
            text = str(
                _(
                    "Still being written: it is offered for signing when you add it, and its text is fixed then."
                )
            )
        return Explained(change.title if change else deal.title, text)


class PersonForm(StepForm):
    """Who will sign for one party; may be filled in later, on stage."""

    person_name = forms.CharField(label=_("Name"), required=False, max_length=120)
    capacity = forms.CharField(label=_("Capacity"), required=False, max_length=120)
    mandate_reference = forms.CharField(label=_("Mandate"), required=False, max_length=120)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean(self) -> dict[str, Any]:
        """Ask in what capacity somebody signs."""
        answers = super().clean() or {}
        if not answers.get("capacity") and (answers.get("person_name") or answers.get("mandate_reference")):
            self.add_error("capacity", _("Fill in the capacity, for example director."))
        return answers

    def signatory(self) -> StageSignatory | None:
        """Return what was filled in, not yet saved; None when nothing was."""
        if not self.cleaned_data["capacity"]:
            return None
        return StageSignatory(party=self.person.party, **self.cleaned_data)


class WitnessForm(StepForm):
    """Somebody who sees it happen, for example the alderman at the table. It binds nobody."""

    party = forms.ChoiceField(label=_("For"))
    person_name = forms.CharField(label=_("Name"), max_length=120)
    capacity = forms.CharField(
        label=_("Capacity"),
        max_length=120,
        error_messages={"required": _("Fill in the capacity, for example director.")},
    )

    def __init__(self, *args: Any, parties: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("party", list(parties))


def witness_rows(data: Any, deal: Deal, initial: list[dict[str, Any]] | None = None) -> Rows:
    """Return rows of witnesses, each for one of the parties of a deal."""
    if data is not None and "witnesses-TOTAL_FORMS" not in data:  # a page that knew of no witnesses
        data = {"witnesses-TOTAL_FORMS": "0", "witnesses-INITIAL_FORMS": "0"}
    choices = [(str(party.pk), str(party)) for party in deal.text_at_hand().parties_in_order()]
    return rows_of(WitnessForm, MOST_WITNESSES)(
        data, prefix="witnesses", initial=initial, form_kwargs={"parties": choices}
    )


class NamesForms:
    """Everyone who will be on stage for one deal."""

    def __init__(self, data: Any, *, item: AgendaItem) -> None:
        self.item, self.is_bound = item, data is not None
        people = Cast([item]).of(item)
        self.people = [
            PersonForm(data, person=person, prefix=person.prefix, initial=person.as_initial())
            for person in people
            if not person.as_witness
        ]
        self.witnesses = witness_rows(
            data, item.deal, [_as_row(person) for person in people if person.as_witness]
        )

    @property
    def entries(self) -> list[Any]:
        """All forms, for the summary of what is wrong."""
        return [*self.people, self.witnesses]

    def is_valid(self) -> bool:
        """Whether everyone who was named has a capacity."""
        return all_valid(self.entries)

    def save(self, *, by: User, at: datetime) -> None:
        """Keep who will sign. Raises PermissionDenied with the reason why not."""
        named = [signatory for form in self.people if (signatory := form.signatory())]
        parties: dict[str, Party] = {
            str(party.pk): party for party in self.item.deal.text_at_hand().parties_in_order()
        }
        for row in self.witnesses.filled():
            party = parties[row["party"]]
            named.append(
                StageSignatory(
                    party=party,
                    person_name=row["person_name"],
                    capacity=row["capacity"],
                    as_witness=True,
                )
            )
        self.item.name_signatories(named, by=by, at=at)


def _as_row(person: Person) -> dict[str, Any]:
    return {
        "party": str(person.party.pk),
        "person_name": person.person_name,
        "capacity": person.capacity,
    }
