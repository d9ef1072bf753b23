"""Variants' versions, files and good practices in a real browser: accessible, fitting, and without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from deals.models import Deal, GoodPractice, Programme, Variant
from deals.variant_files.file import file_of
from tests import factories
from tests.browser import PageAt, assert_accessible, assert_sound
from tests.deals import wizarding
from tests.deals.test_practices import adopted, made_into_a_deal
from tests.deals.test_variant_file import content_of, sealed

pytestmark = pytest.mark.browser
CLAUSES = [
    {"title": "Purpose", "text": "{employer} and {municipality} make places until {ends_on}."},
    {"title": "Privacy", "text": "No names of candidates stand in this deal or anywhere else."},
]


@pytest.fixture
def variant(programme: Programme, administrator: User) -> Variant:
    """A variant with a published version and one being written."""
    version = wizarding.bhag(programme, clauses=CLAUSES)
    version.variant.write(
        {
            "summary": "The employer offers places.",
            "provenance": "own",
            "allowed_kinds": ["learn_work_place"],
            "clauses": [
                CLAUSES[0] | {"text": "{employer} makes places."},
                {"title": "Lunch", "text": "Together."},
            ],
            "origins": [
                {"municipality": "Gemeente Strandhoek", "version": 2, "is_fictional": True, "changed": True}
            ],
        },
        by=administrator,
    )
    return version.variant


@pytest.fixture
def practice(deal: Deal, neighbour: User, signed_in: Any) -> GoodPractice:
    """A good practice that another municipality adopted."""
    made = factories.practice(
        deal.municipality, "First a walk through the company", deal=deal, is_fictional=True
    )
    theirs = factories.programme(neighbour.active_memberships[0].organisation.municipality)
    wizarding.bhag(theirs)
    made_into_a_deal(adopted(signed_in(neighbour), made, theirs), factories.employer("Strandtent"))
    return made


def test_pages_of_variants_are_accessible_and_fit(
    page_at: PageAt, administrator: User, variant: Variant, tmp_path: Path
) -> None:
    seat, id_ = page_at(user=administrator), variant.public_id
    address = reverse("deals:variant_import", args=[variant.programme.public_id])

    for path in (
        reverse("deals:variant", args=[id_]),
        reverse("deals:variant_edit", args=[id_]),
        reverse("deals:variant_compare", args=[id_]),
        reverse("deals:variant_version", args=[id_, 2]),
        reverse("deals:variant_preview", args=[id_, 1]),
        address,
    ):
        assert_sound(seat.open(path))
    current = variant.current()
    assert current is not None
    for name, raw in {
        "right": file_of(current),
        "wrong": sealed(content_of(current, clauses=[{"title": "A", "text": "{employr}"}], default_months=0)),
        "empty": b"",
    }.items():
        (tmp_path / name).write_bytes(raw)
        page = seat.open(address)
        page.set_input_files("input[type=file]", tmp_path / name)
        page.click("main button[type=submit]")
        assert_sound(page)


def test_pages_of_practices_are_accessible_and_fit(
    page_at: PageAt, officer: User, neighbour: User, practice: GoodPractice
) -> None:
    seat, id_ = page_at(user=officer), [practice.public_id]

    for path in (
        "/practices/",
        "/practices/?q=nothing",
        "/practices/new/",
        practice.get_absolute_url(),
        reverse("deals:practice_edit", args=id_),
        reverse("deals:practice_adopt", args=id_),
        Deal.objects.get(practices=practice).get_absolute_url(),
    ):
        assert_sound(seat.open(path))


def test_variant_goes_from_one_municipality_to_another_without_scripts(
    page_at: PageAt, officer: User, variant: Variant, administrator: User, municipality: Any, tmp_path: Path
) -> None:
    other = factories.programme(municipality, "Next door")
    page = page_at(1280, user=officer, javascript=False).open(
        reverse("deals:variant", args=[variant.public_id])
    )
    with page.expect_download() as found:
        page.click("a[download]")
    found.value.save_as(tmp_path / "variant.json")

    page = page_at(390, user=administrator, javascript=False).open(
        reverse("deals:programme", args=[other.public_id])
    )
    page.click("text=Import a variant")
    page.set_input_files("input[type=file]", tmp_path / "variant.json")
    page.click("text=Look at the file")
    assert "Unchanged since it was made" in page.inner_text("main")
    page.click("main button.nl-button--primary")

    assert "Imported. Read it, and publish it when it is right." in page.inner_text("main")
    draft = other.variants.get().draft()
    assert draft is not None
    assert draft.clauses == CLAUSES


def test_practice_is_told_published_and_adopted_without_scripts(
    page_at: PageAt, officer: User, deal: Deal, neighbour: User
) -> None:
    wizarding.bhag(factories.programme(neighbour.active_memberships[0].organisation.municipality))
    page = page_at(1280, user=officer, javascript=False).open(deal.get_absolute_url())
    page.click("text=Tell this deal as a good practice")
    page.fill("[name=title]", "First a walk")
    for name in ("problem", "approach", "result"):
        page.fill(f"[name={name}]", "Words.")
    page.click("main button.nl-button--primary")
    for words in ("Publish", "Undo publishing", "Publish"):
        page.get_by_role("button", name=words, exact=True).click()

    page = page_at(390, user=neighbour, javascript=False).open("/practices/?q=walk")
    page.click("text=First a walk")
    page.click("text=Adopt this practice")
    page.click("main button.nl-button--primary")
    page.click("main summary")
    page.fill("[name=employers-0-new_name]", "Strandtent")
    page.click("text=Continue")

    assert page.input_value("[name=commitments-0-quantity]") == "10"
    assert page.input_value("[name=commitments-0-kind]") == "learn_work_place"


def test_variable_is_corrected_where_it_stands(
    page_at: PageAt, administrator: User, variant: Variant
) -> None:
    page = page_at(1280, user=administrator).open(reverse("deals:variant_edit", args=[variant.public_id]))
    page.fill("[name=clauses-0-text]", "Until {end_dat}.")
    page.click("text=Save this version")

    page.click(".hs-summary-errors a")
    assert page.evaluate("document.activeElement.name") == "clauses-0-text"
    assert "{end_dat} is not a variable. Did you mean {ends_on}?" in page.inner_text("main")
    assert_accessible(page)


def test_preview_prints_on_paper_without_what_surrounds_it(
    page_at: PageAt, officer: User, variant: Variant
) -> None:
    page = page_at(1280, user=officer).open(reverse("deals:variant_preview", args=[variant.public_id, 1]))
    page.emulate_media(media="print")

    assert page.locator("article").is_visible()
    assert not page.locator("main form").is_visible()
    assert not page.locator("nav.hs-nav").is_visible()
