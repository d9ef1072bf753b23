"""What differs between two texts of one deal, in words and numbers."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from deals.kinds import CommitmentKind, Obligation, Unit
from deals.texts.differences import Difference, differences
from partners.models import SupportKind

Content = dict[str, Any]


def content(**values: Any) -> Content:
    """A deal of three: an employer promises twelve places, a partner a job coach."""
    return copy.deepcopy(CONTENT) | copy.deepcopy(values)


CONTENT: Content = {
    "format": "handslag-deal/2",
    "deal": "abcdefghij",
    "version": 1,
    "kind": "variant_deal",
    "title": "Deal with Helmgras",
    "municipality": "Gemeente Duinstede",
    "programme": "Werk voorop",
    "term": ["2025-01-01", "2026-12-31"],
    "effective": None,
    "amends": None,
    "parties": [
        {"organisation": "Gemeente Duinstede", "kvk": "11111111", "part": "municipality", "signs": 2},
        {"organisation": "Helmgras", "kvk": "22222222", "part": "employer", "signs": 1},
        {"organisation": "Duinwerk", "kvk": "", "part": "partner", "signs": 1},
    ],
    "clauses": [
        {"title": "Purpose", "text": "People learn and work at Helmgras."},
        {"title": "Privacy", "text": "No names are exchanged."},
    ],
    "commitments": [
        {
            "number": 1,
            "kind": "learn_work_place",
            "label": "",
            "by": "Helmgras",
            "quantity": 12,
            "unit": "places",
            "hours_per_week": "24.0",
            "period": [None, None],
            "obligation": "effort",
        }
    ],
    "support": [
        {"number": 1, "kind": "job_coach", "by": "Duinwerk", "text": "Four hours a week", "due": "2025-06-01"}
    ],
}


def line(**values: Any) -> Content:
    return copy.deepcopy(CONTENT["commitments"][0]) | values


def support(**values: Any) -> Content:
    return copy.deepcopy(CONTENT["support"][0]) | values


CHANGES: list[tuple[Content, str, str]] = [
    (
        {"commitments": [line(quantity=9)]},
        "12 → 9 learn-work places until 31 December 2026 (Helmgras)",
        "12 → 9 leerwerkplekken tot en met 31 december 2026 (Helmgras)",
    ),
    (
        {"commitments": [line(quantity=1)]},
        "12 → 1 learn-work place until 31 December 2026 (Helmgras)",
        "12 → 1 leerwerkplek tot en met 31 december 2026 (Helmgras)",
    ),
    (
        {"commitments": [line(), line(number=2, kind="paid_job_permanent", unit="jobs", quantity=2)]},
        "New: 2 permanent paid jobs until 31 December 2026 (Helmgras)",
        "Nieuw: 2 vaste betaalde banen tot en met 31 december 2026 (Helmgras)",
    ),
    (
        {"commitments": []},
        "Dropped: 12 learn-work places until 31 December 2026 (Helmgras)",
        "Vervalt: 12 leerwerkplekken tot en met 31 december 2026 (Helmgras)",
    ),
    (
        {"commitments": [line(hours_per_week="32.5")]},
        "Learn-work places of Helmgras: 24 hours a week → 32.5 hours a week",
        "Leerwerkplekken van Helmgras: 24 uur per week → 32,5 uur per week",
    ),
    (
        {"commitments": [line(obligation="result")]},
        "Learn-work places of Helmgras: effort → result",
        "Leerwerkplekken van Helmgras: inspanning → resultaat",
    ),
    (
        {"commitments": [line(period=[None, "2026-06-30"])]},
        "Shortened: learn-work places of Helmgras, the term of the deal → until 30 June 2026",
        "Korter: leerwerkplekken van Helmgras, de looptijd van de deal → tot en met 30 juni 2026",
    ),
    (
        {"support": []},
        "Support dropped: job coach, Four hours a week, by 1 June 2025 (Duinwerk)",
        "Ondersteuning vervalt: jobcoach, Four hours a week, uiterlijk 1 juni 2025 (Duinwerk)",
    ),
    (
        {"support": [support(due="2025-09-01")]},
        "Support later: job coach of Duinwerk, 1 June 2025 → 1 September 2025",
        "Ondersteuning later: jobcoach van Duinwerk, 1 juni 2025 → 1 september 2025",
    ),
    (
        {"support": [support(text="Two hours a week")]},
        "Support changed: job coach of Duinwerk, “Four hours a week” → “Two hours a week”",
        "Andere ondersteuning: jobcoach van Duinwerk, “Four hours a week” → “Two hours a week”",
    ),
    (
        {"term": ["2025-01-01", "2027-12-31"]},
        "Term: 1 January 2025 until 31 December 2026 → 1 January 2025 until 31 December 2027",
        "Looptijd: 1 januari 2025 tot en met 31 december 2026 → 1 januari 2025 tot en met 31 december 2027",
    ),
    (
        {"title": "Deal with Helmgras, again"},
        "Title: “Deal with Helmgras” → “Deal with Helmgras, again”",
        "Titel: “Deal with Helmgras” → “Deal with Helmgras, again”",
    ),
    (
        {"parties": CONTENT["parties"][:2]},
        "Duinwerk no longer takes part as support partner",
        "Duinwerk doet niet meer mee als partner",
    ),
    (
        {"clauses": CONTENT["clauses"][:1]},
        "Clause dropped: “Privacy”",
        "Artikel vervalt: “Privacy”",
    ),
    (
        {"clauses": CONTENT["clauses"][::-1]},
        "The clauses stand in another order: Privacy, Purpose",
        "De artikelen staan in een andere volgorde: Privacy, Purpose",
    ),
]


@pytest.mark.parametrize(("change", "english", "dutch"), CHANGES, ids=[each[1][:40] for each in CHANGES])
def test_a_change_is_told_in_plain_words_and_numbers_in_both_languages(
    change: Content, english: str, dutch: str
) -> None:
    found = differences(content(), content(**change))

    with translation.override("en"):
        assert [str(each) for each in found] == [english]
    with translation.override("nl"):
        assert [str(each) for each in found] == [dutch]


def test_words_of_a_changed_clause_are_marked() -> None:
    clauses = [{"title": "Purpose", "text": "People learn and earn at Helmgras."}, CONTENT["clauses"][1]]

    (found,) = differences(content(), content(clauses=clauses))

    marked = [(part.kind, part.text.strip()) for part in found.text_words if part.kind != "kept"]
    assert marked == [("removed", "work"), ("added", "earn")]
    assert (found.before, found.after) == ("Purpose", "Purpose")


def test_another_name_of_the_same_organisation_leaves_its_promise_the_same_promise() -> None:
    parties = [
        CONTENT["parties"][0],
        CONTENT["parties"][1] | {"organisation": "Helm & Gras"},
        CONTENT["parties"][2],
    ]

    found = differences(
        content(), content(parties=parties, commitments=[line(by="Helm & Gras", quantity=13)])
    )

    assert [(each.about, each.change, each.what, each.party) for each in found] == [
        ("commitment", "changed", "quantity", "Helm & Gras"),
        ("party", "changed", "organisation", "Helm & Gras"),
    ]


def test_a_text_of_the_first_format_is_compared_with_one_of_the_second() -> None:
    first = content(format="handslag-deal/1")
    del first["effective"], first["amends"]
    for party in first["parties"]:
        del party["signs"]

    assert (
        differences(first, content(version=2, effective="2025-06-01", amends={"version": 1, "hash": ""}))
        == []
    )


words = st.text("abc dé", min_size=1, max_size=12).map(lambda text: f"w{text}")
days = st.none() | st.dates().map(lambda day: day.isoformat())
names = st.sampled_from(["Helmgras", "Duinwerk", "Gemeente Duinstede"])
lines = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(CommitmentKind.values),
        "label": st.just("") | words,
        "by": names,
        "quantity": st.integers(1, 99),
        "unit": st.sampled_from(Unit.values),
        "hours_per_week": st.none() | st.sampled_from(["8.0", "24.0", "32.5"]),
        "period": st.tuples(days, days).map(list),
        "obligation": st.sampled_from(Obligation.values),
    }
)
supports = st.fixed_dictionaries(
    {"kind": st.sampled_from(SupportKind.values), "by": names, "text": st.just("") | words, "due": days}
)


def numbered(found: list[Content]) -> list[Content]:
    return [each | {"number": number} for number, each in enumerate(found, 1)]


contents = st.builds(
    lambda commitments, support, clauses, term, title: content(
        commitments=numbered(commitments),
        support=numbered(support),
        clauses=clauses,
        term=list(term),
        title=title,
    ),
    st.lists(lines, max_size=4),
    st.lists(supports, max_size=4),
    st.lists(st.fixed_dictionaries({"title": words, "text": words}), max_size=4),
    st.tuples(days, days),
    words,
)


def told(found: list[Difference]) -> list[str]:
    return [f"{each!r} {each}" for each in found]


@given(contents)
def test_the_same_content_has_no_difference(found: Content) -> None:
    assert differences(found, copy.deepcopy(found)) == []


@given(contents, contents, st.randoms())
def test_the_order_of_promises_and_parties_says_nothing(
    one: Content, other: Content, order: random.Random
) -> None:
    mixed = copy.deepcopy(other)
    for name in ("commitments", "support", "parties"):
        order.shuffle(mixed[name])

    found = differences(one, mixed)

    assert sorted(told(found)) == sorted(told(differences(one, other)))


@given(contents, contents)
def test_whatever_differs_is_told(one: Content, other: Content) -> None:
    other["parties"] = one["parties"]

    found = differences(one, other)

    assert bool(found) == (one != other)
    assert all(str(each) for each in found)


def changed_line(name: str, key: str, value: Any) -> Callable[[Content], tuple[str, str] | None]:
    """Return what changes one fact of the first promise, and says what must then be told."""

    def change(found: Content) -> tuple[str, str] | None:
        if not found[name] or found[name][0][key] == value:
            return None
        found[name][0][key] = value
        return name.removesuffix("s"), key

    return change


SINGLE = [
    changed_line("commitments", "quantity", 100),
    changed_line("commitments", "hours_per_week", "12.0"),
    changed_line("commitments", "period", ["2031-01-01", "2031-02-01"]),
    changed_line("commitments", "obligation", "result"),
    changed_line("support", "text", "quite other words"),
    changed_line("support", "due", "2031-01-01"),
]


@given(contents, st.sampled_from(SINGLE))
def test_a_single_change_is_named_alone(found: Content, change: Callable[[Content], Any]) -> None:
    other = copy.deepcopy(found)
    wanted = change(other)

    told_of = [(each.about, each.what) for each in differences(found, other)]

    assert told_of == ([wanted] if wanted else [])
