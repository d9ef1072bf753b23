"""Reading a deal's files, watching one being made, having it made again; and who may."""

from __future__ import annotations

from hashlib import sha256

import pytest

from deals.documents.scans import store_scan
from deals.documents.storage import store
from deals.models import Document, DocumentState
from deals.models.document import reason_to_keep
from tests import factories
from tests.deals.documents import NOW, due
from tests.deals.test_scans import pdf_bytes, photo_bytes, upload

pytestmark = pytest.mark.usefixtures("demonstration")
NO_SEAL = reason_to_keep("No seal is configured. An administrator of the installation sets SEAL_KEY_FILE.")


def url(deal, rest: str = "") -> str:
    return f"/deals/{deal.public_id}/{rest}"


@pytest.mark.parametrize(
    "who", ["officer", "employer", "partner", "alderman", "privacy_officer", "administrator"]
)
def test_sealed_document_is_given_to_who_may_read_the_deal(document, signed_in, request, who):
    answer = signed_in(request.getfixturevalue(who)).get(url(document.deal, "document.pdf"))

    assert answer.status_code == 200
    assert answer.content == document.read()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="deal-with-helmgras-groen-1-nl.pdf"'
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("who", ["neighbour", "outsider"])
def test_documents_of_others_do_not_exist(document, signed_in, request, who):
    client = signed_in(request.getfixturevalue(who))

    pages = [
        url(document.deal, "document.pdf"),
        document.get_absolute_url(),
        url(document.deal, "documents/"),
    ]
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert client.post(document.get_absolute_url() + "retry/").status_code == 404


def test_visitor_is_asked_to_sign_in(document, client):
    answer = client.get(url(document.deal, "document.pdf"))

    assert (answer.status_code, answer.url.partition("?")[0]) == (302, "/accounts/login/")


def test_document_under_the_address_of_another_deal_does_not_exist(
    document, signed_in, officer, programme, helmgras
):
    other = factories.deal(officer, programme, helmgras.organisation)

    assert signed_in(officer).get(url(other, f"documents/{document.public_id}/")).status_code == 404


def test_document_that_the_reader_has_is_not_sent_again(document, signed_in, officer):
    client = signed_in(officer)
    first = client.get(url(document.deal, "document.pdf"))

    again = client.get(url(document.deal, "document.pdf"), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_document_not_ready_yet_is_not_found(deal, signed_in, officer):
    assert signed_in(officer).get(url(deal, "document.pdf")).status_code == 404


def test_file_changed_on_disk_is_never_given(document, signed_in, officer, demonstration):
    path = demonstration / document.file.name
    path.write_bytes(path.read_bytes().replace(b"Helmgras", b"Hooigras"))
    path.write_bytes(path.read_bytes()[:-1])

    assert signed_in(officer).get(document.get_absolute_url()).status_code == 404


def test_scan_is_given_as_a_file_under_its_own_name(deal, signed_in, officer, employer):
    scan = store_scan(deal, deal.newest_version(), upload(photo_bytes(), "händtekening.jpg"), officer, NOW)

    answer = signed_in(employer).get(scan.get_absolute_url())

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''h%C3%A4ndtekening.jpg"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_deal_page_lists_what_is_ready_and_what_is_being_made(deal, signed_in, officer):
    store_scan(deal, deal.newest_version(), upload(pdf_bytes(), "scan.pdf"), officer, NOW)
    due(deal)
    Document.objects.claim(at=NOW)

    page = signed_in(officer).get(url(deal)).content.decode()

    assert "scan.pdf" in page
    assert "Signed deal, version 1</b>: setting the pages." in page
    assert f'hx-get="{url(deal, "documents/")}"' in page
    assert "Look again" in page


def test_fragment_is_the_same_as_in_the_page(deal, signed_in, officer):
    client = signed_in(officer)
    page = client.get(url(deal)).content.decode()

    part = client.get(url(deal, "documents/"), headers={"HX-Request": "true"}).content.decode()

    assert part.strip().startswith('<div id="documents"')
    assert part.strip() in page
    assert client.get(url(deal, "documents/")).url == url(deal)


def test_page_stops_asking_once_the_document_is_there(document, signed_in, officer):
    part = (
        signed_in(officer)
        .get(url(document.deal, "documents/"), headers={"HX-Request": "true"})
        .content.decode()
    )

    assert "hx-get" not in part
    assert document.get_absolute_url() in part
    assert "sealed 1 March 2025" in part


def test_failed_document_says_why_and_the_officer_has_it_made_again(deal, signed_in, officer, employer):
    owed = due(deal)
    Document.objects.filter(pk=owed.pk).update(state="failed", attempts=5, error=NO_SEAL)
    theirs = signed_in(employer).get(url(deal, "documents/"), headers={"HX-Request": "true"}).content.decode()
    assert "No seal is configured." in theirs
    assert "Try again now" not in theirs
    assert signed_in(employer).post(owed.get_absolute_url() + "retry/").status_code == 403
    client = signed_in(officer)
    assert "Try again now" in client.get(url(deal)).content.decode()

    answer = client.post(owed.get_absolute_url() + "retry/")

    owed.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, url(deal))
    assert (owed.state, owed.attempts, owed.error) == (DocumentState.DUE, 0, "")


