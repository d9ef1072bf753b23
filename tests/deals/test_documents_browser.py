"""Checking a document, and watching one being made, in a real browser."""

from __future__ import annotations

import pytest

from deals.documents import maker
from deals.models import Document
from deals.models.document import reason_to_keep
from tests.browser import WIDTHS, assert_accessible, assert_fits
from tests.deals.documents import LATER, NOW, apart, due, installed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("demonstration"),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_check_of_a_file_is_for_everyone(deal, page_at, tmp_path, scheme):
    document = apart(lambda: installed(deal))
    copy = tmp_path / "deal.pdf"
    copy.write_bytes(document.read())
    for width in WIDTHS:
        page = page_at(width, scheme=scheme, javascript=width != 390).open("/verify/")
        page.set_input_files("input[type=file]", str(copy))
        page.get_by_role("button", name="Kijk dit bestand na").click()

        assert page.get_by_text("Dit document is van ons, en niet veranderd").is_visible()
        assert_fits(page)
        if width != 390:
            assert_accessible(page)


def test_wrong_file_is_answered_in_the_form(db, page_at, tmp_path):
    empty = tmp_path / "leeg.pdf"
    empty.write_bytes(b"")
    seat = page_at(390)
    page = seat.open("/verify/")
    page.set_input_files("input[type=file]", str(empty))
    page.get_by_role("button", name="Kijk dit bestand na").click()

    assert page.get_by_text("Dit bestand is leeg.").first.is_visible()
    assert_accessible(page)
    seat.problems.clear()  # the browser notes that the answer was 422


def test_page_shows_the_document_once_it_is_made(deal, officer, page_at):
    due(deal)
    claimed = Document.objects.claim(at=NOW)
    page = page_at(1280, user=officer).open(deal.get_absolute_url())
    assert page.get_by_text("setting the pages").is_visible()

    claimed.miss("The document is empty.", at=NOW)
    assert apart(lambda: maker.make_next(Document.objects.all(), lambda: LATER))

    page.get_by_role("link", name="Signed deal, version 1").wait_for()
    assert page.get_by_text("setting the pages").count() == 0
    assert_accessible(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_list_of_unfinished_documents_is_readable_everywhere(deal, officer, page_at, width):
    Document.objects.update(state="failed", error=reason_to_keep("The document is empty."))

    page = page_at(width, user=officer).open("/deals/unfinished/")

    assert page.get_by_role("button", name="Try again now").is_visible()
    assert_fits(page)
    assert_accessible(page)
