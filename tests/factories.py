"""Makes the smallest valid thing of each kind; what a test cares about it names itself."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from accounts.models import Membership, Municipality, Organisation, User
from accounts.names import plain
from accounts.roles import Role
from deals import actions
from deals.kinds import CommitmentKind, DealKind, PartyRole
from deals.lifecycle import State
from deals.models import Commitment, Deal, GoodPractice, Programme, Variant, VariantVersion
from employers.models import Employer, PolicySector
from events.models import Event, EventKind
from partners.models import Partner, SupportKind
from placements.lifecycle import PlacementState
from placements.models import Placement

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PASSWORD = "correct-horse-battery"
numbers = count(1)


def organisation(name: str = "", **values: Any) -> Organisation:
    """An organisation with a name of its own."""
    return Organisation.objects.create(name=name or f"Organisation {next(numbers)}", **values)


def municipality(name: str = "Duinstede", **values: Any) -> Municipality:
    """A municipality that uses the registry."""
    slug = values.pop("slug", f"{name.lower()}-{next(numbers)}")
    return Municipality.objects.create(
        organisation=organisation(f"Gemeente {name}"), slug=slug, uses_registry=True, **values
    )


def user(email: str = "", *, role: Role | None = None, of: Organisation | None = None, **values: Any) -> User:
    """A person, with a role for an organisation when both are given."""
    email = email or f"person{next(numbers)}@example.com"
    person = User(email=email, full_name=values.pop("full_name", email.partition("@")[0].title()), **values)
    person.set_unusable_password()
    person.save()
    if role and of:
        membership(person, role, of)
    return person


def membership(person: User, role: Role, of: Organisation, **values: Any) -> Membership:
    """A membership since long ago, that manages members unless told otherwise."""
    return Membership.objects.create(
        **{"user": person, "organisation": of, "role": role, "since": LONG_AGO, "manages_members": True}
        | values
    )


def employer(name: str = "", **values: Any) -> Employer:
    """An organisation in the part of employer."""
    return Employer.objects.create(organisation=organisation(name or f"Employer {next(numbers)}"), **values)


def partner(name: str = "", **values: Any) -> Partner:
    """An organisation in the part of partner."""
    return Partner.objects.create(organisation=organisation(name or f"Partner {next(numbers)}"), **values)


def sector(name: str = "") -> PolicySector:
    """A policy sector."""
    name = name or f"Sector {next(numbers)}"
    return PolicySector.objects.create(slug=name.lower().replace(" ", "-"), name=name)


def programme(of: Municipality, name: str = "", **values: Any) -> Programme:
    """A programme of a municipality."""
    name = name or f"Programme {next(numbers)}"
    return Programme.objects.create(
        municipality=of, name=name, slug=name.lower().replace(" ", "-") + f"-{next(numbers)}", **values
    )


def variant_version(of: Programme, **values: Any) -> VariantVersion:
    """A published version of a variant that fits learn-work places and permanent jobs."""
    number = next(numbers)
    variant = Variant.objects.create(
        programme=of, code=f"v{number}", name=f"Variant {number}", deal_kind=DealKind.VARIANT_DEAL
    )
    return VariantVersion.objects.create(
        **{
            "variant": variant,
            "number": 1,
            "provenance": "own",
            "summary": "A variant.",
            "allowed_kinds": [CommitmentKind.LEARN_WORK_PLACE, CommitmentKind.PAID_JOB_PERMANENT],
            "clauses": [{"title": "Purpose", "text": "People learn and work."}],
            "published_at": LONG_AGO,
        }
        | values
    )


def deal_entry(
    of: Programme,
    by: Organisation,
    *,
    quantity: int = 10,
    supporter: Organisation | None = None,
    **values: Any,
) -> actions.DealEntry:
    """What an officer fills in: an employer promises places, a supporter (when given) a job coach."""
    parties = [
        actions.PartyEntry(of.municipality.organisation, PartyRole.MUNICIPALITY),
        actions.PartyEntry(by, PartyRole.EMPLOYER),
    ]
    support = []
    if supporter:
        parties.append(actions.PartyEntry(supporter, PartyRole.PARTNER, signs=False))
        support.append(actions.SupportEntry(supporter, SupportKind.JOB_COACH, due_on=date(2025, 6, 1)))
    defaults = {
        "kind": DealKind.VARIANT_DEAL,
        "title": f"Deal with {by.name}",
        "programme": of,
        "parties": parties,
        "commitments": [actions.CommitmentEntry(by, CommitmentKind.LEARN_WORK_PLACE, quantity)],
        "support": support,
        "clauses": [{"title": "Purpose", "text": "People learn and work."}],
        "starts_on": date(2025, 1, 1),
        "ends_on": date(2026, 12, 31),
    }
    return actions.DealEntry(**defaults | values)


def signatures(deal: Deal, on: date = date(2024, 12, 12)) -> list[actions.SignatureEntry]:
    """One signature in ink for each party that must sign, or still must."""
    parties = deal.parties_still_to_sign() or deal.parties.filter(signs=True).select_related("organisation")
    return [
        actions.SignatureEntry(party.organisation, "director", on, person_name="A. Example")
        for party in parties
    ]


def deal(
    officer: User, of: Programme, by: Organisation, *, state: State = State.SIGNED, **values: Any
) -> Deal:
    """A deal that came to `state` by its own moves."""
    made = actions.write_deal(deal_entry(of, by, **values), by=officer, announced=state == State.ANNOUNCED)
    if state in {State.OFFERED, State.CANCELLED}:
        made.make("offer", by=officer)
    if state in {State.SIGNED, State.SUSPENDED, State.ENDED}:
        actions.sign_on_paper(made, signatures(made), by=officer)
    closing = {State.SUSPENDED: "suspend", State.ENDED: "end", State.CANCELLED: "cancel"}
    if state in closing:
        made.make(closing[state], by=officer, on=date(2025, 6, 1), reason="By agreement.")
    return made


def placement(
    commitment: Commitment, by: User, *, started_on: date = date(2025, 3, 1), **values: Any
) -> Placement:
    """A place confirmed by an officer."""
    confirmed = values.get("state", PlacementState.CONFIRMED) == PlacementState.CONFIRMED
    return Placement.objects.create(
        **{
            "commitment": commitment,
            "kind": commitment.kind,
            "state": PlacementState.CONFIRMED,
            "started_on": started_on,
            "reported_by": by,
            "reported_at": LONG_AGO,
            "confirmed_by": by if confirmed else None,
            "confirmed_at": LONG_AGO if confirmed else None,
        }
        | values
    )


def event(name: str = "Signing day", *, on: date = date(2024, 12, 12), **values: Any) -> Event:
    """A signing event."""
    return Event.objects.create(**{"kind": EventKind.SIGNING_EVENT, "name": name, "on": on} | values)


def practice(of: Municipality, title: str = "", **values: Any) -> GoodPractice:
    """A published good practice of a municipality."""
    title = title or f"Practice {next(numbers)}"
    words = {"problem": "No places.", "approach": "We asked.", "result": "Places came."}
    return GoodPractice.objects.create(
        **words
        | {"municipality": of, "title": title, "search_text": plain(title), "published_at": LONG_AGO}
        | values
    )
