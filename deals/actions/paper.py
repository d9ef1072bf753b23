"""Signatures on paper: recorded as they come in, looked at by a second person where the programme asks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from deals import mail, policies
from deals.actions.entries import DealEntry, SignatureEntry
from deals.actions.writing import write_deal
from deals.lifecycle import State
from deals.models import (
    CheckOutcome,
    Deal,
    DealVersion,
    Party,
    Signature,
    SignatureCheck,
    SignatureMethod,
)
from deals.policies.signing import checking_denial, name_denial
from trail.models import Entry


@transaction.atomic
def sign_on_paper(
    deal: Deal,
    signatures: Sequence[SignatureEntry],
    *,
    by: User,
    at: datetime | None = None,
    text_hash: str | None = None,
) -> None:
    """Record signatures in ink, or drawn on our screen; the last one that was needed concludes the text.

    A deal still being written is offered first. `text_hash` is of the text that `by` saw, if they saw one.
    Raises PermissionDenied when `by` may not, when another text waits by now, or a party signed it meanwhile.
    """
    now = at or timezone.now()
    if deal.state == State.ANNOUNCED:
        deal.make("write", by=by, at=now)
    if deal.state == State.DRAFT:
        deal.make("offer", by=by, at=now)
    deal.hold()
    if signatures and (why := policies.signing_denial(by, deal)):
        raise PermissionDenied(why)
    version = deal.text_at_hand()
    if text_hash not in {None, version.content_hash}:
        raise PermissionDenied(_("The text was changed since you opened this page. Read it again."))
    owed = Counter({duty.party_id: duty.needed for duty in version.duties_in_order()})
    owed.subtract(version.signatures.standing().values_list("party", flat=True))
    for each in signatures:
        party = each.party or _party_of(each, version)
        owed[party.pk] -= not each.as_witness
        if owed[party.pk] < 0 and not each.as_witness:
            raise PermissionDenied(_("%(party)s need not sign this text (any more).") % {"party": party})
        if not each.as_witness and (why := name_denial(version, party, each.person_name)):
            raise PermissionDenied(why)
        _record(each, party, version, by=by, at=now)
        act = "witness" if each.as_witness else "sign_on_paper"
        Entry.objects.record(deal, act, by=by, changes={"party": [None, str(party.organisation)]}, at=now)
    deal.settle(by=by, at=now)


def _party_of(entry: SignatureEntry, version: DealVersion) -> Party:
    """Return for which part of an organisation somebody signs: one of which a signature is missing goes first."""
    duties = [*version.duties_open(), *version.duties_in_order()]
    parties = [duty.party for duty in duties]
    return next(party for party in parties if party.organisation_id == entry.organisation.pk)


def _record(
    entry: SignatureEntry, party: Party, version: DealVersion, *, by: User, at: datetime
) -> Signature:
    """Keep one signature. One in ink may wait for a second person; one drawn here was seen by who records it."""
    in_ink = entry.method == SignatureMethod.INK
    return Signature.objects.create(
        version=version,
        party=party,
        person_name=entry.person_name,
        capacity=entry.capacity,
        mandate_reference=entry.mandate_reference,
        method=entry.method,
        drawing=entry.drawing,
        signed_on=entry.signed_on,
        signed_at=None if in_ink else at,
        event=entry.event,
        place=entry.place,
        version_hash=version.content_hash,
        recorded_by=by,
        needs_check=in_ink and not entry.as_witness and version.deal.programme.checks_paper,
        as_witness=entry.as_witness,
    )


@transaction.atomic
def check_signature(
    signature: Signature, outcome: CheckOutcome, *, by: User, at: datetime, reason: str = ""
) -> None:
    """Record what a second person found about a signature: its scan, or its name. The last one needed concludes.

    A refused signature does not count, and the party signs anew; who signed online is told. Raises PermissionDenied
    when `by` may not.
    """
    deal = signature.version.deal
    deal.hold()
    if why := checking_denial(by, signature, outcome, reason):
        raise PermissionDenied(why)
    SignatureCheck.objects.create(signature=signature, outcome=outcome, reason=reason.strip(), by=by, at=at)
    changes = {"party": [None, str(signature.party.organisation)]}
    what, invitation = "check", signature.invitation
    if invitation and signature.has_other_name:
        what = "name"
        changes |= {"invited_as": [None, invitation.name], "signed_as": [None, signature.person_name]}
        if outcome == CheckOutcome.REFUSED:
            mail.to_signatory(mail.VOIDED, invitation, at=at, n=1, because=reason.strip(), refused=True)
    Entry.objects.record(deal, f"{what}_{outcome}", by=by, changes=changes, reason=reason.strip(), at=at)
    deal.settle(by=None, at=at)


def log_signed_deal(
    entry: DealEntry, signatures: Sequence[SignatureEntry], *, by: User, at: datetime | None = None
) -> Deal:
    """Save a deal that was signed on paper, whole or not at all: content, signatures, conclusion, document owed.

    Where the programme asks for a second person's check, the deal waits for that.
    """
    with transaction.atomic():
        deal = write_deal(entry, by=by, at=at)
        sign_on_paper(deal, signatures, by=by, at=at)
    return deal
