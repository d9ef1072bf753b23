"""What people fill in, as values: a deal with its parties, promises and signatures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.models import Organisation, User
from deals.kinds import CommitmentKind, DealKind, Obligation, PartyRole, Unit
from deals.models import Deal, Party, Programme, SignatureMethod, Variant, VariantVersion
from deals.strokes import Drawing
from employers.models import PolicySector
from events.models import Event
from partners.models import SupportKind


@dataclass(frozen=True)
class PartyEntry:
    """An organisation in its part, with whom to call there."""

    organisation: Organisation
    role: PartyRole
    signs: bool = True
    stage: int = 1  # parties of one stage sign side by side, after all of the stage before
    signatories_needed: int = 1
    contact_name: str = ""
    contact_function: str = ""
    contact_email: str = ""
    contact_phone: str = ""
    contact_user: User | None = None


@dataclass(frozen=True)
class CommitmentEntry:
    """A promise of work by one of the parties."""

    organisation: Organisation
    kind: CommitmentKind
    quantity: int
    unit: Unit | None = None  # None: the usual unit of the kind
    hours_per_week: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    obligation: Obligation = Obligation.EFFORT
    label: str = ""
    number: int | None = None  # of the line that this says again, in a change of a signed deal


@dataclass(frozen=True)
class SupportEntry:
    """A promise of support by one of the parties."""

    organisation: Organisation
    kind: SupportKind
    text: str = ""
    due_on: date | None = None
    number: int | None = None


@dataclass(frozen=True)
class SignatureEntry:
    """A signature in ink, or drawn on our screen on the spot, for one of the parties."""

    organisation: Organisation
    capacity: str
    signed_on: date
    person_name: str = ""
    mandate_reference: str = ""
    event: Event | None = None
    place: str = ""
    method: SignatureMethod = SignatureMethod.INK
    drawing: Drawing | None = None
    as_witness: bool = False
    party: Party | None = None  # None: the part of the organisation that still must sign


@dataclass(frozen=True)
class DealEntry:
    """All that an officer fills in about a deal."""

    kind: DealKind
    title: str
    programme: Programme
    parties: Sequence[PartyEntry]
    variant_version: VariantVersion | None = None
    commitments: Sequence[CommitmentEntry] = ()
    support: Sequence[SupportEntry] = ()
    clauses: Sequence[dict[str, str]] = ()
    sector: PolicySector | None = None
    parent: Deal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    is_customised: bool = False
    account_manager: User | None = None
    next_progress_on: date | None = None
    facts: dict[str, Any] = field(
        default_factory=dict
    )  # reference, source, note, announced_for, is_fictional

    @property
    def variant(self) -> Variant | None:
        """The variant that the deal is made with."""
        return self.variant_version.variant if self.variant_version else None
