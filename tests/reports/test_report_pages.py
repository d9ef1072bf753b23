"""The pages of progress reports."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from deals.models import Deal, Programme
from reports.models import Snapshot
from reports.programme import programme_figures
from reports.shown import Lists
from tests import factories
from tests.reports import factories as made

DAY = date(2025, 12, 31)


@pytest.fixture
def report(busy: Programme, alderman: User) -> Snapshot:
    """A report in the alderman's own words."""
    return Snapshot.objects.freeze(
        busy, DAY, author=alderman, at=made.noon(date(2026, 1, 4)), note="We did <well>."
    )


def test_list_takes_the_same_queries_at_one_and_three_reports(
    programme: Programme, alderman: User, signed_in: Any, django_assert_num_queries: Any
) -> None:
    browser = signed_in(alderman)
    for count in (1, 2):
        for _each in range(count):
            Snapshot.objects.freeze(programme, DAY, author=alderman, at=timezone.now())
        with django_assert_num_queries(5):
            page = browser.get("/reports/")
    assert page.content.decode().count("/reports/") >= 3


def test_list_shows_one_programme(programme: Programme, alderman: User, signed_in: Any) -> None:
    other = factories.programme(programme.municipality, "Elders")
    for each in (programme, other):
        Snapshot.objects.freeze(each, DAY, author=alderman, at=timezone.now())

    page = signed_in(alderman).get("/reports/", {"programme": other.public_id}).content.decode()

    assert ("Progress of Elders" in page, "Progress of Aan de slag" in page) == (True, False)


def test_page_says_the_conclusion_first_and_hides_small_numbers(
    report: Snapshot, alderman: User, signed_in: Any
) -> None:
    page = signed_in(alderman).get(report.get_absolute_url()).content.decode()

    assert "<b>61 placements started. That is 1 more than planned.</b>" in page
    assert "We did &lt;well&gt;." in page
    assert "<b>x</b> of 30" in page
    assert "/placements/" not in page


def test_report_takes_few_queries(
    report: Snapshot, alderman: User, signed_in: Any, django_assert_num_queries: Any
) -> None:
    browser = signed_in(alderman)

    with django_assert_num_queries(5):
        browser.get(report.get_absolute_url())


def test_new_report_is_looked_at_and_then_laid_down(busy: Programme, alderman: User, signed_in: Any) -> None:
    browser = signed_in(alderman)
    asked = {
        "programme": busy.public_id,
        "as_of_day": "31",
        "as_of_month": "12",
        "as_of_year": "2025",
        "note": "Good.",
    }

    preview = browser.post("/reports/new/", asked | {"show": "1"}).content.decode()
    made_none = Snapshot.objects.count()
    answer = browser.post("/reports/new/", asked | {"freeze": "1"}, follow=True)

    report = Snapshot.objects.get()
    assert ("61 placements started." in preview, made_none) == (True, 0)
    assert (report.as_of, report.note, report.author) == (DAY, "Good.", alderman)
    assert answer.redirect_chain == [(report.get_absolute_url(), 302)]


def test_day_to_come_keeps_what_was_typed(programme: Programme, alderman: User, signed_in: Any) -> None:
    day = timezone.localdate() + timedelta(days=1)
    asked = {
        "programme": programme.public_id,
        "as_of_day": day.day,
        "as_of_month": day.month,
        "as_of_year": day.year,
    }

    answer = signed_in(alderman).post("/reports/new/", asked | {"note": "Own words", "freeze": "1"})

    assert answer.status_code == 422
    page = answer.content.decode()
    assert ("Choose a day that is not in the future." in page, "Own words" in page) == (True, True)
    assert Snapshot.objects.count() == 0


def test_programme_of_another_municipality_is_refused(alderman: User, signed_in: Any) -> None:
    elsewhere = factories.programme(factories.municipality("Elders"), "Elders")
    asked = {
        "programme": elsewhere.public_id,
        "as_of_day": "1",
        "as_of_month": "1",
        "as_of_year": "2025",
        "freeze": "1",
    }

    answer = signed_in(alderman).post("/reports/new/", asked)

    assert "Choose a programme of your municipality." in answer.content.decode()
    assert Snapshot.objects.count() == 0


def test_officer_sees_all_live_numbers_and_alderman_does_not(
    busy: Programme, alderman: User, officer: User, signed_in: Any
) -> None:
    asked = {
        "programme": busy.public_id,
        "as_of_day": "31",
        "as_of_month": "12",
        "as_of_year": "2025",
        "show": "1",
    }

    pages = [
        signed_in(person).post("/reports/new/", asked).content.decode() for person in (officer, alderman)
    ]

    assert ["You see every number" in page for page in pages] == [
        True,
        False,
    ]


def test_json_is_what_the_fingerprint_covers(report: Snapshot, officer: User, signed_in: Any) -> None:
    answer = signed_in(officer).get(f"{report.get_absolute_url()}report.json")

    assert hashlib.sha256(answer.content).hexdigest() == report.sha256


def test_downloads_alone_answer_htmx(report: Snapshot, officer: User, signed_in: Any) -> None:
    answer = signed_in(officer).get(report.get_absolute_url(), headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert ('id="downloads"' in page, "<h1" in page, "The PDF is being made." in page) == (True, False, True)


@pytest.mark.parametrize("show", ["started", "running"])
def test_figure_opens_a_list_with_the_same_count(
    busy: Programme, deal: Deal, officer: User, signed_in: Any, show: str
) -> None:
    factories.placement(deal.commitments.get(), officer, started_on=date(2026, 2, 1))
    figures = programme_figures(busy, DAY)

    page = signed_in(officer).get(Lists(figures).of(show)).context

    assert (page["count"], figures["cells"][show] > 25) == (figures["cells"][show], True)


def test_published_programme_without_records_shows_no_invented_nought(
    programme: Programme, officer: User, alderman: User, signed_in: Any
) -> None:
    programme.source = "a newspaper"
    programme.save()
    factories.deal(officer, programme, factories.employer("Weverling").organisation, commitments=[])
    made.target(programme, 500, counts_placements=False, per_year=True)
    made.funnel(programme, {"spoken": 1500, "follow_up": 400, "placed": 1})
    report = Snapshot.objects.freeze(programme, DAY, author=alderman, at=made.noon(date(2026, 1, 4)))

    page = signed_in(alderman).get(report.get_absolute_url()).content.decode()

    assert "1 deal was signed. How many places they promise was not published." in page
    assert page.count("not published") >= 3
    assert ("<dd>x</dd>" in page, "26.7%: follow-up" in page, "<dd>0</dd>" in page) == (True, True, False)


def test_programme_asked_for_is_chosen_already(programme: Programme, alderman: User, signed_in: Any) -> None:
    page = signed_in(alderman).get("/reports/new/", {"programme": programme.public_id}).content.decode()

    assert f'<option value="{programme.public_id}" selected>' in page
