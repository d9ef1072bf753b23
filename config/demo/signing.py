"""A deal of Duinstede that is being signed online: one party has signed, one asks something, one waits for its turn."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

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


@dataclass(frozen=True)
class Table:
    """Who makes the deal, under what."""

    programme: Programme
    version: VariantVersion
    officer: User
    employer: Organisation
    partner: Organisation
    today: date

    def ago(self, days: int) -> datetime:
        """Return noon so many days ago."""
        return at_noon(self.today - timedelta(days=days))


def sign_a_deal_online(table: Table) -> None:
    """Save a deal for three parties in two stages, offered six days ago."""
    deal = actions.write_deal(entry_of(table), by=table.officer, at=table.ago(6))
    deal.make("offer", by=table.officer, at=table.ago(6))
    signatories = [
        SignatoryEntry(party, name, party.contact_email, capacity)
        for party in deal.parties_still_to_sign()
        for name, capacity in [PEOPLE[PartyRole(party.role)]]
    ]
    until = table.today + timedelta(days=15)
    invitations = {
        each.party.role: each
        for each in invite(deal, signatories, until=until, by=table.officer, at=table.ago(6))
    }
    first = invitations[PartyRole.EMPLOYER]
    name, capacity = PEOPLE[PartyRole.EMPLOYER]
    text = first.version.content_hash
    sign_online(first, text_hash=text, name=name, capacity=capacity, at=table.ago(4))
    question = "Geldt de vier uur per week ook in de zomervakantie?"
    ask(invitations[PartyRole.PARTNER], question, at=table.ago(2))


def entry_of(table: Table) -> actions.DealEntry:
    """Return what an officer would have filled in."""
    home, today = table.programme.municipality.organisation, table.today
    alderman, work = "alderman@duinstede.example", "werk@ijsduin.example"
    return actions.DealEntry(
        kind=DealKind(table.version.variant.deal_kind),
        title=TITLE,
        programme=table.programme,
        variant_version=table.version,
        parties=[
            actions.PartyEntry(home, PartyRole.MUNICIPALITY, stage=2, contact_email=alderman),
            actions.PartyEntry(table.employer, PartyRole.EMPLOYER, contact_email=work),
            actions.PartyEntry(table.partner, PartyRole.PARTNER, contact_email="partner@duinstede.example"),
        ],
        commitments=[actions.CommitmentEntry(table.employer, CommitmentKind.LEARN_WORK_PLACE, 3)],
        support=[
            actions.SupportEntry(
                table.partner, SupportKind.JOB_COACH, "4 uur per week", due_on=months_before(today, -3)
            )
        ],
        clauses=table.version.clauses,
        starts_on=months_before(today, -1),
        ends_on=months_before(today, -25),
        account_manager=table.officer,
        facts={"is_fictional": True},
    )
