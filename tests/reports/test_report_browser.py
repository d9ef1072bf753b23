"""The page of a report in a browser: accessible, fitting, quiet."""

from __future__ import annotations

from datetime import date

import pytest

from accounts.models import User
from deals.models import Programme
from reports.models import Snapshot
from tests.browser import PageAt, assert_sound
from tests.reports import factories as made

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_report_is_accessible_and_fits(page_at: PageAt, busy: Programme, alderman: User) -> None:
    moment = made.noon(date(2026, 1, 4))
    Snapshot.objects.freeze(busy, date(2025, 9, 30), author=alderman, at=moment)
    report = Snapshot.objects.freeze(busy, date(2025, 12, 31), author=alderman, at=moment, note="Own words.")

    seat = page_at(user=alderman)
    for path in (report.get_absolute_url(), "/reports/", "/reports/new/"):
        assert_sound(seat.open(path))


def test_report_is_made_without_javascript(page_at: PageAt, busy: Programme, alderman: User) -> None:
    page = page_at(390, user=alderman, javascript=False).open("/reports/new/")

    page.select_option("select[name=programme]", label="Aan de slag")
    page.click("button[name=show]")
    page.click("button[name=freeze]")

    assert page.locator("h1").inner_text() == Snapshot.objects.get().title
