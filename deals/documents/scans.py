"""Scans and photos of what was signed on paper: judged by their content, never by their name."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import pikepdf
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image

from deals import policies
from deals.documents.storage import store
from deals.models import Deal, DealVersion, Document, DocumentKind, DocumentState
from trail.models import Entry
from ui.formats import size

if TYPE_CHECKING:
    from accounts.models import User

MOST_PIXELS = 80_000_000  # no camera in the field makes more; a small file may unfold to far more
MOST_PAGES = 500
PHOTOS = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png")}


@dataclass(frozen=True)
class ScanInfo:
    """What an upload proved to be."""

    media_type: str
    suffix: str
    pages: int


def check_scan(upload: File) -> ScanInfo:
    """Return what `upload` is: a PDF that opens, or a photo. Raises ValidationError in words for who sent it."""
    if not upload.size:
        raise ValidationError(_("This file is empty. Choose the file again."), code="empty")
    if upload.size > settings.SCAN_MAX_BYTES:
        raise ValidationError(
            _("This file is %(size)s. It may be %(most)s at most."),
            code="too_large",
            params={"size": size(upload.size), "most": size(settings.SCAN_MAX_BYTES)},
        )
    content = _content(upload)
    if b"%PDF-" in content[:1024]:
        return _check_pdf(content)
    return _check_photo(content)


def _content(upload: File) -> bytes:
    """Return all bytes, and leave the upload to be read again."""
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    return content


def _check_pdf(content: bytes) -> ScanInfo:
    """Return how many pages the PDF has."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise ValidationError(
            _("This PDF is locked with a password. Send it without one."), code="locked"
        ) from error
    except (pikepdf.PdfError, ValueError, RecursionError) as error:
        raise ValidationError(
            _("This PDF cannot be opened; it is damaged. Scan the paper again."), code="damaged"
        ) from error
    if not pages:
        raise ValidationError(_("This PDF has no pages."), code="no_pages")
    if pages > MOST_PAGES:
        raise ValidationError(
            _("This PDF has more than %(most)s pages."), code="too_many_pages", params={"most": MOST_PAGES}
        )
    return ScanInfo("application/pdf", ".pdf", pages)


def _check_photo(content: bytes) -> ScanInfo:
    """Return which kind of photo it is."""
    if content[4:8] == b"ftyp" and content[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
        raise ValidationError(
            _("This photo is in Apple's HEIC format. Send it as JPEG or PDF."), code="unknown_type"
        )
    too_many = ValidationError(
        _("This photo has too many pixels. Make it smaller first."), code="too_many_pixels"
    )
    try:
        with Image.open(io.BytesIO(content), formats=tuple(PHOTOS)) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise too_many
            kind = photo.format or ""
            if kind == "JPEG":
                photo.draft("RGB", (64, 64))  # decodes all of it, at an eighth of the memory
                photo.load()
            else:
                photo.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise too_many from error
    except Image.UnidentifiedImageError as error:
        raise ValidationError(_("This is no PDF, JPEG or PNG file."), code="unknown_type") from error
    except (OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("This photo is damaged. Take it again."), code="damaged") from error
    return ScanInfo(*PHOTOS[kind], pages=1)


@transaction.atomic
def store_scan(deal: Deal, version: DealVersion, upload: File, by: User, at: datetime) -> Document:
    """Check and keep a scan of what was signed on paper under `version`; final at once.

    Raises ValidationError when it is no scan, PermissionDenied when `by` may not add one.
    """
    if why := policies.editing_denial(by, deal):
        raise PermissionDenied(why)
    info = check_scan(upload)
    content = _content(upload)
    scan = Document.objects.create(
        deal=deal,
        version=version,
        kind=DocumentKind.SCAN,
        state=DocumentState.FINAL,
        file=store(content, info.suffix),
        original_name=printable(upload.name or "")[-160:],
        media_type=info.media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pages=info.pages,
        uploaded_by=by,
        made_at=at,
    )
    Entry.objects.record(deal, "add_scan", by=by, changes={"sha256": [None, scan.sha256]}, at=at)
    return scan


def printable(name: str) -> str:
    """Return a file name without signs that do not show."""
    return "".join(sign for sign in name if sign.isprintable()).strip()
