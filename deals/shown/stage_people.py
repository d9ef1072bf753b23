"""Who is expected on stage for a deal: as was prepared, else as is known of invitations, contacts and earlier deals."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from deals.duties import REASONS
from deals.kinds import PartyRole
from deals.models import (
    AgendaItem,
    Invitation,
    Party,
    Signature,
    SignatureMethod,
    SigningDuty,
    StageSignatory,
)


@dataclass(frozen=True)
class Person:
    """One person expected on stage, for one party; `number` counts within that party."""

    party: Party
    number: int
    person_name: str = ""
    capacity: str = ""
    mandate_reference: str = ""
    as_witness: bool = False
    because: str = ""  # by which rule this party signs a change

    @property
    def prefix(self) -> str:
        """The name of this person's fields."""
        return f"{'witness' if self.as_witness else 'sign'}-{self.party.pk}-{self.number}"

    def as_initial(self) -> dict[str, Any]:
        """Return what stands in the form beforehand."""
        return {
            "person_name": self.person_name,
            "capacity": self.capacity,
            "mandate_reference": self.mandate_reference,
            "method": SignatureMethod.DRAWN,
        }


class Cast:
    """All who are expected for some deals of one event, read with a few queries however many deals there are."""

    def __init__(self, items: Sequence[AgendaItem]) -> None:
        texts = [item.text for item in items]
        duties = SigningDuty.objects.filter(version__in=texts).select_related("party__organisation")
        self.duties: dict[int, list[SigningDuty]] = defaultdict(list)
        for duty in duties.order_by("stage", "party__position", "pk"):
            self.duties[duty.version_id].append(duty)
        self.given: dict[tuple[int, int], list[Signature]] = defaultdict(list)
        for signature in (
            Signature.objects.standing().filter(version__in=texts).defer("drawing").order_by("pk")
        ):
            self.given[signature.version_id, signature.party_id].append(signature)
        self.invited: dict[tuple[int, int], list[Invitation]] = defaultdict(list)
        for invitation in Invitation.objects.filter(version__in=texts).order_by("-pk"):
            self.invited[invitation.version_id, invitation.party_id].append(invitation)
        self.planned: dict[tuple[int, int], list[StageSignatory]] = defaultdict(list)
        self.witnesses: dict[int, list[StageSignatory]] = defaultdict(list)
        self.elsewhere: dict[int, StageSignatory] = {}
        self._read_plans(items)

    def _read_plans(self, items: Sequence[AgendaItem]) -> None:
        """Read who was named for these deals, and for others of the same day."""
        plans = StageSignatory.objects.filter(item__event__in={item.event_id for item in items})
        for each in plans.select_related("party__organisation").order_by("item", "number"):
            if each.as_witness:
                self.witnesses[each.item_id].append(each)
                continue
            self.planned[each.item_id, each.party_id].append(each)
            self.elsewhere[each.party.organisation_id] = each

    def of(self, item: AgendaItem) -> list[Person]:
        """Return all who were asked for a deal, also those who have signed, and its witnesses."""
        return [*self._signing(item, everyone=True), *self._watching(item)]

    def missing_for(self, item: AgendaItem) -> list[Person]:
        """Return everyone whose signature the text still needs, and then the witnesses."""
        signing = list(self._signing(item, everyone=False))
        return [*signing, *self._watching(item)] if signing else []

    def _signing(self, item: AgendaItem, *, everyone: bool) -> Iterator[Person]:
        for duty in self.duties[item.text.pk]:
            given = 0 if everyone else len(self.given[item.text.pk, duty.party_id])
            because = str(REASONS.get(duty.because, "")) if item.is_change else ""
            for number in range(given + 1, duty.needed + 1):
                known = self._known(item, duty.party, number)
                yield _person(duty.party, number, known, because=because)

    def _watching(self, item: AgendaItem) -> Iterator[Person]:
        counted: Counter[int] = Counter()
        for witness in self.witnesses[item.pk]:
            counted[witness.party_id] += 1
            yield _person(witness.party, counted[witness.party_id], witness, as_witness=True)

    def _known(self, item: AgendaItem, party: Party, number: int) -> Any:
        """Return who signed; else who signs as planned, as at another deal of this day, as invited, or whom we call."""
        given = self.given[item.text.pk, party.pk]
        if number <= len(given):
            return given[number - 1]
        planned = self.planned[item.pk, party.pk]
        if number <= len(planned):
            return planned[number - 1]
        if number == 1 and party.organisation_id in self.elsewhere:
            return self.elsewhere[party.organisation_id]
        invited = self.invited[item.text.pk, party.pk]
        if number <= len(invited):
            one = invited[number - 1]
            return Person(party, number, one.name, one.capacity, one.mandate[:120])
        if number == 1 and party.role != PartyRole.MUNICIPALITY:  # there we know the account manager
            return Person(party, number, party.contact_name, party.contact_function)
        return None


def _person(party: Party, number: int, known: Any, *, as_witness: bool = False, because: str = "") -> Person:
    if known is None:
        return Person(party, number, as_witness=as_witness, because=because)
    return Person(
        party,
        number,
        known.person_name,
        known.capacity,
        known.mandate_reference,
        as_witness=as_witness,
        because=because,
    )
