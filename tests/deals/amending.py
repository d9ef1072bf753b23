"""What tests of changes of a signed deal share: the text as it is, changed by a few values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from accounts.models import User
from deals.actions.amending import AmendmentEntry, begin_amendment, propose
from deals.actions.entries import CommitmentEntry, SignatureEntry, SupportEntry
from deals.actions.paper import sign_on_paper
from deals.kinds import CommitmentKind, Obligation, Unit
from deals.models import Amendment, Deal
from partners.models import SupportKind

LATER = date(2025, 9, 1)
AT = datetime(2025, 8, 1, 10, tzinfo=UTC)


def as_it_is(deal: Deal, **values: Any) -> AmendmentEntry:
    """The text that was agreed last, as it would be filled in, with these values in its place."""
    text = deal.text_agreed_last()
    entry = AmendmentEntry(
        reason="Fewer places than we thought.",
        effective_on=LATER,
        ends_on=text.ends_on,
        commitments=[
            CommitmentEntry(
                terms.commitment.party.organisation,
                CommitmentKind(terms.commitment.kind),
                terms.quantity,
                Unit(terms.unit),
                terms.hours_per_week,
                terms.starts_on,
                terms.ends_on,
                Obligation(terms.obligation),
                terms.commitment.label,
                terms.commitment.number,
            )
            for terms in text.commitment_terms.in_order()
        ],
        support=[
            SupportEntry(
                terms.promise.party.organisation,
                SupportKind(terms.promise.kind),
                terms.text,
                terms.due_on,
                terms.promise.number,
            )
            for terms in text.support_terms.in_order()
        ],
        clauses=text.clauses,
    )
    return replace(entry, **values)


def fewer(deal: Deal, quantity: int = 9, **values: Any) -> AmendmentEntry:
    """The same with another number of places in the first line."""
    entry = as_it_is(deal, **values)
    first = replace(entry.commitments[0], quantity=quantity)
    return replace(entry, commitments=[first, *entry.commitments[1:]])


def proposed(deal: Deal, officer: User, at: datetime = AT, **values: Any) -> Amendment:
    """A change to fewer places that is being written."""
    return propose(deal, fewer(deal, **values), by=officer, at=at)


def offered(deal: Deal, officer: User, at: datetime = AT, **values: Any) -> Amendment:
    """The same, waiting for signatures."""
    amendment = proposed(deal, officer, at, **values)
    amendment.make("offer", by=officer, at=at)
    return amendment


def agreed(deal: Deal, officer: User, at: datetime = AT, **values: Any) -> Amendment:
    """The same, signed on paper by all who must."""
    amendment = offered(deal, officer, at, **values)
    signatures = [
        SignatureEntry(party.organisation, "director", at.date(), person_name="A. Example")
        for party in deal.parties_still_to_sign()
    ]
    sign_on_paper(deal, signatures, by=officer, at=at)
    amendment.refresh_from_db()
    return amendment


def begin(deal: Deal, officer: User, **values: Any) -> Amendment:
    """A change that says the same yet."""
    return begin_amendment(deal, reason="A new term.", effective_on=LATER, by=officer, at=AT, **values)
