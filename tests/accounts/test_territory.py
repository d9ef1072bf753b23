"""Regions and municipalities as dated reference data."""

from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Municipality, Region, RegionMembership, User
from employers.models import PolicySector
from tests import factories


@pytest.fixture
def loaded(db: None) -> None:
    call_command("load_reference", verbosity=0)


def test_reference_holds_the_35_regions_and_says_that_none_is_verified(loaded: None) -> None:
    assert Region.objects.count() == 35
    assert not Region.objects.exclude(verified_on=None).exists()
    assert set(Region.objects.exclude(note="").values_list("code", flat=True)) == {"AM24", "AM30"}
    assert {"zorg", "transport-en-agrilogistiek"} <= set(PolicySector.objects.values_list("slug", flat=True))


def test_loading_again_adds_nothing_and_keeps_what_was_checked(loaded: None) -> None:
    Region.objects.filter(code="AM24").update(centre_municipality="Middelburg", verified_on=date(2026, 1, 1))
    before = (Municipality.objects.count(), RegionMembership.objects.count())

    call_command("load_reference", verbosity=0)

    assert (Municipality.objects.count(), RegionMembership.objects.count()) == before == (11, 11)
    assert Region.objects.get(code="AM24").centre_municipality == "Middelburg"


def test_delft_and_den_haag_share_a_region_and_zoetermeer_is_in_another(loaded: None) -> None:
    shown = Municipality.objects.with_region_on(date(2026, 1, 1))
    regions = {municipality.slug: municipality.region_code for municipality in shown}

    assert (regions["delft"], regions["den-haag"], regions["zoetermeer"]) == ("AM21", "AM21", "AM34")


def test_region_page_marks_what_nobody_checked(loaded: None, officer: User, signed_in: Any) -> None:
    client = signed_in(officer)

    regions = client.get(reverse("accounts:regions")).content.decode()
    region = client.get(reverse("accounts:region", args=["AM21"])).content.decode()
    Region.objects.filter(code="AM21").update(verified_on=date(2026, 1, 1))
    checked = client.get(reverse("accounts:region", args=["AM21"])).content.decode()

    assert regions.count("Not verified") == 35
    assert "Gemeente Midden-Delfland" in region
    assert "Verified on 1 January 2026" in checked


def test_municipality_shows_the_region_of_today(officer: User, signed_in: Any) -> None:
    moved = factories.municipality("Vijfheerenlanden")
    before, now = (
        Region.objects.create(code=code, name=name, centre_municipality=name)
        for code, name in (("AM35", "Gorinchem"), ("AM13", "Midden-Utrecht"))
    )
    RegionMembership.objects.create(region=before, municipality=moved, until=date(2019, 1, 1))
    RegionMembership.objects.create(region=now, municipality=moved, since=date(2019, 1, 1))

    page = signed_in(officer).get(reverse("accounts:municipalities")).content.decode()

    assert "Midden-Utrecht" in page
    assert "Gorinchem" not in page


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["regions", "municipalities"])
def test_lists_ask_the_same_few_questions(
    name: str, rows: int, officer: User, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for turn in range(rows):
        region = Region.objects.create(
            code=f"AM0{turn}", name=f"Region {turn}", centre_municipality="Duinstede"
        )
        RegionMembership.objects.create(region=region, municipality=factories.municipality(f"Plaats{turn}"))
    client = signed_in(officer)

    with django_assert_num_queries(4):
        client.get(reverse(f"accounts:{name}"))
