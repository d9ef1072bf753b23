"""Variables in clauses: what may stand there, what they become, and when the words are fixed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as pace
from hypothesis import strategies as st

from accounts.models import User
from deals import actions
from deals.lifecycle import State
from deals.models import Deal, Programme
from deals.texts import variables
from deals.texts.variables import VARIABLES, escaped, fill, generalised, obstacles, preview, problems
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.deals import wizarding
from tests.deals.test_programmes import FIFTH
from tests.deals.test_wizard import signatures, to_promises
from tests.deals.wizarding import Visit

UNHURRIED = pace(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines of tests are busy
FACTS = {name: f"<{name}>" for name in VARIABLES}
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
CLAUSE = [{"title": "Term", "text": "{employer} takes part until {ends_on}."}]


@UNHURRIED
@given(TEXTS)
def test_plain_words_come_back_as_they_were(text: str) -> None:
    assert fill(escaped(text), FACTS) == text


@UNHURRIED
@given(
    st.lists(st.one_of(TEXTS.map(escaped), st.sampled_from([*VARIABLES]).map("{{{}}}".format)), max_size=8)
)
def test_each_part_is_filled_by_itself(parts: list[str]) -> None:
    assert fill("".join(parts), FACTS) == "".join(fill(part, FACTS) for part in parts)


@UNHURRIED
@given(TEXTS)
def test_a_text_is_either_refused_with_a_reason_or_filled(text: str) -> None:
    if problems(text):
        with pytest.raises(ValueError, match=r"^"):
            fill(text, FACTS)
    else:
        assert fill(text, FACTS) == preview(text, FACTS)


@UNHURRIED
@given(TEXTS)
def test_a_fact_is_never_read_as_a_variable(fact: str) -> None:
    assert preview("{title}", {"title": fact + "{employer}"}) == fact + "{employer}"


@UNHURRIED
@given(TEXTS.filter(lambda text: not problems(text)))
def test_putting_names_back_changes_nothing_that_is_read(text: str) -> None:
    general = generalised(text + " Helmgras Groen.", {"employer": ["Helmgras Groen"]})

    assert problems(general) == []
    assert "Helmgras" not in general
    assert (
        fill(general, FACTS | {"employer": "Helmgras Groen"}).casefold()
        == (fill(text, FACTS | {"employer": "Helmgras Groen"}) + " Helmgras Groen.").casefold()
    )


def test_a_name_that_is_a_variable_too_is_put_back_once() -> None:
    names = {"employer": ["Helmgras Groen"], "partners": ["Support"], "title": ["Employer"]}

    general = generalised("Helmgras Groen works with Support.", names)

    assert general == "{employer} works with {partners}."


def test_a_text_made_to_hurt_is_judged_in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = []
    monkeypatch.setattr(variables, "nearest", lambda words: looked_up.append(words) or "employer")

    said = problems("{a" * 100_000)

    assert len(said) == 1
    assert len(looked_up) <= 30


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{employr}", "{employr} is not a variable. Did you mean {employer}?"),
        ("{ Ends On }", None),
        ("{end_date}", "{end_date} is not a variable. Did you mean {ends_on}?"),
        ("{}", "{} is not a variable."),
        ("Until {ends_on and on", "begins with “{ends_on and on” is not closed. Write {ends_on}"),
        ("Until ends_on}", "A closing brace stands by itself."),
        ("{{employer}}", None),
        ("{employer", "Write {employer}, or type the brace twice"),
        ("{a{employer}", "The variable that begins with “{a” is not closed."),
    ],
)
def test_wrong_variable_is_named_with_the_nearest_right_one(text: str, said: str | None) -> None:
    found = problems(text)

    assert (said is None) == (found == [])
    assert all(said in each for each in found[:1] if said)


def test_dutch_word_leads_to_its_variable() -> None:
    assert [variables.nearest(each) for each in ("einddatum", "werkgever", "gemeente", "contactpersoon")] == [
        "ends_on",
        "employer",
        "municipality",
        "contact",
    ]


def test_names_are_joined_in_the_language_of_the_installation() -> None:
    with translation.override("en"):
        facts = variables.facts_of(
            employers=["A"],
            partners=["B", "C", "D"],
            starts_on=date(2025, 3, 1),
            ends_on=None,
            promises=[],
            support=[],
        )

    assert (facts["partners"], facts["starts_on"], facts["ends_on"]) == ("B, C en D", "1 maart 2025", "")


def test_each_missing_fact_is_an_obstacle_in_words() -> None:
    clauses = [{"title": "A", "text": "Plain."}, {"title": "B", "text": "{ends_on}, {ends_on}, {promise}"}]

    assert obstacles(clauses, {}) == [
        "Clause 2 names the end date; fill in the end date first.",
        "Clause 2: {promise} is not a variable. Did you mean {promises}?",
    ]


@pytest.fixture
def draft(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    """A deal whose text names its employer and its end."""
    return factories.deal(
        officer,
        programme,
        helmgras.organisation,
        supporter=duinwerk.organisation,
        state=State.DRAFT,
        clauses=CLAUSE,
        account_manager=officer,
    )


def test_frozen_clauses_hold_plain_words(draft: Deal, officer: User) -> None:
    draft.make("offer", by=officer)

    version = draft.newest_version()
    assert version.content is not None
    assert version.content["clauses"] == [
        {"title": "Term", "text": "Helmgras Groen takes part until 31 december 2026."}
    ]
    assert version.clauses == CLAUSE  # taken back, the text follows the facts again


def test_fixed_text_does_not_follow_facts_that_change_later(draft: Deal, officer: User) -> None:
    draft.make("offer", by=officer)
    before = draft.newest_version().canonical()
    employer = draft.parties.get(role="employer").organisation
    type(employer).objects.filter(pk=employer.pk).update(name="Somebody else")

    after = draft.newest_version()

    assert after.clauses_in_words()[0]["text"] == "Helmgras Groen takes part until 31 december 2026."
    assert after.canonical()["clauses"] == before["clauses"]


def test_text_taken_back_follows_the_facts_again(draft: Deal, officer: User) -> None:
    draft.make("offer", by=officer)
    draft.make("take_back", by=officer, reason="The term is longer.")
    entry = factories.deal_entry(
        draft.programme,
        draft.parties.get(role="employer").organisation,
        clauses=draft.newest_version().clauses,
        ends_on=date(2027, 12, 31),
    )

    actions.rewrite_deal(draft, entry, by=officer)

    [clause] = draft.newest_version().clauses_in_words()
    assert clause["text"] == "Helmgras Groen takes part until 31 december 2027."


def test_missing_end_keeps_a_deal_from_being_offered(draft: Deal, officer: User, signed_in: Any) -> None:
    version = draft.newest_version()
    version.ends_on = None
    version.save()

    with pytest.raises(
        PermissionDenied, match=r"^Clause 1 names the end date; fill in the end date first\.$"
    ):
        draft.make("offer", by=officer)
    with pytest.raises(ValueError, match="fill in the end date first"):
        version.freeze(at=factories.LONG_AGO)
    page = signed_in(officer).get(draft.get_absolute_url()).content.decode()
    assert "[de einddatum: nog niet ingevuld]" in page


def test_all_variables_come_from_the_deal(draft: Deal, officer: User) -> None:
    Deal.objects.filter(pk=draft.pk).update(reference="2025-17")
    draft.refresh_from_db()

    facts = draft.newest_version().facts()

    assert facts == {
        "title": "Deal with Helmgras Groen",
        "reference": "2025-17",
        "municipality": "Gemeente Duinstede",
        "programme": "Aan de slag",
        "contact": "Olga Officer",
        "employer": "Helmgras Groen",
        "partners": "Duinwerk",
        "starts_on": "1 januari 2025",
        "ends_on": "31 december 2026",
        "promises": "leerwerkplek (10 plekken)",
        "support": "jobcoach (Duinwerk)",
    }


def test_deal_page_shows_the_facts_and_calls_them_no_deviation(
    officer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    version = factories.variant_version(programme, clauses=CLAUSE)
    typed = [{"title": "Term", "text": "Helmgras Groen takes part until 31 december 2026."}]
    made = [
        factories.deal(
            officer, programme, helmgras.organisation, clauses=clauses, variant_version=version, state=state
        )
        for clauses, state in [(CLAUSE, State.DRAFT), (CLAUSE, State.SIGNED), (typed, State.SIGNED)]
    ]

    pages = [signed_in(officer).get(deal.get_absolute_url()).content.decode() for deal in made]

    for page in pages:
        assert "Helmgras Groen takes part until 31 december 2026." in page
        assert "Differs from the variant" not in page


def test_wizard_shows_the_text_filled_in_and_says_what_it_lacks(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, signed_in: Any
) -> None:
    version = wizarding.bhag(programme, clauses=[*CLAUSE, {"title": "By", "text": "{reference}"}])
    visit = Visit(signed_in(officer)).start(version)
    to_promises(visit, helmgras, duinwerk)
    answers = {"commitments__0__quantity": "6"} | signatures(visit, helmgras)

    visit.post("promises", **answers)
    step = visit.client.get(visit.url("promises")).content.decode()
    check = visit.client.get(visit.url("check")).content.decode()

    assert "Helmgras Groen takes part until" in step
    assert "{employer} takes part until {ends_on}." in step
    assert "Helmgras Groen takes part until" in check
    assert "Clause 2 names the reference of the municipality; fill in the reference first." in check
    assert "Made to measure" not in check

    visit.post("promises", reference="2025-17")
    assert "Clause 2" not in visit.client.get(visit.url("check")).content.decode()


def test_wizard_refuses_a_wrong_variable_at_its_clause(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, signed_in: Any
) -> None:
    visit = Visit(signed_in(officer)).start(wizarding.bhag(programme, clauses=CLAUSE))
    to_promises(visit, helmgras, duinwerk)

    page = visit.post(
        "promises",
        commitments__0__quantity="6",
        **{"clauses-0-text": "Until {end}", "clauses-0-title": "{x}"},
    )

    assert page.status_code == 422
    assert "Text: {end} is not a variable. Did you mean {ends_on}?" in wizarding.errors_of(page)
    assert [
        each for each in wizarding.errors_of(page) if each.startswith("Heading: Variables stand in the text")
    ]


def test_variant_with_a_wrong_variable_is_refused_at_its_field(
    administrator: User, programme: Programme, signed_in: Any
) -> None:
    page = signed_in(administrator).post(
        reverse("deals:variant_new", args=[programme.public_id]),
        FIFTH | {"clauses-0-text": "Tot {einddatum} en {employer"},
    )

    said = wizarding.errors_of(page)
    assert "Text: {einddatum} is not a variable. Did you mean {ends_on}?" in said
    assert any("begins with “{employer” is not closed" in each for each in said)
    assert not programme.variants.exists()


def test_variant_page_lists_every_variable(administrator: User, programme: Programme, signed_in: Any) -> None:
    page = signed_in(administrator).get(reverse("deals:variant_new", args=[programme.public_id]))

    words = page.content.decode()
    assert all(f"&#123;{name}&#125;" in words for name in VARIABLES)
    assert "for example: 31 december 2032" in words
