"""Letters about concerns, suspension, renewal, the end and the evaluation: the kinds, and how one is owed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from deals import mail
from notices.models import EVALUATION, RENEWAL, Notice

if TYPE_CHECKING:
    from deals.models.concern import Concern
    from deals.models.deal import Deal
    from deals.models.evaluation import Evaluation, EvaluationLink
    from deals.models.party import Party

MOVED = "deal_moved"  # to the parties: suspended, resumed or ended, with the reason
CONCERN = "concern_raised"  # to the account manager
DECIDED = "concern_decided"  # to who raised it
CODE = "evaluation_code"  # shows that the link is yours
MOST_CODES = 5  # for one link


def readers_of(party: Party, at: datetime) -> list[User | str]:
    """Return who reads the letters of a party: its people here, else the address in the deal, else nobody."""
    people = Membership.objects.in_force(at).filter(
        organisation=party.organisation_id, role__in=[Role.EMPLOYER, Role.PARTNER], user__is_active=True
    )
    found: list[User | str] = []
    for member in people.select_related("user").order_by("pk"):
        if member.user not in found:
            found.append(member.user)
    return found or ([party.contact_email] if party.contact_email else [])


def parties_told(deal: Deal, on: date) -> list[Party]:
    """Return the parties beside the municipality itself; not who left by this day."""
    own = deal.municipality.organisation_id
    return list(deal.parties.staying(on).exclude(organisation=own).in_order())


def tell_parties(deal: Deal, move: str, *, reason: str, on: date, at: datetime) -> None:
    """Owe every other party a letter that the deal was suspended, resumed or ended."""
    for party in parties_told(deal, on):
        for reader in readers_of(party, at):
            period, of = f"{move}.{at:%y%m%d%H%M%S}", party.organisation
            context = {"move": move, "reason": reason, "on": on.isoformat(), "party": party.pk}
            _owe(MOVED, deal, reader, period, of, at, **context)


def tell_concern(concern: Concern, *, at: datetime) -> None:
    """Owe the account manager that a concern was raised; not who raised it themselves."""
    for person in mail.carers_of(concern.deal, at):
        if person != concern.raised_by:
            own = concern.deal.municipality.organisation
            _owe(CONCERN, concern.deal, person, concern.public_id, own, at, concern=concern.public_id)


def tell_decided(concern: Concern, *, at: datetime) -> None:
    """Owe who raised a concern what was decided about it, unless they decided it."""
    if concern.raised_by != concern.decided_by:
        raiser, of = concern.raised_by, concern.raised_for
        _owe(DECIDED, concern.deal, raiser, concern.public_id, of, at, concern=concern.public_id)


def renewal_period(deal: Deal, days: int) -> str:
    """Return what makes the letter of so many days before this end one letter."""
    return f"{deal.ends_on}.{days}"


def remind_to_renew(deal: Deal, *, days: int, at: datetime) -> int:
    """Owe the account manager a letter that the deal ends soon, once for each number of days; return how many."""
    people, own = mail.carers_of(deal, at), deal.municipality.organisation
    for person in people:
        _owe(RENEWAL, deal, person, renewal_period(deal, days), own, at, ends_on=str(deal.ends_on))
    return len(people)


def ask_to_evaluate(evaluation: Evaluation, *, at: datetime) -> int:
    """Owe the readers of a party the question how the deal was; return how many letters."""
    readers = readers_of(evaluation.party, at)
    for reader in readers:
        period, of = f"{evaluation.public_id}.{evaluation.letters}", evaluation.party.organisation
        context = {"evaluation": evaluation.public_id, "number": evaluation.letters}
        _owe(EVALUATION, evaluation.deal, reader, period, of, at, **context)
    return len(readers)


def send_code(link: EvaluationLink, *, at: datetime) -> Notice | None:
    """Owe the reader of a link a code; None when enough were sent for it. The caller holds the link."""
    deal = link.evaluation.deal
    sent = Notice.objects.about(deal).filter(kind=CODE, context__link=link.pk).count()
    if sent >= MOST_CODES:
        return None
    to = link.user or link.email
    return _owe(CODE, deal, to, f"{link.pk}.{sent + 1}", link.evaluation.party.organisation, at, link=link.pk)


def _owe(
    kind: str, deal: Deal, to: User | str, period: str, of: Organisation | None, at: datetime, **context: Any
) -> Notice:
    """Owe one reader a letter; a person gets it as long as they belong to the organisation."""
    return Notice.objects.owe(
        kind,
        deal,
        to=to,
        period=period,
        at=at,
        municipality=deal.municipality,
        organisation=of if isinstance(to, User) else None,
        context=context,
    )
