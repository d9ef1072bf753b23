"""The pages about places: who sees what, what a form asks back, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from deals.models import Commitment, Deal
from placements.models import Placement
from tests import factories
from trail.models import Entry

LIST = "/placements/"


@pytest.fixture
def commitment(deal: Deal) -> Commitment:
    return deal.commitments.get()


def typed(**values: Any) -> dict[str, Any]:
    """A start as somebody types it."""
    day = values.pop("started_on", date(2025, 5, 1))
    parts = {"started_on_day": day.day, "started_on_month": day.month, "started_on_year": day.year}
    return {"token": "abcdefghjk", "commitment": "1", "hours_per_week": "24", **parts} | values


def new(deal: Deal) -> str:
    return f"{reverse('placements:new')}?deal={deal.public_id}"


def step(placement: Placement, word: str) -> str:
    return f"{LIST}{placement.public_id}/{word}/"


def test_employer_reports_a_start(deal: Deal, employer: User, signed_in: Any) -> None:
    client = signed_in(employer)

    answer = client.post(new(deal), typed(), follow=True)

    placement = Placement.objects.get()
    assert (placement.state, placement.started_on, placement.hours_per_week) == (
        "reported",
        date(2025, 5, 1),
        24,
    )
    page = answer.content.decode()
    assert "Start reported. The account manager confirms it." in page
    assert "Undo" in page


def test_the_same_form_twice_is_one_place(deal: Deal, employer: User, signed_in: Any) -> None:
    client = signed_in(employer)

    client.post(new(deal), typed())
    client.post(new(deal), typed())

    assert Placement.objects.count() == 1


def test_undo_right_after(deal: Deal, employer: User, signed_in: Any) -> None:
    client = signed_in(employer)
    client.post(new(deal), typed())
    placement = Placement.objects.get()

    client.post(step(placement, "undo"))

    placement.refresh_from_db()
    assert placement.state == "refused"
    assert client.post(step(placement, "undo")).status_code == 403


def test_more_than_promised_is_asked_and_nothing_typed_is_lost(
    deal: Deal, commitment: Commitment, officer: User, employer: User, signed_in: Any
) -> None:
    for _place in range(10):
        factories.placement(commitment, officer)
    client = signed_in(employer)

    page = client.post(new(deal), typed()).content.decode()
    assert "All 10 promised places are taken" in page
    assert 'value="24"' in page
    assert 'value="2025"' in page
    assert Placement.objects.count() == 10

    client.post(new(deal), typed(more="on"))
    assert Placement.objects.count() == 11


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"started_on_month": "13"}, "This date does not exist"),
        ({"started_on_day": ""}, "Fill in the day, the month and the year"),
        ({"hours_per_week": "80"}, "less than or equal to 40"),
        ({"hours_per_week": "-3"}, "greater than or equal to 1"),
        ({"commitment": "9"}, "Select a valid choice"),
        ({"kind": "guidance_hours"}, "Select a valid choice"),
        (
            {"planned_end_on_day": "1", "planned_end_on_month": "2", "planned_end_on_year": "2025"},
            "The planned end cannot be before the start",
        ),
        ({"started_on_year": "2019"}, "this start is too long before it"),
        ({"started_on_year": "2025", "started_on_day": "1", "started_on_month": "1", "token": "\x00<"}, ""),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    deal: Deal, officer: User, signed_in: Any, values: dict[str, str], message: str
) -> None:
    answer = signed_in(officer).post(new(deal), typed(**values))

    if message:
        assert message in answer.content.decode()
        assert Placement.objects.count() == 0
    else:
        assert answer.status_code in {200, 302}


def test_hours_with_a_dutch_comma(deal: Deal, officer: User, signed_in: Any) -> None:
    officer.language = "nl"
    officer.save()

    signed_in(officer).post(new(deal), typed(hours_per_week="25,5"))

    assert str(Placement.objects.get().hours_per_week) == "25.5"


def test_without_a_deal_the_page_asks_which(
    deal: Deal, employer: User, officer: User, signed_in: Any
) -> None:
    assert signed_in(employer).get("/placements/new/").headers["Location"] == new(deal)

    page = signed_in(officer).get("/placements/new/", {"q": "helmgras"}).content.decode()
    assert deal.title in page
    assert "No deal found" in signed_in(officer).get("/placements/new/", {"q": "zzz"}).content.decode()


def test_officer_confirms_in_the_list_without_and_with_htmx(
    commitment: Commitment, employer: User, officer: User, signed_in: Any
) -> None:
    one, other = (factories.placement(commitment, employer, state="reported") for _place in range(2))
    client = signed_in(officer)

    plain = client.post(step(one, "confirm"), {"revision": 1, "next": LIST})
    row = client.post(step(other, "confirm"), {"revision": 1}, HTTP_HX_REQUEST="true")

    assert plain.headers["Location"] == LIST
    assert "Start confirmed" in client.get(LIST).content.decode()
    assert row.content.decode().strip().startswith("<tr")
    assert "Running" in row.content.decode()
    assert set(Placement.objects.values_list("state", flat=True)) == {"confirmed"}


def test_a_foreign_address_is_not_gone_to(
    commitment: Commitment, employer: User, officer: User, signed_in: Any
) -> None:
    placement = factories.placement(commitment, employer, state="reported")

    answer = signed_in(officer).post(
        step(placement, "confirm"), {"revision": 1, "next": "https://evil.example/"}
    )

    assert answer.headers["Location"] == placement.get_absolute_url()


def test_a_page_that_is_out_of_date_says_so(
    commitment: Commitment, employer: User, officer: User, signed_in: Any
) -> None:
    placement = factories.placement(commitment, employer, state="reported")
    placement.take("correct", by=employer, at=timezone.now(), started_on=date(2025, 4, 2))

    page = signed_in(officer).post(step(placement, "confirm"), {"revision": 1}, follow=True).content.decode()

    assert "Somebody else changed this place just now" in page
    placement.refresh_from_db()
    assert placement.state == "reported"


def test_refusing_asks_why_from_a_list(
    commitment: Commitment, employer: User, officer: User, signed_in: Any
) -> None:
    placement = factories.placement(commitment, employer, state="reported")
    client = signed_in(officer)

    assert "it was reported twice" in client.get(step(placement, "refuse")).content.decode()
    client.post(step(placement, "refuse"), {"revision": 1, "reason": "he is ill"})
    assert Placement.objects.get().state == "reported"
    client.post(step(placement, "refuse"), {"revision": 1, "reason": "twice"})

    assert Placement.objects.get().state == "refused"
    assert "it was reported twice" in client.get(placement.get_absolute_url()).content.decode()


def test_an_end_with_how_it_ended(
    commitment: Commitment, employer: User, officer: User, signed_in: Any
) -> None:
    placement = factories.placement(commitment, officer)
    client = signed_in(employer)
    end = {
        "ended_on_day": "1",
        "ended_on_month": "2",
        "ended_on_year": "2025",
        "end_reason": "training",
        "revision": 1,
    }

    assert "The end cannot be before the start" in client.post(step(placement, "end"), end).content.decode()
    client.post(step(placement, "end"), end | {"ended_on_month": "6"})

    placement.refresh_from_db()
    assert (placement.ended_on, placement.end_confirmed_at) == (date(2025, 6, 1), None)
    assert "End to confirm" in client.get(LIST).content.decode()


def test_a_correction_shows_before_and_after(commitment: Commitment, officer: User, signed_in: Any) -> None:
    placement = factories.placement(commitment, officer)
    client = signed_in(officer)
    words = typed(started_on=date(2025, 3, 9), kind=placement.kind, revision=1)

    client.post(step(placement, "correct"), words)

    assert Entry.objects.of(placement).last().act == "correct"
    assert "1 March 2025 → 9 March 2025" in client.get(placement.get_absolute_url()).content.decode()


@pytest.mark.parametrize("word", ["report-end", "explode", "CONFIRM"])
def test_words_that_are_no_step_are_not_there(
    commitment: Commitment, officer: User, signed_in: Any, word: str
) -> None:
    placement = factories.placement(commitment, officer)

    assert signed_in(officer).get(step(placement, word)).status_code == (200 if word == "report-end" else 404)


def test_employers_see_their_own_places_only(
    commitment: Commitment, officer: User, outsider: User, employer: User, signed_in: Any
) -> None:
    placement = factories.placement(commitment, officer)

    assert "1 place" in signed_in(employer).get(LIST).content.decode()
    stranger = signed_in(outsider)
    assert "No places yet" in stranger.get(LIST).content.decode()
    for word in ("", "end/", "undo/", "correct/"):
        url = f"{LIST}{placement.public_id}/{word}"
        assert stranger.post(url).status_code in {404, 405}
    assert stranger.get(new(commitment.deal)).status_code == 404


def test_filters_in_the_address(deal: Deal, commitment: Commitment, officer: User, signed_in: Any) -> None:
    today = timezone.localdate()
    factories.placement(commitment, officer, started_on=date(2025, 3, 1))
    factories.placement(
        commitment, officer, started_on=date(2025, 9, 1), ended_on=date(2025, 9, 9), end_reason="other"
    )
    factories.placement(commitment, officer, state="reported")
    factories.placement(commitment, officer, state="prepared", started_on=today + timedelta(days=9))
    factories.placement(commitment, officer, state="prepared", started_on=today - timedelta(days=9))
    factories.placement(commitment, officer, state="refused")
    client = signed_in(officer)

    def count(**query: str) -> int:
        found: int = client.get(LIST, query).context["count"]
        return found

    shown = {
        name: count(show=name)
        for name in ("", "to_confirm", "prepared", "late", "started", "running", "ended")
    }
    assert shown == {
        "": 6, "to_confirm": 2, "prepared": 3, "late": 1, "started": 2, "running": 1, "ended": 1,
    }  # fmt: skip
    assert count(show="started", as_of="2025-06-01") == 1
    assert count(since="2025-08-01", until="2025-10-01") == 1
    assert count(kind="learn_work_place", deal=deal.public_id, line="1") == 6
    assert count(kind="internship") == count(programme="nothing") == count(sector="x") == 0
    assert count(programme=deal.programme.public_id) == 6


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_one_place_as_for_three(
    commitment: Commitment,
    officer: User,
    employer: User,
    signed_in: Any,
    django_assert_num_queries: Any,
    rows: int,
) -> None:
    for _row in range(rows):
        factories.placement(commitment, employer, state="reported")
    client = signed_in(officer)

    with django_assert_num_queries(5):
        client.get(LIST)


def test_long_lists_come_in_pages(commitment: Commitment, officer: User, signed_in: Any) -> None:
    for _row in range(30):
        factories.placement(commitment, officer)
    client = signed_in(officer)

    first = client.get(LIST)
    older = client.get(LIST + first.context["part"].older)

    assert (len(first.context["rows"]), len(older.context["rows"])) == (25, 5)
    assert first.context["count"] == older.context["count"] == 30


def test_the_deal_page_leads_to_its_places(
    deal: Deal, employer: User, officer: User, partner: User, signed_in: Any
) -> None:
    link = f"{new(deal)}&amp;line=1"

    for person, is_there in ((employer, True), (officer, True), (partner, False)):
        assert (link in signed_in(person).get(deal.get_absolute_url()).content.decode()) is is_there
