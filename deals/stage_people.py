"""Who is expected on stage for a deal: as was prepared, else as is known of invitations, contacts and earlier deals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from deals.kinds import PartyRole
from deals.models import AgendaItem, Party, SignatureMethod, StageSignatory


@dataclass(frozen=True)
class Person:
    """One person expected on stage, for one party; `number` counts within that party."""

    party: Party
    number: int
    person_name: str = ""
    capacity: str = ""
    mandate_reference: str = ""
    as_witness: bool = False

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


def people_of(item: AgendaItem, *, prepared_only: bool = False) -> list[Person]:
    """Return everyone whose signature the text still needs, and the witnesses that were named.

    `prepared_only`: all who were asked for, also those who have signed, as the preparation shows them.
    """
    named: dict[int, list[StageSignatory]] = {}
    witnesses: list[StageSignatory] = []
    for each in item.signatories.select_related("party__organisation").order_by("number"):
        (witnesses if each.as_witness else named.setdefault(each.party_id, [])).append(each)
    people: list[Person] = []
    for party, first, needed in _places(item, prepared_only=prepared_only):
        planned = named.get(party.pk, [])
        for number in range(first, needed + 1):
            known = planned[number - 1] if number <= len(planned) else _known(item, party, number)
            people.append(_person(party, number, known))
    counted: Counter[int] = Counter()
    if people or prepared_only:
        for witness in witnesses:
            counted[witness.party_id] += 1
            people.append(_person(witness.party, counted[witness.party_id], witness, as_witness=True))
    return people


def _places(item: AgendaItem, *, prepared_only: bool) -> Iterator[tuple[Party, int, int]]:
    """Yield each party that must sign, with the number of its first signature that is missing, and of its last."""
    version = item.deal.newest_version()
    if prepared_only:
        yield from ((duty.party, 1, duty.needed) for duty in version.duties_in_order())
        return
    given = Counter(version.signatures.standing().values_list("party", flat=True))
    yield from ((duty.party, given[duty.party_id] + 1, duty.needed) for duty in version.duties_open())


def _person(party: Party, number: int, known: Any, *, as_witness: bool = False) -> Person:
    if known is None:
        return Person(party, number, as_witness=as_witness)
    return Person(
        party, number, known.person_name, known.capacity, known.mandate_reference, as_witness=as_witness
    )


def _known(item: AgendaItem, party: Party, number: int) -> Any:
    """Return who probably signs: as at another deal of this day, who was invited, or whom we call there."""
    elsewhere = StageSignatory.objects.filter(
        item__event=item.event, party__organisation=party.organisation_id, as_witness=False
    )
    if number == 1 and (same := elsewhere.order_by("-pk").first()):
        return same
    invited = list(item.deal.newest_version().invitations.filter(party=party).order_by("-pk")[:number])
    if len(invited) >= number:
        one = invited[number - 1]
        return Person(party, number, one.name, one.capacity, one.mandate[:120])
    if number == 1 and party.role != PartyRole.MUNICIPALITY:  # there we know the account manager
        return Person(party, number, party.contact_name, party.contact_function)
    return None
