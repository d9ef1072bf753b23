"""What must hold before a document is final, and what an uploaded file shows about itself. Reads only; needs no Pango."""

from __future__ import annotations

import io
import re
import threading
import unicodedata
from collections.abc import Sequence

import pikepdf
import pypdfium2
from asn1crypto import x509 as asn1
from django.utils.translation import gettext_noop
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from deals.documents.keys import sealing_key
from deals.documents.reasons import Unfit
from deals.documents.trust import Level, level, roots

READER = threading.Lock()  # PDFium serves one thread at a time


def check_document(pdf: bytes, *, names: Sequence[str], content_hash: str, least_pages: int) -> int:
    """Return how many pages the sealed `pdf` has. Raises Unfit when it opens, reads or proves less than it must."""
    pages = check_pages(pdf, least_pages)
    text = read_text(pdf)
    if content_hash not in "".join(text.split()):
        raise Unfit(gettext_noop("The hash of the text is not printed in the document."))
    known, squeezed = words(text), "".join(words_in_order(text))
    for name in names:
        if any(word not in known and word not in squeezed for word in words(name)):
            raise Unfit(gettext_noop("“%(name)s” cannot be read in the document."), name=name)
    check_seal(pdf)
    return pages


def check_pages(pdf: bytes, least: int) -> int:
    """Return how many pages there are: enough, all of one size, and letters for every sign."""
    if not pdf:
        raise Unfit(gettext_noop("The document is empty."))
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            sizes = {tuple(round(float(side)) for side in page.mediabox) for page in document.pages}
            pages = len(document.pages)
    except pikepdf.PdfError as error:
        raise Unfit(gettext_noop("The document cannot be opened.")) from error
    if pages < least:
        raise Unfit(
            gettext_noop("The document has %(pages)s pages; at least %(least)s were expected."),
            pages=pages,
            least=least,
        )
    if len(sizes) > 1:
        raise Unfit(gettext_noop("The pages of the document differ in size."))
    return pages


def check_seal(pdf: bytes) -> None:
    """Make sure that our seal, and no other, covers the whole file, and proves as much as we configured."""
    reader = PdfFileReader(io.BytesIO(pdf))
    seals = list(reader.embedded_regular_signatures)
    if len(seals) != 1:
        raise Unfit(gettext_noop("The document does not carry one seal."))
    ours = sealing_key().certificate
    known = [ours, *_authority_of(seals[0])]  # whether those can be trusted is a matter of the level, below
    status = validate_pdf_signature(seals[0], ValidationContext(trust_roots=known))
    if not (status.intact and status.valid) or status.signing_cert.sha256 != ours.sha256:
        raise Unfit(gettext_noop("The seal on the document is not valid."))
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        raise Unfit(gettext_noop("The seal does not cover the whole document."))
    stamp = status.timestamp_validity
    if level() != Level.PLAIN and not (stamp and stamp.intact and stamp.valid):
        raise Unfit(gettext_noop("The seal has no valid time stamp."))
    if level() == Level.LASTING and not _lasts(reader, seals[0]):
        raise Unfit(gettext_noop("The document does not carry the proof that its certificates were valid."))


def _authority_of(seal: EmbeddedPdfSignature) -> list[asn1.Certificate]:
    """Return the certificates that came with the time stamp, if there is one."""
    stamps = [
        token["content"]
        for attribute in seal.signer_info["unsigned_attrs"]
        if attribute["type"].native == "signature_time_stamp_token"
        for token in attribute["values"]
    ]
    return [each.chosen for stamp in stamps for each in stamp["certificates"]]


def _lasts(reader: PdfFileReader, seal: EmbeddedPdfSignature) -> bool:
    """Tell whether seal and time stamp can be trusted by what is in the file alone, without asking anybody."""
    try:
        carried = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return False
    asking_nobody = {"trust_roots": roots(), "allow_fetching": False, "revocation_mode": "require"}
    context = carried.as_validation_context(asking_nobody)
    status = validate_pdf_signature(seal, context, ts_validation_context=context)
    return bool(status.trusted and status.timestamp_validity and status.timestamp_validity.trusted)


def read_text(pdf: bytes, most_pages: int = 1000) -> str:
    """Return the text as a reader program finds it. Raises Unfit when the file cannot be opened."""
    with READER:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise Unfit(gettext_noop("The document cannot be opened.")) from error
        try:
            return "\n".join(_text_of(document[number]) for number in range(min(len(document), most_pages)))
        finally:
            document.close()


def _text_of(page: pypdfium2.PdfPage) -> str:
    """Return the text of one page."""
    text = page.get_textpage()
    try:
        return text.get_text_bounded()
    finally:
        text.close()
        page.close()


def words_in_order(text: str) -> list[str]:
    """Return the words of a text, however its letters are put together."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


def words(text: str) -> set[str]:
    """Return the words of a text, each once: a line from right to left gives them in another order."""
    return set(words_in_order(text))
