"""Anyone can check a document: ours and unchanged, ours but changed, or not ours. Nothing about people is told."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deals.documents.scans import store_scan
from deals.documents.seal import seal
from deals.documents.verify import Finding, judge, tidy_code
from tests.deals.documents import NOW
from tests.deals.test_scans import pdf_bytes, photo_bytes, upload

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture(autouse=True)
def english_visitor(client):
    """Visitors read Dutch, unless they choose otherwise."""
    client.cookies["language"] = "en"


def flipped(content: bytes, place: int) -> bytes:
    """The same file with one bit changed."""
    changed = bytearray(content)
    changed[place] ^= 1
    return bytes(changed)


def saved_anew(content: bytes, change=lambda pdf: None) -> bytes:
    """The same pages, written by another program."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out)
    return out.getvalue()


def without_first_page(pdf) -> None:
    del pdf.pages[0]


def without_description(pdf) -> None:
    del pdf.Root.Metadata
    del pdf.trailer.Info


def seal_again(content: bytes) -> bytes:
    """What a second signature, put on by whoever else, looks like."""
    return content + seal(pdf_bytes(), reason="Mine")[-3000:]


def test_sealed_file_is_ours_and_unchanged(document):
    verdict = judge(document.read())

    assert (verdict.finding, verdict.document) == (Finding.OURS, document)


@pytest.mark.parametrize("place", [50, 3000, -3000, -50, -1])
def test_one_changed_bit_is_seen_wherever_it_is(document, place):
    verdict = judge(flipped(document.read(), place))

    assert (verdict.finding, verdict.document) == (Finding.CHANGED, document)


def test_something_added_after_the_seal_is_seen(document):
    assert judge(seal_again(document.read())).finding == Finding.ADDED
    assert judge(document.read() + b"\n").finding == Finding.ADDED


@pytest.mark.parametrize("change", [lambda pdf: None, without_first_page, without_description])
def test_file_written_anew_is_changed(document, change):
    verdict = judge(saved_anew(document.read(), change))

    assert (verdict.finding, verdict.document) == (Finding.CHANGED, document)


def test_half_a_file_is_changed(document):
    content = document.read()

    assert judge(content[: len(content) // 2]).finding in {Finding.CHANGED, Finding.FOREIGN}


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (pdf_bytes(), Finding.FOREIGN),
        (b"%PDF-1.7\nbroken", Finding.FOREIGN),
        (photo_bytes(), Finding.NEITHER),
        (b"", Finding.NEITHER),
    ],
)
def test_other_files_are_not_ours(document, content, finding):
    verdict = judge(content)

    assert (verdict.finding, verdict.document) == (finding, None)


def test_scan_is_not_a_sealed_document(document, officer):
    content = pdf_bytes(2)
    store_scan(document.deal, document.version, upload(content), officer, NOW)

    assert judge(content).finding == Finding.FOREIGN


@pytest.mark.parametrize("typed", ["abcd-efgh-jkmn", "ABCD EFGH JKMN", " abcdefghjkmn. "])
def test_code_is_understood_however_it_is_typed(typed):
    assert tidy_code(typed) == "abcd-efgh-jkmn"


def test_code_tells_what_was_sealed_and_nothing_about_people(document, client):
    page = client.get(f"/verify/{document.verify_code}/").content.decode()

    assert "Gemeente Duinstede" in page
    assert "12 December 2024" in page
    assert document.version.content_hash[:8] in page
    for name in ("Helmgras", "Duinwerk", "A. Example", "Olga", "Deal with"):
        assert name not in page


def test_unknown_code_is_said_so(document, client):
    answer = client.get("/verify/abcd-efgh-jkmn/")

    assert answer.status_code == 404
    assert "We sealed no document under this code" in answer.content.decode()


def test_typed_code_leads_to_its_page(document, client):
    typed = document.verify_code.upper().replace("-", " ")

    assert client.get("/verify/", {"code": typed}).url == f"/verify/{document.verify_code}/"
    assert client.get(f"/verify/{document.verify_code.upper()}/").url == f"/verify/{document.verify_code}/"
    assert "A code has twelve letters and digits" in client.get("/verify/", {"code": "abc"}).content.decode()


def test_upload_needs_no_account(document, client):
    page = client.post("/verify/", {"file": upload(document.read())}).content.decode()

    assert "This document is ours, and unchanged" in page
    assert "Gemeente Duinstede" in page
    assert "Helmgras" not in page


def test_upload_of_a_changed_file_warns(document, client):
    page = client.post("/verify/", {"file": upload(flipped(document.read(), 3000))}).content.decode()

    assert "This is not the document that we sealed" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty. Choose the file again."),
        (b"%PDF-" + b"0" * (20 * 1024 * 1024), "This file is 20 MB. It may be 20 MB at most."),
    ],
)
def test_upload_without_content_or_with_too_much_is_refused(document, client, content, said):
    answer = client.post("/verify/", {"file": SimpleUploadedFile("deal.pdf", content)})

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_upload_without_a_file_is_refused(document, client):
    assert "Choose a file." in client.post("/verify/", {}).content.decode()


def test_machine_that_sends_file_after_file_has_to_wait(db, client):
    answers = [client.post("/verify/", {}, REMOTE_ADDR="192.0.2.7").status_code for _each in range(31)]

    assert answers[0] == 422
    assert answers[-1] == 429
    assert client.post("/verify/", {}, REMOTE_ADDR="192.0.2.8").status_code == 422
