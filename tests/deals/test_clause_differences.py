"""The difference between two texts, clause by clause."""

from __future__ import annotations

from hypothesis import HealthCheck, given
from hypothesis import settings as pace
from hypothesis import strategies as st

from deals.texts.clauses import Part, differences, words

UNHURRIED = pace(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines of tests are busy
WORDS = st.text("ab \n", max_size=20)
CLAUSES = st.lists(st.fixed_dictionaries({"title": st.sampled_from("ABCD"), "text": WORDS}), max_size=5)


def clause(title: str, text: str) -> dict[str, str]:
    return {"title": title, "text": text}


def kinds(found: list) -> list[tuple[str, int | None]]:
    return [(each.kind, each.number) for each in found]


def test_words_are_marked_one_by_one() -> None:
    assert words("The deal ends in May.", "The deal ends in June this year.") == [
        Part("kept", "The deal ends in "),
        Part("removed", "May."),
        Part("added", "June this year."),
    ]


def test_each_clause_is_the_same_changed_added_or_removed() -> None:
    old = [clause("Purpose", "Work."), clause("Lunch", "Together."), clause("Privacy", "No names.")]
    new = [clause("Purpose", "Work."), clause("Privacy", "No names at all."), clause("Term", "Two years.")]

    found = differences(old, new)

    assert kinds(found) == [("same", 1), ("removed", None), ("changed", 2), ("added", 3)]


def test_clause_under_a_new_heading_is_one_clause_that_changed() -> None:
    [found] = differences(
        [clause("Goal", "People learn and work.")], [clause("Aim", "People learn and work!")]
    )

    assert found.kind == "changed"
    assert found.title == [Part("removed", "Goal"), Part("added", "Aim")]


def test_clause_that_moved_is_not_told_twice() -> None:
    old = [clause("A", "One."), clause("B", "Two.")]

    assert kinds(differences(old, old[::-1])) == [("same", 1), ("same", 2)]


@UNHURRIED
@given(CLAUSES, CLAUSES)
def test_every_clause_of_both_texts_is_told_once(old: list, new: list) -> None:
    found = differences(old, new)

    assert [each.number for each in found if each.number] == list(range(1, len(new) + 1))
    assert len([each for each in found if each.kind != "added"]) == len(old)


@UNHURRIED
@given(WORDS, WORDS)
def test_words_of_both_texts_come_back(old: str, new: str) -> None:
    parts = words(old, new)

    assert [word for each in parts if each.kind != "removed" for word in each.text.split()] == new.split()
    assert [word for each in parts if each.kind != "added" for word in each.text.split()] == old.split()
