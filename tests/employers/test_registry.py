"""Finding, adding, changing and merging employers."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Membership, Municipality, Organisation, User
from accounts.roles import Role
from deals.models import Deal
from employers.models import Employer
from partners.models import Partner
from tests import factories
from trail.models import Entry

FACTS = {
    "name": "Weverling Groenproviders",
    "kvk_number": "12345678",
    "place": "Delft",
    "labour_sector": "market",
}


def names(response: Any) -> list[str]:
    return [employer.organisation.name for employer in response.context["page"].rows]


@pytest.mark.parametrize("rows", [1, 3])
def test_list_asks_the_same_few_questions(
    rows: int, officer: User, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for _turn in range(rows):
        factories.employer(sector=factories.sector())
    client = signed_in(officer)

    with django_assert_num_queries(5):
        response = client.get(reverse("employers:list"))

    assert len(names(response)) == rows


def test_search_finds_by_name_number_and_place_whatever_the_accents(officer: User, signed_in: Any) -> None:
    elan = factories.employer("Fietsenmakerij Élan").organisation
    elan.kvk_number, elan.place = "87654321", "Zeehaven"
    elan.save()
    factories.employer("Helmgras")
    client, page = signed_in(officer), reverse("employers:list")

    for words in ("elan", "ÉLAN fiets", "87654321", "zeehaven"):
        assert names(client.get(page, {"q": words})) == ["Fietsenmakerij Élan"], words
    assert names(client.get(page, {"q": "bestaat niet"})) == []


def test_filters_narrow_and_live_in_the_address(
    officer: User, municipality: Municipality, deal: Deal, helmgras: Employer, signed_in: Any
) -> None:
    sector = factories.sector("Zorg")
    zorg = factories.employer("Zilte Zorg", sector=sector, labour_sector="education")
    zorg.appoint(officer, municipality=municipality, by=officer, on=date(2025, 1, 1))
    client, page = signed_in(officer), reverse("employers:list")

    found = {
        query: names(client.get(f"{page}?{query}"))
        for query in (
            "sector=zorg",
            "side=education",
            "deals=with",
            "deals=without",
            "mine=on",
            "sector=niets",
        )
    }

    assert found == {
        "sector=zorg": ["Zilte Zorg"],
        "side=education": ["Zilte Zorg"],
        "deals=with": ["Helmgras Groen"],
        "deals=without": ["Zilte Zorg"],
        "mine=on": ["Zilte Zorg"],
        "sector=niets": ["Helmgras Groen", "Zilte Zorg"],  # an unknown filter counts as none
    }


def test_deals_of_another_municipality_do_not_count_in_list_filter_or_page(
    neighbour: User, deal: Deal, helmgras: Employer, signed_in: Any
) -> None:
    client = signed_in(neighbour)

    listed = client.get(reverse("employers:list"))
    filtered = client.get(reverse("employers:list"), {"deals": "with"})
    page = client.get(helmgras.get_absolute_url())

    assert [employer.deals for employer in listed.context["page"].rows] == [0]
    assert names(filtered) == []
    assert deal.title not in page.content.decode()


def test_pages_follow_each_other_in_dutch_order_and_back(officer: User) -> None:
    wanted = ["Aa", "'t Anker", "Bos", "Élan", "Ems", "IJsduin", "Zee"]
    for name in wanted:
        factories.employer(name)
    seen: list[list[str]] = []
    visible, after = Employer.objects.visible_to(officer).select_related("organisation"), ""

    while page := visible.page(after=after, size=3):
        seen.append([row.organisation.name for row in page.rows])
        if not page.after:
            break
        after = page.after
    back = visible.page(before=page.before, size=3)

    assert [name for stretch in seen for name in stretch] == [
        "Aa",
        "Bos",
        "Élan",
        "Ems",
        "IJsduin",
        "'t Anker",
        "Zee",
    ]
    assert [row.organisation.name for row in back.rows] == seen[1]


def test_employer_sees_itself_only(employer: User, helmgras: Employer, signed_in: Any) -> None:
    other = factories.employer("Concurrent")
    client = signed_in(employer)

    assert names(client.get(reverse("employers:list"))) == ["Helmgras Groen"]
    assert client.get(other.get_absolute_url()).status_code == 404


def test_person_with_two_memberships_sees_both_sides(
    employer: User, duinwerk: Partner, signed_in: Any
) -> None:
    factories.employer("Concurrent")
    factories.membership(employer, Role.PARTNER, duinwerk.organisation)

    response = signed_in(employer).get(reverse("employers:list"))

    assert names(response) == ["Concurrent", "Helmgras Groen"]


def test_officer_adds_an_employer(officer: User, signed_in: Any) -> None:
    response = signed_in(officer).post(reverse("employers:new"), FACTS | {"kvk_number": "1234 5678"})

    employer = Employer.objects.get()
    assert response.url == employer.get_absolute_url()
    assert employer.organisation.kvk_number == "12345678"
    assert [entry.act for entry in Entry.objects.of(employer.organisation)] == ["register"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "Fill in the name"),
        ({"kvk_number": "1234"}, "eight digits"),
        ({"kvk_number": "1234567a"}, "eight digits"),
        ({"branch_numbers": "123"}, "twelve digits"),
        ({"sbi_code": "4711"}, "together with its version"),
        ({"sbi_code": "x", "sbi_version": "2025"}, "two to five digits"),
        ({"website": "geen adres"}, "valid URL"),
        ({"labour_sector": "iets"}, "not one of the available choices"),
    ],
)
def test_bad_input_is_answered_in_clear_words_and_kept(
    typed: dict[str, str], message: str, officer: User, signed_in: Any
) -> None:
    response = signed_in(officer).post(reverse("employers:new"), FACTS | typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'value="Delft"' in page
    assert not Organisation.objects.filter(employer__isnull=False).exists()


def test_known_kvk_number_leads_to_that_employer(officer: User, helmgras: Employer, signed_in: Any) -> None:
    Organisation.objects.filter(pk=helmgras.organisation_id).update(kvk_number="12345678")

    response = signed_in(officer).post(reverse("employers:new"), FACTS)

    assert response.status_code == 422
    assert "already in the registry" in response.content.decode()
    assert f'href="{helmgras.get_absolute_url()}"' in response.content.decode()
    assert Employer.objects.count() == 1


def test_second_weverling_is_asked_about_before_it_is_made(officer: User, signed_in: Any) -> None:
    factories.employer("Weverling")
    client, page = signed_in(officer), reverse("employers:new")

    asked = client.post(page, FACTS)
    before = Employer.objects.count()
    made = client.post(page, FACTS | {"new": "1"})

    assert "Is it one of these?" in asked.content.decode()
    assert 'value="12345678"' in asked.content.decode()
    assert before == 1
    assert (made.status_code, Employer.objects.count()) == (302, 2)


def test_known_number_is_never_made_twice_even_when_asked_to(
    officer: User, helmgras: Employer, signed_in: Any
) -> None:
    Organisation.objects.filter(pk=helmgras.organisation_id).update(kvk_number="12345678")

    response = signed_in(officer).post(reverse("employers:new"), FACTS | {"new": "1"})

    assert response.status_code == 422
    assert Employer.objects.count() == 1


def test_partner_can_become_employer_too(officer: User, duinwerk: Partner, signed_in: Any) -> None:
    client = signed_in(officer)

    asked = client.post(reverse("employers:new"), FACTS | {"name": "Duinwerk", "kvk_number": ""})
    client.post(reverse("employers:adopt", args=[duinwerk.public_id]))

    assert reverse("employers:adopt", args=[duinwerk.public_id]) in asked.content.decode()
    assert Organisation.objects.get(name="Duinwerk").employer.pk


def test_change_records_what_changed(officer: User, helmgras: Employer, signed_in: Any) -> None:
    page = reverse("employers:edit", args=[helmgras.public_id])

    signed_in(officer).post(page, FACTS | {"name": "Helmgras Groen", "note": "Belt graag."})

    helmgras.refresh_from_db()
    entries = Entry.objects.of(helmgras.organisation)
    assert helmgras.note == "Belt graag."
    assert entries[0].changes == {"kvk_number": [None, "12345678"], "place": ["", "Delft"]}
    assert entries[1].changes == {"note": [None, "Belt graag."]}


def test_page_that_changes_nothing_records_nothing(officer: User, helmgras: Employer, signed_in: Any) -> None:
    page = reverse("employers:edit", args=[helmgras.public_id])

    response = signed_in(officer).post(page, {"name": "Helmgras Groen", "labour_sector": "market"})

    assert response.status_code == 302
    assert not Entry.objects.of(helmgras.organisation).exists()


@pytest.mark.parametrize("person", ["employer", "partner", "alderman", "privacy_officer"])
def test_others_do_not_write_in_the_registry(person: str, request: Any, helmgras: Employer) -> None:
    user = request.getfixturevalue(person)

    with pytest.raises(PermissionDenied):
        Employer.objects.register(by=user, organisation={"name": "Nieuw"})
    with pytest.raises(PermissionDenied):
        helmgras.change(by=user, organisation={"name": "Anders"})
    with pytest.raises(PermissionDenied):
        helmgras.organisation.merge_into(factories.organisation(), by=user)


def test_account_manager_changes_and_the_former_one_stays_in_the_record(
    officer: User, municipality: Municipality, helmgras: Employer, signed_in: Any
) -> None:
    colleague = factories.user("collega@duinstede.example", role=Role.OFFICER, of=municipality.organisation)
    helmgras.appoint(officer, municipality=municipality, by=officer, on=date(2025, 1, 1))
    page = reverse("employers:account_manager", args=[helmgras.public_id, municipality.slug])

    signed_in(officer).post(page, {"officer": colleague.public_id})

    now = helmgras.account_managers.get(until=None)
    assert now.officer == colleague
    assert helmgras.account_managers.exclude(until=None).get().officer == officer
    assert Entry.objects.of(helmgras.organisation).last().act == "appoint"
    assert "Olga Officer" in signed_in(officer).get(helmgras.get_absolute_url()).content.decode()


def test_only_officers_of_that_municipality_are_appointed_by_their_own(
    officer: User,
    neighbour: User,
    alderman: User,
    municipality: Municipality,
    helmgras: Employer,
    signed_in: Any,
) -> None:
    page = reverse("employers:account_manager", args=[helmgras.public_id, municipality.slug])

    assert signed_in(neighbour).post(page, {"officer": officer.public_id}).status_code == 403
    assert signed_in(officer).post(page, {"officer": alderman.public_id}).status_code == 422
    with pytest.raises(PermissionDenied):
        helmgras.appoint(neighbour, municipality=municipality, by=officer, on=date(2025, 1, 1))


def test_duplicate_is_merged_with_a_record(
    officer: User, deal: Deal, helmgras: Employer, signed_in: Any
) -> None:
    twin = factories.employer("Helmgras Groen bv")
    Organisation.objects.filter(pk=twin.organisation_id).update(kvk_number="12345678")
    page = reverse("employers:merge", args=[twin.public_id])
    client = signed_in(officer)

    offered = client.get(page)
    response = client.post(page, {"kept": helmgras.public_id})

    kept = Organisation.objects.get(pk=helmgras.organisation_id)
    gone = Organisation.objects.get(pk=twin.organisation_id)
    assert helmgras.public_id in offered.content.decode()
    assert response.url == helmgras.get_absolute_url()
    assert (kept.kvk_number, gone.kvk_number, gone.merged_into) == ("12345678", None, kept)
    assert names(client.get(reverse("employers:list"))) == ["Helmgras Groen"]
    assert Entry.objects.of(kept).last().act == "take_over"
    assert Entry.objects.of(gone).last().act == "merge"


def test_organisation_with_deals_or_members_is_not_merged_away(
    officer: User, deal: Deal, employer: User, helmgras: Employer, signed_in: Any
) -> None:
    twin = factories.employer("Helmgras Groen bv")

    response = signed_in(officer).post(
        reverse("employers:merge", args=[helmgras.public_id]), {"kept": twin.public_id}
    )

    assert response.status_code == 422
    assert "still has" in response.content.decode()
    assert Membership.objects.get(user=employer).organisation == helmgras.organisation
    assert Organisation.objects.get(pk=helmgras.organisation_id).merged_into is None


def test_two_kvk_numbers_are_two_organisations(officer: User) -> None:
    one, other = factories.organisation(kvk_number="11111111"), factories.organisation(kvk_number="22222222")

    with pytest.raises(PermissionDenied, match="two organisations"):
        one.merge_into(other, by=officer)


def test_partner_part_goes_along_when_merged(officer: User, helmgras: Employer) -> None:
    twin = factories.partner("Helmgras bv")

    twin.organisation.merge_into(helmgras.organisation, by=officer)

    assert Partner.objects.visible_to(officer).get().organisation == helmgras.organisation
