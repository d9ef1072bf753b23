"""The page of a deal, the list, and the facts beside the text."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from deals.lifecycle import State
from deals.models import Deal, Programme
from deals.shown.facets import MOST_COUNTED
from deals.views.deal_list import found_in_words
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.deals import wizarding
from tests.deals.wizarding import Visit, day, errors_of
from trail.models import Entry

LIST_QUERIES = 8  # session, person, memberships, counts, page, drafts; two for the figures


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries_whatever_its_length(
    count: int,
    officer: User,
    programme: Programme,
    duinwerk: Partner,
    signed_in: Any,
    django_assert_num_queries: Any,
) -> None:
    for _number in range(count):
        factories.deal(officer, programme, factories.employer().organisation, supporter=duinwerk.organisation)
    client = signed_in(officer)
    client.get("/deals/")

    with django_assert_num_queries(LIST_QUERIES):
        answer = client.get("/deals/")

    assert answer.content.decode().count('class="is-name"') == count


def test_list_filters_by_the_address_and_counts_each_option(
    officer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    factories.deal(officer, programme, helmgras.organisation, title="Signed one")
    factories.deal(officer, programme, helmgras.organisation, title="Announced one", state=State.ANNOUNCED)

    page = signed_in(officer).get("/deals/?state=announced").content.decode()

    assert "1 deal found" in page
    assert "Announced one" in page
    assert "Signed one" not in page
    assert page.count('<span class="hs-count"><span class="hs-sr">, </span>1<') == 2
    assert 'href="?"' in page  # the chip that takes the filter away


@pytest.mark.parametrize("query", ["q=%00", "state=%00", "state=nowhere", "after=nothing", "sector=x&mine=2"])
def test_list_bears_any_address(query: str, officer: User, deal: Deal, signed_in: Any) -> None:
    assert signed_in(officer).get(f"/deals/?{query}").status_code == 200


def test_long_list_is_not_counted_out() -> None:
    assert found_in_words(MOST_COUNTED) == "1,000 deals found"
    assert found_in_words(MOST_COUNTED + 1) == "More than 1,000 deals found"


def test_list_is_found_by_the_name_of_a_party(
    officer: User, programme: Programme, deal: Deal, signed_in: Any
) -> None:
    factories.deal(officer, programme, factories.employer("Somebody else").organisation)

    page = signed_in(officer).get("/deals/?q=DUINWERK").content.decode()

    assert "1 deal found" in page
    assert deal.title in page


def test_employer_sees_its_own_deals_and_no_draft(
    employer: User, officer: User, programme: Programme, helmgras: Employer, deal: Deal, signed_in: Any
) -> None:
    factories.deal(officer, programme, helmgras.organisation, title="Secret draft", state=State.DRAFT)
    factories.deal(officer, programme, factories.employer("Rival").organisation)

    page = signed_in(employer).get("/deals/").content.decode()

    assert "1 deal found" in page
    assert deal.title in page
    assert "New deal" not in page


def test_draft_stands_above_the_list(officer: User, programme: Programme, signed_in: Any) -> None:
    visit = Visit(signed_in(officer)).start(wizarding.bhag(programme))

    page = visit.client.get("/deals/").content.decode()

    assert visit.url("parties") in page


def test_page_shows_promises_both_ways_with_their_progress(officer: User, deal: Deal, signed_in: Any) -> None:
    factories.placement(deal.commitments.get(), officer)

    page = signed_in(officer).get(deal.get_absolute_url()).content.decode()

    assert "<b>1</b> of 10 started" in page
    assert "job coach" in page
    assert "People learn and work." in page
    assert "Signed by all required parties" in page


def test_page_says_not_published_where_the_source_gives_no_number(
    officer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    deal = factories.deal(
        officer,
        programme,
        helmgras.organisation,
        commitments=[],
        clauses=[],
        variant_version=wizarding.bhag(programme),
        facts={"source": "A newspaper"},
    )

    page = signed_in(officer).get(deal.get_absolute_url()).content.decode()

    for words in ("Numbers: not published.", "Support: not published.", "Text: not published."):
        assert words in page
    assert "Differs from the variant" not in page


def test_party_reads_moves_but_not_who_changed_what(
    officer: User, employer: User, deal: Deal, signed_in: Any
) -> None:
    deal.change(by=officer, revision=deal.revision, reference="internal-7")
    address = deal.get_absolute_url()

    own = signed_in(officer).get(address).content.decode()
    theirs = signed_in(employer).get(address).content.decode()

    assert "Reference: nothing became internal-7." in own
    assert "nothing became" not in theirs
    assert "Text fixed and offered for signing" in theirs


def test_move_that_needs_a_reason_asks_for_it(officer: User, deal: Deal, signed_in: Any) -> None:
    address = reverse("deals:move", args=[deal.public_id, "suspend"])
    client = signed_in(officer)

    refused = client.post(address, {"reason": " "})
    client.post(address, {"reason": "Unsafe work was reported."})

    deal.refresh_from_db()
    assert errors_of(refused) == ["Why?: Give a reason."]
    assert deal.state == "suspended"
    assert Entry.objects.of(deal).last().reason == "Unsafe work was reported."


def test_refused_move_says_why(employer: User, deal: Deal, signed_in: Any) -> None:
    answer = signed_in(employer).post(
        reverse("deals:move", args=[deal.public_id, "suspend"]), {"reason": "No."}
    )

    assert answer.status_code == 403
    assert "This step is for the account manager of the municipality." in answer.content.decode()


def test_move_that_is_not_in_the_table_has_no_address(officer: User, deal: Deal, signed_in: Any) -> None:
    for move in ("sign", "explode"):
        assert signed_in(officer).post(f"{deal.get_absolute_url()}moves/{move}/").status_code == 404


def test_facts_change_beside_the_text(officer: User, deal: Deal, signed_in: Any) -> None:
    client, address = signed_in(officer), reverse("deals:edit", args=[deal.public_id])
    page = wizarding.fields_of(client.get(address))
    [employer, partner] = deal.parties.exclude(role="municipality").order_by("position")

    changes = {
        f"party-{employer.pk}-contact_name": ["E. Example"],
        f"party-{partner.pk}-contact_phone": ["010"],
    }
    changes |= {"account_manager": [officer.public_id]} | day("next_progress_on", date(2025, 9, 1))
    answer = client.post(address, page | changes)

    deal.refresh_from_db()
    assert answer["Location"] == deal.get_absolute_url()
    assert (deal.next_progress_on, deal.account_manager) == (date(2025, 9, 1), officer)
    assert deal.parties.get(role="employer").contact_name == "E. Example"
    assert deal.parties.get(role="partner").contact_phone == "010"
    acts = [entry.act for entry in Entry.objects.of(deal)]
    assert acts[-3:] == ["change", "change_contact", "change_contact"]


def test_wrong_address_of_a_contact_is_said_and_nothing_is_kept(
    officer: User, deal: Deal, signed_in: Any
) -> None:
    client, address = signed_in(officer), reverse("deals:edit", args=[deal.public_id])
    page, party = wizarding.fields_of(client.get(address)), deal.parties.get(role="partner")

    answer = client.post(
        address, page | {f"party-{party.pk}-contact_email": ["none"], "reference": ["kept here"]}
    )

    assert answer.status_code == 422
    assert wizarding.errors_of(answer) == ["E-mail address: Enter a valid email address."]
    assert wizarding.fields_of(answer)["reference"] == ["kept here"]
    deal.refresh_from_db()
    assert deal.reference == ""


def test_facts_changed_meanwhile_are_shown_and_nothing_typed_is_lost(
    officer: User, deal: Deal, signed_in: Any
) -> None:
    client, address = signed_in(officer), reverse("deals:edit", args=[deal.public_id])
    page = wizarding.fields_of(client.get(address))
    deal.change(by=officer, revision=deal.revision, reference="theirs")

    answer = client.post(address, page | {"reference": ["mine"]})

    assert answer.status_code == 409
    assert "<dt>Reference of the municipality</dt><dd>theirs</dd>" in answer.content.decode()
    again = wizarding.fields_of(answer)
    assert again["reference"] == ["mine"]
    client.post(address, again)
    deal.refresh_from_db()
    assert deal.reference == "mine"


def test_partner_records_its_support_and_takes_it_back(partner: User, deal: Deal, signed_in: Any) -> None:
    client, promise = signed_in(partner), deal.support_promises.get()

    client.post(reverse("deals:support", args=[deal.public_id, 1]), day("delivered_on", date(2025, 5, 1)))
    promise.refresh_from_db()
    assert (promise.delivered_on, promise.delivery_recorded_by) == (date(2025, 5, 1), partner)

    client.post(reverse("deals:support_undo", args=[deal.public_id, 1]))
    promise.refresh_from_db()
    assert promise.delivered_on is None
    assert [entry.act for entry in Entry.objects.of(deal)][-2:] == ["deliver", "undo_delivery"]


def test_employer_does_not_record_support_of_a_partner(employer: User, deal: Deal, signed_in: Any) -> None:
    answer = signed_in(employer).post(
        reverse("deals:support", args=[deal.public_id, 1]), day("delivered_on", date(2025, 5, 1))
    )

    assert answer.status_code == 403
    assert "Only the partner who promised it or the account manager records this." in answer.content.decode()


def test_signatures_come_in_one_by_one_and_the_last_concludes(
    officer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)
    client, address = signed_in(officer), reverse("deals:sign_on_paper", args=[deal.public_id])
    first, second = deal.parties_still_to_sign()
    on = day("signed_on", date(2024, 12, 12))
    on |= {"witnesses-TOTAL_FORMS": "0", "witnesses-INITIAL_FORMS": "0"}
    on |= {"text": deal.newest_version().content_hash}

    nobody = client.post(address, on)
    client.post(address, {f"sign-{first.pk}-capacity": "alderman"} | on)
    deal.refresh_from_db()
    assert errors_of(nobody) == ["Fill in who signed for at least one party."]
    assert deal.state == "offered"

    client.post(address, {f"sign-{second.pk}-capacity": "director"} | on)
    deal.refresh_from_db()
    assert (deal.state, deal.signed_on) == ("signed", date(2024, 12, 12))


def test_announced_deal_is_worked_out_in_the_wizard(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, signed_in: Any
) -> None:
    version = wizarding.bhag(programme)
    deal = factories.deal(
        officer,
        programme,
        helmgras.organisation,
        supporter=duinwerk.organisation,
        state=State.ANNOUNCED,
        variant_version=version,
    )
    visit = Visit(signed_in(officer))

    answer = visit.client.post(reverse("deals:rewrite", args=[deal.public_id]))
    visit.public_id = answer["Location"].split("/")[3]
    visit.post("promises", commitments__0__quantity="7")
    visit.post("check", outcome="draft")

    deal.refresh_from_db()
    assert Deal.objects.count() == 1
    assert deal.state == "draft"
    assert deal.newest_version().commitment_terms.get().quantity == 7
    assert deal.support_promises.get().party.organisation == duinwerk.organisation
    assert [entry.act for entry in Entry.objects.of(deal)] == ["announce", "rewrite", "write"]


def test_text_that_was_offered_stays_when_the_deal_is_taken_back_and_written_anew(
    officer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    deal = factories.deal(
        officer,
        programme,
        helmgras.organisation,
        state=State.OFFERED,
        variant_version=wizarding.bhag(programme),
    )
    deal.make("take_back", by=officer, reason="A change of the numbers.")
    visit = Visit(signed_in(officer))
    visit.public_id = visit.client.post(reverse("deals:rewrite", args=[deal.public_id]))["Location"].split(
        "/"
    )[3]
    visit.post("promises", commitments__0__quantity="7")
    visit.post("check", outcome="draft")
    deal.make("offer", by=officer)

    versions = list(deal.versions.order_by("number"))
    assert [version.commitment_terms.get().quantity for version in versions] == [10, 7]
    assert deal.commitments.count() == 1


def test_deal_that_was_taken_back_can_be_offered_again_unchanged(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)
    frozen = deal.newest_version().content_hash

    deal.make("take_back", by=officer, reason="A change of the numbers.")
    deal.make("offer", by=officer)

    assert deal.newest_version().content_hash == frozen
