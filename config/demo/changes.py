"""Deals of Duinstede that changed, stood still or ended: each page of amending and ending has something to show."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from accounts.models import Organisation, User
from config.demo.cast import Story
from config.demo.days import at_noon, months_before
from deals import actions
from deals.actions.amending import AmendmentEntry, propose
from deals.actions.ending import ask_parties
from deals.forms.amending import commitment_entry, rows_of_text, support_entry
from deals.lifecycle import EndKind, State
from deals.models import Amendment, Concern, Deal

CHANGED = "Bemiddelings- of baandeal Kustlijn Logistiek"  # 12 → 9 jobs, agreed three months ago
CHANGING = "Leer- en werkplekdeal Strandpaviljoen Noorderlicht"  # 8 → 6 places, waits for signatures


def change_deals(deals: Mapping[str, Deal], officer: User, today: date) -> None:
    """Save an agreed change and one that waits for signatures."""
    agreed_on = months_before(today, 4)
    amendment = _fewer(
        deals[CHANGED],
        9,
        "Het tweede magazijn komt er niet: drie banen vervallen.",
        counts_from=months_before(today, 3),
        officer=officer,
        on=agreed_on,
    )
    actions.sign_on_paper(
        amendment.deal,
        [
            actions.SignatureEntry(
                party.organisation,
                "directeur"
                if party.organisation != amendment.deal.municipality.organisation
                else "wethouder",
                agreed_on,
                person_name=party.contact_name,
            )
            for party in amendment.deal.parties_still_to_sign()
        ],
        by=officer,
        at=at_noon(agreed_on),
    )
    _fewer(
        deals[CHANGING],
        6,
        "Het paviljoen is in de winter gesloten.",
        counts_from=today + timedelta(days=30),
        officer=officer,
        on=today - timedelta(days=3),
    )


def _fewer(
    deal: Deal, quantity: int, reason: str, *, counts_from: date, officer: User, on: date
) -> Amendment:
    """Offer a change of the first promise of a deal to another number."""
    text = deal.text_agreed_last()
    known = {each.organisation.public_id: each.organisation for each in deal.parties.all()}
    rows = rows_of_text(text)
    first, *others = [commitment_entry(row, known) for row in rows["commitments"]]
    entry = AmendmentEntry(
        reason=reason,
        effective_on=counts_from,
        ends_on=text.ends_on,
        commitments=[replace(first, quantity=quantity), *others],
        support=[support_entry(row, known) for row in rows["support"]],
        clauses=text.clauses,
    )
    amendment = propose(deal, entry, by=officer, at=at_noon(on))
    amendment.make("offer", by=officer, at=at_noon(on))
    return amendment


def close(deal: Deal, story: Story, partner: Organisation, officer: User, on: date) -> None:
    """Bring a deal to its end, or to a stop, as its story says."""
    if story.state == State.SUSPENDED:
        _suspend_for_a_concern(deal, story.reason, partner, officer, on)
    if story.state == State.ENDED:
        _end_and_evaluate(deal, story.reason, officer, on)
    if story.state == State.CANCELLED:
        deal.make("cancel", by=officer, on=on, reason=story.reason, at=at_noon(on))


def _suspend_for_a_concern(
    deal: Deal, reason: str, organisation: Organisation, officer: User, on: date
) -> None:
    """Let the partner raise a concern, and the account manager suspend the deal for it a week later."""
    concern = Concern.raise_about(
        deal,
        kind="unsafe_work",
        text="Kandidaten tillen dozen van meer dan 23 kilo, zonder hulpmiddel.",
        raised_for=organisation,
        by=User.objects.get(memberships__organisation=organisation),
        at=at_noon(on - timedelta(days=7)),
    )
    concern.decide("suspended", reason, by=officer, at=at_noon(on))


def _end_and_evaluate(deal: Deal, reason: str, officer: User, on: date) -> None:
    """End a deal by agreement, and let all but one of its parties say how it was."""
    deal.make("end", by=officer, on=on, how=EndKind.AGREED, reason=reason, at=at_noon(on))
    answers = {
        "brought": "partly",
        "again": "yes",
        "worked": "De jobcoach kwam elke week langs, ook op de werkvloer.",
        "change": "Eerder weten wanneer een kandidaat kan beginnen.",
    }
    for evaluation in ask_parties(deal, by=None, at=at_noon(on))[:1]:
        email = evaluation.party.contact_email
        evaluation.give(by=None, email=email, at=at_noon(on + timedelta(days=5)), **answers)
