"""Events: the list, one event with its known figures, writing, the calendar file."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import Municipality, User
from deals import actions
from deals.lifecycle import State
from deals.models import Programme
from employers.models import Employer
from events.models import Attendance, Event, PanelSeat
from tests import factories
from trail.models import Entry

FACTS = {
    "name": "Inspiratietafel",
    "kind": "inspiration_table",
    "on_day": "26",
    "on_month": "11",
    "on_year": "2020",
}
NO_ROWS = {f"{name}-{part}_FORMS": "0" for name in ("seats", "attendance") for part in ("TOTAL", "INITIAL")}


def sent(seats: list[dict[str, str]], counts: list[dict[str, str]], **more: str) -> dict[str, str]:
    """What a browser sends: the facts and these rows."""
    data = FACTS | NO_ROWS | more
    for prefix, rows in (("seats", seats), ("attendance", counts)):
        data[f"{prefix}-TOTAL_FORMS"] = str(len(rows))
        data |= {f"{prefix}-{at}-{name}": value for at, row in enumerate(rows) for name, value in row.items()}
    return data


def names(response: Any) -> list[str]:
    return [event.name for event in response.context["page"].rows]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_few_questions(
    count: int, officer: User, municipality: Municipality, signed_in: Any, django_assert_num_queries: Any
) -> None:
    for _turn in range(count):
        factories.event(municipality=municipality, host=factories.organisation())
    client = signed_in(officer)

    with django_assert_num_queries(5):
        response = client.get(reverse("events:list"))

    assert len(names(response)) == count


def test_filters_narrow_and_live_in_the_address(
    officer: User, municipality: Municipality, signed_in: Any
) -> None:
    factories.event("Past", municipality=municipality, on=date(2020, 11, 26))
    factories.event("Coming", kind="job_market", on=date(2190, 1, 1))
    client, page = signed_in(officer), reverse("events:list")

    found = {
        query: names(client.get(f"{page}?{query}"))
        for query in (
            "",
            "when=past",
            "when=upcoming",
            "kind=job_market",
            "municipality=duinstede",
            "kind=feest",
        )
    }

    assert found == {
        "": ["Coming", "Past"],
        "when=past": ["Past"],
        "when=upcoming": ["Coming"],
        "kind=job_market": ["Coming"],
        "municipality=duinstede": ["Past"],
        "kind=feest": ["Coming", "Past"],
    }


def test_pages_go_from_new_to_old_and_back(officer: User) -> None:
    for day in (1, 2, 2, 3, 4):
        factories.event(f"Day {day}", on=date(2024, 1, day))
    visible = Event.objects.visible_to(officer)

    first = visible.page(size=2)
    second = visible.page(after=first.after, size=2)
    third = visible.page(after=second.after, size=2)
    back = visible.page(before=third.before, size=2)

    assert [event.name for page in (first, second, third) for event in page.rows] == [
        "Day 4",
        "Day 3",
        "Day 2",
        "Day 2",
        "Day 1",
    ]
    assert (first.before, third.after) == ("", "")
    assert back.rows == second.rows


def test_page_shows_known_figures_and_says_what_was_not_published(officer: User, signed_in: Any) -> None:
    event = factories.event(livestream_viewers=120, viewers_approximate=True, on=date(2020, 11, 26))
    PanelSeat.objects.create(
        event=event, function="director and host", organisation_name="Werkse!", is_moderator=True
    )

    page = signed_in(officer).get(event.get_absolute_url()).content.decode()

    assert "about 120" in page
    assert "director and host" in page
    assert "moderator" in page
    assert page.count("not published") == 3  # attendance, chat, host


def test_deals_signed_at_the_event_show_to_those_who_may_see_them(
    officer: User, neighbour: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    event = factories.event()
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)
    actions.sign_on_paper(
        deal, [replace(entry, event=event) for entry in factories.signatures(deal)], by=officer
    )

    own, theirs = (
        signed_in(person).get(event.get_absolute_url()).content.decode() for person in (officer, neighbour)
    )

    assert own.count(deal.title) == 1
    assert "Signed by" in own
    assert deal.title not in theirs


def test_officer_writes_an_event_with_seats_and_counts(
    officer: User, municipality: Municipality, signed_in: Any
) -> None:
    seats = [
        {"function": "schooldirecteur", "organisation_name": "ROC"},
        {"function": "directeur", "is_moderator": "on"},
    ]
    counts = [{"kind": "employers", "count": "60", "is_approximate": "on"}]

    response = signed_in(officer).post(
        reverse("events:new"),
        sent(seats, counts, municipality=str(municipality.pk), livestream_viewers="120", chat_used="true"),
    )

    event = Event.objects.get()
    assert response.url == event.get_absolute_url()
    assert (event.on, event.livestream_viewers, event.chat_used) == (date(2020, 11, 26), 120, True)
    assert [(seat.function, seat.is_moderator) for seat in event.seats.order_by("position")] == [
        ("schooldirecteur", False),
        ("directeur", True),
    ]
    assert (Attendance.objects.get().count, Attendance.objects.get().is_approximate) == (60, True)
    assert [entry.act for entry in Entry.objects.of(event)] == ["plan"]


def test_change_keeps_rows_drops_removed_ones_and_records_it(officer: User, signed_in: Any) -> None:
    event = factories.event("Inspiratietafel", kind="inspiration_table", on=date(2020, 11, 26))
    event.seats.create(function="schooldirecteur")
    event.seats.create(function="wethouder", position=1)
    rows = [{"function": "schooldirecteur"}, {"function": "wethouder", "DELETE": "on"}]

    signed_in(officer).post(
        reverse("events:edit", args=[event.public_id]), sent(rows, [], **{"seats-INITIAL_FORMS": "2"})
    )

    assert [seat.function for seat in event.seats.all()] == ["schooldirecteur"]
    entry = Entry.objects.of(event).get()
    assert list(entry.changes) == ["seats"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": ""}, "Name: Fill this in."),
        ({"on_day": "31", "on_month": "2"}, "This date does not exist"),
        ({"starts_at": "14:00", "ends_at": "13:00"}, "The end must be later than the start."),
        ({"starts_at": "25:00"}, "Enter a valid time"),
        ({"livestream_viewers": "-5"}, "greater than or equal to 0"),
        ({"livestream_viewers": "99999999999"}, "less than or equal to"),
        ({"livestream_url": "geen adres"}, "Enter a valid URL"),
    ],
)
def test_bad_input_is_answered_in_clear_words_and_kept(
    typed: dict[str, str], message: str, officer: User, signed_in: Any
) -> None:
    seats = [{"function": "schooldirecteur"}]

    response = signed_in(officer).post(reverse("events:new"), sent(seats, [], **typed))

    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert 'value="schooldirecteur"' in page
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([{"kind": "employers", "count": "-1"}], "greater than or equal to 0"),
        ([{"kind": "employers", "count": "1000001"}], "less than or equal to"),
        ([{"kind": "employers", "count": "5"}, {"kind": "Employers", "count": "6"}], "in the list twice"),
    ],
)
def test_bad_counts_are_answered_in_clear_words(
    counts: list[dict[str, str]], message: str, officer: User, signed_in: Any
) -> None:
    response = signed_in(officer).post(reverse("events:new"), sent([], counts))

    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Event.objects.exists()


def test_rows_grow_without_losing_what_was_typed(officer: User, signed_in: Any) -> None:
    data = sent([{"function": "schooldirecteur"}], [], place="Delft", **{"attendance-add": "1"})

    response = signed_in(officer).post(reverse("events:new"), data)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="schooldirecteur"' in page
    assert 'value="Delft"' in page
    assert 'name="attendance-0-kind"' in page
    assert not Event.objects.exists()


def test_officer_of_another_municipality_does_not_change_it(
    neighbour: User, municipality: Municipality, signed_in: Any
) -> None:
    event = factories.event(municipality=municipality)

    response = signed_in(neighbour).post(reverse("events:edit", args=[event.public_id]), sent([], []))

    assert response.status_code == 403
    with pytest.raises(PermissionDenied):
        event.change(by=neighbour, seats=[], attendance=[], name="Anders")
    with pytest.raises(PermissionDenied):
        Event.objects.plan(
            by=neighbour, name="Nieuw", kind="meeting", on=date(2025, 1, 1), municipality=municipality
        )


def test_calendar_file_is_valid_and_folds_between_signs(officer: User, signed_in: Any) -> None:
    event = factories.event(
        "Kennismaken; eten, praten",
        on=date(2026, 7, 1),
        starts_at=time(14, 30),
        ends_at=time(17),
        place="Café Zeezicht",
        description="Regel één\nRegel twee " + "é" * 80,
    )

    response = signed_in(officer).get(reverse("events:calendar", args=[event.public_id]))

    text = response.content.decode()
    unfolded = text.replace("\r\n ", "")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VCALENDAR\r\n")
    assert "DTSTART:20260701T123000Z\r\nDTEND:20260701T150000Z" in unfolded
    assert "SUMMARY:Kennismaken\\; eten\\, praten\r\n" in unfolded
    assert f"DESCRIPTION:Regel één\\nRegel twee {'é' * 80}\r\n" in unfolded


def test_calendar_file_of_a_day_without_hours_is_a_whole_day(officer: User, signed_in: Any) -> None:
    event = factories.event(on=date(2026, 12, 31))

    text = signed_in(officer).get(reverse("events:calendar", args=[event.public_id])).content.decode()

    assert "DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in text
