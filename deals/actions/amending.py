"""Changes of a signed deal: a next version that starts as a copy of the text agreed last, and is then written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from deals import duties, policies
from deals.actions.entries import CommitmentEntry, PartyEntry, SupportEntry
from deals.actions.writing import free_numbers, taken, write_terms
from deals.kinds import PartyStanding
from deals.models import (
    Amendment,
    ChangedMeanwhile,
    Commitment,
    Deal,
    DealVersion,
    Party,
    SupportPromise,
    SupportTerms,
)
from deals.policies import amending as amending_policies
from trail.models import Entry

CONTACT = ("contact_name", "contact_function", "contact_email", "contact_phone")


@dataclass(frozen=True)
class AmendmentEntry:
    """All that an officer fills in about a change: what the deal will say, from when, why, and who else signs."""

    reason: str
    effective_on: date
    ends_on: date | None
    commitments: Sequence[CommitmentEntry] = ()
    support: Sequence[SupportEntry] = ()
    clauses: Sequence[dict[str, str]] = ()
    also_asked: Sequence[Party] = ()
    leaving: Sequence[Party] = ()
    joining: Sequence[PartyEntry] = ()


@transaction.atomic
def begin_amendment(
    deal: Deal,
    *,
    reason: str,
    effective_on: date,
    by: User,
    at: datetime,
    is_renewal: bool = False,
    text: DealVersion | None = None,
) -> Amendment:
    """Start a change of a signed deal: its words and numbers as agreed last, to be changed and then offered.

    With `text`, it starts from the words of that version. Raises PermissionDenied with the reason why not.
    """
    deal.hold()
    if why := policies.amending_denial(by, deal):
        raise PermissionDenied(why)
    base = deal.text_agreed_last()
    if why := amending_policies.effective_obstacle(base, effective_on):
        raise PermissionDenied(why)
    version = (text or base).copied(number=deal.newest_version().number + 1, effective_on=effective_on)
    amendment = Amendment.objects.create(
        deal=deal,
        version=version,
        amends=base,
        reason=reason,
        is_renewal=is_renewal,
        begun_by=by,
        begun_at=at,
    )
    changes = {"version": [base.number, version.number]}
    Entry.objects.record(deal, "amendment_begin", by=by, changes=changes, reason=reason, at=at)
    return amendment


@transaction.atomic
def propose(
    deal: Deal, entry: AmendmentEntry, *, by: User, at: datetime, is_renewal: bool = False
) -> Amendment:
    """Begin a change and write it in one step. Raises PermissionDenied with the reason why not."""
    amendment = begin_amendment(
        deal, reason=entry.reason, effective_on=entry.effective_on, by=by, at=at, is_renewal=is_renewal
    )
    rewrite_amendment(amendment, entry, by=by, at=at)
    return amendment


@transaction.atomic
def rewrite_amendment(
    amendment: Amendment, entry: AmendmentEntry, *, by: User, at: datetime, seen: str = ""
) -> None:
    """Let a change that nobody was offered say this. Raises PermissionDenied with the reason why not.

    With `seen`, the revision that was on the page: raises ChangedMeanwhile when somebody else wrote in it since.
    """
    deal, version = amendment.deal, amendment.version
    deal.hold()
    amendment.refresh_from_db(fields=["state", "reason"])
    version.refresh_from_db()
    base, parts = amendment.amends, [each.role for each in entry.joining]
    if why := (
        amending_policies.writing_denial(by, amendment)
        or amending_policies.effective_obstacle(base, entry.effective_on)
        or amending_policies.leaving_obstacle(base, entry.leaving, parts)
        or amending_policies.nothing_left_obstacle(base, entry.leaving, len(entry.commitments))
    ):
        raise PermissionDenied(why)
    if seen and seen != amendment.revision():
        raise ChangedMeanwhile
    version.commitment_terms.all().delete()
    version.support_terms.all().delete()
    version.clauses = list(entry.clauses)
    version.ends_on, version.effective_on = entry.ends_on, entry.effective_on
    version.save(update_fields=["clauses", "ends_on", "effective_on"])
    _write_parties(amendment, entry)
    _write_commitments(version, entry.commitments)
    _write_support(version, entry.support)
    deal.commitments.filter(terms=None).delete()
    deal.support_promises.filter(terms=None).delete()
    deal.parties.filter(standing=PartyStanding.NAMED, versions=None).delete()
    amendment.reason = entry.reason
    amendment.save(update_fields=["reason"])
    amendment.also_asked.set(entry.also_asked)
    changes = {"version": [None, version.number]}
    Entry.objects.record(deal, "amendment_write", by=by, changes=changes, at=at)


@transaction.atomic
def withdraw(amendment: Amendment, reason: str, *, by: User, at: datetime) -> None:
    """Withdraw a change; whom it named and who never was a party leaves no address behind."""
    amendment.make("withdraw", by=by, at=at, reason=reason)
    named = amendment.deal.parties.filter(standing=PartyStanding.NAMED)
    named.update(**dict.fromkeys(CONTACT, ""), contact_user=None)


@transaction.atomic
def take_back(amendment: Amendment, reason: str, *, by: User, at: datetime) -> Amendment:
    """Withdraw an offered change and begin anew from its text: an old link never signs new words."""
    amendment.deal.hold()
    amendment.refresh_from_db(fields=["state"])
    if why := amending_policies.taking_back_denial(by, amendment):
        raise PermissionDenied(why)
    amendment.make("withdraw", by=by, at=at, reason=reason)
    version = amendment.version
    anew = begin_amendment(
        amendment.deal,
        reason=amendment.reason,
        effective_on=version.effective_on or amendment.amends.effective_on or at.date(),
        by=by,
        at=at,
        is_renewal=amendment.is_renewal,
        text=version,
    )
    anew.also_asked.set(amendment.also_asked.all())
    return anew


def _write_parties(amendment: Amendment, entry: AmendmentEntry) -> None:
    """Save who takes part by the new text; who joins is only named until the change is offered.

    Who left before and comes back is the same party. Who joins signs with those of its part in the deal.
    """
    deal, present = amendment.deal, amendment.amends.parties_in_order()
    staying = [party for party in present if party not in entry.leaving]
    last = deal.parties.aggregate(last=Max("position"))["last"] or 0
    for position, each in enumerate(entry.joining, last + 1):
        alike = next((party for party in present if party.role == each.role), None)
        found = deal.parties.filter(organisation=each.organisation, role=each.role).first()
        if found in present:
            raise PermissionDenied(_("This organisation already has this part in the deal."))
        party = found or Party(deal=deal, organisation=each.organisation, role=each.role, position=position)
        party.standing = party.standing if found else PartyStanding.NAMED
        party.signs, party.stage = each.signs, alike.stage if alike else 1
        for name in CONTACT:
            setattr(party, name, getattr(each, name))
        party.full_clean()
        party.save()
        staying.append(party)
    amendment.version.parties.set(staying)


def _write_commitments(version: DealVersion, entries: Sequence[CommitmentEntry]) -> None:
    """Save the promises of work: those that were there keep their number, others get one of their own."""
    lines = list(version.deal.commitments.select_related("party").order_by("number"))
    numbers = free_numbers(lines)
    for each in sorted(entries, key=lambda each: each.number is None):  # who names its line takes it first
        party = _party(version, each.organisation, duties.promises_work_as)
        wanted: dict[str, Any] = {"kind": each.kind, "label": each.label, "party": party}
        line = each.number and taken(lines, number=each.number, **wanted)
        line = line or taken(lines, **wanted) or Commitment(number=next(numbers), deal=version.deal, **wanted)
        if line.pk is None:
            line.save()
        write_terms(version, line, each)


def _write_support(version: DealVersion, entries: Sequence[SupportEntry]) -> None:
    """Save the promises in return, in the same way."""
    promises = list(version.deal.support_promises.select_related("party").order_by("number"))
    numbers = free_numbers(promises)
    for each in sorted(entries, key=lambda each: each.number is None):
        party = _party(version, each.organisation, duties.promises_support_as)
        wanted: dict[str, Any] = {"kind": each.kind, "party": party}
        promise = each.number and taken(promises, number=each.number, **wanted)
        promise = promise or taken(promises, **wanted)
        promise = promise or SupportPromise.objects.create(number=next(numbers), deal=version.deal, **wanted)
        SupportTerms.objects.create(promise=promise, version=version, text=each.text, due_on=each.due_on)


def _party(version: DealVersion, organisation: Organisation, part_of: Any) -> Party:
    """Return the part in which an organisation promises something in this text. Raises PermissionDenied if in none."""
    parties = [each for each in version.parties_in_order() if each.organisation_id == organisation.pk]
    part = part_of("", [{"organisation": "", "part": each.role} for each in parties])
    if part is None:
        raise PermissionDenied(_("%(name)s does not take part.") % {"name": organisation})
    return next(each for each in parties if each.role == part)
