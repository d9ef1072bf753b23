"""The versions of a variant: shown, compared, filled in beforehand, and counted by the deals that use them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from deals.lifecycle import State
from deals.models import Deal, Programme, Variant, VariantVersion
from employers.models import Employer
from tests import factories

SECOND = {
    "summary": "A better variant.",
    "provenance": "own",
    "allowed_kinds": ["learn_work_place"],
    "default_months": 36,
    "clauses": [
        {"title": "Purpose", "text": "People learn and find work at {employer}."},
        {"title": "Term", "text": "Until {ends_on}."},
    ],
}


@pytest.fixture
def variant(programme: Programme, administrator: User) -> Variant:
    """A variant with two published versions."""
    first = factories.variant_version(programme)
    first.variant.write(SECOND, by=administrator)
    first.variant.publish(by=administrator, at=datetime(2026, 3, 1, tzinfo=UTC))
    return first.variant


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_any_version_can_be_read(variant: Variant, alderman: User, signed_in: Any) -> None:
    client = signed_in(alderman)

    pages = [
        words_of(client.get(reverse("deals:variant_version", args=[variant.public_id, number])))
        for number in (1, 2)
    ]

    assert "People learn and work." in pages[0]
    assert "People learn and find work at {employer}." in pages[1]
    assert client.get(reverse("deals:variant_version", args=[variant.public_id, 3])).status_code == 404


def test_difference_marks_words_and_says_so_for_who_cannot_see_it(
    variant: Variant, officer: User, signed_in: Any
) -> None:
    answer = signed_in(officer).get(reverse("deals:variant_compare", args=[variant.public_id]))

    page = answer.content.decode()
    assert (
        '<ins><span class="hs-sr">[added: </span>better <span class="hs-sr">] </span></ins>variant.' in page
    )
    assert '<del><span class="hs-sr">[removed: </span>work.<span class="hs-sr">] </span></del>' in page
    assert "2 clauses differ" in page
    said = words_of(answer)
    assert "People learn and [removed: work. ] [added: find work at {employer}. ]" in said
    assert "Usual term in months : [removed: 24 ] [added: 36 ]" in said
    assert "[removed: paid job, permanent; ]" in said


def test_two_versions_are_chosen_in_the_address(variant: Variant, officer: User, signed_in: Any) -> None:
    address = reverse("deals:variant_compare", args=[variant.public_id])
    client = signed_in(officer)

    assert "The text is the same." in words_of(client.get(address, {"old": "2", "new": "2"}))
    assert [client.get(address, {"old": each, "new": "1"}).status_code for each in ("3", "x", "")] == [
        404
    ] * 3


def test_deals_are_counted_by_version_and_the_list_shows_just_those(
    variant: Variant, officer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    first, second = variant.versions.order_by("number")
    made = [
        factories.deal(
            officer, programme, helmgras.organisation, variant_version=version, title=title, clauses=[]
        )
        for version, title in [(first, "One"), (first, "Two"), (second, "Three")]
    ]
    factories.deal(officer, programme, helmgras.organisation, title="Without")
    client = signed_in(officer)

    page = words_of(client.get(reverse("deals:variant", args=[variant.public_id])))
    listed = client.get("/deals/", {"version": f"{variant.public_id}-1"}).content.decode()

    assert "2 deals made with version 1" in page
    assert "1 deal made with version 2" in page
    assert "2 deals found" in listed
    assert [deal.title in listed for deal in made] == [True, True, False]
    assert f"{variant.name}, version 1" in listed  # the chip that takes the filter away
    assert client.get("/deals/?version=nonsense&version=%00").status_code == 200


def test_other_municipality_sees_neither_versions_nor_counts(
    variant: Variant, neighbour: User, signed_in: Any
) -> None:
    client, id_ = signed_in(neighbour), variant.public_id

    addresses = [
        reverse("deals:variant_version", args=[id_, 1]),
        reverse("deals:variant_preview", args=[id_, 1]),
        reverse("deals:variant_file", args=[id_, 1]),
        reverse("deals:variant_compare", args=[id_]),
    ]
    assert [client.get(address).status_code for address in addresses] == [404] * 4


@pytest.mark.parametrize("versions", [1, 3])
def test_page_of_a_variant_asks_as_much_for_three_versions_as_for_one(
    versions: int,
    officer: User,
    administrator: User,
    programme: Programme,
    helmgras: Employer,
    signed_in: Any,
    django_assert_num_queries: Any,
) -> None:
    variant = factories.variant_version(programme).variant
    for _number in range(versions - 1):
        variant.write(SECOND, by=administrator)
        variant.publish(by=administrator, at=factories.LONG_AGO)
    for version in variant.versions.all():
        factories.deal(officer, programme, helmgras.organisation, variant_version=version, clauses=[])
    client = signed_in(officer)

    with django_assert_num_queries(9):
        client.get(reverse("deals:variant", args=[variant.public_id]))


def test_preview_fills_a_made_up_deal_in_and_says_so(variant: Variant, officer: User, signed_in: Any) -> None:
    page = words_of(signed_in(officer).get(reverse("deals:variant_preview", args=[variant.public_id, 2])))

    assert "People learn and find work at Voorbeeld bv." in page
    assert "Until 31 december 2032." in page
    assert "A deal that does not exist" in page
    assert "fictional" in page


def test_version_being_written_is_previewed_with_a_deal_of_ones_own(
    variant: Variant,
    officer: User,
    administrator: User,
    programme: Programme,
    helmgras: Employer,
    neighbour: User,
    signed_in: Any,
) -> None:
    variant.write(SECOND, by=administrator)
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.DRAFT, ends_on=None)
    elsewhere = factories.deal(
        neighbour,
        factories.programme(neighbour.active_memberships[0].organisation.municipality),
        helmgras.organisation,
    )
    address = reverse("deals:variant_preview", args=[variant.public_id, 3])
    client = signed_in(officer)

    page = words_of(client.get(address, {"deal": deal.public_id}))

    assert "People learn and find work at Helmgras Groen." in page
    assert "Clause 2 names the end date; fill in the end date first." in page
    assert "A deal that does not exist" not in page
    assert client.get(address, {"deal": elsewhere.public_id}).status_code == 404
    assert VariantVersion.objects.get(variant=variant, number=3).clauses == SECOND["clauses"]
    assert Deal.objects.count() == 2
