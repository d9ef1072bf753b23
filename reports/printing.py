"""Makes the PDF of a report from the row that owes it: rendered, sealed, checked, stored, final. May be killed anywhere.

Needs Pango, so only workers import it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from deals.documents.checks import check_pages, check_seal, read_text
from deals.documents.pdf import Enclosure, render_pdf
from deals.documents.reasons import NoSeal, Unfit
from deals.documents.seal import seal
from deals.documents.storage import store
from deals.models import canonical_json
from deals.models.document import TakenOver
from reports.models import ReportFile, Snapshot
from reports.reading import Reading
from reports.shown import parts
from reports.spreadsheet import as_csv
from ui import charts, formats, themes

LEAST_PAGES = 1
WENT_WRONG = gettext_noop("Something went wrong while making the report (%(error)s). The log says more.")
NO_HASH = gettext_noop("The fingerprint of the figures is not printed in the report.")

log = logging.getLogger(__name__)
Clock = Callable[[], datetime]


def make_next(files: QuerySet[ReportFile], clock: Clock) -> bool:
    """Make the first of `files` that waits; return False when none does. What goes wrong is noted on its row."""
    file = files.claim(at=clock())  # type: ignore[attr-defined]
    if file is None:
        return False
    try:
        _make_or_note(file, clock)
    except TakenOver:
        log.info("report file %s was taken over by another worker", file.pk)
    return True


def _make_or_note(file: ReportFile, clock: Clock) -> None:
    """Make it, or note why not."""
    try:
        make(file, clock)
    except NoSeal as why:
        file.wait(why.words, why.facts, at=clock())
    except Unfit as why:
        file.miss(why.words, why.facts, at=clock())
    except TakenOver:
        raise
    except Exception as error:
        log.exception("report file %s could not be made", file.pk)
        file.miss(WENT_WRONG, {"error": type(error).__name__}, at=clock())


def make(file: ReportFile, clock: Clock) -> None:
    """Take a claimed file through all steps. The file has its name before the row says that it is there."""
    report = Snapshot.objects.select_related("programme__municipality__organisation", "author").get(
        pk=file.snapshot_id
    )
    with override(file.language):
        pages = print_report(report, file.language)
        sealed = seal(pages, reason=_("Sealed as laid down"))
    count = check_pages(sealed, LEAST_PAGES)
    check_seal(sealed)
    if report.sha256 not in "".join(read_text(sealed).split()):
        raise Unfit(NO_HASH)
    name = store(sealed, ".pdf")
    digest = hashlib.sha256(sealed).hexdigest()
    file.finish(file=name, sha256=digest, size=len(sealed), pages=count, at=clock())


def print_report(report: Snapshot, language: str) -> bytes:
    """Return the pages of a report as PDF in the active language, with its figures enclosed as data."""
    theme = themes.named(report.programme.municipality.theme)
    ramps = themes.ramps(theme)
    colours = charts.palette(theme)
    title = _("Progress of %(programme)s") % {"programme": report.programme.name}
    figures = as_csv(Reading(report.figures), title=title, note=report.note, sha256=report.sha256)
    return render_pdf(
        render_to_string("reports/pdf/report.html", context_of(report, language, title, colours)),
        language=language,
        title=title,
        author=report.figures["programme"]["municipality"],
        created_at=report.created_at,
        styles=("documents/report.css",),
        colours=(
            ("brand", theme.brand),
            ("brand-text", ramps["accent-1"]["color-default"]),
            ("behind", ramps["accent-2"]["color-default"]),
        ),
        attachments=[
            Enclosure("figures.csv", figures, _("The figures of the report, for a spreadsheet")),
            Enclosure(
                "figures.json",
                canonical_json(report.content()).encode(),
                _("The figures as they were laid down"),
            ),
        ],
    )


def context_of(report: Snapshot, language: str, title: str, colours: charts.Palette) -> dict[str, object]:
    """Return what the pages show: the same parts as the page, and the colours of its charts."""
    groups = [report.sha256[start : start + 8] for start in range(0, 64, 8)]
    return {
        "report": report, "title": title, "language": language, "colours": colours, "hash_groups": groups,
        "made": formats.moment(report.created_at), **parts(report.figures, opens_lists=False),
    }  # fmt: skip
