"""Programmes, goals that are told anew, and variants made on a page."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse

from accounts.models import User
from deals.models import Programme, Target, Variant, VariantVersion
from tests import factories
from trail.models import Entry

ROWS = {
    f"{prefix}-{name}": value
    for prefix in ("lines", "support", "clauses")
    for name, value in {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}.items()
}
FIFTH = ROWS | {
    "name": "Buurtbanendeal",
    "deal_kind": "variant_deal",
    "summary": "Banen in de eigen buurt.",
    "provenance": "own",
    "allowed_kinds": ["paid_job_long", "trial_placement"],
    "allows_other_kinds": "on",
    "default_months": "18",
    "lines-TOTAL_FORMS": "1",
    "lines-0-kind": "paid_job_long",
    "lines-0-quantity": "3",
    "lines-0-hours_per_week": "24",
    "lines-0-obligation": "result",
    "support-TOTAL_FORMS": "1",
    "support-0-kind": "job_coach",
    "clauses-TOTAL_FORMS": "1",
    "clauses-0-title": "Doel",
    "clauses-0-text": "Werk om de hoek.",
}


def test_administrator_makes_a_fifth_variant_without_code(
    administrator: User, programme: Programme, signed_in: Any
) -> None:
    client = signed_in(administrator)

    client.post(reverse("deals:variant_new", args=[programme.public_id]), FIFTH)
    variant = Variant.objects.get(name="Buurtbanendeal")
    client.post(reverse("deals:variant_publish", args=[variant.public_id]))

    version = variant.current()
    assert version is not None
    assert version.default_lines == [
        {"kind": "paid_job_long", "quantity": 3, "hours_per_week": 24, "obligation": "result"}
    ]
    assert version.clauses == [{"title": "Doel", "text": "Werk om de hoek."}]
    assert list(Variant.objects.on_offer()) == [variant]
    assert [entry.act for entry in Entry.objects.of(variant)] == ["write", "publish"]


def test_unpublished_variant_is_not_on_offer(
    administrator: User, programme: Programme, signed_in: Any
) -> None:
    signed_in(administrator).post(reverse("deals:variant_new", args=[programme.public_id]), FIFTH)

    assert not Variant.objects.on_offer().exists()


def test_published_version_never_changes_and_a_new_one_follows_it(
    administrator: User, programme: Programme, signed_in: Any
) -> None:
    version = factories.variant_version(programme)
    client = signed_in(administrator)

    with pytest.raises(DatabaseError), transaction.atomic():
        VariantVersion.objects.filter(pk=version.pk).update(summary="Iets anders.")
    client.post(
        reverse("deals:variant_edit", args=[version.variant.public_id]),
        FIFTH | {"name": version.variant.name},
    )

    assert [each.number for each in version.variant.versions.order_by("number")] == [1, 2]
    version.refresh_from_db()
    assert version.summary == "A variant."


def test_wrong_variant_says_what_to_do_and_keeps_what_was_typed(
    administrator: User, programme: Programme, signed_in: Any
) -> None:
    wrong = FIFTH | {"default_months": "500", "lines-0-quantity": "-4"}

    page = signed_in(administrator).post(reverse("deals:variant_new", args=[programme.public_id]), wrong)

    words = page.content.decode()
    assert "Give a term of 1 to 120 months." in words
    assert 'value="-4"' in words
    assert "Werk om de hoek." in words
    assert not Variant.objects.exists()


def test_a_row_is_added_without_javascript(administrator: User, programme: Programme, signed_in: Any) -> None:
    page = signed_in(administrator).post(
        reverse("deals:variant_new", args=[programme.public_id]), FIFTH | {"clauses-add": ""}
    )

    assert 'name="clauses-1-title"' in page.content.decode()
    assert not Variant.objects.exists()


def test_name_is_used_once_in_a_programme(administrator: User, programme: Programme, signed_in: Any) -> None:
    taken = factories.variant_version(programme).variant

    page = signed_in(administrator).post(
        reverse("deals:variant_new", args=[programme.public_id]), FIFTH | {"name": taken.name}
    )

    assert "already has a variant with this name" in page.content.decode()


@pytest.mark.parametrize("person", ["officer", "alderman", "neighbour", "employer"])
def test_only_an_administrator_changes_variants(person: str, programme: Programme, request: Any) -> None:
    version = factories.variant_version(programme)

    with pytest.raises(PermissionDenied):
        version.variant.write({"summary": "Mine."}, by=request.getfixturevalue(person))


def test_retired_variant_is_off_the_list_until_it_is_used_again(
    administrator: User, programme: Programme, signed_in: Any
) -> None:
    variant = factories.variant_version(programme).variant
    client, address = signed_in(administrator), reverse("deals:variant_retire", args=[variant.public_id])

    client.post(address)
    assert not Variant.objects.on_offer().exists()

    client.post(address)
    assert list(Variant.objects.on_offer()) == [variant]


def test_goal_told_anew_keeps_the_first(administrator: User, programme: Programme, signed_in: Any) -> None:
    programme.set_target(Target(name="People placed", kind="flow", value=200), by=administrator)

    signed_in(administrator).post(
        reverse("deals:target", args=[programme.public_id]),
        {"name": "People placed", "kind": "flow", "strength": "binding", "value": "180"},
    )

    [(now, earlier)] = programme.goals()
    assert (now.value, [each.value for each in earlier]) == (180, [200])


def test_level_needs_a_baseline(administrator: User, programme: Programme, signed_in: Any) -> None:
    page = signed_in(administrator).post(
        reverse("deals:target", args=[programme.public_id]),
        {"name": "Halve", "kind": "stock", "strength": "ambition", "value": "1750"},
    )

    assert "needs a baseline" in page.content.decode()
    assert not programme.targets.exists()


def test_programme_is_made_on_a_page(administrator: User, signed_in: Any) -> None:
    values = {
        "name": "Werk dichtbij",
        "municipality": administrator.municipalities_as()[0],
        "description": "",
    }
    values |= {"starts_on_day": "1", "starts_on_month": "2", "starts_on_year": "2026"}

    signed_in(administrator).post(reverse("deals:programme_new"), values)

    made = Programme.objects.get(name="Werk dichtbij")
    assert made.starts_on == date(2026, 2, 1)
    assert [entry.act for entry in Entry.objects.of(made)] == ["begin"]


@pytest.mark.parametrize("rows", [1, 3])
def test_programme_list_asks_as_much_for_three_as_for_one(
    rows: int, administrator: User, municipality: Any, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for _row in range(rows):
        factories.programme(municipality)
    client = signed_in(administrator)

    with django_assert_num_queries(4):
        client.get(reverse("deals:programmes"))
