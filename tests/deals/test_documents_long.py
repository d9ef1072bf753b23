"""Documents at their ends: two hundred clauses, and names in every script, long ones and mixed ones."""

from __future__ import annotations

import io
import os
import subprocess
import time
import unicodedata

import pikepdf
import pytest

from deals.documents.checks import read_text, words
from deals.documents.verify import Finding, judge
from deals.models.document import LEASE
from tests import factories
from tests.deals.documents import made

try:
    from tests import conformance
except ModuleNotFoundError:
    conformance = None

pytestmark = pytest.mark.usefixtures("demonstration")
CLAUSE = "Each party keeps to what stands here, and tells the others in time when it cannot. " * 6
NAMES = [
    "Café Señor Ångström & Zn.",
    "Ĳsvogel en ĳsbeer B.V.",
    "IJsselmeer IJs",
    "Şükrü Łódź Çağlar",
    "Nguyễn Thị Phương Thảo",
    "Ελληνικά Καφενεία",
    "Жуковский Щётка",
    "محمد بن سلمان",
    "משה כהן ושות׳",
    "Bakkerij محمد B.V. 24/7",
    "כהן Cohen Groen 2025",
    "Zo\u0308e\u0301 A\u030angstro\u0308m",  # letters put together from parts
    "Æsir Ørsted Þórr ß",
    "Ďábel Ťulpan Ľubomír",
]


@pytest.fixture(scope="module")
def once():
    """What was made once for all tests of this file."""
    return {}


@pytest.fixture
def long(officer, programme, helmgras, once, demonstration):
    """The document of a deal with two hundred clauses, and how long it took."""
    clauses = [{"title": f"Subject {number}", "text": CLAUSE} for number in range(1, 201)]
    deal = factories.deal(officer, programme, helmgras.organisation, clauses=clauses)
    if "content" not in once:
        started = time.monotonic()
        once["content"] = made(deal).read()
        once["seconds"] = time.monotonic() - started
    return once["content"]


def test_two_hundred_clauses_are_made_within_the_lease(long, once):
    assert once["seconds"] < LEASE.total_seconds()
    assert len(long) < 2_000_000


def test_two_hundred_clauses_have_contents_and_headings(long):
    with pikepdf.open(io.BytesIO(long)) as pdf:
        with pdf.open_outline() as outline:
            titles = [str(each.title) for top in outline.root for each in _all(top)]
        headings = [
            each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/H3"
        ]
        sizes = {tuple(map(float, page.mediabox)) for page in pdf.pages}
        pages = len(pdf.pages)

    text = " ".join(read_text(long).split())
    assert "Subject 200" in text
    assert "Inhoud" in text
    assert "200. Subject 200" in titles
    assert len(headings) >= 200
    assert (len(sizes), pages > 20) == (1, True)


def _all(item):
    yield item
    for child in item.children:
        yield from _all(child)


@pytest.mark.conformance
def test_documents_at_their_ends_conform(long, named):
    if conformance is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the validation engine is not here")

    for content in (long, named):
        assert conformance.failures(content, "PDF/A-3a") == {}
        assert conformance.failures(content, "PDF/UA-1") == {}


def test_changed_copy_of_a_long_document_is_seen_at_once(long):
    started = time.monotonic()

    assert judge(long[:-1] + b"\r").finding in {Finding.CHANGED, Finding.FOREIGN}
    assert time.monotonic() - started < 10


def test_short_text_has_no_contents(document):
    assert "Contents" not in read_text(document.read())
    assert "Inhoud" not in read_text(document.read())


@pytest.fixture
def named(officer, programme, once, demonstration):
    """The document of a deal with a party for each name."""
    parties = [factories.employer(name).organisation for name in NAMES]
    entry = factories.deal_entry(programme, parties[0])
    entry.parties.extend(type(entry.parties[0])(each, "partner") for each in parties[1:])
    deal = factories.deal(officer, programme, parties[0], parties=entry.parties)
    if "names" not in once:
        once["names"] = made(deal).read()
    return once["names"]


@pytest.mark.parametrize("name", NAMES)
def test_name_is_found_by_a_reader_program(named, name):
    text = unicodedata.normalize("NFKC", read_text(named))

    assert {word for word in words(name) if word not in text} == set()


@pytest.mark.poppler
@pytest.mark.parametrize("name", NAMES)
def test_name_is_found_by_another_reader_program(named, name, tmp_path):
    path = tmp_path / "deal.pdf"
    path.write_bytes(named)
    said = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    text = unicodedata.normalize("NFKC", said)

    assert {word for word in words(name) if word not in text} == set()


def test_names_need_no_codes(named):
    assert "(U+" not in read_text(named)
