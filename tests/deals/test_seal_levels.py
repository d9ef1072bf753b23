"""Seals with a time stamp (B-T) and with lasting proof (B-LT), by authorities on HTTP; and what happens when those fail."""

from __future__ import annotations

import io
import os
import subprocess
from datetime import timedelta

import pikepdf
import pytest
from django.core.management import call_command
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from deals.documents import maker
from deals.documents.checks import check_seal
from deals.documents.reasons import NoSeal, Unfit
from deals.documents.seal import seal
from deals.documents.verify import Finding, judge
from deals.models import Document
from tests.deals import authorities, documents
from tests.deals.documents import LATER, NOW, due
from tests.deals.test_seal import blank

try:
    from tests import conformance
except ModuleNotFoundError:
    conformance = None

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture(scope="module", params=["crl", "ocsp"])
def served(request):
    """Authorities on HTTP, that tell of revocations in either way."""
    with authorities.serving(by_crl=request.param == "crl") as serving:
        yield serving


@pytest.fixture
def lasting(served, settings, tmp_path):
    """An installation that seals at B-LT, with authorities that are well."""
    served.skew = timedelta()
    for kept in (served.away, served.garbage, served.revoked, served.asked):
        kept.clear()
    key, trusted = served.files(tmp_path)
    settings.SEAL_KEY_FILE, settings.SEAL_KEY_PASSWORD = str(key), authorities.PASSWORD
    settings.SEAL_TRUST_FILE = str(trusted)
    settings.TIMESTAMP_URL = f"{served.address}/time"
    return served


@pytest.fixture
def timed(lasting, settings):
    """The same at B-T."""
    settings.SEAL_TRUST_FILE = ""
    return lasting


def signature_of(sealed: bytes):
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures
    return signature


def test_time_stamp_without_more_is_b_t(timed):
    sealed = seal(blank(), reason="Test")

    check_seal(sealed)
    trusted = ValidationContext(
        trust_roots=[authorities.plain(timed.names[name][0]) for name in ("Gemeente Duinstede", "root")]
    )
    status = validate_pdf_signature(signature_of(sealed), trusted, ts_validation_context=trusted)
    assert status.bottom_line
    assert status.timestamp_validity.trusted
    assert "/DSS" not in PdfFileReader(io.BytesIO(sealed)).root
    assert set(timed.asked) == {"/time"}


def test_lasting_seal_carries_all_that_shows_it_was_valid(lasting):
    sealed = seal(blank(), reason="Test")
    lasting.away |= {"/time", "/crl", "/ocsp"}

    check_seal(sealed)  # asks nobody
    carried = PdfFileReader(io.BytesIO(sealed)).root["/DSS"]
    assert len(carried["/CRLs" if lasting.by_crl else "/OCSPs"]) >= 1
    assert len(carried["/Certs"]) >= 2


def test_lasting_seal_covers_the_proof_that_it_carries(lasting):
    sealed = seal(blank(), reason="Test")

    root = authorities.plain(lasting.names["root"][0])
    trusted = ValidationContext(trust_roots=[root])
    status = validate_pdf_signature(signature_of(sealed), trusted, ts_validation_context=trusted)
    assert status.bottom_line
    assert status.timestamp_validity.trusted
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def test_file_is_held_to_the_level_that_is_configured(lasting, settings):
    roots, settings.SEAL_TRUST_FILE = settings.SEAL_TRUST_FILE, ""
    with_time = seal(blank(), reason="Test")
    address, settings.TIMESTAMP_URL = settings.TIMESTAMP_URL, ""
    without_time = seal(blank(), reason="Test")

    settings.TIMESTAMP_URL = address
    with pytest.raises(Unfit, match="no valid time stamp"):
        check_seal(without_time)
    settings.SEAL_TRUST_FILE = roots
    with pytest.raises(Unfit, match="does not carry the proof"):
        check_seal(with_time)


@pytest.mark.parametrize("who", ["Gemeente Duinstede", "Time"])
def test_nothing_is_sealed_with_a_revoked_certificate(lasting, who):
    lasting.revoke(who)

    with pytest.raises(NoSeal, match="was revoked"):
        seal(blank(), reason="Test")


