"""Makes one sealed document from the row that owes it: rendered, sealed, checked, stored, final. May be killed anywhere."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from deals.documents.checks import check_document, check_pages
from deals.documents.content import frozen_text, names_in, page_html
from deals.documents.keys import sealing_key
from deals.documents.pdf import Enclosure, render_pdf
from deals.documents.reasons import NoSeal, Unfit
from deals.documents.seal import seal
from deals.documents.storage import store
from deals.models import Document, DocumentStep, canonical_json
from deals.models.document import DocumentQuerySet, TakenOver
from ui import themes

LEAST_PAGES = 3  # the deal, the signatures, the certificate
WENT_WRONG = gettext_noop("Something went wrong while making the document (%(error)s). The log says more.")

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]
Printer = Callable[[Document, datetime], bytes]


def print_deal(document: Document, at: datetime) -> bytes:
    """Return the pages of a deal as PDF, with its canonical text enclosed as data."""
    _version, content = frozen_text(document)
    colours = themes.ramps(themes.named(document.deal.municipality.theme))["accent-1"]
    return render_pdf(
        page_html(document, seal_owner=sealing_key().owner, at=at),
        language=document.language,
        title=content["title"],
        author=content["municipality"],
        created_at=at,
        colours=(
            ("brand", themes.named(document.deal.municipality.theme).brand),
            ("brand-text", colours["color-default"]),
            ("brand-soft", colours["bg-subtle"]),
        ),
        keywords=[document.verify_code],
        attachments=[
            Enclosure("deal.json", canonical_json(content).encode(), "The text that was signed, as data")
        ],
    )


def make_next(documents: DocumentQuerySet, clock: Clock, printer: Printer = print_deal) -> bool:
    """Make the first of `documents` that waits; return False when none does. What goes wrong is noted on its row."""
    document = documents.claim(at=clock())
    if document is None:
        return False
    try:
        _make_or_note(document, clock, printer)
    except TakenOver:
        log.info("document %s was taken over by another worker", document.public_id)
    return True


def _make_or_note(document: Document, clock: Clock, printer: Printer) -> None:
    """Make it, or note why not."""
    try:
        make(document, clock, printer)
    except NoSeal as why:
        document.wait(why.words, why.facts, at=clock())
    except Unfit as why:
        log.warning("document %s is unfit: %s", document.public_id, why)
        document.miss(why.words, why.facts, at=clock())
    except TakenOver:
        raise
    except Exception as error:
        log.exception("document %s could not be made", document.public_id)
        document.miss(WENT_WRONG, {"error": type(error).__name__}, at=clock())


def make(document: Document, clock: Clock, printer: Printer) -> None:
    """Take a claimed document through all steps. The file has its name before the row says that it is there."""
    version, _content = frozen_text(document)
    pages = printer(document, clock())
    check_pages(pages, LEAST_PAGES)
    document.reach(DocumentStep.SEALING, at=clock())
    with override(document.language):
        reason = _("Sealed as agreed: version %(number)s") % {"number": version.number}
    sealed = seal(pages, reason=reason)
    document.reach(DocumentStep.CHECKING, at=clock())
    count = check_document(
        sealed,
        names=names_in(document),
        content_hash=version.content_hash,
        least_pages=LEAST_PAGES,
    )
    document.reach(DocumentStep.STORING, at=clock())
    name = store(sealed, ".pdf")
    digest = hashlib.sha256(sealed).hexdigest()
    document.finish(file=name, sha256=digest, size=len(sealed), pages=count, at=clock())
    Document.objects.all().hurry(at=clock())
