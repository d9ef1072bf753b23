"""A signing day of Duinstede, on the day that the demo is made, so that its stage is open to try."""

from datetime import date, time, timedelta

from accounts.models import Organisation, User
from config.demo.cast import SIGNATORIES
from config.demo.days import at_noon, months_before
from deals import actions
from deals.kinds import CommitmentKind, DealKind, PartyRole
from deals.models import AgendaItem, Deal, Programme, StageSignatory, VariantVersion
from events.models import Event, EventKind

NAME = "Duinstede tekent: nieuwe ronde"
PROMISES = {
    "Schildersbedrijf Meeuw": [("learn_work_place", 3), ("paid_job_long", 1)],
    "Hotel Zeezicht": [("work_experience_place", 5), ("trial_placement", 2)],
    "Fietsenmakerij Élan": [("learn_work_place", 2)],
}


def prepare_a_signing_day(
    version: VariantVersion,
    officer: User,
    organisations: dict[str, Organisation],
    changing: Deal,
    today: date,
) -> None:
    """Save an event with three offered deals and a change of one on its agenda, and who will sign each deal on stage."""
    programme = changing.programme
    event = Event.objects.create(
        kind=EventKind.SIGNING_EVENT,
        name=NAME,
        on=today,
        starts_at=time(15),
        ends_at=time(17),
        municipality=programme.municipality,
        host_name="Strandpaviljoen Noorderlicht",
        place="Strandpaviljoen Noorderlicht",
        is_fictional=True,
    )
    deals = [_offer(programme, version, officer, organisations[name], today) for name in PROMISES]
    prepared = at_noon(today - timedelta(days=2))
    AgendaItem.objects.list_deals(event, [*deals, changing], by=officer, at=prepared)
    for item, director in zip(event.agenda.filter(amends=None).in_order(), SIGNATORIES[2:], strict=False):
        people = [
            StageSignatory(party=party, person_name=director, capacity="directeur")
            if party.role == PartyRole.EMPLOYER
            else StageSignatory(
                party=party, person_name="Wethouder Werk", capacity="wethouder Werk en Inkomen"
            )
            for party in item.deal.parties.order_by("position")
        ]
        item.name_signatories(people, by=officer, at=prepared)


def _offer(
    programme: Programme, version: VariantVersion, officer: User, employer: Organisation, today: date
) -> Deal:
    """Save one deal, offered five days ago."""
    start, offered = months_before(today, -1), at_noon(today - timedelta(days=5))
    end = months_before(start, -24)
    entry = actions.DealEntry(
        kind=DealKind(version.variant.deal_kind),
        title=f"Werkakkoord {employer.name}",
        programme=programme,
        variant_version=version,
        parties=[
            actions.PartyEntry(programme.municipality.organisation, PartyRole.MUNICIPALITY),
            actions.PartyEntry(employer, PartyRole.EMPLOYER),
        ],
        commitments=[
            actions.CommitmentEntry(employer, CommitmentKind(kind), quantity, starts_on=start, ends_on=end)
            for kind, quantity in PROMISES[employer.name]
        ],
        clauses=version.clauses,
        sector=employer.employer.sector,
        starts_on=start,
        ends_on=end,
        is_customised=True,
        account_manager=officer,
        facts={"is_fictional": True},
    )
    deal = actions.write_deal(entry, by=officer, at=offered)
    deal.make("offer", by=officer, at=offered)
    return deal
