"""A scan in the wizard: accepted it stays with the draft, refused it says why and the other answers stay."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import User
from deals.models import Deal, Programme
from employers.models import Employer
from partners.models import Partner
from tests.deals import wizarding
from tests.deals.test_wizard import signatures, to_promises
from tests.deals.wizarding import Visit, errors_of


@pytest.fixture
def at_promises(
    officer: User,
    programme: Programme,
    helmgras: Employer,
    duinwerk: Partner,
    signed_in: Any,
    settings: Any,
    tmp_path: Path,
) -> Visit:
    """The officer at the third step."""
    settings.MEDIA_ROOT = tmp_path
    visit = Visit(signed_in(officer)).start(wizarding.bhag(programme))
    to_promises(visit, helmgras, duinwerk)
    return visit


def pdf() -> bytes:
    """A PDF of one page."""
    made = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(made)
    return made.getvalue()


def upload(content: bytes, name: str = "signed.pdf") -> dict[str, Any]:
    return {"scan": SimpleUploadedFile(name, content, content_type="application/pdf")}


def test_scan_is_kept_with_the_draft_and_then_with_the_deal(at_promises: Visit, helmgras: Employer) -> None:
    paper = pdf()
    answer = at_promises.post("promises", files=upload(paper), commitments__0__quantity="-1")
    assert answer.status_code == 422
    assert at_promises.draft.scan_name == "signed.pdf"

    at_promises.post("promises", commitments__0__quantity="6", **signatures(at_promises, helmgras))
    at_promises.post("check", outcome="signed")

    scan = Deal.objects.get().documents.get(kind="scan")
    assert (scan.original_name, scan.pages) == ("signed.pdf", 1)
    assert Path(scan.file.path).read_bytes() == paper


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"MZ this is a program", "Scan or photo of the signed paper: This is no PDF, JPEG or PNG file."),
        (b"", "Scan or photo of the signed paper: This file is empty. Choose the file again."),
        (
            b"%PDF-" + bytes(40 * 1024 * 1024),
            "Scan or photo of the signed paper: This file is 40 MB. It may be 20 MB at most.",
        ),
    ],
    ids=["program", "empty", "forty megabytes"],
)
def test_refused_scan_says_why_and_the_other_answers_stay(
    at_promises: Visit, content: bytes, message: str
) -> None:
    answer = at_promises.post(
        "promises", files=upload(content), commitments__0__quantity="6", place="Town hall"
    )

    assert answer.status_code == 422
    assert errors_of(answer) == [message]
    assert at_promises.draft.scan_name == ""
    assert at_promises.draft.answers["promises"]["place"] == ["Town hall"]


def test_scan_can_be_taken_away(at_promises: Visit) -> None:
    at_promises.post("promises", press="save", value="1", files=upload(pdf()))

    at_promises.post("promises", press="scan-remove", value="1")

    assert at_promises.draft.scan_name == ""


def test_draft_deal_keeps_no_scan_of_a_text_that_can_change(at_promises: Visit) -> None:
    at_promises.post("promises", files=upload(pdf()), commitments__0__quantity="6")

    at_promises.post("check", outcome="draft")

    assert not Deal.objects.get().documents.exists()
    assert at_promises.draft.scan_name == "signed.pdf"


def written_anew(visit: Visit) -> Visit:
    """Open the deal in the wizard again, as far as its third step."""
    answer = visit.client.post(reverse("deals:rewrite", args=[Deal.objects.get().public_id]))
    again = Visit(visit.client)
    again.public_id = answer["Location"].split("/")[3]
    answer = again.post("parties")
    assert answer["Location"] == again.url("promises"), errors_of(answer)
    return again


def test_scan_of_a_draft_deal_is_there_when_the_deal_is_written_on(
    at_promises: Visit, helmgras: Employer
) -> None:
    paper = pdf()
    at_promises.post("promises", files=upload(paper), commitments__0__quantity="6")
    at_promises.post("check", outcome="draft")

    again = written_anew(at_promises)
    page = again.client.get(again.url("promises")).content.decode()
    again.post("promises", **signatures(again, helmgras))
    again.post("check", outcome="signed")

    assert "Remove it if the paper shows another text." in page
    scan = Deal.objects.get().documents.get(kind="scan")
    assert (scan.original_name, Path(scan.file.path).read_bytes()) == ("signed.pdf", paper)


def test_scan_that_was_removed_or_replaced_does_not_come_back(at_promises: Visit) -> None:
    at_promises.post("promises", files=upload(pdf()), commitments__0__quantity="6")
    at_promises.post("check", outcome="draft")
    second = written_anew(at_promises)
    second.post("promises", files=upload(pdf(), "better.pdf"))
    second.post("check", outcome="draft")
    third = written_anew(at_promises)
    assert third.draft.scan_name == "better.pdf"
    third.post("promises", press="scan-remove", value="1")
    third.post("promises")
    third.post("check", outcome="draft")

    assert written_anew(at_promises).draft.scan_name == ""


def test_scan_of_signatures_that_were_taken_back_is_not_kept_for_the_new_text(
    at_promises: Visit, officer: User, helmgras: Employer
) -> None:
    at_promises.post("promises", files=upload(pdf()), commitments__0__quantity="6")
    at_promises.post("check", outcome="draft")
    Programme.objects.update(checks_paper=True)
    again = written_anew(at_promises)
    again.post("promises", **signatures(again, helmgras))
    again.post("check", outcome="signed")
    deal = Deal.objects.get()
    assert deal.state == "offered"
    deal.make("take_back", by=officer, reason="A wrong date.")

    assert written_anew(at_promises).draft.scan_name == ""


def test_scan_can_be_added_once_the_deal_is_signed(
    officer: User, deal: Deal, signed_in: Any, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    address = f"{deal.get_absolute_url()}scans/new/"

    nothing = signed_in(officer).post(address)
    answer = signed_in(officer).post(address, upload(pdf()))

    assert errors_of(nothing) == ["Scan or photo of the signed paper: Choose a file."]
    assert answer["Location"] == deal.get_absolute_url()
    assert deal.documents.get(kind="scan").original_name == "signed.pdf"


def test_signing_day_is_dated_by_the_signature(at_promises: Visit, helmgras: Employer) -> None:
    other_day = {
        f"sign-{helmgras.public_id}-signed_on_{part}": str(value)
        for part, value in (("day", 13), ("month", 12), ("year", 2024))
    }
    at_promises.post(
        "promises", commitments__0__quantity="6", **(signatures(at_promises, helmgras) | other_day)
    )

    at_promises.post("check", outcome="signed")

    assert Deal.objects.get().signed_on == date(2024, 12, 13)