def test_authority_that_nobody_trusts_proves_nothing(lasting, settings, tmp_path):
    with authorities.serving() as others:
        _key, roots = others.files(tmp_path)
    settings.SEAL_TRUST_FILE = str(roots)

    with pytest.raises(NoSeal, match="could not be shown"):
        seal(blank(), reason="Test")


def test_proof_that_cannot_be_fetched_keeps_the_document_waiting(lasting):
    lasting.away |= {"/crl", "/ocsp"}

    with pytest.raises(NoSeal, match="could not be shown"):
        seal(blank(), reason="Test")


@pytest.mark.parametrize("hours", [-24, 24, 1])
def test_time_that_cannot_be_is_refused_with_both_clocks(timed, hours):
    timed.skew = timedelta(hours=hours)

    with pytest.raises(
        NoSeal, match=r"authority says \d{4}-.* ours says \d{4}-.* Nothing is sealed until they agree"
    ):
        seal(blank(), reason="Test")


def test_clocks_that_differ_a_little_are_usual(timed):
    timed.skew = timedelta(minutes=-2)

    check_seal(seal(blank(), reason="Test"))


@pytest.mark.parametrize("fault", ["away", "garbage"])
def test_document_waits_for_the_authority_and_is_made_by_itself(deal, timed, fault, signed_in, officer):
    owed = due(deal)
    getattr(timed, fault).add("/time")

    for minute in (0, 1, 3, 7):
        assert maker.make_next(Document.objects.all(), lambda at=NOW + timedelta(minutes=minute): at)
        assert not maker.make_next(
            Document.objects.all(), lambda at=NOW + timedelta(minutes=minute, seconds=59): at
        )
    owed.refresh_from_db()
    assert (owed.state, owed.attempts) == ("due", 0)
    assert owed.reason.startswith("The time-stamp authority gave no usable answer")
    assert "The time-stamp authority gave no usable answer" in (
        signed_in(officer).get("/deals/unfinished/").content.decode()
    )

    getattr(timed, fault).clear()
    assert maker.make_next(Document.objects.all(), lambda: LATER + timedelta(minutes=5))
    owed.refresh_from_db()
    assert owed.state == "final", owed.reason


@pytest.mark.parametrize("path", ["gone.pem", "README.md"])
def test_trusted_certificates_that_cannot_be_read_are_said_so(timed, settings, capsys, path):
    settings.SEAL_TRUST_FILE = str(settings.BASE_DIR / path)

    with pytest.raises(NoSeal, match="trusted certificates cannot be read"):
        seal(blank(), reason="Test")
    call_command("check", "--deploy", "--tag", "documents")
    assert ("deals.I002" if path == "gone.pem" else "deals.W003") in capsys.readouterr().err


def test_trusted_certificates_without_a_time_stamp_are_warned_of(settings, capsys):
    settings.SEAL_TRUST_FILE, settings.TIMESTAMP_URL = "roots.pem", ""

    call_command("check", "--deploy", "--tag", "documents")

    assert "deals.W002" in capsys.readouterr().err


def lasting_deal(deal) -> bytes:
    """A whole deal, made at the level that is configured."""
    return documents.made(deal).read()


def test_lasting_deal_is_ours_and_shows_what_is_added(deal, lasting):
    content = lasting_deal(deal)

    assert judge(content).finding == Finding.OURS
    assert judge(content + b"\n").finding == Finding.ADDED


@pytest.mark.poppler
def test_lasting_seal_is_valid_for_another_program(lasting, tmp_path):
    path = tmp_path / "deal.pdf"
    path.write_bytes(seal(blank(), reason="Test"))

    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=True).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said


@pytest.mark.conformance
@pytest.mark.parametrize("level", ["B-T", "B-LT"])
def test_sealed_deal_conforms_at_each_level(deal, lasting, settings, level):
    if conformance is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the validation engine is not here")
    if level == "B-T":
        settings.SEAL_TRUST_FILE = ""

    content = lasting_deal(deal)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert ("/DSS" in pdf.Root) == (level == "B-LT")
    assert conformance.failures(content, "PDF/A-3a") == {}
    assert conformance.failures(content, "PDF/UA-1") == {}
