"""Good practices: told by one municipality, adopted by the next, with the way that they went."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals import actions
from deals.kinds import CommitmentKind, PartyRole
from deals.lifecycle import State
from deals.models import Adoption, Deal, DealDraft, GoodPractice, Programme
from employers.models import Employer
from partners.models import Partner, SupportKind
from tests import factories
from tests.deals import wizarding
from tests.deals.test_wizard import signatures
from tests.deals.wizarding import Visit, errors_of, fields_of
from trail.models import Entry

TOLD = {
    "title": "First a walk through the company",
    "problem": "Employers did not know what they could offer.",
    "approach": "We walk along before anybody promises a number.",
    "result": "Promises that are kept.",
    "conditions": "Half a day of a job coach.",
}
CLAUSES = [
    {"title": "Purpose", "text": "Helmgras Groen and Gemeente Duinstede make places until {ends_on}."},
    {"title": "Whom to call", "text": "Call E. Example on 06 12345678."},
    {"title": "Lunch at Helmgras Groen", "text": "Together."},
    {"title": "Help", "text": "Duinwerk helps; ask Olga Officer."},
]


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def way_in(answer: Any) -> list[str]:
    """The municipalities on the way that a page draws."""
    drawn = answer.content.decode().partition('<ol class="hs-way">')[2].partition("</ol>")[0]
    return re.findall(r"<li>(?:<a[^>]*>|<b>)?(Gemeente \w+)", drawn)


@pytest.fixture
def told_deal(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    """A signed deal with names in its text."""
    own = programme.municipality.organisation
    return factories.deal(
        officer,
        programme,
        helmgras.organisation,
        clauses=CLAUSES,
        account_manager=officer,
        parties=[
            actions.PartyEntry(own, PartyRole.MUNICIPALITY),
            actions.PartyEntry(helmgras.organisation, PartyRole.EMPLOYER, contact_name="E. Example"),
            actions.PartyEntry(duinwerk.organisation, PartyRole.PARTNER, signs=False),
        ],
        support=[
            actions.SupportEntry(duinwerk.organisation, SupportKind.JOB_COACH, "4 hours a week"),
            actions.SupportEntry(duinwerk.organisation, SupportKind.TRAINING, "by Duinwerk itself"),
        ],
        commitments=[
            actions.CommitmentEntry(
                helmgras.organisation, CommitmentKind.LEARN_WORK_PLACE, 10, hours_per_week=24
            ),
            actions.CommitmentEntry(
                helmgras.organisation, CommitmentKind.OTHER, 2, label="Helmgras Groen day"
            ),
        ],
    )


@pytest.fixture
def practice(told_deal: Deal) -> GoodPractice:
    """A published good practice of that deal."""
    return factories.practice(told_deal.municipality, "First a walk", deal=told_deal)


@pytest.fixture
def theirs(neighbour: User) -> Programme:
    """The programme of another municipality, with the learning and work place deal."""
    programme = factories.programme(neighbour.active_memberships[0].organisation.municipality, "Strandwerk")
    wizarding.bhag(programme)
    return programme


def adopted(client: Any, practice: GoodPractice, programme: Programme) -> Visit:
    """Adopt with the first variant of a programme, and be at the wizard."""
    variant = programme.variants.get()
    answer = client.post(
        reverse("deals:practice_adopt", args=[practice.public_id]), {"variant": variant.public_id}
    )
    visit = Visit(client)
    visit.public_id = answer["Location"].split("/")[3]
    return visit


def made_into_a_deal(visit: Visit, employer: Employer) -> Deal:
    """Answer the rest of the wizard, and save as a draft deal."""
    visit.post(
        "parties", employers__0__words=employer.organisation.name, employers__0__employer=employer.public_id
    )
    answer = visit.post(
        "promises", is_customised="on", **{"commitments-1-label": "Open day", "clauses-1-text": "Together."}
    )
    assert errors_of(answer) == []
    visit.post("check", outcome="draft")
    deal = visit.draft.deal
    assert deal is not None
    return deal


def test_officer_tells_a_good_practice_of_a_signed_deal(
    told_deal: Deal, officer: User, signed_in: Any
) -> None:
    client = signed_in(officer)
    page = client.get(told_deal.get_absolute_url()).content.decode()
    address = reverse("deals:practice_new") + f"?deal={told_deal.public_id}"
    assert f'href="{address}"' in page

    begun = fields_of(client.get(address))
    answer = client.post(reverse("deals:practice_new"), begun | TOLD)

    made = GoodPractice.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.deal, made.municipality, made.published_at) == (told_deal, told_deal.municipality, None)
    assert [entry.act for entry in Entry.objects.of(made)] == ["begin"]
    assert made.title in client.get(told_deal.get_absolute_url()).content.decode()


def test_good_practice_can_be_told_without_a_deal(officer: User, signed_in: Any) -> None:
    signed_in(officer).post(reverse("deals:practice_new"), TOLD)

    assert GoodPractice.objects.get().deal is None


@pytest.mark.parametrize("field", ["title", "problem", "approach", "result", "conditions"])
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Bel 06 12345678.", "Leave out telephone numbers."),
        ("Mail jan@example.com.", "Leave out e-mail addresses."),
        ("BSN 123456782.", "citizen service number"),
        ("NL91 ABNA 0417 1643 00", "Leave out bank account numbers."),
    ],
)
def test_what_points_at_one_person_is_refused(
    field: str, words: str, said: str, officer: User, signed_in: Any
) -> None:
    page = signed_in(officer).post(reverse("deals:practice_new"), TOLD | {field: words})

    assert page.status_code == 422
    assert any(said in each for each in errors_of(page))
    assert not GoodPractice.objects.exists()


def test_empty_and_endless_answers_are_refused(officer: User, signed_in: Any) -> None:
    client, address = signed_in(officer), reverse("deals:practice_new")

    empty = errors_of(client.post(address, {}))
    endless = errors_of(client.post(address, TOLD | {"approach": "x" * 4001, "deal": "nothing"}))

    assert len(empty) == 4
    assert len(endless) == 2
    assert not GoodPractice.objects.exists()


def test_deal_of_others_or_without_signatures_cannot_be_told(
    officer: User, programme: Programme, helmgras: Employer, neighbour: User, signed_in: Any
) -> None:
    home = neighbour.active_memberships[0].organisation.municipality
    elsewhere = factories.deal(neighbour, factories.programme(home), helmgras.organisation)
    unsigned = factories.deal(officer, programme, helmgras.organisation, state=State.DRAFT)

    for deal in (elsewhere, unsigned):
        page = signed_in(officer).post(reverse("deals:practice_new"), TOLD | {"deal": deal.public_id})
        assert page.status_code == 422


def test_officer_of_two_municipalities_says_whose_practice_it_is(
    officer: User, told_deal: Deal, neighbour: User, signed_in: Any
) -> None:
    second = neighbour.active_memberships[0].organisation
    factories.membership(officer, Role.OFFICER, second)
    client, address = signed_in(officer), reverse("deals:practice_new")

    missing = client.post(address, TOLD)
    mixed = client.post(address, TOLD | {"municipality": second.municipality.pk, "deal": told_deal.public_id})
    client.post(address, TOLD | {"municipality": second.municipality.pk})

    assert errors_of(missing) == ["Municipality: Make a choice."]
    assert errors_of(mixed) == ["The deal in which it worked: Choose a deal of the same municipality."]
    assert GoodPractice.objects.get().municipality == second.municipality


def test_unpublished_practice_stays_at_home(
    practice: GoodPractice, officer: User, neighbour: User, signed_in: Any
) -> None:
    practice.take_back(by=officer)

    assert signed_in(neighbour).get(practice.get_absolute_url()).status_code == 404
    assert practice.title not in signed_in(neighbour).get("/practices/").content.decode()
    assert practice.title in signed_in(officer).get("/practices/").content.decode()

    signed_in(officer).post(reverse("deals:practice_publish", args=[practice.public_id]))
    assert practice.title in signed_in(neighbour).get("/practices/").content.decode()


def test_other_municipality_reads_the_practice_but_not_its_deal(
    practice: GoodPractice, told_deal: Deal, neighbour: User, signed_in: Any
) -> None:
    client = signed_in(neighbour)

    page = client.get(practice.get_absolute_url()).content.decode()

    assert "10 × learn-work place (24 hours a week)" in page
    assert "Job coach" in page
    assert "Purpose" in page
    assert not re.search("Helmgras|Duinwerk|Example|Olga|06 1234", page)
    assert told_deal.public_id not in page
    assert client.get(told_deal.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("person", ["employer", "partner", "outsider"])
def test_practices_are_for_people_of_municipalities(
    person: str, practice: GoodPractice, request: Any, signed_in: Any
) -> None:
    client = signed_in(request.getfixturevalue(person))

    assert client.get("/practices/").status_code == 403
    assert client.get(practice.get_absolute_url()).status_code == 404
    assert not GoodPractice.objects.visible_to(request.getfixturevalue(person)).exists()


def test_retired_practice_is_off_the_list_until_it_is_published_again(
    practice: GoodPractice, officer: User, neighbour: User, theirs: Programme, signed_in: Any
) -> None:
    client, id_ = signed_in(officer), [practice.public_id]

    client.post(reverse("deals:practice_retire", args=id_))
    assert not GoodPractice.objects.on_offer().exists()
    assert signed_in(neighbour).get(practice.get_absolute_url()).status_code == 404
    assert client.get(reverse("deals:practice_adopt", args=id_)).status_code == 403

    client.post(reverse("deals:practice_publish", args=id_))
    assert signed_in(neighbour).get(practice.get_absolute_url()).status_code == 200
    practice.refresh_from_db()
    assert practice.published_at == factories.LONG_AGO
    assert [entry.act for entry in Entry.objects.of(practice)] == ["retire", "publish"]


@pytest.mark.parametrize("person", ["alderman", "administrator", "privacy_officer", "neighbour", "employer"])
def test_only_an_officer_of_the_municipality_writes(
    person: str, practice: GoodPractice, request: Any
) -> None:
    other = request.getfixturevalue(person)

    for act in (
        lambda: practice.keep(by=other),
        lambda: practice.publish(by=other, at=timezone.now()),
        lambda: practice.retire(by=other, at=timezone.now()),
        lambda: practice.take_back(by=other),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Entry.objects.of(practice).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_as_much_for_three_as_for_one(
    count: int,
    programme: Programme,
    officer: User,
    neighbour: User,
    theirs: Programme,
    signed_in: Any,
    django_assert_num_queries: Any,
) -> None:
    for _number in range(count):
        adopted(signed_in(neighbour), factories.practice(programme.municipality), theirs)
    client = signed_in(officer)

    with django_assert_num_queries(4):
        answer = client.get("/practices/")

    assert answer.content.decode().count('class="is-name"') == count


def test_practice_is_found_by_any_of_its_words(
    programme: Programme, officer: User, neighbour: User, signed_in: Any
) -> None:
    GoodPractice(municipality=programme.municipality, **TOLD).keep(by=officer)
    factories.practice(programme.municipality, "Another")
    client = signed_in(officer)

    found = client.get("/practices/?q=WALK+kept+Duinstede").content.decode()
    nothing = words_of(client.get("/practices/?q=nowhere"))

    assert TOLD["title"] in found
    assert "Another" not in found
    assert "No good practice like this" in nothing
    assert client.get("/practices/?q=%00&after=x").status_code == 200


def test_empty_list_says_what_to_do(officer: User, alderman: User, signed_in: Any) -> None:
    assert "Tell the first one" in words_of(signed_in(officer).get("/practices/"))
    assert "Tell the first one" not in words_of(signed_in(alderman).get("/practices/"))


def test_adopting_makes_a_draft_of_ones_own_that_promises_nothing_yet(
    practice: GoodPractice, neighbour: User, theirs: Programme, signed_in: Any
) -> None:
    visit = adopted(signed_in(neighbour), practice, theirs)

    assert visit.draft.municipality == theirs.municipality
    assert visit.draft.deal is None
    assert (visit.draft.owner, visit.draft.answers["programme"]["variant"]) == (
        neighbour,
        [theirs.variants.get().public_id],
    )
    assert Deal.objects.count() == 1
    assert [entry.act for entry in Entry.objects.of(visit.draft)] == ["adopt"]
    assert not Entry.objects.of(practice).exists()


def test_draft_is_filled_with_what_was_promised_and_names_nobody(
    practice: GoodPractice, neighbour: User, theirs: Programme, signed_in: Any
) -> None:
    visit = adopted(signed_in(neighbour), practice, theirs)
    employer = factories.employer("Strandtent")
    visit.post("parties", employers__0__words="Strandtent", employers__0__employer=employer.public_id)

    answer = visit.client.get(visit.url("promises"))

    filled = fields_of(answer)
    assert (filled["commitments-0-kind"], filled["commitments-0-quantity"]) == (["learn_work_place"], ["10"])
    assert filled["commitments-0-hours_per_week"] == ["24"]
    assert filled["commitments-1-label"] == [""]  # it named the employer elsewhere
    assert filled["is_customised"] == ["on"]
    assert (filled["support-0-kind"], filled["support-0-text"]) == (["job_coach"], ["4 hours a week"])
    assert (filled["support-1-kind"], filled["support-1-text"]) == (["training"], [""])
    assert [filled[f"clauses-{number}-title"] for number in (0, 1)] == [["Purpose"], ["Help"]]
    assert filled["clauses-0-text"] == ["{employer} and {municipality} make places until {ends_on}."]
    assert filled["clauses-1-text"] == ["{partners} helps; ask {contact}."]
    assert "clauses-2-title" not in filled
    assert not re.search("Helmgras|Duinwerk|E. Example|Olga|06 1234", answer.content.decode())


def test_quantities_can_be_changed_and_the_chain_is_shown_on_both_sides(
    practice: GoodPractice, told_deal: Deal, officer: User, neighbour: User, theirs: Programme, signed_in: Any
) -> None:
    visit = adopted(signed_in(neighbour), practice, theirs)
    employer = factories.employer("Strandtent")
    visit.post("parties", employers__0__words="Strandtent", employers__0__employer=employer.public_id)
    before = words_of(signed_in(officer).get(practice.get_absolute_url()))
    visit.post(
        "promises",
        commitments__0__quantity="3",
        **{"commitments-1-label": "Open day"} | signatures(visit, employer),
    )
    visit.post("check", outcome="draft")

    deal = visit.draft.deal
    assert deal is not None
    line = deal.newest_version().commitment_terms.get(commitment__kind="learn_work_place")
    here = signed_in(neighbour).get(deal.get_absolute_url())
    there = signed_in(officer).get(practice.get_absolute_url())
    assert line.quantity == 3
    assert "Gemeente Strandhoek" not in before  # a draft is nobody else's business
    assert f"Adopted from {practice.title} , Gemeente Duinstede." in words_of(here)
    assert "Gemeente Duinstede Gemeente Strandhoek" in words_of(here)
    assert "Gemeente Strandhoek" in words_of(there)
    assert deal.public_id not in there.content.decode()
    assert practice.title in words_of(signed_in(officer).get(told_deal.get_absolute_url()))


def test_way_grows_from_municipality_to_municipality(
    practice: GoodPractice, officer: User, neighbour: User, theirs: Programme, signed_in: Any
) -> None:
    employer = factories.employer("Strandtent")
    second = made_into_a_deal(adopted(signed_in(neighbour), practice, theirs), employer)
    actions.sign_on_paper(second, factories.signatures(second), by=neighbour)
    retold = factories.practice(theirs.municipality, "A walk on the beach", deal=second)
    third_home = factories.municipality("Polderdam")
    third = factories.user(role=Role.OFFICER, of=third_home.organisation, language="en")
    programme = factories.programme(third_home)
    wizarding.bhag(programme)
    deal = made_into_a_deal(adopted(signed_in(third), retold, programme), employer)

    way = ["Gemeente Duinstede", "Gemeente Strandhoek", "Gemeente Polderdam"]
    assert way_in(signed_in(officer).get(practice.get_absolute_url())) == way
    assert way_in(signed_in(neighbour).get(retold.get_absolute_url())) == way
    assert way_in(signed_in(third).get(deal.get_absolute_url())) == way
    [last] = Adoption.objects.filter(municipality=third_home)
    assert last.previous == Adoption.objects.get(municipality=theirs.municipality)


def test_variant_that_takes_no_other_kinds_gets_only_those_that_fit(
    practice: GoodPractice, neighbour: User, signed_in: Any
) -> None:
    programme = factories.programme(neighbour.active_memberships[0].organisation.municipality)
    factories.variant_version(programme, allowed_kinds=["learn_work_place"], allows_other_kinds=False)
    visit = adopted(signed_in(neighbour), practice, programme)
    visit.post("parties", employers__0__new_name="Strandtent")

    filled = fields_of(visit.client.get(visit.url("promises")))

    assert filled["commitments-TOTAL_FORMS"] == ["1"]
    assert "is_customised" not in filled


def test_variant_of_the_same_name_is_proposed(
    programme: Programme,
    officer: User,
    helmgras: Employer,
    neighbour: User,
    theirs: Programme,
    signed_in: Any,
) -> None:
    factories.variant_version(theirs)
    version = wizarding.bhag(programme)
    deal = factories.deal(officer, programme, helmgras.organisation, variant_version=version)
    practice = factories.practice(programme.municipality, deal=deal, variant_version=version)

    page = signed_in(neighbour).get(reverse("deals:practice_adopt", args=[practice.public_id]))

    same = theirs.variants.get(name=version.variant.name)
    assert fields_of(page)["variant"] == [same.public_id]


def test_variant_of_another_municipality_cannot_be_chosen(
    practice: GoodPractice, neighbour: User, theirs: Programme, programme: Programme, signed_in: Any
) -> None:
    foreign = factories.variant_version(programme).variant
    address = reverse("deals:practice_adopt", args=[practice.public_id])

    page = signed_in(neighbour).post(address, {"variant": foreign.public_id})

    assert page.status_code == 422
    assert not DealDraft.objects.exists()


@pytest.mark.parametrize("person", ["alderman", "administrator", "privacy_officer"])
def test_only_an_officer_adopts(
    person: str, practice: GoodPractice, request: Any, programme: Programme
) -> None:
    with pytest.raises(PermissionDenied):
        practice.adopt(
            programme.municipality,
            by=request.getfixturevalue(person),
            at=timezone.now(),
            answers={},
            proposal={},
        )
    assert not DealDraft.objects.exists()


def test_publishing_cannot_be_undone_once_somebody_adopted_it(
    practice: GoodPractice, officer: User, neighbour: User, theirs: Programme, signed_in: Any
) -> None:
    adopted(signed_in(neighbour), practice, theirs)

    with pytest.raises(PermissionDenied, match="Take it off the list instead"):
        practice.take_back(by=officer)
    practice.retire(by=officer, at=timezone.now())

    assert signed_in(officer).get(practice.get_absolute_url()).status_code == 200


def test_draft_thrown_away_leaves_no_adoption(
    practice: GoodPractice, neighbour: User, theirs: Programme, signed_in: Any
) -> None:
    visit = adopted(signed_in(neighbour), practice, theirs)

    visit.draft.discard(by=neighbour)

    assert not Adoption.objects.exists()
    assert practice.adoptions.count() == 0


def test_municipality_that_adopted_keeps_sight_of_a_retired_practice(
    practice: GoodPractice, officer: User, neighbour: User, theirs: Programme, signed_in: Any
) -> None:
    made_into_a_deal(adopted(signed_in(neighbour), practice, theirs), factories.employer("Strandtent"))

    practice.retire(by=officer, at=timezone.now())

    assert signed_in(neighbour).get(practice.get_absolute_url()).status_code == 200


def test_deal_with_a_good_practice_is_kept(practice: GoodPractice, told_deal: Deal) -> None:
    assert practice.deal == told_deal
    assert GoodPractice._meta.get_field("deal").remote_field.on_delete.__name__ == "PROTECT"
