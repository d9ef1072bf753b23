"""What tests of signing share: a deal of three parties that is offered, with a signatory for each."""

from __future__ import annotations

from datetime import UTC, date, datetime

from accounts.models import Organisation, User
from deals.actions import PartyEntry, write_deal
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.signing import sign_online
from deals.kinds import PartyRole
from deals.models import Deal, Invitation, Programme, Signature
from tests import factories

NOON = datetime(2025, 3, 3, 12, tzinfo=UTC)
UNTIL = date(2025, 3, 24)


def offered(
    officer: User, programme: Programme, *others: Organisation, stages: tuple[int, ...] = (2, 1, 1)
) -> Deal:
    """A deal that the municipality and others are to sign, each in its stage; the first other is the employer."""
    parts = [PartyRole.MUNICIPALITY, PartyRole.EMPLOYER, *[PartyRole.PARTNER] * 8]
    parties = [
        PartyEntry(organisation, part, stage=stage)
        for organisation, part, stage in zip(
            [programme.municipality.organisation, *others], parts, stages, strict=False
        )
    ]
    deal = write_deal(factories.deal_entry(programme, others[0], parties=parties), by=officer, at=NOON)
    deal.make("offer", by=officer, at=NOON)
    return deal


def invited(deal: Deal, officer: User, at: datetime = NOON) -> dict[str, Invitation]:
    """Invite one person for each party that must sign; return the invitations by the part of the party."""
    people = [
        SignatoryEntry(party, f"Signatory of {party.organisation}", f"{party.role}.{party.pk}@sign.example")
        for party in deal.parties_still_to_sign()
    ]
    return {each.party.role: each for each in invite(deal, people, until=UNTIL, by=officer, at=at)}


def sign(invitation: Invitation, at: datetime = NOON) -> Signature:
    """Sign as who was invited, the text as it is."""
    text = invitation.version.content_hash
    return sign_online(invitation, text_hash=text, name=invitation.name, capacity="director", at=at)
