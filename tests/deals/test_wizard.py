"""Logging a deal: what the wizard makes of what was typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from deals.models import Deal, DealDraft, Programme, Variant
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.deals import wizarding
from tests.deals.wizarding import Visit, day, errors_of

SIGNED = day("signed_on", date(2024, 12, 12))


@pytest.fixture
def visit(officer: User, programme: Programme, signed_in: Any) -> Visit:
    """The officer, past the first step of a BHAG deal."""
    return Visit(signed_in(officer)).start(wizarding.bhag(programme))


def to_promises(visit: Visit, employer: Employer, partner: Partner, **more: Any) -> None:
    """Answer the second step."""
    answer = visit.post(
        "parties",
        employers__0__words=employer.organisation.name,
        employers__0__employer=employer.public_id,
        partners=partner.public_id,
        employers__0__contact_name="E. Example",
        **more,
    )
    assert answer["Location"] == visit.url("promises"), errors_of(answer)


def signatures(visit: Visit, employer: Employer) -> dict[str, str]:
    """Capacities of both who sign."""
    own = visit.draft.municipality.organisation.public_id
    return {f"sign-{own}-capacity": "alderman", f"sign-{employer.public_id}-capacity": "director"} | SIGNED


def test_ordinary_deal_takes_a_dozen_answers_and_is_signed(
    visit: Visit, helmgras: Employer, duinwerk: Partner, officer: User
) -> None:
    to_promises(visit, helmgras, duinwerk)
    answer = visit.post("promises", commitments__0__quantity="6", **signatures(visit, helmgras))
    assert answer["Location"] == visit.url("check"), errors_of(answer)

    answer = visit.post("check", outcome="signed")
    assert errors_of(answer) == []

    deal = Deal.objects.get()
    assert answer["Location"] == deal.get_absolute_url()
    assert (deal.state, deal.signed_on, deal.account_manager) == ("signed", date(2024, 12, 12), officer)
    terms = deal.newest_version().commitment_terms.get()
    assert (terms.quantity, terms.hours_per_week, terms.unit) == (6, 24, "places")
    assert deal.support_promises.get().party.organisation == duinwerk.organisation
    assert [clause["title"] for clause in deal.newest_version().clauses] == ["Purpose"]
    assert not deal.is_customised
    assert deal.documents.get().state == "due"
    assert visit.draft.deal == deal


def test_work_agreement_has_free_clauses_and_a_new_employer(
    officer: User, programme: Programme, signed_in: Any
) -> None:
    visit = Visit(signed_in(officer)).start(wizarding.werkakkoord(programme))
    answer = visit.post(
        "parties",
        employers__0__new_name="Weverling",
        employers__0__new_kvk="12345678",
        employers__0__new_place="Delft",
    )
    assert answer["Location"] == visit.url("promises"), errors_of(answer)
    visit.post("promises", press="commitments-add", value="1")
    visit.post("promises", press="clauses-add", value="1")
    answer = visit.post(
        "promises",
        commitments__0__kind="paid_job_permanent",
        commitments__0__quantity="560",
        clauses__0__title="Working together",
        clauses__0__text="Once a month.",
    )
    assert answer["Location"] == visit.url("check"), errors_of(answer)

    visit.post("check", outcome="announced", announced_for="June 2027")

    deal = Deal.objects.get()
    assert (deal.state, deal.kind, deal.announced_for) == ("announced", "work_agreement", "June 2027")
    employer = Employer.objects.get(organisation__kvk_number="12345678")
    assert deal.commitments.get().employer == employer.organisation
    assert deal.newest_version().clauses == [{"title": "Working together", "text": "Once a month."}]


def test_deal_that_is_to_be_signed_online_goes_on_to_who_signs(
    visit: Visit, helmgras: Employer, duinwerk: Partner
) -> None:
    to_promises(visit, helmgras, duinwerk)
    visit.post("promises", commitments__0__quantity="6")

    answer = visit.post("check", outcome="online")

    deal = Deal.objects.get()
    assert (deal.state, answer["Location"]) == ("draft", reverse("deals:signing_plan", args=[deal.public_id]))


def test_municipality_can_be_the_employer_and_signs_once(
    visit: Visit, officer: User, duinwerk: Partner
) -> None:
    own = visit.draft.municipality.organisation
    visit.post("parties", employers__0__words=own.name, employers__0__employer=own.public_id)
    visit.post(
        "promises", commitments__0__quantity="2", **{f"sign-{own.public_id}-capacity": "alderman"}, **SIGNED
    )

    visit.post("check", outcome="signed")

    deal = Deal.objects.get()
    assert deal.state == "signed"
    assert sorted(deal.parties.values_list("role", "signs")) == [("employer", False), ("municipality", True)]
    assert deal.commitments.get().party.role == "employer"


def test_draft_is_kept_when_the_answers_are_wrong(visit: Visit, helmgras: Employer) -> None:
    answer = visit.post("parties", employers__0__contact_email="no address")

    assert answer.status_code == 422
    assert visit.draft.answers["parties"]["employers-0-contact_email"] == ["no address"]
    again = visit.client.get(visit.url("parties"))
    assert "E-mail address: Enter a valid email address." in errors_of(again)


def test_sign_that_no_database_keeps_is_left_out(visit: Visit) -> None:
    visit.post("parties", press="save", value="1", employers__0__contact_name="E.\x00 Example")

    assert visit.draft.answers["parties"]["employers-0-contact_name"] == ["E. Example"]


def test_looking_up_shows_employers_and_complains_about_nothing(visit: Visit, helmgras: Employer) -> None:
    answer = visit.post("parties", press="search", value="employers-0", employers__0__words="helmgr")

    assert answer.status_code == 200
    assert errors_of(answer) == []
    assert f'value="{helmgras.public_id}"' in answer.content.decode()


def test_enter_in_the_search_field_looks_up(visit: Visit, helmgras: Employer) -> None:
    answer = visit.post("parties", employers__0__words="helmgr")

    assert answer.status_code == 200
    assert errors_of(answer) == []
    assert "Helmgras Groen" in answer.content.decode()


@pytest.mark.parametrize("number", ["1234567", "123456789", "1234567a"])
def test_kvk_number_has_eight_digits(visit: Visit, number: str) -> None:
    answer = visit.post("parties", employers__0__new_name="Weverling", employers__0__new_kvk=number)

    assert errors_of(answer) == ["KvK number: A KvK number has eight digits, for example 12345678."]
    assert visit.draft.answers["parties"]["employers-0-new_kvk"] == [number]


def test_known_kvk_number_offers_the_employer_that_has_it(visit: Visit, helmgras: Employer) -> None:
    helmgras.organisation.kvk_number = "12345678"
    helmgras.organisation.save()

    answer = visit.post("parties", employers__0__new_name="Another name", employers__0__new_kvk="1234 5678")

    assert errors_of(answer) == [
        "KvK number: This KvK number is already in the registry, of Helmgras Groen. Choose it in the list."
    ]
    assert f'value="{helmgras.public_id}"' in answer.content.decode()


def test_like_name_asks_before_a_second_employer_is_made(visit: Visit, helmgras: Employer) -> None:
    answer = visit.post("parties", employers__0__new_name="Helmgras groen bv")
    assert errors_of(answer) == [
        "Name of the new employer: Is it one of these: Helmgras Groen? Then choose it in the list above."
    ]

    answer = visit.post("parties", employers__0__new_name="Helmgras groen bv", employers__0__is_another="on")

    assert answer["Location"] == visit.url("promises")


def test_employer_is_chosen_or_new_not_both(visit: Visit, helmgras: Employer) -> None:
    answer = visit.post(
        "parties",
        employers__0__words="helm",
        employers__0__employer=helmgras.public_id,
        employers__0__new_name="Weverling",
    )

    assert errors_of(answer) == [
        "Name of the new employer: Choose an employer from the list or add a new one, not both."
    ]


BAD_PROMISES = [
    ({"commitments-0-quantity": "-3"}, "How many: Give a number from 1 to 10,000."),
    ({"commitments-0-quantity": "0"}, "How many: Give a number from 1 to 10,000."),
    ({"commitments-0-quantity": "99999999999999999999"}, "How many: Give a number from 1 to 10,000."),
    ({"commitments-0-quantity": "ten"}, "How many: Give a whole number, for example 12."),
    ({"commitments-0-quantity": ""}, "How many: Fill in how many, or remove this row."),
    ({"commitments-0-hours_per_week": "41"}, "Hours a week: Give 1 to 40 hours a week."),
    ({"commitments-0-hours_per_week": "0"}, "Hours a week: Give 1 to 40 hours a week."),
    (
        {"commitments-0-kind": "paid_job_permanent"},
        "What: This does not fit the variant. Choose another, or tick that the deal deviates.",
    ),
    (
        {"commitments-0-kind": "other", "is_customised": "on"},
        "Description: Describe what is promised.",
    ),
    (
        day("starts_on", date(2025, 2, 1)) | day("ends_on", date(2025, 1, 1)),
        "Ends on: The end must be later than the start.",
    ),
    (
        day("commitments-0-starts_on", date(2025, 2, 1)) | day("commitments-0-ends_on", date(2025, 1, 1)),
        "Until: The end must be later than the start.",
    ),
    (
        day("signed_on", date(2999 - 800, 1, 1)),
        "Signed on: This date is in the future. Fill in the day on which it was signed.",
    ),
    (day("signed_on", date(1999, 12, 31)), "Signed on: This date is too long ago. Check the year."),
    (
        {"signed_on_day": "31", "signed_on_month": "2", "signed_on_year": "2025"},
        "Signed on: This date does not exist. Check the day and the month.",
    ),
    ({"title": ""}, "Name of the deal: Fill this in."),
]


@pytest.mark.parametrize(("typed", "message"), BAD_PROMISES)
def test_wrong_promises_are_named_and_nothing_is_lost(
    visit: Visit, helmgras: Employer, duinwerk: Partner, typed: dict[str, str], message: str
) -> None:
    to_promises(visit, helmgras, duinwerk)

    answer = visit.post("promises", **({"commitments-0-quantity": "6", "reference": "keep me"} | typed))

    assert answer.status_code == 422
    assert errors_of(answer) == [message]
    assert visit.draft.answers["promises"]["reference"] == ["keep me"]
    assert not Deal.objects.exists()


def test_the_same_commitment_twice_is_allowed(visit: Visit, helmgras: Employer, duinwerk: Partner) -> None:
    to_promises(visit, helmgras, duinwerk)
    visit.post("promises", press="commitments-add", value="1", commitments__0__quantity="3")
    visit.post("promises", commitments__1__kind="learn_work_place", commitments__1__quantity="3")

    visit.post("check", outcome="draft")

    assert list(Deal.objects.get().commitments.values_list("number", flat=True)) == [1, 2]


def test_removing_a_row_keeps_the_others(visit: Visit, helmgras: Employer, duinwerk: Partner) -> None:
    to_promises(visit, helmgras, duinwerk)
    visit.post("promises", press="support-add", value="1")

    answer = visit.post("promises", press="support-remove", value="0", support__1__text="stays")

    assert answer.status_code == 200
    assert errors_of(answer) == []
    assert visit.draft.answers["promises"]["support-0-text"] == ["stays"]


def test_signed_needs_a_signature_of_each_party_that_signs(
    visit: Visit, helmgras: Employer, duinwerk: Partner
) -> None:
    to_promises(visit, helmgras, duinwerk)
    visit.post(
        "promises",
        commitments__0__quantity="6",
        **{f"sign-{helmgras.public_id}-capacity": "director"},
        **SIGNED,
    )

    answer = visit.post("check", outcome="signed")

    assert errors_of(answer) == ["What is it now?: The signature of Gemeente Duinstede is missing."]
    assert not Deal.objects.exists()


def test_back_keeps_what_was_typed(visit: Visit, helmgras: Employer, duinwerk: Partner) -> None:
    to_promises(visit, helmgras, duinwerk)

    answer = visit.post("promises", press="back", value="1", commitments__0__quantity="-7")

    assert answer["Location"] == visit.url("parties")
    assert visit.draft.answers["promises"]["commitments-0-quantity"] == ["-7"]


def test_deviation_from_the_variant_shows(visit: Visit, helmgras: Employer, duinwerk: Partner) -> None:
    to_promises(visit, helmgras, duinwerk)
    visit.post("promises", commitments__0__quantity="6", clauses__0__text="Something else.")

    page = visit.client.get(visit.url("check")).content.decode()
    visit.post("check", outcome="draft")

    assert "Clause changed: Purpose." in page
    assert Deal.objects.get().is_customised


def test_other_window_is_not_overwritten(visit: Visit, helmgras: Employer) -> None:
    page = wizarding.fields_of(visit.client.get(visit.url("parties")))
    visit.post("parties", press="search", value="employers-0", employers__0__words="theirs")

    answer = visit.client.post(visit.url("parties"), page | {"employers-0-words": ["mine"], "go": ["next"]})

    assert answer.status_code == 409
    assert "This draft was changed in another window." in answer.content.decode()
    assert wizarding.fields_of(answer)["employers-0-words"] == ["mine"]
    assert visit.draft.answers["parties"]["employers-0-words"] == ["theirs"]

    again = wizarding.fields_of(answer)
    visit.client.post(visit.url("parties"), again | {"search": ["employers-0"]})
    assert visit.draft.answers["parties"]["employers-0-words"] == ["mine"]


def test_submitted_draft_leads_to_its_deal(visit: Visit, helmgras: Employer, duinwerk: Partner) -> None:
    to_promises(visit, helmgras, duinwerk)
    visit.post("promises", commitments__0__quantity="6")
    visit.post("check", outcome="draft")
    deal = Deal.objects.get()

    for step in ("parties", "check"):
        answer = visit.client.post(visit.url(step), {"outcome": "draft"})
        assert answer["Location"] == deal.get_absolute_url()

    assert Deal.objects.count() == 1


def test_number_that_became_known_meanwhile_is_said_at_its_field(visit: Visit, duinwerk: Partner) -> None:
    visit.post("parties", employers__0__new_name="Weverling", employers__0__new_kvk="12345678")
    visit.post("promises", commitments__0__quantity="6")
    factories.employer("Quite different").organisation.__class__.objects.filter(
        name="Quite different"
    ).update(kvk_number="12345678")

    answer = visit.client.post(visit.url("check"), {"outcome": "draft"}, follow=True)

    assert answer.redirect_chain[-1][0] == visit.url("parties")
    assert errors_of(answer) == [
        "KvK number: This KvK number is already in the registry, of Quite different. Choose it in the list."
    ]
    assert not Deal.objects.exists()
    assert visit.draft.answers["promises"]["commitments-0-quantity"] == ["6"]


def test_steps_are_taken_in_order(visit: Visit) -> None:
    assert visit.client.get(visit.url("promises"))["Location"] == visit.url("parties")
    assert visit.client.get(visit.url("check"))["Location"] == visit.url("parties")


def test_colleague_can_finish_a_draft_and_a_neighbour_cannot_see_it(
    visit: Visit, neighbour: User, programme: Programme, signed_in: Any
) -> None:
    colleague = factories.user(role="officer", of=programme.municipality.organisation)

    assert signed_in(colleague).get(visit.url("parties")).status_code == 200
    assert signed_in(neighbour).get(visit.url("parties")).status_code == 404


def test_discarded_draft_is_gone(visit: Visit) -> None:
    answer = visit.client.post(reverse("deals:draft_discard", args=[visit.public_id]))

    assert answer["Location"] == reverse("deals:list")
    assert not DealDraft.objects.exists()


def test_sector_deal_has_an_umbrella_body_that_signs_and_promises(
    officer: User, programme: Programme, signed_in: Any
) -> None:
    version = wizarding.werkakkoord(programme)
    Variant.objects.update(deal_kind="sector_deal")
    union = factories.partner("Branchevereniging", kind="umbrella_body")
    visit = Visit(signed_in(officer)).start(version)
    visit.post("parties", press="search", value="partners", partner_words="branche")
    visit.post("parties", partners=union.public_id)
    visit.post("promises", press="commitments-add", value="1")
    capacities = {
        f"sign-{side}-capacity": "chair"
        for side in (visit.draft.municipality.organisation.public_id, union.public_id)
    }
    answer = visit.post(
        "promises", commitments__0__kind="internship", commitments__0__quantity="80", **(capacities | SIGNED)
    )
    assert answer["Location"] == visit.url("check"), errors_of(answer)

    visit.post("check", outcome="signed")

    deal = Deal.objects.get()
    assert (deal.kind, deal.state) == ("sector_deal", "signed")
    assert deal.parties.get(organisation=union.organisation).role == "umbrella_body"
    assert deal.commitments.get().employer == union.organisation


def test_deal_can_be_part_of_a_sector_deal(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, signed_in: Any
) -> None:
    version = wizarding.bhag(programme)
    umbrella = factories.deal(
        officer, programme, helmgras.organisation, kind="sector_deal", title="Sector deal", state="announced"
    )
    visit = Visit(signed_in(officer)).start(version)
    visit.post("programme", parent=umbrella.public_id)
    to_promises(visit, helmgras, duinwerk)
    visit.post("promises", commitments__0__quantity="6")

    visit.post("check", outcome="draft")

    assert list(umbrella.children.values_list("state", flat=True)) == ["draft"]


def test_variant_of_another_municipality_cannot_be_chosen(
    officer: User, neighbour: User, signed_in: Any
) -> None:
    theirs = factories.programme(neighbour.active_memberships[0].organisation.municipality)
    version = wizarding.bhag(theirs)

    answer = signed_in(officer).post(reverse("deals:new"), {"variant": version.variant.public_id})

    assert errors_of(answer) == ["Which deal is it?: This variant is no longer used. Choose another."]
    assert not DealDraft.objects.exists()
