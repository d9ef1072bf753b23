"""A deal of Duinstede that is being signed online: one party has signed, one asks something, one waits for its turn."""

from datetime import date, timedelta

from accounts.models import Organisation, User
from config.demo.days import at_noon, months_before
from deals import actions
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.signing import ask, sign_online
from deals.kinds import CommitmentKind, DealKind, PartyRole
from deals.models import Programme, VariantVersion
from partners.models import SupportKind

TITLE = "Leer- en werkplekdeal Rokerĳ Ĳsduin (tweede)"
PEOPLE = {
    PartyRole.EMPLOYER: ("Ĳ. Visser-Ĳsduin", "directeur"),
    PartyRole.PARTNER: ("J. Duin", "hoofd werkgeversdienst"),
    PartyRole.MUNICIPALITY: ("Wethouder Werk", "wethouder Werk en Inkomen"),
}


def sign_a_deal_online(
    programme: Programme,
    version: VariantVersion,
    officer: User,
    employer: Organisation,
    partner: Organisation,
    today: date,
) -> None:
    """Save a deal for three parties in two stages, offered six days ago."""
    home = programme.municipality.organisation
    offered, signed, asked = (at_noon(today - timedelta(days=days)) for days in (6, 4, 2))
    entry = actions.DealEntry(
        kind=DealKind(version.variant.deal_kind),
        title=TITLE,
        programme=programme,
        variant_version=version,
        parties=[
            actions.PartyEntry(
                home, PartyRole.MUNICIPALITY, stage=2, contact_email="alderman@duinstede.example"
            ),
            actions.PartyEntry(employer, PartyRole.EMPLOYER, contact_email="werk@ijsduin.example"),
            actions.PartyEntry(partner, PartyRole.PARTNER, contact_email="partner@duinstede.example"),
        ],
        commitments=[actions.CommitmentEntry(employer, CommitmentKind.LEARN_WORK_PLACE, 3)],
        support=[
            actions.SupportEntry(
                partner, SupportKind.JOB_COACH, "4 uur per week", due_on=months_before(today, -3)
            )
        ],
        clauses=version.clauses,
        starts_on=months_before(today, -1),
        ends_on=months_before(today, -25),
        account_manager=officer,
        facts={"is_fictional": True},
    )
    deal = actions.write_deal(entry, by=officer, at=offered)
    deal.make("offer", by=officer, at=offered)
    signatories = [
        SignatoryEntry(party, name, party.contact_email, capacity)
        for party in deal.parties_still_to_sign()
        for name, capacity in [PEOPLE[PartyRole(party.role)]]
    ]
    invitations = {
        each.party.role: each
        for each in invite(deal, signatories, until=today + timedelta(days=15), by=officer, at=offered)
    }
    first = invitations[PartyRole.EMPLOYER]
    name, capacity = PEOPLE[PartyRole.EMPLOYER]
    sign_online(first, text_hash=first.version.content_hash, name=name, capacity=capacity, at=signed)
    ask(invitations[PartyRole.PARTNER], "Geldt de vier uur per week ook in de zomervakantie?", at=asked)
