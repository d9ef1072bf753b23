"""Writes a deal with its parties, promises and text; or writes one anew that nobody signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from deals import policies
from deals.actions.entries import CommitmentEntry, DealEntry, PartyEntry
from deals.kinds import UNIT_OF_KIND, CommitmentKind, PartyRole, PartyStanding
from deals.lifecycle import State
from deals.models import (
    Commitment,
    CommitmentTerms,
    Deal,
    DealVersion,
    Party,
    SupportPromise,
    SupportTerms,
)
from trail.models import Entry


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
    write_content(deal, entry, number=1)
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
    deal.parties.filter(versions=None, commitments=None, support_promises=None).delete()
    deal.parties.update(signs=False, standing=PartyStanding.NAMED)  # unless the new content names it too
    deal.kind, deal.programme = entry.kind, entry.programme
    deal.revision += 1
    _set_facts(deal, entry)
    write_content(deal, entry, number=newest.number if newest.frozen_at is None else newest.number + 1)
    Entry.objects.record(deal, "rewrite", by=by, at=at)


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


def write_content(
    deal: Deal, entry: DealEntry, *, number: int, effective_on: date | None = None
) -> DealVersion:
    """Save a version with its parties, commitments and support; its terms count from `effective_on`, or from its start."""
    version = DealVersion.objects.create(
        deal=deal,
        number=number,
        variant_version=entry.variant_version,
        clauses=list(entry.clauses),
        starts_on=entry.starts_on,
        ends_on=entry.ends_on,
        effective_on=effective_on or entry.starts_on,
    )
    promising, supporting = _write_parties(version, entry.parties)
    lines = list(deal.commitments.order_by("number"))  # of an earlier version: a promise keeps its number
    promises = list(deal.support_promises.order_by("number"))
    line_numbers, promise_numbers = free_numbers(lines), free_numbers(promises)
    for each in entry.commitments:
        party = promising[each.organisation.pk]
        line = taken(lines, kind=each.kind, party=party, label=each.label) or Commitment.objects.create(
            deal=deal, number=next(line_numbers), kind=each.kind, label=each.label, party=party
        )
        write_terms(version, line, each)
    for support in entry.support:
        party = supporting[support.organisation.pk]
        promise = taken(promises, kind=support.kind, party=party) or SupportPromise.objects.create(
            deal=deal, number=next(promise_numbers), kind=support.kind, party=party
        )
        SupportTerms.objects.create(
            promise=promise, version=version, text=support.text, due_on=support.due_on
        )
    deal.refresh_search_text()
    return version


def taken(lines: list[Any], **wanted: Any) -> Any:
    """Take the first line that is just this promise out of the list; None when there is none."""
    same = (line for line in lines if all(getattr(line, name) == value for name, value in wanted.items()))
    found = next(same, None)
    if found is not None:
        lines.remove(found)
    return found


def free_numbers(lines: Sequence[Any]) -> Iterator[int]:
    """Yield the numbers after the highest."""
    return count(lines[-1].number + 1 if lines else 1)


def _write_parties(
    version: DealVersion, entries: Sequence[PartyEntry]
) -> tuple[dict[int, Party], dict[int, Party]]:
    """Save the parties of a version; return who promises work and who promises support, by organisation.

    A municipality that is the employer too promises work in the one part and support in the other.
    """
    promising: dict[int, Party] = {}
    supporting: dict[int, Party] = {}
    for position, each in enumerate(entries):
        values = {name: getattr(each, name) for name in PARTY_FIELDS}
        values |= {"position": position, "standing": PartyStanding.PARTY}
        party, _made = Party.objects.update_or_create(
            deal=version.deal, organisation=each.organisation, role=each.role, defaults=values
        )
        version.parties.add(party)
        key = each.organisation.pk
        if each.role == PartyRole.EMPLOYER or key not in promising:
            promising[key] = party
        if each.role != PartyRole.EMPLOYER or key not in supporting:
            supporting[key] = party
    return promising, supporting


PARTY_FIELDS = (
    "signs",
    "stage",
    "signatories_needed",
    "contact_name",
    "contact_function",
    "contact_email",
    "contact_phone",
    "contact_user",
)


def write_terms(version: DealVersion, commitment: Commitment, entry: CommitmentEntry) -> None:
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
