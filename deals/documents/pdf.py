"""HTML to PDF: tagged, archivable (PDF/A-3a) and accessible (PDF/UA-1), with the fonts that we ship.

Needs Pango, so only workers import it: the web server starts without.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from PIL import ImageFile
from weasyprint import CSS, HTML, Attachment
from weasyprint.document import Document
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from deals.documents.letters import are_known, settable
from deals.documents.structure import repair

FONTS = "documents/fonts.css"
MORE_FONTS = "documents/fonts-east-asian.css"  # larger than all others together
# WeasyPrint makes the whole process accept half a photo; a scan must be whole.
ImageFile.LOAD_TRUNCATED_IMAGES = False

# WeasyPrint claims one standard at a time; this adds PDF/UA-1 to the metadata of a PDF/A-3a, and says what the claim is.
ACCESSIBLE = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that this file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""
END_OF_METADATA = b"</rdf:RDF>"


@dataclass(frozen=True)
class Enclosure:
    """A file carried inside the PDF: the data that the pages show."""

    name: str
    content: bytes
    description: str

    def attached(self, at: datetime) -> Attachment:
        """Return it as data that belongs to the pages."""
        return Attachment(
            string=self.content,
            name=self.name,
            description=self.description,
            created=at,
            modified=at,
            relationship="Data",
        )


class OwnFilesOnly(URLFetcher):
    """Reads style sheets, fonts and images of ours; a document never makes us fetch anything else."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
        """Return the file at `url`, or refuse."""
        if not url.startswith(("file://", "data:")):
            raise ValueError(f"a document may not fetch {url}")
        return super().fetch(url, headers)


@cache
def _fetcher() -> OwnFilesOnly:
    return OwnFilesOnly(fail_on_errors=True)


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _style(name: str) -> CSS:
    """Return a style sheet of `static/`, read once in the life of a process."""
    found = finders.find(name)
    if not found:
        raise FileNotFoundError(f"no style sheet {name}")
    return CSS(filename=found, font_config=_fonts(), url_fetcher=_fetcher())


@cache
def _colours(values: tuple[tuple[str, str], ...]) -> CSS:
    """Return a style sheet with the colours of one municipality."""
    declarations = " ".join(f"--{name}: {value};" for name, value in values)
    return CSS(string=f":root {{ {declarations} }}")


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Leave garbage where it is for the second that a document takes: a sixth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@collector_at_rest()
def render_pdf(
    html: str,
    *,
    language: str,
    title: str,
    author: str,
    created_at: datetime,
    styles: Sequence[str] = ("documents/deal.css",),
    colours: Sequence[tuple[str, str]] = (),
    keywords: Sequence[str] = (),
    attachments: Sequence[Enclosure] = (),
) -> bytes:
    """Return the pages of `html` as a PDF. `styles` are style sheets in `static/`; fonts come by themselves.

    `colours` become CSS variables: ("brand", "#1a6b3c") is var(--brand). The fonts have the weights 400, 500 and 600.
    """
    fonts = [Path(finders.find(name) or "") for name in (FONTS, MORE_FONTS)]
    used = 1 if are_known(html, fonts[0]) else 2
    page = HTML(
        string=settable(html, *fonts[:used]),
        base_url=fonts[0].parent.as_uri() + "/",
        url_fetcher=_fetcher(),
    )
    letters = [_style(name) for name in (FONTS, MORE_FONTS)[:used]]
    document = page.render(
        font_config=_fonts(), stylesheets=[*letters, _colours(tuple(colours)), *map(_style, styles)]
    )
    facts = document.metadata
    facts.lang, facts.title, facts.authors, facts.generator = language, title, [author], "Handslag"
    facts.created = facts.modified = created_at.isoformat(timespec="seconds")
    facts.keywords = list(keywords)
    facts.attachments = [each.attached(created_at) for each in attachments]
    return repair(document.write_pdf(pdf_variant="pdf/a-3a", finisher=_claim_accessible))


def _claim_accessible(document: Document, pdf: Any) -> None:
    """Add PDF/UA-1 to the metadata stream, and leave the stream readable without a PDF reader."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    metadata.stream = [b"".join(metadata.stream).replace(END_OF_METADATA, ACCESSIBLE + END_OF_METADATA)]
    metadata.compress = False
