"""By which rule a party must sign a text. Pure: reads rows that it is given, writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deals.models import DealVersion, Party


@dataclass(frozen=True)
class Duty:
    """That a party must sign: in which stage, by how many people, by which rule."""

    party: Party
    stage: int
    needed: int
    because: str


def duties_of(version: DealVersion) -> Iterator[Duty]:
    """Yield whose signatures a text needs."""
    for party in version.deal.parties.filter(signs=True).order_by("position", "pk"):
        yield Duty(party, party.stage, party.signatories_needed, "takes_part")