def test_reason_is_read_in_the_language_of_the_reader(deal, signed_in, officer):
    owed = due(deal)
    Document.objects.filter(pk=owed.pk).update(state="failed", error=reason_to_keep("The document is empty."))
    officer.language = "nl"
    officer.save()

    assert "Het document is leeg." in signed_in(officer).get(url(deal)).content.decode()


def test_officer_sees_all_that_is_not_ready(deal, signed_in, officer, neighbour, employer):
    owed = due(deal)
    Document.objects.filter(pk=owed.pk).update(state="failed", error=NO_SEAL)

    page = signed_in(officer).get("/deals/unfinished/").content.decode()

    assert "Deal with Helmgras Groen" in page
    assert "No seal is configured." in page
    assert "Nothing is stuck" in signed_in(neighbour).get("/deals/unfinished/").content.decode()
    assert signed_in(employer).get("/deals/unfinished/").status_code == 403
    again = signed_in(officer).post(owed.get_absolute_url() + "retry/", {"list": "1"})
    assert again.url == "/deals/unfinished/"


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_what_is_not_ready_costs_the_same_at_any_length(
    officer, programme, helmgras, signed_in, django_assert_num_queries, rows
):
    for _each in range(rows):
        factories.deal(officer, programme, helmgras.organisation)
    client = signed_in(officer)

    with django_assert_num_queries(8):
        client.get("/deals/unfinished/")


def test_officer_has_the_document_made_in_english_once(document, signed_in, officer, employer):
    client, address = signed_in(officer), document.get_absolute_url() + "in/en/"
    assert "Make it in English too" in client.get(url(document.deal)).content.decode()
    assert "Make it in English too" not in signed_in(employer).get(url(document.deal)).content.decode()

    answers = [client.post(address).status_code, client.post(address).status_code]

    assert answers == [302, 302]
    assert sorted(document.deal.documents.values_list("language", "state")) == [
        ("en", "due"),
        ("nl", "final"),
    ]
    assert client.post(document.get_absolute_url() + "in/fr/").status_code == 404
    assert "Make it in English too" not in client.get(url(document.deal)).content.decode()


def test_reader_gets_the_document_in_their_language(document, signed_in, officer):
    content = pdf_bytes(4)
    english = document.deal.documents.create(
        kind="deal",
        language="en",
        version=document.version,
        state="final",
        file=store(content, ".pdf"),
        sha256=sha256(content).hexdigest(),
        size=len(content),
        made_at=NOW,
    )

    answer = signed_in(officer).get(url(document.deal, "document.pdf"))

    assert answer["ETag"] == f'"{english.sha256}"'
    assert "-1-en.pdf" in answer["Content-Disposition"]
