"""Scans are judged by what they hold: a PDF that opens or a photo, within bounds."""

import hashlib
import io
import struct
import zlib
from datetime import UTC, datetime

import pikepdf
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image

from deals.documents.scans import ScanInfo, check_scan, store_scan
from deals.documents.storage import store
from deals.models import Document, DocumentState
from trail.models import Entry

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def pdf_bytes(pages: int = 1, **options: object) -> bytes:
    """A PDF with blank pages."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        for _each in range(pages):
            pdf.add_blank_page()
        pdf.save(out, **options)
    return out.getvalue()


def photo_bytes(kind: str = "JPEG") -> bytes:
    """A small photo."""
    out = io.BytesIO()
    Image.effect_noise((64, 48), 80).convert("RGB").save(out, kind)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is huge."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def upload(content: bytes, name: str = "scan.pdf") -> SimpleUploadedFile:
    """What a browser sends; the type that it names is never believed."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (pdf_bytes(3), ScanInfo("application/pdf", ".pdf", 3)),
        (b"\n\n" + pdf_bytes(), ScanInfo("application/pdf", ".pdf", 1)),
        (photo_bytes("JPEG"), ScanInfo("image/jpeg", ".jpg", 1)),
        (photo_bytes("PNG"), ScanInfo("image/png", ".png", 1)),
    ],
)
def test_scan_is_known_by_its_content(content, found):
    assert check_scan(upload(content, "whatever.exe")) == found


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"MZ\x90\x00 a program", "unknown_type"),
        (b"<html>%PDF no</html>", "unknown_type"),
        (photo_bytes("GIF"), "unknown_type"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "unknown_type"),
        (b"%PDF-1.7\nnothing else", "damaged"),
        (photo_bytes("JPEG")[:-700], "damaged"),
        (photo_bytes("PNG")[:-700], "damaged"),
        (pdf_bytes(0), "no_pages"),
        (pdf_bytes(encryption=pikepdf.Encryption(user="secret", owner="secret")), "locked"),
        (bomb(40_000, 40_000), "too_many_pixels"),
        (bomb(9_000, 9_000), "too_many_pixels"),
        (bomb(10_000, 10_000), "too_many_pixels"),
    ],
)
def test_scan_of_another_kind_is_refused(content, code):
    with pytest.raises(ValidationError) as refused:
        check_scan(upload(content))

    assert refused.value.code == code


def test_scan_of_forty_megabytes_is_refused_in_plain_words():
    forty = upload(b"%PDF-" + b"0" * 40 * 1024 * 1024)

    with pytest.raises(ValidationError) as refused:
        check_scan(forty)

    assert refused.value.messages == ["This file is 40 MB. It may be 20 MB at most."]


def test_scan_is_kept_with_the_deal_and_in_its_trail(deal, officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = pdf_bytes(2)

    scan = store_scan(deal, deal.newest_version(), upload(content, "hand\u202etekening.pdf"), officer, NOW)

    digest = hashlib.sha256(content).hexdigest()
    assert (scan.state, scan.sha256, scan.size, scan.pages, scan.made_at) == (
        DocumentState.FINAL,
        digest,
        len(content),
        2,
        NOW,
    )
    assert scan.original_name == "handtekening.pdf"
    assert (tmp_path / scan.file.name).read_bytes() == content
    last = Entry.objects.of(deal).last()
    assert (last.act, last.changes) == ("add_scan", {"sha256": [None, digest]})


def test_scan_by_someone_else_leaves_nothing(deal, neighbour, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    with pytest.raises(PermissionDenied):
        store_scan(deal, deal.newest_version(), upload(pdf_bytes()), neighbour, NOW)

    assert not Document.objects.filter(kind="scan").exists()
    assert not list(tmp_path.iterdir())


def test_scan_once_kept_never_changes(deal, officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    scan = store_scan(deal, deal.newest_version(), upload(pdf_bytes()), officer, NOW)

    scan.sha256 = "0" * 64
    with pytest.raises(DatabaseError), transaction.atomic():
        scan.save()


def test_same_content_is_one_file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    names = {store(b"content", ".pdf") for _time in range(2)}

    assert len(names) == 1
    assert [path.read_bytes() for path in tmp_path.rglob("*.pdf")] == [b"content"]


def test_file_that_stopped_halfway_is_written_again(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    path = tmp_path / store(b"content", ".pdf")
    path.write_bytes(b"con")

    store(b"content", ".pdf")

    assert path.read_bytes() == b"content"


def test_nothing_is_no_file(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    with pytest.raises(ValueError, match="empty"):
        store(b"", ".pdf")
