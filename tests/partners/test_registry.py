"""Finding, adding and changing partners, and what they have to offer."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from deals.models import Deal
from employers.models import Employer
from partners.models import Partner, SupportOffer
from tests import factories
from trail.models import Entry

FACTS = {"name": "Taalhuis De Golf", "kind": "education", "place": "Zeehaven"}
JOB_COACH = {"kind": "job_coach", "capacity": "20 a year", "contact": "desk"}


def names(response: Any) -> list[str]:
    return [partner.organisation.name for partner in response.context["page"].rows]


def rows(*menu: dict[str, str], initial: int = 0, **more: str) -> dict[str, str]:
    """What a browser sends for these rows."""
    sent = {f"offers-{at}-{name}": value for at, row in enumerate(menu) for name, value in row.items()}
    return sent | {"offers-TOTAL_FORMS": str(len(menu)), "offers-INITIAL_FORMS": str(initial)} | more


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_few_questions(
    count: int, officer: User, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for _turn in range(count):
        factories.partner().offers.create(kind="job_coach")
    client = signed_in(officer)

    with django_assert_num_queries(5):
        response = client.get(reverse("partners:list"))

    assert len(names(response)) == count


def test_filters_narrow_and_live_in_the_address(
    officer: User, deal: Deal, duinwerk: Partner, signed_in: Any
) -> None:
    golf = factories.partner("Taalhuis De Golf", kind="education")
    golf.offers.create(kind="language_lessons")
    client, page = signed_in(officer), reverse("partners:list")

    found = {
        query: names(client.get(f"{page}?{query}"))
        for query in ("q=golf", "kind=education", "support=language_lessons", "deals=with", "deals=without")
    }

    assert found == {
        "q=golf": ["Taalhuis De Golf"],
        "kind=education": ["Taalhuis De Golf"],
        "support=language_lessons": ["Taalhuis De Golf"],
        "deals=with": ["Duinwerk"],
        "deals=without": ["Taalhuis De Golf"],
    }


def test_officer_adds_a_partner_after_a_question_about_a_name_alike(officer: User, signed_in: Any) -> None:
    factories.partner("Taalhuis Golf")
    client, page = signed_in(officer), reverse("partners:new")

    asked = client.post(page, FACTS)
    made = client.post(page, FACTS | {"new": "1"})

    partner = Partner.objects.get(kind="education")
    assert "Is it one of these?" in asked.content.decode()
    assert made.url == partner.get_absolute_url()
    assert [entry.act for entry in Entry.objects.of(partner.organisation)] == ["register"]


def test_employer_can_become_partner_too(officer: User, helmgras: Employer, signed_in: Any) -> None:
    signed_in(officer).post(reverse("partners:adopt", args=[helmgras.public_id]))

    assert Partner.objects.get().organisation == helmgras.organisation


def test_facts_are_changed_with_a_record(officer: User, duinwerk: Partner, signed_in: Any) -> None:
    page = reverse("partners:edit", args=[duinwerk.public_id])

    signed_in(officer).post(page, FACTS | {"name": "Duinwerk"})

    duinwerk.refresh_from_db()
    assert duinwerk.kind == "education"
    acts = [entry.act for entry in Entry.objects.of(duinwerk.organisation)]
    assert acts == ["change", "change_partner"]


def test_partner_writes_its_own_menu(partner: User, duinwerk: Partner, signed_in: Any) -> None:
    page = reverse("partners:offers", args=[duinwerk.public_id])
    duinwerk.offers.create(kind="buddy")

    response = signed_in(partner).post(page, rows({"kind": "buddy", "DELETE": "on"}, JOB_COACH, initial=1))

    offer = SupportOffer.objects.get()
    assert response.url == duinwerk.get_absolute_url()
    assert (offer.kind, offer.capacity, offer.contact) == ("job_coach", "20 a year", "desk")
    entry = Entry.objects.of(duinwerk.organisation).get()
    assert entry.changes == {"offers": [["buddy"], ["job_coach"]]}


def test_rows_of_the_menu_grow_without_losing_what_was_typed(
    partner: User, duinwerk: Partner, signed_in: Any
) -> None:
    page = reverse("partners:offers", args=[duinwerk.public_id])

    response = signed_in(partner).post(page, rows(JOB_COACH, **{"offers-add": "1"}))

    assert response.status_code == 200
    assert 'value="20 a year"' in response.content.decode()
    assert 'name="offers-1-kind"' in response.content.decode()
    assert not duinwerk.offers.exists()


def test_same_support_twice_is_refused_in_words(partner: User, duinwerk: Partner, signed_in: Any) -> None:
    page = reverse("partners:offers", args=[duinwerk.public_id])

    response = signed_in(partner).post(page, rows(JOB_COACH, JOB_COACH))

    assert response.status_code == 422
    assert "already in the list" in response.content.decode()
    with pytest.raises(ValidationError):
        duinwerk.offer([JOB_COACH, JOB_COACH], by=partner)


@pytest.mark.parametrize("person", ["employer", "alderman", "privacy_officer"])
def test_others_do_not_write_the_menu(person: str, request: Any, duinwerk: Partner, signed_in: Any) -> None:
    user = request.getfixturevalue(person)

    response = signed_in(user).post(reverse("partners:offers", args=[duinwerk.public_id]), rows(JOB_COACH))

    assert response.status_code == 403
    with pytest.raises(PermissionDenied):
        duinwerk.offer([JOB_COACH], by=user)


def test_partner_of_another_organisation_does_not_write_the_menu(duinwerk: Partner) -> None:
    stranger = factories.user(role=Role.PARTNER, of=factories.partner("Ander").organisation)

    with pytest.raises(PermissionDenied):
        duinwerk.offer([JOB_COACH], by=stranger)


def test_duplicate_is_merged_and_its_menu_goes_along(
    officer: User, helmgras: Employer, signed_in: Any
) -> None:
    twin = factories.partner("Helmgras Groen bv")
    twin.offer([JOB_COACH], by=officer)
    page = reverse("partners:merge", args=[twin.public_id])

    response = signed_in(officer).post(page, {"kept": helmgras.public_id})

    kept = Partner.objects.visible_to(officer).get()
    assert response.url == kept.get_absolute_url()
    assert (kept.organisation, kept.offers.get().kind) == (helmgras.organisation, "job_coach")
