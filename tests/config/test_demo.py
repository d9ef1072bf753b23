"""The demo: real names carry published facts only, and the whole story is told by a town that does not exist."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Municipality, Organisation, RegionMembership, User
from config.demo.people import PASSWORD
from config.management.commands.demo import fill
from deals.lifecycle import State
from deals.models import (
    Adoption,
    Amendment,
    Commitment,
    Concern,
    Deal,
    DealDraft,
    Evaluation,
    GoodPractice,
    Programme,
    Question,
    Signature,
    SupportPromise,
    Variant,
)
from deals.variant_files.file import file_of
from deals.variant_files.reading import read
from events.models import Event
from notices.models import Notice
from placements.models import FunnelCount, Placement, ProgressAnswer
from reports.models import Snapshot
from trail.verification import breaks

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def told() -> str:
    """What the demo says of its deals and places."""
    placements = Placement.objects.order_by("pk").values_list(
        "deal__title", "kind", "state", "started_on", "ended_on", "end_reason"
    )
    deals = Deal.objects.order_by("pk").values_list("title", "state", "signed_on", "next_progress_on")
    return json.dumps([list(placements), list(deals)], default=str)


@pytest.fixture(scope="module")
def told_before(django_db_setup: None, django_db_blocker: Any) -> str:
    """What a demo of the same day said that was made before."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(TODAY)
        before = told()
        transaction.set_rollback(True)
    return before


