"""The page on which a change is written: who leaves and who joins, with what is wrong at its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from deals.models import Amendment, Deal
from employers.models import Employer
from partners.models import Partner
from tests import factories

Post = Callable[..., Any]


@pytest.fixture
def newcomer(db: None) -> Employer:
    """An employer that is in no deal yet."""
    return factories.employer("Zandoog Bouw")


@pytest.fixture
def post(deal: Deal, officer: User, signed_in: Callable[[User], Client], duinwerk: Partner) -> Post:
    """Send the page as it is filled in beforehand, with these values in its place."""
    by = {"commitments": deal.parties.get(role="employer").organisation, "support": duinwerk.organisation}
    usual: dict[str, Any] = {"reason": "Other parties.", "effective_on_day": "1", "effective_on_month": "9"}
    usual |= {"effective_on_year": "2025", "ends_on_day": "31", "ends_on_month": "12", "ends_on_year": "2026"}
    for prefix, count in (("joining", 0), ("commitments", 1), ("support", 1), ("clauses", 1)):
        usual |= {f"{prefix}-TOTAL_FORMS": str(count), f"{prefix}-INITIAL_FORMS": "0"}
    line = {
        "number": "1",
        "kind": "learn_work_place",
        "quantity": "10",
        "obligation": "effort",
        "unit": "places",
    }
    usual |= {f"commitments-0-{name}": value for name, value in line.items()}
    usual |= {"support-0-number": "1", "support-0-kind": "job_coach"}
    usual |= {f"{prefix}-0-by": each.public_id for prefix, each in by.items()}
    usual |= {"clauses-0-title": "Purpose", "clauses-0-text": "People learn and work."}
    client, address = signed_in(officer), reverse("deals:amend", args=[deal.public_id])

    def send(**values: Any) -> Any:
        return client.post(address, usual | {name.replace("__", "-"): each for name, each in values.items()})

    return send


def leaves(deal: Deal, role: str) -> str:
    return f"party__{deal.parties.get(role=role).pk}__leaves"


def row(newcomer: Employer, **values: str) -> dict[str, str]:
    """A row in which this employer joins."""
    facts = {"organisation": newcomer.organisation.public_id, "part": "employer", "signs": "yes"}
    named = {f"joining__0__{name}": value for name, value in (facts | values).items()}
    return {"joining__TOTAL_FORMS": "1", **named}


def errors_of(answer: Any) -> list[tuple[str, str]]:
    """What is wrong, each with the name of its field."""
    page = answer.context["page"]
    forms = [form for entry in page.entries() for form in (entry if hasattr(entry, "forms") else [entry])]
    return [
        (form.add_prefix(name), each) for form in forms for name, said in form.errors.items() for each in said
    ]


def test_promise_of_who_leaves_is_asked_about_at_its_field(deal: Deal, post: Post) -> None:
    answer = post(**{leaves(deal, "partner"): "on"})

    assert answer.status_code == 422
    words = "Duinwerk takes no part any more. Choose who takes this over, or remove this row."
    assert errors_of(answer) == [("support-0-by", words)]
    assert (
        answer.context["page"].support.forms[0]["by"].value()
        == deal.parties.get(role="partner").organisation.public_id
    )


def test_last_employer_cannot_leave_and_the_page_says_so_at_its_tick(deal: Deal, post: Post) -> None:
    municipality = deal.parties.get(role="municipality").organisation.public_id

    answer = post(**{leaves(deal, "employer"): "on", "commitments__0__by": municipality})

    assert [words for name, words in errors_of(answer) if name.endswith("-leaves")] == [
        "The last employer cannot leave. End the deal instead, or let another employer join."
    ]


def test_tick_at_the_municipality_is_no_answer(deal: Deal, post: Post) -> None:
    post(**{leaves(deal, "municipality"): "on", "commitments__0__quantity": "9"})

    assert Amendment.objects.get().leaving() == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"organisation": "", "words": "zandoog", "searched": "zandoog"}, "words"),
        ({"part": ""}, "part"),
        ({"part": "municipality"}, "part"),
        ({"contact_email": "zoe"}, "contact_email"),
    ],
)
def test_what_is_wrong_with_who_joins_stands_at_its_field(
    values: dict[str, str], field: str, newcomer: Employer, post: Post
) -> None:
    answer = post(**row(newcomer, **values))

    assert [name for name, _words in errors_of(answer)] == [f"joining-0-{field}"]


def test_party_does_not_join_in_the_part_that_it_has(deal: Deal, helmgras: Employer, post: Post) -> None:
    answer = post(**row(helmgras))

    assert errors_of(answer) == [("joining-0-part", "This organisation already has this part in the deal.")]


def test_words_that_were_typed_look_up_and_change_nothing(newcomer: Employer, post: Post) -> None:
    answer = post(**row(newcomer, organisation="", words="zandoog"))

    assert answer.status_code == 200
    assert errors_of(answer) == []
    assert [each.name for each in answer.context["page"].parties.rows.forms[0].found] == ["Zandoog Bouw"]
    assert not Amendment.objects.exists()


def test_promise_of_who_was_removed_again_does_not_pass_to_another(newcomer: Employer, post: Post) -> None:
    key = newcomer.organisation.public_id

    answer = post(**row(newcomer), joining__remove="0", commitments__0__by=key)
    by = answer.context["page"].commitments.forms[0]["by"]
    refused = post(commitments__0__by=key)

    assert (by.value(), key in dict(by.field.choices)) == (key, True)
    assert [name for name, _words in errors_of(refused)] == ["commitments-0-by"]


def test_organisation_that_the_officer_does_not_know_cannot_join(newcomer: Employer, post: Post) -> None:
    stranger = factories.organisation("Vreemd")

    answer = post(**row(newcomer, organisation=stranger.public_id))

    assert [name for name, _words in errors_of(answer)] == ["joining-0-organisation"]


def test_newcomer_can_promise_at_once(newcomer: Employer, post: Post) -> None:
    key = newcomer.organisation.public_id

    answer = post(**row(newcomer, contact_name="Zoë Zand"), commitments__0__by=key)

    amendment = Amendment.objects.get()
    assert answer.status_code == 302
    assert [(party.organisation.name, party.contact_name) for party in amendment.joining()] == [
        ("Zandoog Bouw", "Zoë Zand")
    ]
    assert [
        str(terms.commitment.party.organisation) for terms in amendment.version.commitment_terms.all()
    ] == ["Zandoog Bouw"]
