"""Checking a document, and watching one being made, in a real browser."""

from __future__ import annotations

import pytest

from deals.documents import maker
from deals.models import Document
from deals.models.document import reason_to_keep
from tests.browser import assert_sound
from tests.deals.documents import LATER, NOW, apart, due, installed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("demonstration"),
]


@pytest.mark.parametrize("javascript", [True, False])
def test_check_of_a_file_is_for_everyone(deal, page_at, tmp_path, javascript):
    document = apart(lambda: installed(deal))
    copy = tmp_path / "deal.pdf"
    copy.write_bytes(document.read())
    page = page_at(javascript=javascript).open("/verify/")
    page.set_input_files("input[type=file]", str(copy))
    page.get_by_role("button", name="Kijk dit bestand na").click()

    page.get_by_text("Dit document is van ons, en niet veranderd").wait_for()
    if javascript:  # the rules themselves are a script
        assert_sound(page)


def test_wrong_file_is_answered_in_the_form(db, page_at, tmp_path):
    empty = tmp_path / "leeg.pdf"
    empty.write_bytes(b"")
    seat = page_at(390)
    page = seat.open("/verify/")
    page.set_input_files("input[type=file]", str(empty))
    page.get_by_role("button", name="Kijk dit bestand na").click()

    page.get_by_text("Dit bestand is leeg.").first.wait_for()
    assert_sound(page)
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
    assert_sound(page)


def test_list_of_unfinished_documents_is_readable_everywhere(deal, officer, page_at):
    Document.objects.update(state="failed", error=reason_to_keep("The document is empty."))

    page = page_at(user=officer).open("/deals/unfinished/")

    assert page.get_by_role("button", name="Try again now").is_visible()
    assert_sound(page)