@pytest.fixture(scope="module")
def demo(told_before: str, django_db_blocker: Any) -> Iterator[None]:
    """The demo as of one day, made once and rolled back after the last of these tests."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill(TODAY)
        yield
        transaction.set_rollback(True)


def test_the_same_day_gives_the_same_demo(told_before: str, demo: None) -> None:
    assert told() == told_before
    assert told_before.count("Helmgras") > 5


def test_delft_and_den_haag_have_their_nine_and_thirteen_signed_deals(demo: None) -> None:
    signed = {
        programme.slug: programme.deals.filter(state=State.SIGNED).count()
        for programme in Programme.objects.all()
    }

    assert signed["bhag-delft"] == 9
    assert signed["werkoffensief-500"] == 13
    assert signed["sectordeal-uitzendbranche"] == 0


def test_no_invented_figure_stands_beside_a_real_name(demo: None) -> None:
    real = Deal.objects.filter(is_fictional=False)

    assert real.count() == 23
    assert not Commitment.objects.filter(deal__in=real).exists()
    assert not SupportPromise.objects.filter(deal__in=real).exists()
    assert not Placement.objects.filter(deal__in=real).exists()
    assert not real.exclude(starts_on=None, ends_on=None).exists()
    assert not Signature.objects.filter(version__deal__in=real).exclude(person_name="").exists()


def test_whatever_belongs_to_duinstede_is_marked_fictional(demo: None) -> None:
    duinstede = Municipality.objects.get(slug="duinstede")
    parties = Organisation.objects.filter(parties__deal__municipality=duinstede).distinct()

    assert parties.count() > 15
    assert not parties.filter(is_fictional=False).exists()
    assert not Deal.objects.filter(municipality=duinstede, is_fictional=False).exists()
    assert not Placement.objects.filter(municipality=duinstede, is_fictional=False).exists()


def test_duinstede_has_a_deal_in_every_state(demo: None) -> None:
    states = set(Deal.objects.filter(is_fictional=True).values_list("state", flat=True))

    assert states == set(State.values)


def test_the_municipality_of_delft_is_an_employer_in_its_own_deal(demo: None) -> None:
    deal = Deal.objects.get(title="BHAG Deal Gemeente Delft")

    assert set(deal.parties.values_list("organisation__name", "role")) == {
        ("Gemeente Delft", "municipality"),
        ("Gemeente Delft", "employer"),
    }


def test_weverling_is_one_employer_in_two_municipalities(demo: None) -> None:
    weverling = Organisation.objects.get(name__startswith="Weverling")

    deals = Deal.objects.filter(parties__organisation=weverling)
    assert {str(deal.municipality) for deal in deals} == {"Gemeente Delft", "Gemeente Den Haag"}


def test_the_four_variants_of_delft_are_shown_as_an_assumption(demo: None) -> None:
    versions = [variant.current() for variant in Variant.objects.filter(programme__slug="bhag-delft")]

    assert [version and version.provenance for version in versions] == ["assumption"] * 4


def test_counts_are_the_published_ones_with_source_and_day(demo: None) -> None:
    rows = FunnelCount.objects.filter(programme__slug="sectordeal-uitzendbranche").order_by(
        "stream", "position"
    )

    assert [(row.stage, row.count, row.is_approximate, row.as_of) for row in rows] == [
        ("registered", 235, False, date(2020, 12, 22)),
        ("job_interview", 95, False, date(2020, 12, 22)),
        ("placed", 5, False, date(2020, 12, 22)),
        ("in_mediation", 50, True, date(2020, 12, 22)),
    ]
    assert all(row.source for row in rows)


def test_the_first_inspiration_table_has_its_known_figures(demo: None) -> None:
    table = Event.objects.get(name="Eerste BHAG inspiratietafel")

    assert (table.on, table.livestream_viewers, table.viewers_approximate) == (date(2020, 11, 26), 120, True)
    assert table.seats.count() == 5
    assert table.signatures.count() == 9


def test_duinstede_has_a_signing_day_with_three_offered_deals_and_a_change(demo: None) -> None:
    event = Event.objects.get(agenda__isnull=False, on__gte=TODAY, agenda__position=1)
    items = list(event.agenda.in_order())

    assert [item.deal.state for item in items] == ["offered", "offered", "offered", "signed"]
    assert [item.is_change for item in items] == [False, False, False, True]
    assert all(item.waits for item in items)
    assert all(item.signatories.count() == 2 for item in items[:3])
    assert not Signature.objects.filter(version__in=[item.text for item in items]).exists()


def test_every_demo_account_can_sign_in_with_the_one_password(demo: None) -> None:
    people = User.objects.filter(is_demo=True)

    assert people.count() == User.objects.count() == 15
    assert all(person.check_password(PASSWORD) for person in people[:1])
    assert len({person.password for person in people}) == 1


def test_haaglanden_holds_delft_and_den_haag(demo: None) -> None:
    members = RegionMembership.objects.filter(region__code="AM21").values_list(
        "municipality__slug", flat=True
    )

    assert {"delft", "den-haag"} <= set(members)


def test_the_trail_of_the_demo_holds(demo: None) -> None:
    assert list(breaks()) == []


def test_every_page_of_duinstede_has_something_to_show(demo: None) -> None:
    assert Snapshot.objects.filter(programme__slug="samen-aan-het-werk").count() == 2
    assert DealDraft.objects.unfinished().count() == 1
    assert ProgressAnswer.objects.get().organisation.name == "Kustlijn Logistiek"
    assert Notice.objects.filter(kind="progress").count() > 3
    assert Placement.objects.to_confirm().exists()


def test_one_deal_is_being_signed_online(demo: None) -> None:
    deal = Deal.objects.get(title="Leer- en werkplekdeal Rokerĳ Ĳsduin (tweede)")

    assert deal.state == State.OFFERED
    assert sorted(party.role for party in deal.parties_still_to_sign()) == ["municipality", "partner"]
    assert Question.objects.get(invitation__version__deal=deal).answer == ""


def test_two_texts_of_duinstede_name_the_facts_of_their_deals(demo: None) -> None:
    deal = Deal.objects.get(title="Leer- en werkplekdeal Helmgras Groen")
    [_purpose, promise, *_others] = deal.newest_version().clauses_in_words()

    assert promise["text"].startswith("Helmgras Groen zegt toe: leerwerkplek (6 plekken, 24 uur per week);")
    assert not any(deal.newest_version().lacking() for deal in Deal.objects.all())
    hire = Variant.objects.get(code="hire", programme__slug="samen-aan-het-werk")
    assert hire.versions.count() == 2
    assert read(file_of(hire.versions.get(number=2))).problems == []


def test_practice_of_duinstede_went_to_a_second_town_that_does_not_exist(demo: None) -> None:
    adoption = Adoption.objects.concluded().get()
    zilverzand = Municipality.objects.get(slug="zilverzand")

    assert GoodPractice.objects.on_offer().count() == 2
    assert not GoodPractice.objects.filter(is_fictional=False).exists()
    assert (adoption.practice.municipality.slug, adoption.municipality) == ("duinstede", zilverzand)
    assert adoption.draft.deal is not None
    assert adoption.draft.deal.state == State.SIGNED
    parties = Organisation.objects.filter(parties__deal__municipality=zilverzand)
    assert not parties.filter(is_fictional=False).exists()


def test_letters_go_to_nobody_who_exists(demo: None) -> None:
    addresses = Notice.objects.values_list("recipient_email", flat=True)

    assert all(address.endswith(".example") for address in addresses)


def test_deals_of_duinstede_were_changed_stopped_for_a_concern_and_evaluated(demo: None) -> None:
    changes = dict(Amendment.objects.values_list("state", "deal__title"))
    concern = Concern.objects.get()

    assert set(changes) == {"agreed", "offered"}
    agreed = Amendment.objects.get(state="agreed")
    assert agreed.amends.commitment_terms.get().quantity == 12
    assert agreed.deal.text_in_force(TODAY).commitment_terms.get().quantity == 9
    assert (concern.outcome, concern.deal.state) == ("suspended", State.SUSPENDED)
    assert Evaluation.objects.given().count() == 1
    assert Evaluation.objects.get(given_at=None).deal.state == State.ENDED
