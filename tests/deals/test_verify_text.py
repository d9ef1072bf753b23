"""The data of a deal at /verify/: the hash is computed anew from what it says, however the file is laid out."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path

import pikepdf
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile

from deals.documents.text import MOST_BYTES, TextFinding, judge_text
from deals.models import canonical_json
from tests import factories
from tests.deals.documents import due, made
from tests.deals.test_verify_attacks import NAMES, written_anew

pytestmark = pytest.mark.usefixtures("demonstration")


@pytest.fixture
def fresh(deal):
    """A document that was really made of this deal: its data names it."""
    return made(deal)


def data_of(deal) -> bytes:
    """The file that the PDF of the deal encloses."""
    return canonical_json(deal.newest_version().content).encode()


@pytest.fixture
def page(client):
    """Return what the page says about data."""
    client.cookies["language"] = "en"
    cache.clear()  # other tests count uploads too

    def ask(content: bytes, name: str = "deal.json") -> str:
        shown = client.post("/verify/", {"file": SimpleUploadedFile(name, content)}).content.decode()
        assert [each for each in NAMES if each in shown] == []
        return shown

    return ask


def test_enclosed_data_is_the_text_that_was_signed(fresh, page):
    with pikepdf.open(io.BytesIO(fresh.read())) as pdf:
        data = pdf.attachments["deal.json"].get_file().read_bytes()

    shown = page(data)

    assert "This is the text that was signed" in shown
    assert "the newest that all agreed on" in shown
    assert fresh.verify_code in shown
    assert fresh.version.content_hash[:8] in shown


@pytest.mark.parametrize(
    "layout",
    [
        {"indent": 4},
        {"indent": "\t", "ensure_ascii": False},
        {"separators": (" , ", " : ")},
    ],
)
def test_layout_and_order_of_keys_do_not_count(deal, layout):
    content = json.loads(data_of(deal))
    turned = {key: content[key] for key in reversed(content)}
    turned["parties"] = [{key: each[key] for key in reversed(each)} for each in content["parties"]]

    for each in (turned, content):
        text = json.dumps(each, **layout)
        assert judge_text(text.encode()).finding == TextFinding.AGREED
        assert judge_text(("\ufeff" + text.replace("\n", "\r\n")).encode()).finding == TextFinding.AGREED


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('"quantity":', '"quantity":1'),
        ("Helmgras", "Helmgra\u0301s"),
        ('"version":1', '"version": 1, "also": null'),
        ('"version":1', '"version": 1e0'),
    ],
)
def test_each_changed_sign_counts(deal, was, becomes):
    text = data_of(deal).decode()
    assert was in text

    verdict = judge_text(text.replace(was, becomes, 1).encode())

    assert verdict.finding in {TextFinding.ALTERED, TextFinding.UNREADABLE}
    assert verdict.version is None


def test_letters_are_compared_as_they_were_typed(officer, programme):
    deal = factories.deal(officer, programme, factories.organisation("Cafe\u0301 Ĳsvogel"))  # not composed
    text = data_of(deal).decode()

    assert judge_text(text.encode()).finding == TextFinding.AGREED
    assert judge_text(text.replace("e\u0301", "é").encode()).finding == TextFinding.ALTERED


def test_who_changes_a_number_learns_nothing_else(deal, document, page):
    text = data_of(deal).decode().replace('"kvk":', '"kvk":"1","other":', 1)

    shown = page(text.encode())

    assert "This is not the text that we keep" in shown
    assert "Gemeente Duinstede" not in shown
    assert document.verify_code not in shown


def test_offered_text_binds_nobody_yet(officer, programme, helmgras, page):
    deal = factories.deal(officer, programme, helmgras.organisation, state="offered")

    shown = page(data_of(deal))

    assert "This text is ours, but not all have signed it" in shown
    assert "What was offered" in shown


def test_text_of_a_deal_that_we_do_not_have_is_not_ours(db, page):
    assert "This text is not ours" in page(b'{"deal": "abcdefghjk", "version": 1}')


def test_changed_pages_do_not_hide_behind_data_that_was_left_as_it_was(fresh, page):
    def remove(pdf) -> None:
        del pdf.pages[0]

    shown = page(written_anew(fresh.read(), remove), "deal.pdf")

    assert "This is not the document that we sealed" in shown
    assert "This is the text that was signed" in shown
    assert "not about what its pages show" in shown


def test_changed_data_in_a_pdf_is_seen(fresh, page):
    def change(pdf) -> None:
        data = pdf.attachments["deal.json"].get_file().read_bytes()
        del pdf.attachments["deal.json"]
        other = data.replace(b'"version":1', b'"version":1,"x":1')
        pdf.attachments["deal.json"] = pikepdf.AttachedFileSpec(pdf, other)

    shown = page(written_anew(fresh.read(), change), "deal.pdf")

    assert "This is not the document that we sealed" in shown
    assert "This is not the text that we keep" in shown


DEEP = b'{"deal":' * 100_000
WIDE = b'{"a":[' + b"{}," * 600_000 + b"{}]}"


@pytest.mark.parametrize(
    "content",
    [
        DEEP,
        b'{"deal":' + b"[" * 200_000,
        b'{"deal": "abcdefghjk", "deal": "abcdefghjk", "version": 1}',
        b'{"version": ' + b"9" * 100_000 + b"}",
        b'{"version": 1.0}',
        b'{"version": NaN}',
        b'{"deal": "\\ud800", "version": 1}',
        b'{"deal": "\xff"}',
        '{"deal": "x"}'.encode("utf-16"),
        b"{",
        b'{"a": 1} {"b": 2}',
        b"{" + b" " * MOST_BYTES + b"}",
    ],
    ids=lambda content: content[:20].decode("latin-1"),
)
def test_data_that_cannot_be_read_in_one_way_is_refused(db, content):
    assert judge_text(content).finding == TextFinding.UNREADABLE


@pytest.mark.parametrize(
    "content",
    [WIDE, b'{"deal": "ab\\u0000cdefgh", "version": 1}', b'{"deal": {}, "version": []}', b'{"version": -1}'],
    ids=lambda content: content[:20].decode("latin-1"),
)
def test_data_that_is_no_deal_is_not_ours(db, content):
    assert judge_text(content).finding == TextFinding.UNKNOWN


def test_huge_data_is_answered_at_once(db, page):
    started = time.monotonic()

    for content in (DEEP, WIDE, b'{"a":"' + b"x" * 19_000_000 + b'"}'):
        page(content)

    assert time.monotonic() - started < 6


def snippet() -> str:
    """The program in docs/verification.md that anyone can run."""
    guide = (Path(settings.BASE_DIR) / "docs/verification.md").read_text()
    return guide.partition("```python\n")[2].partition("```")[0]


def test_program_in_the_guide_finds_the_hash_without_us(officer, programme, tmp_path):
    deal = factories.deal(
        officer, programme, factories.organisation("Ĳsvogel \\ “Şükrü” \u2028\x7f/ محمد & Zn")
    )
    path = tmp_path / "deal.json"
    path.write_text(json.dumps(json.loads(data_of(deal)), indent=2))

    said = subprocess.run(
        [sys.executable, "-I", "-c", snippet(), str(path)], capture_output=True, text=True, check=True, env={}
    ).stdout

    assert said.strip() == due(deal).version.content_hash
    assert said.strip() == sha256(data_of(deal)).hexdigest()


def test_guide_shows_a_deal_as_it_is_kept(deal):
    guide = (Path(settings.BASE_DIR) / "docs/verification.md").read_text()
    content = deal.newest_version().content

    assert content["format"] in guide
    assert [key for key in content if f"`{key}`" not in guide] == []
