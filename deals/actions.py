"""Writes that span a deal and all that is in it: one call, one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Organisation, User
from deals import policies
from deals.kinds import UNIT_OF_KIND, CommitmentKind, DealKind, Obligation, PartyRole, Unit
from deals.lifecycle import State
from deals.models import (
    Commitment,
    CommitmentTerms,
    Deal,
    DealVersion,
    Party,
    Programme,
    Signature,
    SignatureMethod,
    SupportPromise,
    SupportTerms,
    Variant,
    VariantVersion,
)
from employers.models import PolicySector
from events.models import Event
from partners.models import SupportKind
from trail.models import Entry


@dataclass(frozen=True)
class PartyEntry:
    """An organisation in its part, with whom to call there."""

    organisation: Organisation
    role: PartyRole
    signs: bool = True
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


@dataclass(frozen=True)
class SupportEntry:
    """A promise of support by one of the parties."""

    organisation: Organisation
    kind: SupportKind
    text: str = ""
    due_on: date | None = None


@dataclass(frozen=True)
class SignatureEntry:
    """A signature in ink for one of the parties."""

    organisation: Organisation
    capacity: str
    signed_on: date
    person_name: str = ""
    mandate_reference: str = ""
    event: Event | None = None
    place: str = ""


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


@transaction.atomic
def write_deal(entry: DealEntry, *, by: User, announced: bool = False, at: datetime | None = None) -> Deal:
    """Save a new deal with its parties, promises and text: being written, or only announced."""
    deal = Deal(
        kind=entry.kind,
        programme=entry.programme,
        municipality=entry.programme.municipality,
        state=State.ANNOUNCED if announced else State.DRAFT,
        created_by=by,
    )
    _set_facts(deal, entry)
    Entry.objects.record(deal, "announce" if announced else "begin", by=by, at=at)
    _write_content(deal, entry, number=1)
    return deal


@transaction.atomic
def rewrite_deal(deal: Deal, entry: DealEntry, *, by: User, at: datetime | None = None) -> None:
    """Replace the content of a deal that nobody was offered yet; its state and history stay.

    A text that was offered once stays as it was: the new content becomes the next version.
    """
    deal.refresh_from_db(from_queryset=Deal.objects.select_for_update())
    if why := policies.rewriting_denial(by, deal):
        raise PermissionDenied(why)
    newest = deal.newest_version()
    if newest.frozen_at is None:
        newest.delete()
    deal.commitments.filter(terms=None).delete()
    deal.support_promises.filter(terms=None).delete()
    deal.parties.filter(commitments=None, support_promises=None, signatures=None).delete()
    deal.parties.update(signs=False)
    deal.kind, deal.programme = entry.kind, entry.programme
    deal.revision += 1
    _set_facts(deal, entry)
    _write_content(deal, entry, number=newest.number if newest.frozen_at is None else newest.number + 1)
    Entry.objects.record(deal, "rewrite", by=by, at=at)


@transaction.atomic
def sign_on_paper(
    deal: Deal, signatures: Sequence[SignatureEntry], *, by: User, at: datetime | None = None
) -> None:
    """Record signatures in ink under the newest text; the last one that was needed concludes the deal.

    A deal still being written is offered first. Raises PermissionDenied when `by` may not.
    """
    if deal.state == State.ANNOUNCED:
        deal.make("write", by=by, at=at)
    if deal.state == State.DRAFT:
        deal.make("offer", by=by, at=at)
    version = deal.newest_version()
    parties = {party.organisation_id: party for party in deal.parties.filter(signs=True)}
    for each in signatures:
        Signature.objects.create(
            version=version,
            party=parties[each.organisation.pk],
            person_name=each.person_name,
            capacity=each.capacity,
            mandate_reference=each.mandate_reference,
            method=SignatureMethod.INK,
            signed_on=each.signed_on,
            event=each.event,
            place=each.place,
            version_hash=version.content_hash,
            recorded_by=by,
        )
    if signatures and not deal.parties_still_to_sign():
        deal.make("sign", by=by, on=max(each.signed_on for each in signatures), at=at)


def log_signed_deal(
    entry: DealEntry, signatures: Sequence[SignatureEntry], *, by: User, at: datetime | None = None
) -> Deal:
    """Save a deal that was signed on paper, whole or not at all: content, signatures, conclusion, document owed."""
    with transaction.atomic():
        deal = write_deal(entry, by=by, at=at)
        sign_on_paper(deal, signatures, by=by, at=at)
    return deal


def _set_facts(deal: Deal, entry: DealEntry) -> None:
    """Set what is kept on the deal itself."""
    deal.title = entry.title
    deal.variant = entry.variant
    deal.sector = entry.sector
    deal.parent = entry.parent
    deal.starts_on, deal.ends_on = entry.starts_on, entry.ends_on
    deal.is_customised = entry.is_customised
    deal.account_manager = entry.account_manager
    deal.next_progress_on = entry.next_progress_on
    for name, value in entry.facts.items():
        setattr(deal, name, value)
    deal.full_clean()
    deal.save()


def _write_content(deal: Deal, entry: DealEntry, *, number: int) -> None:
    """Save a version with its parties, commitments and support."""
    version = DealVersion.objects.create(
        deal=deal,
        number=number,
        variant_version=entry.variant_version,
        clauses=list(entry.clauses),
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        effective_on=entry.starts_on,
    )
    promising, supporting = _write_parties(deal, entry.parties)
    lines = list(deal.commitments.order_by("number"))  # of an earlier version: a promise keeps its number
    promises = list(deal.support_promises.order_by("number"))
    line_numbers, promise_numbers = _free_numbers(lines), _free_numbers(promises)
    for each in entry.commitments:
        party = promising[each.organisation.pk]
        line = _taken(lines, kind=each.kind, party=party, label=each.label) or Commitment.objects.create(
            deal=deal, number=next(line_numbers), kind=each.kind, label=each.label, party=party
        )
        _write_terms(version, line, each)
    for support in entry.support:
        party = supporting[support.organisation.pk]
        promise = _taken(promises, kind=support.kind, party=party) or SupportPromise.objects.create(
            deal=deal, number=next(promise_numbers), kind=support.kind, party=party
        )
        SupportTerms.objects.create(
            promise=promise, version=version, text=support.text, due_on=support.due_on
        )
    deal.refresh_search_text()


def _taken(lines: list[Any], **wanted: Any) -> Any:
    """Take the first line that is just this promise out of the list; None when there is none."""
    same = (line for line in lines if all(getattr(line, name) == value for name, value in wanted.items()))
    found = next(same, None)
    if found is not None:
        lines.remove(found)
    return found


def _free_numbers(lines: Sequence[Any]) -> Iterator[int]:
    """Yield the numbers after the highest."""
    return count(lines[-1].number + 1 if lines else 1)


def _write_parties(deal: Deal, entries: Sequence[PartyEntry]) -> tuple[dict[int, Party], dict[int, Party]]:
    """Save the parties; return who promises work and who promises support, by organisation.

    A municipality that is the employer too promises work in the one part and support in the other.
    """
    promising: dict[int, Party] = {}
    supporting: dict[int, Party] = {}
    for position, each in enumerate(entries):
        values = {name: getattr(each, name) for name in PARTY_FIELDS} | {"position": position}
        party, _made = Party.objects.update_or_create(
            deal=deal, organisation=each.organisation, role=each.role, defaults=values
        )
        key = each.organisation.pk
        if each.role == PartyRole.EMPLOYER or key not in promising:
            promising[key] = party
        if each.role != PartyRole.EMPLOYER or key not in supporting:
            supporting[key] = party
    return promising, supporting


PARTY_FIELDS = ("signs", "contact_name", "contact_function", "contact_email", "contact_phone", "contact_user")


def _write_terms(version: DealVersion, commitment: Commitment, entry: CommitmentEntry) -> None:
    """Save what one line says in this version."""
    terms = CommitmentTerms(
        commitment=commitment,
        version=version,
        quantity=entry.quantity,
        unit=entry.unit or UNIT_OF_KIND[CommitmentKind(entry.kind)],
        hours_per_week=entry.hours_per_week,
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        obligation=entry.obligation,
    )
    terms.full_clean(exclude=["version", "commitment"])
    terms.save()
