"""Plain rules of the wizard: what differs from the variant, and the usual answers."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import Organisation
from deals.forms.parties import Side
from deals.kinds import PartyRole
from deals.models import Variant, VariantVersion
from deals.texts.deviations import compared, deviations
from deals.wizard.defaults import months_after, usual_promises

USUAL = VariantVersion(
    variant=Variant(name="Learning deal"),
    allowed_kinds=["learn_work_place"],
    clauses=[{"title": "Purpose", "text": "People learn."}, {"title": "Privacy", "text": "No names."}],
    default_lines=[{"kind": "learn_work_place", "hours_per_week": 24, "months": 6}],
    default_support=[{"kind": "job_coach", "partner": "duinwerk"}, {"kind": "training", "partner": "Nobody"}],
    default_months=24,
)
MUNICIPALITY = Side("m", Organisation(name="Gemeente"), PartyRole.MUNICIPALITY, signs=True)
EMPLOYER = Side("e", Organisation(name="Helmgras"), PartyRole.EMPLOYER, signs=True)
FIRST = Side("f", Organisation(name="Strandzorg"), PartyRole.PARTNER, signs=False)
NAMED = Side("d", Organisation(name="Duinwerk"), PartyRole.PARTNER, signs=False)


def test_deal_like_its_variant_deviates_in_nothing() -> None:
    clauses = [{"title": each["title"], "text": each["text"] + " \r\n"} for each in USUAL.clauses]

    assert deviations(clauses, ["learn_work_place"], USUAL) == []


def test_each_difference_is_named() -> None:
    clauses = [{"title": "Purpose", "text": "People earn."}, {"title": "Lunch", "text": "Together."}]

    assert deviations(clauses, ["internship"], USUAL) == [
        "Not usual in this variant: internship.",
        "Clause changed: Purpose.",
        "Clause added: Lunch.",
        "Clause left out: Privacy.",
    ]
    assert [each.difference for each in compared(clauses, USUAL)] == ["changed", "added"]


def test_deal_without_a_variant_deviates_from_nothing() -> None:
    assert deviations([{"title": "Own", "text": "Words."}], ["other"], None) == []


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 3, 1), 24, date(2026, 3, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_the_month(day: date, months: int, later: date) -> None:
    assert months_after(day, months) == later


def test_usual_promises_come_from_the_variant_and_the_parties() -> None:
    answers = usual_promises(USUAL, [MUNICIPALITY, EMPLOYER, FIRST, NAMED], date(2025, 1, 1))

    assert answers["term"]["title"] == "Learning deal Helmgras"
    assert (answers["term"]["starts_on"], answers["term"]["ends_on"]) == (
        date(2025, 1, 1),
        date(2026, 12, 31),
    )
    assert answers["commitments"] == [
        {
            "kind": "learn_work_place",
            "quantity": None,
            "hours_per_week": 24,
            "obligation": "effort",
            "ends_on": date(2025, 6, 30),
            "by": "e",
        }
    ]
    assert [each["by"] for each in answers["support"]] == ["d", "f"]
