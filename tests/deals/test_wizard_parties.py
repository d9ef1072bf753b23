"""Several employers in the wizard, a contact for each party, and who signs: from the page to the deal and back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from deals.kinds import DealKind
from deals.models import Deal, DealDraft, Programme, Variant, VariantVersion
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.deals import wizarding
from tests.deals.test_wizard import SIGNED, to_promises
from tests.deals.wizarding import Visit, errors_of, fields_of

CONTACT = ("contact_name", "contact_function", "contact_email", "contact_phone")


@pytest.fixture
def zilte() -> Employer:
    """A second employer in the register."""
    return factories.employer("Zilte Zorg")


@pytest.fixture
def sector_deal(programme: Programme) -> VariantVersion:
    """A kind of deal beyond one employer."""
    version = wizarding.werkakkoord(programme)
    Variant.objects.filter(pk=version.variant_id).update(deal_kind=DealKind.SECTOR_DEAL)
    return version


@pytest.fixture
def visit(officer: User, programme: Programme, signed_in: Any) -> Visit:
    """The officer, past the first step of a BHAG deal."""
    return Visit(signed_in(officer)).start(wizarding.bhag(programme))


@pytest.fixture
def sector_visit(officer: User, sector_deal: VariantVersion, signed_in: Any) -> Visit:
    """The officer, past the first step of a sector deal."""
    return Visit(signed_in(officer)).start(sector_deal)


def contact(of: str, name: str) -> dict[str, str]:
    """A contact as it is typed for one party."""
    values = (name, "director", f"{name[0].lower()}@example.com", "010 123 45 67")
    return {f"{of}-{field}": value for field, value in zip(CONTACT, values, strict=True)}


def add_employer(visit: Visit, **changes: Any) -> Any:
    """Press the button for one employer more."""
    return visit.post("parties", press="employers-add", value="1", **changes)


def three_employers(visit: Visit, first: Employer, second: Employer, partner: Partner) -> Any:
    """Two of the register and a new one, and a partner, each with a contact."""
    add_employer(visit, employers__0__employer=first.public_id, **contact("employers-0", "Anna"))
    add_employer(visit, employers__1__employer=second.public_id, **contact("employers-1", "Bram"))
    return visit.post(
        "parties",
        employers__2__new_name="Weverling",
        employers__2__new_kvk="12345678",
        partners=partner.public_id,
        **contact("employers-2", "Cato"),
        **contact(f"partner-{partner.public_id}", "Dirk"),
    )


def key_of_row(visit: Visit, row: int) -> str:
    """Under which name later steps know the new employer of a row."""
    return visit.draft.answers["parties"][f"employers-{row}-key"][0]


def parties_of(deal: Deal) -> list[tuple[str, str, bool, str, str, str, str]]:
    """The parties of a deal: who, in which part, whether it signs, whom to call."""
    rows = deal.newest_version().parties.order_by("position")
    return list(rows.values_list("organisation__name", "role", "signs", *CONTACT))


def called(name: str) -> tuple[str, str, str, str]:
    """A contact as it stands with a party."""
    return name, "director", f"{name[0].lower()}@example.com", "010 123 45 67"


def test_sector_deal_has_three_employers_each_with_a_contact_and_a_promise(
    sector_visit: Visit, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    visit = sector_visit
    answer = three_employers(visit, helmgras, zilte, duinwerk)
    assert answer["Location"] == visit.url("promises"), errors_of(answer)
    new = key_of_row(visit, 2)
    for _row in range(3):
        visit.post("promises", press="commitments-add", value="1")
    rows = {}
    for row, by in enumerate((helmgras.public_id, zilte.public_id, new)):
        rows |= {
            f"commitments-{row}-by": by,
            f"commitments-{row}-kind": "internship",
            f"commitments-{row}-quantity": str(10 + row),
        }
    own = visit.draft.municipality.organisation.public_id
    capacities = {
        f"sign-{key}-capacity": "director"
        for key in (own, helmgras.public_id, zilte.public_id, new, duinwerk.public_id)
    }
    answer = visit.post("promises", **rows, **capacities, **SIGNED)
    assert answer["Location"] == visit.url("check"), errors_of(answer)

    visit.post("check", outcome="signed")

    deal = Deal.objects.get()
    assert deal.state == "signed"
    assert parties_of(deal)[1:] == [
        ("Helmgras Groen", "employer", True, *called("Anna")),
        ("Zilte Zorg", "employer", True, *called("Bram")),
        ("Weverling", "employer", True, *called("Cato")),
        ("Duinwerk", "partner", True, *called("Dirk")),
    ]
    promised = deal.newest_version().commitment_terms.in_order()
    assert [(each.commitment.employer.name, each.quantity) for each in promised] == [
        ("Helmgras Groen", 10),
        ("Zilte Zorg", 11),
        ("Weverling", 12),
    ]
    assert deal.newest_version().signatures.count() == 5


def test_check_page_names_every_party_with_its_contact_and_each_promise_with_its_employer(
    visit: Visit, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("promises", **{f"commitments-{row}-quantity": "4" for row in range(3)})

    page = visit.client.get(visit.url("check")).content.decode()

    for words in ("Anna, director, a@example.com", "Bram, director", "Cato, director", "Dirk, director"):
        assert words in page
    assert page.count("new in the registry") == 1
    assert "<b>Learn-work place</b>, Zilte Zorg" in page


def test_variant_asks_its_usual_promise_of_every_employer(
    visit: Visit, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    three_employers(visit, helmgras, zilte, duinwerk)

    page = visit.client.get(visit.url("promises"))

    asked = fields_of(page)
    by = [asked[f"commitments-{row}-by"][0] for row in range(3)]
    assert by == [helmgras.public_id, zilte.public_id, key_of_row(visit, 2)]
    assert asked["title"] == ["Learning and work place deal Helmgras Groen en 2 anderen"]
    assert "Promises with Helmgras Groen and 2 others" in page.content.decode()


def test_one_employer_is_asked_nothing_more_than_before(visit: Visit, helmgras: Employer) -> None:
    asked = fields_of(visit.client.get(visit.url("parties")))

    assert [name for name in asked if name.endswith("-signs")] == []
    answer = visit.post("parties", employers__0__employer=helmgras.public_id)
    assert answer["Location"] == visit.url("promises"), errors_of(answer)
    page = visit.client.get(visit.url("promises")).content.decode()
    assert page.index('name="commitments-0-kind"') < page.index('name="commitments-0-by"')


def test_added_promise_must_say_by_whom_once_there_are_several_employers(
    visit: Visit, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("promises", press="commitments-add", value="1")

    answer = visit.post(
        "promises",
        **{f"commitments-{row}-quantity": "4" for row in range(4)},
        **{"commitments-3-kind": "learn_work_place"},
    )

    assert errors_of(answer) == ["By whom: Choose who promises this."]


def test_looking_up_in_one_row_leaves_the_others_as_they_were(
    visit: Visit, helmgras: Employer, zilte: Employer
) -> None:
    add_employer(visit, employers__0__employer=helmgras.public_id, **contact("employers-0", "Anna"))

    answer = visit.post("parties", employers__1__words="zilt")  # Enter in the second search field

    assert answer.status_code == 200
    assert errors_of(answer) == []
    kept = fields_of(answer)
    assert (kept["employers-0-employer"], kept["employers-0-contact_name"]) == (
        [helmgras.public_id],
        ["Anna"],
    )
    assert f'value="{zilte.public_id}"' in answer.content.decode()


def test_removing_an_employer_keeps_the_others(visit: Visit, helmgras: Employer, zilte: Employer) -> None:
    add_employer(visit, employers__0__employer=helmgras.public_id, **contact("employers-0", "Anna"))

    answer = visit.post(
        "parties",
        press="employers-remove",
        value="0",
        employers__1__employer=zilte.public_id,
        **contact("employers-1", "Bram"),
    )

    assert errors_of(answer) == []
    kept = visit.draft.answers["parties"]
    assert (kept["employers-TOTAL_FORMS"], kept["employers-0-employer"]) == (["1"], [zilte.public_id])
    assert kept["employers-0-contact_name"] == ["Bram"]


def test_promise_of_an_employer_that_was_removed_asks_for_another(
    visit: Visit, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("promises", **{f"commitments-{row}-quantity": "4" for row in range(3)})

    visit.post("parties", press="employers-remove", value="1")
    visit.post("parties")
    answer = visit.client.get(visit.url("promises"))

    assert errors_of(answer) == ["By whom: Who stood here does not take part any more. Choose another party."]
    assert visit.draft.answers["promises"]["commitments-1-quantity"] == ["4"]


def test_new_employer_never_takes_over_the_promises_of_one_that_was_removed(
    visit: Visit, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    three_employers(visit, helmgras, zilte, duinwerk)
    removed = key_of_row(visit, 2)
    visit.post("parties", press="employers-remove", value="2")

    add_employer(visit)
    visit.post("parties", employers__2__new_name="Kustlijn")

    assert key_of_row(visit, 2) != removed


def test_row_that_stays_empty_is_no_employer(visit: Visit, helmgras: Employer) -> None:
    add_employer(visit, employers__0__employer=helmgras.public_id)

    answer = visit.post("parties")

    assert answer["Location"] == visit.url("promises"), errors_of(answer)


@pytest.mark.parametrize("filled", ["words", "contact_name"])
def test_row_in_which_something_stands_needs_an_employer(
    visit: Visit, helmgras: Employer, filled: str
) -> None:
    add_employer(visit, employers__0__employer=helmgras.public_id)
    visit.post("parties", press="search", value="employers-1", **{f"employers-1-{filled}": "Nobody"})

    answer = visit.post("parties")

    assert errors_of(answer) == ["Name or KvK number: Look up the employer and choose it, or add a new one."]


def test_deal_that_cannot_be_without_an_employer_asks_for_one(visit: Visit) -> None:
    answer = visit.post("parties")

    assert errors_of(answer) == ["Name or KvK number: Look up the employer and choose it, or add a new one."]


def test_sector_deal_needs_somebody_beside_the_municipality(sector_visit: Visit) -> None:
    answer = sector_visit.post("parties")

    assert errors_of(answer) == [
        "Which partners take part?: Choose at least one party beside the municipality."
    ]


SAME = [
    ({"employer": "known"}, {"employer": "known"}, "Which employer?"),
    (
        {"new_name": "Weverling", "new_kvk": "12345678"},
        {"new_name": "Quite another", "new_kvk": "1234 5678"},
        "KvK number",
    ),
    ({"new_name": "Weverling"}, {"new_name": "WEVERLING"}, "Name of the new employer"),
]


@pytest.mark.parametrize(("first", "second", "field"), SAME)
def test_employer_takes_part_once(
    visit: Visit, helmgras: Employer, first: dict[str, str], second: dict[str, str], field: str
) -> None:
    def typed(row: int, values: dict[str, str]) -> dict[str, str]:
        known = {"known": helmgras.public_id}
        return {f"employers-{row}-{name}": known.get(value, value) for name, value in values.items()}

    add_employer(visit, **typed(0, first))

    answer = visit.post("parties", **typed(1, second))

    assert errors_of(answer) == [f"{field}: This employer is on this page already."]


def test_two_new_employers_of_one_name_have_their_own_numbers(visit: Visit) -> None:
    add_employer(visit, employers__0__new_name="Weverling", employers__0__new_kvk="12345678")
    visit.post("parties", employers__1__new_name="Weverling", employers__1__new_kvk="12345679")
    visit.post("promises", **{f"commitments-{row}-quantity": "4" for row in range(2)})

    visit.post("check", outcome="draft")

    promised = Deal.objects.get().commitments.order_by("number")
    assert [each.employer.kvk_number for each in promised] == ["12345678", "12345679"]


def test_like_name_is_asked_about_in_its_own_row(visit: Visit, helmgras: Employer, zilte: Employer) -> None:
    add_employer(visit, employers__0__employer=zilte.public_id)

    answer = visit.post("parties", employers__1__new_name="Helmgras groen bv")

    assert errors_of(answer) == [
        "Name of the new employer: Is it one of these: Helmgras Groen? Then choose it in the list above."
    ]
    assert 'name="employers-1-is_another"' in answer.content.decode()
    assert 'name="employers-0-is_another"' not in answer.content.decode()
    answer = visit.post("parties", employers__1__is_another="on")
    assert answer["Location"] == visit.url("promises"), errors_of(answer)


def test_each_partner_signs_or_not_by_its_own_answer(
    visit: Visit, helmgras: Employer, duinwerk: Partner
) -> None:
    college = factories.partner("ROC De Kust")
    visit.post(
        "parties",
        employers__0__employer=helmgras.public_id,
        partners=[duinwerk.public_id, college.public_id],
        **{f"partner-{college.public_id}-signs": "yes"},
    )

    page = fields_of(visit.client.get(visit.url("promises")))

    assert f"sign-{college.public_id}-capacity" in page
    assert f"sign-{duinwerk.public_id}-capacity" not in page


def test_employer_of_a_sector_deal_may_leave_signing_to_the_umbrella_body(
    sector_visit: Visit, helmgras: Employer
) -> None:
    union = factories.partner("Branchevereniging", kind="umbrella_body")
    visit = sector_visit
    visit.post("parties", press="search", value="partners", partner_words="branche")
    visit.post(
        "parties",
        employers__0__employer=helmgras.public_id,
        employers__0__signs="no",
        partners=union.public_id,
    )
    visit.post("promises")

    visit.post("check", outcome="announced")

    assert [each[:3] for each in parties_of(Deal.objects.get())[1:]] == [
        ("Helmgras Groen", "employer", False),
        ("Branchevereniging", "umbrella_body", True),
    ]


def test_employer_that_is_a_partner_too_signs_once(visit: Visit, duinwerk: Partner) -> None:
    visit.post(
        "parties",
        employers__0__words="duinwerk",
        employers__0__employer=duinwerk.public_id,
        partners=duinwerk.public_id,
        **{f"partner-{duinwerk.public_id}-signs": "yes"},
    )
    visit.post("promises", commitments__0__quantity="4")

    visit.post("check", outcome="draft")

    assert [each[1:3] for each in parties_of(Deal.objects.get())[1:]] == [
        ("employer", True),
        ("partner", False),
    ]


def test_wrong_address_of_a_partner_is_said_only_while_it_takes_part(
    visit: Visit, helmgras: Employer, duinwerk: Partner
) -> None:
    typed = {f"partner-{duinwerk.public_id}-contact_email": "no address"}
    answer = visit.post(
        "parties", employers__0__employer=helmgras.public_id, partners=duinwerk.public_id, **typed
    )
    assert errors_of(answer) == ["E-mail address: Enter a valid email address."]

    answer = visit.post("parties", partners=[])

    assert answer["Location"] == visit.url("promises")
    assert visit.draft.answers["parties"][f"partner-{duinwerk.public_id}-contact_email"] == ["no address"]


def test_contact_is_who_is_invited_to_sign(
    sector_visit: Visit, officer: User, helmgras: Employer, zilte: Employer, duinwerk: Partner, signed_in: Any
) -> None:
    visit = sector_visit
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("promises")
    visit.post("check", outcome="online")
    deal = Deal.objects.get()
    deal.make("offer", by=officer)

    page = fields_of(signed_in(officer).get(reverse("deals:signing_invite", args=[deal.public_id])))

    named = {name: values for name, values in page.items() if name.endswith(("-name", "-email"))}
    for party in deal.parties.exclude(role="municipality"):
        assert named[f"invite-{party.pk}-0-name"] == [party.contact_name]
        assert named[f"invite-{party.pk}-0-email"] == [party.contact_email]


def test_rewriting_carries_employers_contacts_signatures_and_turns_unchanged(
    sector_visit: Visit, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    visit = sector_visit
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("parties", employers__1__signs="no")
    visit.post("promises")
    visit.post("check", outcome="announced", announced_for="June 2027")
    deal = Deal.objects.get()
    deal.parties.filter(role="partner").update(stage=2, signatories_needed=3)
    before = parties_of(deal)

    answer = visit.client.post(reverse("deals:rewrite", args=[deal.public_id]))
    again = Visit(visit.client)
    again.public_id = answer["Location"].split("/")[3]
    for step in ("parties", "promises"):
        answer = again.post(step)
        assert answer.status_code == 302, errors_of(answer)
    again.post("check", outcome="draft")

    deal.refresh_from_db()
    assert deal.state == "draft"
    assert parties_of(deal) == before
    assert list(deal.parties.filter(role="partner").values_list("stage", "signatories_needed")) == [(2, 3)]


def test_rewriting_keeps_the_part_of_a_party_that_the_register_does_not_offer(
    officer: User, programme: Programme, sector_visit: Visit, helmgras: Employer
) -> None:
    visit = sector_visit
    visit.post("parties", employers__0__employer=helmgras.public_id)
    visit.post("promises")
    visit.post("check", outcome="draft")
    deal = Deal.objects.get()
    broker = factories.organisation("Regionaal Punt")
    version = deal.newest_version()
    version.parties.add(deal.parties.create(organisation=broker, role="broker", signs=False, position=9))

    answer = visit.client.post(reverse("deals:rewrite", args=[deal.public_id]))
    again = Visit(visit.client)
    again.public_id = answer["Location"].split("/")[3]
    for step in ("parties", "promises"):
        answer = again.post(step)
        assert answer.status_code == 302, errors_of(answer)
    again.post("check", outcome="draft")

    assert parties_of(deal)[-1][:3] == ("Regionaal Punt", "broker", False)


OLD = {"our_contact": None, "partner_words": [""], "words": ["helm"], "searched": ["helm"], "tried": ["1"]}


def test_draft_of_before_opens_with_all_that_was_typed(
    visit: Visit, officer: User, helmgras: Employer, duinwerk: Partner
) -> None:
    college = factories.partner("ROC De Kust")
    kept = OLD | {
        "our_contact": [officer.public_id],
        "employer": [helmgras.public_id],
        "contact_name": ["E. Example"],
        "contact_email": ["e@example.com"],
        "partners": [duinwerk.public_id, college.public_id],
        "partners_sign": ["on"],
    }
    DealDraft.objects.update(answers=visit.draft.answers | {"parties": kept}, step="promises")

    visit.post("promises", commitments__0__quantity="4")
    visit.post("check", outcome="draft")

    parties = parties_of(Deal.objects.get())[1:]
    assert parties[0] == ("Helmgras Groen", "employer", True, "E. Example", "", "e@example.com", "")
    assert [each[:3] for each in parties[1:]] == [
        ("Duinwerk", "partner", True),
        ("ROC De Kust", "partner", True),
    ]


def test_draft_of_before_keeps_the_promises_and_the_signature_of_its_new_employer(
    visit: Visit, officer: User
) -> None:
    kept = OLD | {"our_contact": [officer.public_id], "new_name": ["Weverling"], "new_kvk": ["12345678"]}
    DealDraft.objects.update(answers=visit.draft.answers | {"parties": kept}, step="promises")
    typed = fields_of(visit.client.get(visit.url("promises")))
    assert typed["commitments-0-by"] == ["new"]
    own = visit.draft.municipality.organisation.public_id
    capacities = {f"sign-{own}-capacity": "alderman", "sign-new-capacity": "director"}
    visit.post("promises", commitments__0__quantity="4", **capacities, **SIGNED)

    visit.post("parties")  # the page of now, as a browser sends it
    visit.post("check", outcome="signed")

    deal = Deal.objects.get()
    assert (deal.state, deal.commitments.get().employer.name) == ("signed", "Weverling")


def test_page_of_before_that_is_sent_now_loses_nothing(
    visit: Visit, officer: User, helmgras: Employer, duinwerk: Partner
) -> None:
    sent = {
        "revision": visit.draft.revision,
        "our_contact": officer.public_id,
        "words": "helm",
        "searched": "helm",
        "employer": helmgras.public_id,
        "contact_name": "E. Example",
        "partners": duinwerk.public_id,
        "go": "next",
    }

    answer = visit.client.post(visit.url("parties"), sent)

    assert answer["Location"] == visit.url("promises"), errors_of(answer)
    assert visit.draft.answers["parties"]["employers-0-contact_name"] == ["E. Example"]


def test_copied_practice_is_shared_out_over_the_employers_as_it_was(
    officer: User,
    programme: Programme,
    helmgras: Employer,
    zilte: Employer,
    duinwerk: Partner,
    signed_in: Any,
) -> None:
    source = Visit(signed_in(officer)).start(wizarding.bhag(programme))
    three_employers(source, helmgras, zilte, duinwerk)
    source.post("promises", **{f"commitments-{row}-quantity": str(4 + row) for row in range(3)})
    source.post("check", outcome="draft")
    practice = factories.practice(programme.municipality, deal=Deal.objects.get())
    variant = Variant.objects.get()

    answer = source.client.post(
        reverse("deals:practice_adopt", args=[practice.public_id]), {"variant": variant.public_id}
    )
    visit = Visit(source.client)
    visit.public_id = answer["Location"].split("/")[3]
    add_employer(visit, employers__0__employer=helmgras.public_id)
    visit.post("parties", employers__1__employer=zilte.public_id)

    asked = fields_of(visit.client.get(visit.url("promises")))
    shared = [
        (asked[f"commitments-{row}-by"][0], asked[f"commitments-{row}-quantity"][0]) for row in range(3)
    ]
    assert shared == [(helmgras.public_id, "4"), (zilte.public_id, "5"), (zilte.public_id, "6")]


def test_sector_of_the_deal_is_the_one_in_which_all_employers_work(visit: Visit) -> None:
    care, food = factories.sector("Care"), factories.sector("Food")
    same = [factories.employer(name, sector=care) for name in ("Zilte Zorg", "Thuiszorg")]
    other = factories.employer("Bakkerij", sector=food)
    add_employer(visit, employers__0__employer=same[0].public_id)
    visit.post("parties", employers__1__employer=same[1].public_id)
    together = fields_of(visit.client.get(visit.url("promises")))["sector"]

    visit.post("parties", employers__1__employer=other.public_id)

    assert together == [str(care.pk)]
    assert fields_of(visit.client.get(visit.url("promises")))["sector"] == [""]


def test_support_says_by_which_partner(visit: Visit, helmgras: Employer, duinwerk: Partner) -> None:
    college = factories.partner("ROC De Kust")
    visit.post(
        "parties",
        employers__0__employer=helmgras.public_id,
        partners=[duinwerk.public_id, college.public_id],
    )
    visit.post("promises", press="support-add", value="1")
    visit.post(
        "promises",
        commitments__0__quantity="4",
        support__1__kind="training",
        support__1__by=college.public_id,
    )

    visit.post("check", outcome="draft")

    given = Deal.objects.get().support_promises.order_by("number")
    assert [each.party.organisation.name for each in given] == ["Duinwerk", "ROC De Kust"]


def test_no_page_asks_for_more_employers_than_it_can_keep(visit: Visit) -> None:
    answer = visit.post("parties", employers__TOTAL_FORMS="2000")

    assert answer.status_code == 422
    assert errors_of(answer)[0] == "Please submit at most 40 forms."
    assert "employers-41-" not in answer.content.decode()


def test_first_employer_is_enough_to_go_on_as_before(
    visit: Visit, helmgras: Employer, duinwerk: Partner
) -> None:
    to_promises(visit, helmgras, duinwerk)
    visit.post("promises", commitments__0__quantity="6")

    visit.post("check", outcome="draft")

    assert [each[:4] for each in parties_of(Deal.objects.get())[1:]] == [
        ("Helmgras Groen", "employer", True, "E. Example"),
        ("Duinwerk", "partner", False, ""),
    ]
    assert Deal.objects.get().starts_on == date.today()


def test_pages_of_the_deal_name_every_employer_and_whose_promise_it_is(
    visit: Visit, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("promises", **{f"commitments-{row}-quantity": "4" for row in range(3)})
    visit.post("check", outcome="draft")
    deal = Deal.objects.get()

    page = visit.client.get(deal.get_absolute_url()).content.decode()
    listed = visit.client.get(reverse("deals:list")).content.decode()

    assert "What the employers promise" in page
    assert " · Zilte Zorg</p>" in page
    assert "d@example.com" in page
    assert "Helmgras Groen, Zilte Zorg and Weverling" in listed


def test_text_says_whose_promise_it_is_once_there_are_several_employers(
    officer: User,
    programme: Programme,
    helmgras: Employer,
    zilte: Employer,
    duinwerk: Partner,
    signed_in: Any,
) -> None:
    clauses = [{"title": "Promised", "text": "{employer} promise: {promises}."}]
    visit = Visit(signed_in(officer)).start(wizarding.bhag(programme, clauses=clauses))
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("promises", **{f"commitments-{row}-quantity": "4" for row in range(3)})

    page = visit.client.get(visit.url("check")).content.decode()
    visit.post("check", outcome="draft")

    [clause] = Deal.objects.get().newest_version().clauses_in_words()
    assert clause["text"].endswith("(4 plekken, 24 uur per week, Weverling).")
    assert clause["text"] in page


def test_deal_that_was_taken_back_can_lose_an_employer_and_get_another_contact(
    sector_visit: Visit, officer: User, helmgras: Employer, zilte: Employer, duinwerk: Partner
) -> None:
    visit = sector_visit
    three_employers(visit, helmgras, zilte, duinwerk)
    visit.post("promises")
    visit.post("check", outcome="online")
    deal = Deal.objects.get()
    deal.make("offer", by=officer)
    deal.make("take_back", by=officer, reason="One employer less.")

    answer = visit.client.post(reverse("deals:rewrite", args=[deal.public_id]))
    again = Visit(visit.client)
    again.public_id = answer["Location"].split("/")[3]
    again.post("parties", press="employers-remove", value="0")
    again.post("parties", **contact("employers-0", "Eva"))
    again.post("promises")
    again.post("check", outcome="draft")

    assert [each[:4] for each in parties_of(deal)[1:]] == [
        ("Zilte Zorg", "employer", True, "Eva"),
        ("Weverling", "employer", True, "Cato"),
        ("Duinwerk", "partner", True, "Dirk"),
    ]
    assert "Helmgras Groen" in str(deal.versions.get(number=1).content["parties"])
    reopened = Visit(visit.client)
    answer = visit.client.post(reverse("deals:rewrite", args=[deal.public_id]))
    reopened.public_id = answer["Location"].split("/")[3]
    kept = fields_of(reopened.client.get(reopened.url("parties")))
    assert kept["employers-TOTAL_FORMS"] == ["2"]
