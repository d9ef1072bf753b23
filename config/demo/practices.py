"""What Duinstede tells others, and a second municipality that does not exist either and took one of it over."""

from datetime import date, datetime
from typing import Any

from accounts.models import Municipality, Organisation, User
from accounts.roles import Role
from config.demo import variants
from config.demo.days import at_noon, months_before
from config.demo.people import Accounts
from deals import actions
from deals.kinds import CommitmentKind, DealKind, PartyRole, Provenance
from deals.models import Deal, GoodPractice, Programme, VariantVersion
from deals.practices.adopting import proposal_of
from employers.models import Employer
from partners.models import Partner, PartnerKind, SupportKind

PRACTICES = {
    "Leer- en werkplekdeal Helmgras Groen": {
        "title": "Eerst een rondgang door het bedrijf",
        "problem": "Werkgevers wilden meedoen, maar wisten niet welke plekken zij konden bieden. Toezeggingen bleven vaag, "
        "of waren zo hoog dat niemand ze waarmaakte.",
        "approach": "Voor de deal lopen de accountmanager en een jobcoach een halve dag mee. Zij schrijven met de "
        "leidinggevende op welk werk blijft liggen en welke taken iemand kan leren.\n\n"
        "Pas daarna komt er een aantal op papier. De jobcoach is er vanaf de eerste dag bij.",
        "result": "De toezeggingen zijn kleiner en komen uit. Leidinggevenden weten wie zij kunnen bellen.",
        "conditions": "Een halve dag van een jobcoach per bedrijf, en een leidinggevende die tijd vrijmaakt.",
    },
    "Scholings- en begeleidingsdeal Zilte Zorg": {
        "title": "Taalles op de werkvloer, in werktijd",
        "problem": "Mensen die nog Nederlands leren, vielen uit omdat de les na het werk was.",
        "approach": "De les is op het werk en in werktijd, met woorden van het werk zelf. De werkgever geeft de ruimte, de "
        "opleider de docent.",
        "result": "De groep blijft bij elkaar. Collega's helpen met oefenen.",
        "conditions": "Een groep van minstens vier en een vaste ruimte.",
    },
}
TAKEN_OVER = "Leer- en werkplekdeal Helmgras Groen"
SECOND_TEXT = {
    "title": "Kennismaking",
    "text": "Een kandidaat en {employer} maken eerst kennis. Zegt een van beiden nee, dan krijgt {employer} "
    "binnen twee weken een ander voorstel.",
}


def add_practices(
    accounts: Accounts,
    officer: User,
    deals: dict[str, Deal],
    versions: dict[str, VariantVersion],
    today: date,
) -> None:
    """Tell the good practices of Duinstede, renew the text of one variant, and let Zilverzand adopt a practice."""
    told = {}
    for title, words in PRACTICES.items():
        deal = deals[title]
        practice = GoodPractice(
            municipality=deal.municipality,
            deal=deal,
            variant_version=deal.newest_version().variant_version,
            **words,
        ).keep(by=officer)
        practice.publish(by=officer, at=at_noon(months_before(today, 6)))
        told[title] = practice
    renew(versions["hire"], at_noon(months_before(today, 2)))
    adopt_in_zilverzand(accounts, told[TAKEN_OVER], today)


def renew(version: VariantVersion, at: datetime) -> None:
    """Publish a second version with one clause more, to compare with the first."""
    copied = (
        "provenance",
        "provenance_note",
        "summary",
        "allowed_kinds",
        "default_lines",
        "default_support",
        "default_months",
    )
    values: dict[str, Any] = {name: getattr(version, name) for name in copied}
    first, *others = version.clauses
    VariantVersion.objects.create(
        variant=version.variant,
        number=2,
        clauses=[first, SECOND_TEXT, *others],
        published_at=at,
        **values,
    )


def adopt_in_zilverzand(accounts: Accounts, practice: GoodPractice, today: date) -> None:
    """Make the second municipality, and the deal that it made of the practice."""
    at = at_noon(months_before(today, 3))
    home, officer, programme = _zilverzand(accounts, today)
    versions = variants.add_variants(
        programme,
        variants.BHAG_VARIANTS[:1],
        provenance=Provenance.OWN,
        note="Fictief: van de verzonnen gemeente Zilverzand.",
        clauses=variants.CLAUSES_WITH_VARIABLES,
    )
    version = versions["place"]
    adoption = practice.adopt(
        home,
        by=officer,
        at=at,
        answers={"programme": {"variant": [version.variant.public_id]}},
        proposal=proposal_of(practice).kept(),
    )
    deal = _deal(version, officer, adoption.proposal, at.date())
    adoption.draft.conclude(deal, at=at)


def _zilverzand(accounts: Accounts, today: date) -> tuple[Municipality, User, Programme]:
    """Save the municipality with its account manager and its programme."""
    organisation = Organisation.objects.create(
        name="Gemeente Zilverzand", place="Zilverzand", is_fictional=True
    )
    home = Municipality.objects.create(
        organisation=organisation, slug="zilverzand", theme="duin", uses_registry=True
    )
    officer = accounts.add(
        "officer@zilverzand.example",
        "Bram Zilver",
        Role.OFFICER,
        organisation,
        function="accountmanager",
    )
    programme = Programme.objects.create(
        slug="zilverzand-werkt-mee",
        name="Zilverzand werkt mee",
        municipality=home,
        description="Werkgevers in Zilverzand maken plekken om te leren en te werken.",
        starts_on=months_before(today, 10).replace(day=1),
        is_fictional=True,
    )
    return home, officer, programme


def _deal(version: VariantVersion, officer: User, proposal: dict[str, Any], on: date) -> Deal:
    """Save the deal with a number of its own, signed by its two parties."""
    home = version.variant.programme.municipality.organisation
    employer, partner = _sides()
    entry = actions.DealEntry(
        kind=DealKind(version.variant.deal_kind),
        title="Leer- en werkplekdeal Kwekerij Zilverschoon",
        programme=version.variant.programme,
        variant_version=version,
        parties=[
            actions.PartyEntry(home, PartyRole.MUNICIPALITY, contact_name=officer.full_name),
            actions.PartyEntry(employer, PartyRole.EMPLOYER),
            actions.PartyEntry(partner, PartyRole.PARTNER, signs=False),
        ],
        commitments=[actions.CommitmentEntry(employer, CommitmentKind(proposal["lines"][0]["kind"]), 3)],
        support=[actions.SupportEntry(partner, SupportKind(proposal["support"][0]["kind"]))],
        clauses=proposal["clauses"],
        starts_on=on,
        ends_on=months_before(on, -24),
        is_customised=True,
        account_manager=officer,
        facts={"is_fictional": True},
    )
    deal = actions.write_deal(entry, by=officer, at=at_noon(on))
    signatures = [
        actions.SignatureEntry(home, "wethouder", on),
        actions.SignatureEntry(employer, "eigenaar", on),
    ]
    actions.sign_on_paper(deal, signatures, by=officer, at=at_noon(on))
    return deal


def _sides() -> tuple[Organisation, Organisation]:
    """Save the employer and the partner of Zilverzand."""
    employer, partner = (
        Organisation.objects.create(name=name, place="Zilverzand", is_fictional=True)
        for name in ("Kwekerij Zilverschoon", "Werkbedrijf Zilverzand")
    )
    Employer.objects.create(organisation=employer)
    Partner.objects.create(organisation=partner, kind=PartnerKind.WORK_COMPANY)
    return employer, partner
