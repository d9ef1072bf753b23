"""Duinstede: a municipality that does not exist, with two years of life, so that every page has something to show."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from accounts.models import Municipality, Organisation, User
from accounts.roles import Role
from config.demo import cast, variants
from config.demo.ceremony import prepare_a_signing_day
from config.demo.changes import CHANGING, change_deals, close
from config.demo.days import at_noon, months_before
from config.demo.gatherings import add_counts, add_events
from config.demo.people import Accounts
from config.demo.places import fill_places
from config.demo.practices import add_practices
from config.demo.progress import add_reports, ask_for_progress, begin_an_entry
from config.demo.signing import Table, sign_a_deal_online
from deals import actions
from deals.kinds import CommitmentKind, DealKind, PartyRole, Provenance
from deals.lifecycle import State
from deals.models import Deal, Programme, Stream, Target, VariantVersion
from employers.models import AccountManager, Employer, PolicySector
from partners.models import Partner, PartnerKind, SupportKind, SupportOffer

ROLE_OF_KIND = {
    PartnerKind.EDUCATION: PartyRole.TRAINING_PROVIDER,
    PartnerKind.TEMP_AGENCY: PartyRole.AGENCY,
    PartnerKind.UMBRELLA_BODY: PartyRole.UMBRELLA_BODY,
}


class Duinstede:
    """Builds the municipality as of one day; the same day gives the same rows, but for random ids."""

    def __init__(self, accounts: Accounts, today: date) -> None:
        self.today, self.accounts, self.random = today, accounts, Random(1421)  # noqa: S311
        self.organisations: dict[str, Organisation] = {}
        self.deals: dict[str, Deal] = {}

    def fill(self) -> None:
        """Save everything, oldest first."""
        self.add_municipality()
        self.add_registry()
        self.add_programme()
        self.events = add_events(self.municipality, self.organisations, self.today)
        for story in sorted(cast.STORIES, key=lambda story: (bool(story.parent), -story.ago)):
            self.tell(story)
        change_deals(self.deals, self.officer, self.today)
        sign_a_deal_online(
            Table(
                self.programme,
                self.versions["place"],
                self.officer,
                self.organisations["Rokerĳ Ĳsduin"],
                self.organisations["Duinwerk"],
                self.today,
            )
        )
        prepare_a_signing_day(
            self.versions["werkakkoord"], self.officer, self.organisations, self.deals[CHANGING], self.today
        )
        add_counts(self.programme, self.streams, self.officer, self.today)
        ask_for_progress(self.today)
        begin_an_entry(self.municipality, self.officer, self.versions["carve"])
        add_practices(self.accounts, self.officer, self.deals, self.versions, self.today)
        add_reports(self.programme, self.alderman, self.today)

    def add_municipality(self) -> None:
        """The municipality and its people."""
        home = Organisation.objects.create(name="Gemeente Duinstede", place="Duinstede", is_fictional=True)
        self.organisations["Gemeente Duinstede"] = home
        self.municipality = Municipality.objects.create(
            organisation=home, slug="duinstede", theme="helm", uses_registry=True
        )
        add = self.accounts.add
        self.officer = add(
            "officer@duinstede.example", "Noor Verhoef", Role.OFFICER, home, function="accountmanager"
        )
        self.alderman = add(
            "alderman@duinstede.example",
            "Wethouder Werk",
            Role.ALDERMAN,
            home,
            function="wethouder Werk en Inkomen",
        )
        add("privacy@duinstede.example", "Privacy officer Duinstede", Role.PRIVACY_OFFICER, home)

    def add_registry(self) -> None:
        """Employers with their sectors, partners with what they offer."""
        self.sectors = {
            slug: PolicySector.objects.get_or_create(name=name, defaults={"slug": slug})[0]
            for slug, name in cast.SECTORS.items()
        }
        since = months_before(self.today, 24)
        for name, (sector, kvk_number, place) in cast.EMPLOYERS.items():
            made = Organisation.objects.create(
                name=name, kvk_number=kvk_number, place=place, is_fictional=True
            )
            self.organisations[name] = made
            employer = Employer.objects.create(organisation=made, sector=self.sectors[sector])
            AccountManager.objects.create(
                employer=employer, municipality=self.municipality, officer=self.officer, since=since
            )
        Employer.objects.create(
            organisation=self.organisations["Gemeente Duinstede"], labour_sector="municipalities"
        )
        for name, (kind, offers) in cast.PARTNERS.items():
            made = Organisation.objects.create(name=name, place="Duinstede", is_fictional=True)
            self.organisations[name] = made
            partner = Partner.objects.create(organisation=made, kind=kind)
            SupportOffer.objects.bulk_create(SupportOffer(partner=partner, kind=offer) for offer in offers)
        self.accounts.add(
            "employer@helmgras.example",
            "Sanne Helmers",
            Role.EMPLOYER,
            self.organisations["Helmgras Groen"],
            function="hoofd personeel",
        )
        self.accounts.add(
            "partner@duinstede.example", "Joris Duin", Role.PARTNER, self.organisations["Duinwerk"]
        )

    def add_programme(self) -> None:
        """One programme with a goal that was restated, the variants of the field and two streams."""
        start = months_before(self.today, 24).replace(day=1)
        self.programme = Programme.objects.create(
            slug="samen-aan-het-werk",
            name="Samen aan het werk",
            municipality=self.municipality,
            description="Werkgevers en partners maken in drie jaar plekken voor inwoners die bijstand krijgen.",
            starts_on=start,
            ends_on=months_before(start, -36),
            is_fictional=True,
        )
        self.programme.sectors.set(self.sectors.values())
        goal = {
            "programme": self.programme,
            "name": "Mensen geplaatst via deals",
            "kind": "flow",
            "strength": "binding",
        }
        goal |= {"starts_on": start, "due_on": months_before(start, -36), "counts_placements": True}
        Target.objects.create(**goal, version=1, value=200, decided_on=start)
        Target.objects.create(**goal, version=2, value=180, decided_on=months_before(self.today, 11))
        self.versions: dict[str, VariantVersion] = variants.add_variants(
            self.programme,
            variants.BHAG_VARIANTS + variants.OTHER_FORMS,
            provenance=Provenance.OWN,
            note="Fictief: van de verzonnen gemeente Duinstede.",
            clauses=variants.CLAUSES_WITH_VARIABLES,
        )
        self.streams = [
            Stream.objects.create(programme=self.programme, slug=slug, name=name, position=position)
            for position, (slug, name) in enumerate(
                [
                    ("langdurig", "Langer dan twee jaar in de bijstand"),
                    ("kort", "Korter dan twee jaar in de bijstand"),
                ]
            )
        ]

    def tell(self, story: cast.Story) -> None:
        """Save one deal and bring it to where it stands."""
        signed_on = months_before(self.today, story.ago)
        entry = self.entry_of(story, signed_on)
        announced = story.state == State.ANNOUNCED
        deal = actions.write_deal(
            entry, by=self.officer, announced=announced, at=at_noon(signed_on - timedelta(days=21))
        )
        self.deals[entry.title] = deal
        if story.state in {State.OFFERED, State.CANCELLED}:
            deal.make("offer", by=self.officer, at=at_noon(signed_on - timedelta(days=7)))
        if story.state in {State.SIGNED, State.ENDED, State.SUSPENDED}:
            actions.sign_on_paper(
                deal, self.signatures(deal, signed_on), by=self.officer, at=at_noon(signed_on)
            )
            fill_places(deal, story, self.officer, self.today, self.random)
        day = months_before(self.today, max(story.ago - 7, 1))
        close(deal, story, self.organisations["Duinwerk"], self.officer, day)

    def entry_of(self, story: cast.Story, signed_on: date) -> actions.DealEntry:
        """Return what an officer would have filled in."""
        version = self.versions[story.variant]
        end = months_before(signed_on, -story.term)
        signed = story.state == State.SIGNED
        talk = (
            None
            if story.talk_in_days is None or not signed
            else self.today + timedelta(days=story.talk_in_days)
        )
        shown = {"announced_for": "volgend voorjaar"} if story.state == State.ANNOUNCED else {}
        working = [self.organisations[name] for name in (*story.beside, story.employer)]
        employer = getattr(working[0], "employer", None)
        return actions.DealEntry(
            kind=DealKind(version.variant.deal_kind),
            title=story.title or f"{version.variant.name} {story.employer}",
            programme=self.programme,
            variant_version=version,
            parties=self.parties(story),
            commitments=self.promised_work(story, signed_on, end),
            support=self.support(story, signed_on),
            clauses=version.clauses,
            sector=employer.sector if employer else None,
            parent=self.deals.get(story.parent),
            starts_on=signed_on,
            ends_on=end,
            is_customised=story.variant == "werkakkoord",
            account_manager=self.officer,
            next_progress_on=talk,
            facts={"is_fictional": True, **shown},
        )

    def support(self, story: cast.Story, signed_on: date) -> list[actions.SupportEntry]:
        """What the partners promise in return."""
        return [
            actions.SupportEntry(
                self.organisations[partner], SupportKind(kind), text, due_on=months_before(signed_on, -due)
            )
            for partner, kind, text, due, _delivered in story.support
        ]

    def promised_work(self, story: cast.Story, start: date, end: date) -> list[actions.CommitmentEntry]:
        """What each employer promises."""
        return [
            actions.CommitmentEntry(
                self.organisations[by],
                CommitmentKind(kind),
                quantity,
                hours_per_week=None if hours is None else Decimal(hours),
                starts_on=start,
                ends_on=end,
            )
            for by, (kind, quantity, hours, _started, _prepared) in story.promised()
        ]

    def parties(self, story: cast.Story) -> list[actions.PartyEntry]:
        """The municipality, who promises, and the partners who support; each with whom to call."""
        home = self.organisations["Gemeente Duinstede"]
        parties = [
            actions.PartyEntry(
                home,
                PartyRole.MUNICIPALITY,
                contact_name=self.officer.full_name,
                contact_function="accountmanager",
                contact_email=self.officer.email,
                contact_phone="14 010",
            )
        ]
        for name in (story.employer, *story.beside):
            promising = self.organisations[name]
            kind = PartnerKind(promising.partner.kind) if hasattr(promising, "partner") else None
            parties.append(
                actions.PartyEntry(
                    promising,
                    ROLE_OF_KIND.get(kind, PartyRole.PARTNER) if kind else PartyRole.EMPLOYER,
                    signs=promising != home,
                    contact_name=self.random.choice(cast.SIGNATORIES),
                    contact_function="hoofd personeel",
                    contact_email=f"werk@{promising.sort_key.split()[-1]}.example",
                )
            )
        return parties + [
            actions.PartyEntry(self.organisations[name], PartyRole.PARTNER, signs=False, **contact_of(name))
            for name in dict.fromkeys(partner for partner, *_rest in story.support)
            if name != story.employer
        ]

    def signatures(self, deal: Deal, on: date) -> list[actions.SignatureEntry]:
        """One signature in ink for each party that must sign."""
        event = next((each for each in self.events if each.on == on), None)
        return [
            actions.SignatureEntry(
                party.organisation,
                "wethouder" if party.role == PartyRole.MUNICIPALITY else "directeur",
                on,
                person_name="" if party.role == PartyRole.MUNICIPALITY else party.contact_name,
                mandate_reference="Mandaatbesluit, artikel 4" if party.role == PartyRole.MUNICIPALITY else "",
                event=event,
                place="Duinstede",
            )
            for party in deal.parties.filter(signs=True).select_related("organisation")
        ]


def contact_of(partner: str) -> dict[str, Any]:
    """Return whom to call at a partner, where that is known."""
    names = ("contact_name", "contact_function", "contact_email", "contact_phone")
    return dict(zip(names, cast.PARTNER_CONTACTS.get(partner, ()), strict=False))


def fill_duinstede(accounts: Accounts, today: date) -> User:
    """Build the fictional municipality as of `today`; return its officer."""
    town = Duinstede(accounts, today)
    town.fill()
    return town.officer
