"""The seal: which key, how much room, what it proves, and what happens without it."""

from __future__ import annotations

import io
import re
import stat
import threading
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError

from deals.documents import keys as seal_keys
from deals.documents.checks import check_seal
from deals.documents.reasons import NoSeal, Unfit
from deals.documents.seal import seal


def blank() -> bytes:
    """A PDF of one page."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    return out.getvalue()


def certificate(private, name: str) -> x509.Certificate:
    """A certificate that signs itself."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder(subject, subject, private.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
    )
    return builder.sign(private, hashes.SHA256())


@pytest.fixture(params=["rsa", "ec"])
def own_key(request, settings, tmp_path):
    """The key of an organisation, in a PKCS#12 file under a password."""
    private = (
        rsa.generate_private_key(65537, 2048)
        if request.param == "rsa"
        else ec.generate_private_key(ec.SECP256R1())
    )
    path = tmp_path / "seal.p12"
    lock = serialization.BestAvailableEncryption(b"secret")
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"seal", private, certificate(private, "Gemeente Duinstede"), None, lock
        )
    )
    settings.SEAL_KEY_FILE, settings.SEAL_KEY_PASSWORD = str(path), "secret"
    return private


def test_seal_with_the_key_of_the_organisation_proves_the_whole_file(own_key):
    sealed = seal(blank(), reason="Test")

    check_seal(sealed)
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures
    assert signature.sig_object["/Name"] == "Gemeente Duinstede"
    assert not seal_keys.seals_for_show()


def test_seal_appends_and_leaves_what_was_there(demonstration):
    before = blank()

    assert seal(before, reason="Test").startswith(before)


@pytest.mark.parametrize("place", [100, -100])
def test_seal_shows_one_changed_byte(demonstration, place):
    changed = bytearray(seal(blank(), reason="Test"))
    changed[place] ^= 1

    with pytest.raises(Exception):  # noqa: B017, PT011  unreadable or not valid: either will do
        check_seal(bytes(changed))


def test_seal_of_somebody_else_is_not_ours(demonstration, settings, tmp_path):
    theirs = seal(blank(), reason="Test")
    settings.DATA_DIR = tmp_path / "elsewhere"

    with pytest.raises(Unfit, match="not valid"):
        check_seal(theirs)


def test_second_seal_is_refused(demonstration):
    once = seal(blank(), reason="Test")

    with pytest.raises(Exception, match=r"(?i)seal|field|signature"):
        check_seal(seal(once, reason="Again"))


def test_page_added_after_the_seal_is_noticed(demonstration):
    with pikepdf.open(io.BytesIO(seal(blank(), reason="Test"))) as pdf:
        pdf.add_blank_page()
        out = io.BytesIO()
        pdf.save(out)

    with pytest.raises(Unfit):
        check_seal(out.getvalue())


def test_note_appended_after_the_seal_is_noticed(demonstration):
    writer = IncrementalPdfFileWriter(io.BytesIO(seal(blank(), reason="Test")))
    writer.root["/Note"] = pdf_string("added")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)

    with pytest.raises(Unfit, match="does not cover the whole document"):
        check_seal(out.getvalue())


def test_seal_that_does_not_fit_its_room_is_an_error(demonstration):
    with pytest.raises(SigningError, match="larger than expected"):
        seal(blank(), reason="Test", reserved=1000)


def test_demonstration_key_is_made_once_and_for_nobody_else(settings, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path

    found = set()
    threads = [
        threading.Thread(target=lambda: found.add(seal_keys.sealing_key().certificate.sha256))
        for _each in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    (path,) = tmp_path.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(found) == 1
    assert seal_keys.sealing_key().owner == "Handslag demonstration seal"
    assert seal_keys.seals_for_show()


def test_without_a_key_nothing_is_sealed(settings):
    settings.DEMO, settings.SEAL_KEY_FILE = False, ""

    with pytest.raises(NoSeal, match="No seal is configured"):
        seal(blank(), reason="Test")


@pytest.mark.parametrize("content", [b"", b"no key"])
def test_key_that_cannot_be_opened_is_said_so(settings, tmp_path, content):
    path = tmp_path / "seal.p12"
    path.write_bytes(content)
    settings.SEAL_KEY_FILE = str(path)

    with pytest.raises(NoSeal, match="cannot be opened"):
        seal_keys.sealing_key()


def test_key_that_is_gone_is_said_so(settings, tmp_path):
    settings.SEAL_KEY_FILE = str(tmp_path / "seal.p12")

    with pytest.raises(NoSeal, match="cannot be read"):
        seal_keys.sealing_key()


@pytest.mark.parametrize(
    ("demo", "file", "said"),
    [
        (True, "", ""),
        (False, "", "deals.W001"),
        (False, "README.md", "deals.W001"),
        (False, "gone.p12", "deals.I001"),
    ],
)
def test_deploy_check_tells_when_no_seal_can_be_made(settings, capsys, demo, file, said):
    settings.DEMO, settings.SEAL_KEY_FILE = demo, file and str(settings.BASE_DIR / file)

    call_command("check", "--deploy", "--tag", "documents")

    assert re.findall(r"deals\.\w+", capsys.readouterr().err) == ([said] if said else [])
