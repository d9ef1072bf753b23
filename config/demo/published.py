"""Delft, Den Haag and the sector deal, as public sources describe them and not a figure more."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from accounts.models import Municipality, Organisation, User
from accounts.roles import Role
from config.demo import variants
from config.demo.people import Accounts
from deals import actions
from deals.kinds import DealKind, PartyRole, Provenance
from deals.models import Deal, Programme, Stream, Target, VariantVersion
from employers.models import Employer, LabourSector, PolicySector
from events.models import Event, PanelSeat
from partners.models import Partner
from placements.models import FunnelCount

FACTS: dict[str, Any] = json.loads(Path(__file__).with_name("facts.json").read_text())
UNKNOWN_CAPACITY = "functie niet gepubliceerd"


def organisation(name: str) -> Organisation:
    """Return the one organisation of this name: an employer in Delft and in Den Haag is one employer."""
    return Organisation.objects.get_or_create(name=name)[0]


def employer(name: str, side: LabourSector = LabourSector.MARKET) -> Organisation:
    """Return the organisation in its part of employer."""
    found = organisation(name)
    Employer.objects.get_or_create(organisation=found, defaults={"labour_sector": side})
    return found


def municipality(name: str, theme: str) -> Municipality:
    """Return the municipality as one that uses the registry."""
    found, _made = Municipality.objects.update_or_create(
        organisation=organisation(f"Gemeente {name}"),
        defaults={"theme": theme, "uses_registry": True},
        create_defaults={"theme": theme, "uses_registry": True, "slug": name.lower().replace(" ", "-")},
    )
    return found


def programme(of: Municipality, facts: dict[str, Any]) -> Programme:
    """Save a programme and its target."""
    row = dict(facts["programme"])
    target = row.pop("target")
    made = Programme.objects.create(municipality=of, source=facts["source"], **row)
    Target.objects.create(programme=made, **target)
    return made


def event(of: Municipality, facts: dict[str, Any]) -> Event:
    """Save an event with its seats; what no source gives stays empty."""
    row = dict(facts["event"])
    seats, host = row.pop("seats"), row.pop("host", "")
    made = Event.objects.create(
        municipality=of,
        on=facts["signed_on"],
        host=organisation(host) if host else None,
        source=facts["source"],
        **row,
    )
    for position, seat in enumerate(seats):
        PanelSeat.objects.create(event=made, position=position, **seat)
    return made


def signed_deal(
    of: Programme, by: Organisation, title: str, at: Event, officer: User, source: str, **values: Any
) -> Deal:
    """Save a deal of which a source says who signed when, and nothing about its content."""
    parties = [
        actions.PartyEntry(of.municipality.organisation, PartyRole.MUNICIPALITY, signs=False),
        actions.PartyEntry(by, PartyRole.EMPLOYER),
    ]
    entry = actions.DealEntry(title=title, programme=of, parties=parties, facts={"source": source}, **values)
    signature = actions.SignatureEntry(
        by, UNKNOWN_CAPACITY, date.fromisoformat(str(at.on)), event=at, place=at.place
    )
    noon = datetime.combine(date.fromisoformat(str(at.on)), time(12), UTC)
    return actions.log_signed_deal(entry, [signature], by=officer, at=noon)


def fill_delft(accounts: Accounts) -> None:
    """BHAG Delft: nine employers signed at the first inspiration table; content not published."""
    facts, delft = FACTS["delft"], municipality("Delft", "delta")
    officer = accounts.add(
        "officer@delft.example",
        "Accountmanager Delft",
        Role.OFFICER,
        delft.organisation,
        function="accountmanager",
    )
    accounts.add("alderman@delft.example", "Wethouder Delft", Role.ALDERMAN, delft.organisation)
    accounts.add("privacy@delft.example", "Privacy officer Delft", Role.PRIVACY_OFFICER, delft.organisation)
    bhag = programme(delft, facts)
    variants.add_variants(
        bhag, variants.BHAG_VARIANTS, provenance=Provenance.ASSUMPTION, note=variants.ASSUMPTION
    )
    for name, kind in facts["partners"].items():
        Partner.objects.create(organisation=organisation(name), kind=kind)
    table = event(delft, facts)
    for name in facts["employers"]:
        side = {"TU Delft": LabourSector.EDUCATION, "Gemeente Delft": LabourSector.MUNICIPALITIES}.get(
            name, LabourSector.MARKET
        )
        title = f"BHAG Deal {name}"
        signed_deal(
            bhag, employer(name, side), title, table, officer, facts["source"], kind=DealKind.VARIANT_DEAL
        )
    for email, name in (("weverling", "Weverling Groenproviders"), ("tudelft", "TU Delft")):
        accounts.add(f"employer@{email}.example", name, Role.EMPLOYER, organisation(name))
    accounts.add("partner@stunt.example", "Stunt", Role.PARTNER, organisation("Stunt"))


def fill_den_haag(accounts: Accounts) -> None:
    """Werkoffensief +500: thirteen work agreements at one event, a funnel of counts; and the sector deal, announced."""
    facts, hague = FACTS["denhaag"], municipality("Den Haag", "duin")
    officer = accounts.add(
        "officer@denhaag.example",
        "Accountmanager Den Haag",
        Role.OFFICER,
        hague.organisation,
        function="accountmanager",
    )
    accounts.add("alderman@denhaag.example", "Wethouder Den Haag", Role.ALDERMAN, hague.organisation)
    offensive = programme(hague, facts)
    for slug, name in FACTS["sectors"].items():
        offensive.sectors.add(PolicySector.objects.get_or_create(name=name, defaults={"slug": slug})[0])
    versions = variants.add_variants(
        offensive,
        variants.OTHER_FORMS,
        provenance=Provenance.OWN,
        note="Vorm uit het nieuws; de tekst is van ons.",
    )
    day = event(hague, facts)
    for name in facts["employers"]:
        title = f"Werkakkoord {name}"
        signed_deal(
            offensive, employer(name), title, day, officer, facts["source"],
            kind=DealKind.WORK_AGREEMENT, is_customised=True,
        )  # fmt: skip
    add_counts(offensive, facts["funnel"], facts["funnel_as_of"], facts["source"])
    announce_sector_deal(hague, officer, versions["sectordeal"])


def announce_sector_deal(hague: Municipality, officer: User, form: VariantVersion) -> None:
    """The sector deal of the temp agencies: intended, with interim counts in two streams that never merge."""
    facts = FACTS["sectordeal"]
    made = programme(hague, facts)
    variants.add_variants(made, [variants.SECTOR_DEAL], provenance=Provenance.OWN)
    entry = actions.DealEntry(
        kind=DealKind.SECTOR_DEAL,
        title="Sectordeal Uitzendbranche",
        programme=made,
        variant_version=made.variants.get(code=form.variant.code).current(),
        parties=[
            actions.PartyEntry(hague.organisation, PartyRole.MUNICIPALITY),
            actions.PartyEntry(organisation(facts["umbrella"]), PartyRole.UMBRELLA_BODY),
        ],
        facts={name: facts[name] for name in ("source", "note", "announced_for")},
    )
    at = datetime.combine(date.fromisoformat(facts["as_of"]), time(12), UTC)
    Partner.objects.create(organisation=organisation(facts["umbrella"]), kind="umbrella_body")
    actions.write_deal(entry, by=officer, announced=True, at=at)
    for position, row in enumerate(facts["streams"]):
        stream = Stream.objects.create(
            programme=made, slug=row["slug"], name=row["name"], note=row["note"], position=position
        )
        add_counts(made, row["stages"], facts["as_of"], facts["source"], stream=stream)


def add_counts(
    of: Programme, rows: list[dict[str, Any]], as_of: str, source: str, stream: Stream | None = None
) -> None:
    """Save counts by stage, in order."""
    for position, row in enumerate(rows):
        FunnelCount.objects.create(
            programme=of, stream=stream, as_of=as_of, source=source, position=position, **row
        )
