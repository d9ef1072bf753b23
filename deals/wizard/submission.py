"""The one moment at which a draft becomes a deal: whole or not at all, once."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from deals.actions import DealEntry, rewrite_deal, sign_on_paper, write_deal
from deals.documents.scans import store_scan
from deals.forms.outcome import ANNOUNCED, DRAFT, ONLINE, SIGNED
from deals.kinds import PartyRole
from deals.lifecycle import State
from deals.models import Deal, DealDraft
from deals.wizard.entry import deal_entry, missing_for_signing, signature_entries
from deals.wizard.wizard import Wizard
from employers.models import Employer


class Unfinished(Exception):
    """A step must be looked at again first: what it says no longer holds, or never did."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


@transaction.atomic
def submit(draft: DealDraft, outcome: str, *, by: User, at: datetime, announced_for: str = "") -> Deal:
    """Make the deal of a draft, with its new employers, signatures and scan.

    The draft is held meanwhile, so of two submits at once the second raises AlreadySubmitted.
    Raises Unfinished when an answer no longer holds, such as a KvK number that became known.
    """
    held = draft.locked()
    wizard = Wizard(held, by, today=timezone.localdate(at))
    if step := wizard.first_unfinished():
        raise Unfinished(step)
    if outcome == SIGNED and missing_for_signing(wizard):
        raise Unfinished("promises")
    entry = deal_entry(wizard, announced_for=announced_for if outcome == ANNOUNCED else "")
    _register_newcomers(entry, by=by)
    deal = _written(held, entry, outcome, by=by, at=at)
    if outcome == SIGNED:
        sign_on_paper(deal, signature_entries(wizard), by=by, at=at)
        if held.scan:
            with held.scan.open("rb") as file:
                store_scan(deal, deal.newest_version(), File(file, name=held.scan_name), by, at)
    held.conclude(deal, at=at)
    return deal


def _written(draft: DealDraft, entry: DealEntry, outcome: str, *, by: User, at: datetime) -> Deal:
    """Write a new deal, or the one that the draft is about anew."""
    if draft.deal is None:
        return write_deal(entry, by=by, announced=outcome == ANNOUNCED, at=at)
    rewrite_deal(draft.deal, entry, by=by, at=at)
    if outcome in {DRAFT, ONLINE} and draft.deal.state == State.ANNOUNCED:
        draft.deal.make("write", by=by, at=at)
    return draft.deal


def _register_newcomers(entry: DealEntry, *, by: User) -> None:
    """Save the employers that were typed in, and let any organisation that is one play that part."""
    for party in entry.parties:
        if party.role != PartyRole.EMPLOYER:
            continue
        try:
            with transaction.atomic():
                if party.organisation.pk is None:
                    party.organisation.full_clean()
                    party.organisation.save()
                if not Employer.objects.filter(organisation=party.organisation).exists():
                    Employer.objects.register(by=by, organisation=party.organisation, sector=entry.sector)
        except (ValidationError, IntegrityError) as error:
            raise Unfinished("parties") from error
