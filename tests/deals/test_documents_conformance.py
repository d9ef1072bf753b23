"""Sealed documents conform: PDF/A-3a and PDF/UA-1 by the veraPDF engine, the seal by poppler and by pyHanko."""

from __future__ import annotations

import io
import json
import os
import subprocess
from hashlib import sha256

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from weasyprint.urls import FatalURLFetchingError

from deals.documents.checks import read_text, words
from deals.documents.keys import sealing_key
from deals.documents.pdf import render_pdf
from deals.documents.seal import seal
from tests.deals import documents

try:
    from tests import conformance
except ModuleNotFoundError:
    conformance = None

STANDARDS = ["PDF/A-3a", "PDF/UA-1"]


@pytest.fixture
def engine():
    """The validation engine, where it is installed."""
    if conformance is None:
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up("the validation engine is not here: uv sync --all-groups")
    return conformance


@pytest.fixture
def sealed(document) -> bytes:
    """A sealed deal."""
    return document.read()


@pytest.mark.conformance
def test_sealed_deal_conforms_to_archive_and_accessibility_standards(sealed, engine):
    assert {standard: engine.failures(sealed, standard) for standard in STANDARDS} == {
        "PDF/A-3a": {},
        "PDF/UA-1": {},
    }


@pytest.mark.conformance
def test_engine_finds_what_is_wrong(engine):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)

    assert all(engine.failures(out.getvalue(), standard) for standard in STANDARDS)


@pytest.mark.poppler
def test_seal_is_valid_for_another_program(sealed, tmp_path):
    path = tmp_path / "deal.pdf"
    path.write_bytes(sealed)

    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=True).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said


def test_seal_is_trusted_by_who_trusts_our_certificate(sealed):
    (signature,) = PdfFileReader(io.BytesIO(sealed)).embedded_regular_signatures

    status = validate_pdf_signature(signature, ValidationContext(trust_roots=[sealing_key().certificate]))

    assert status.bottom_line
    assert signature.field_name == "Seal"
    assert signature.sig_field["/TU"] == "Seal: Handslag demonstration seal"


def test_enclosed_data_gives_back_the_hash_that_was_signed(sealed):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        enclosed = pdf.attachments["deal.json"]
        data = enclosed.get_file().read_bytes()
        relation = enclosed.obj.AFRelationship

    assert relation == "/Data"
    assert sha256(data).hexdigest() == documents.once["hash"]
    assert json.loads(data)["title"] == "Deal with Helmgras Groen"


def test_each_header_cell_says_what_it_heads(sealed):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        cells = [
            each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TH"
        ]
        scopes = {str(each.A.Scope) for each in cells}

    assert len(cells) > 10
    assert scopes == {"/Column", "/Row"}


def test_pages_use_only_letters_that_we_ship(sealed):
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        fonts = {
            str(each.BaseFont)[8:]
            for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each
        }

    assert {font.partition("-")[0] for font in fonts} == {"Deal"}


def test_document_fetches_nothing_from_elsewhere(demonstration):
    html = '<html lang="en"><head><title>T</title></head><body><img src="http://127.0.0.1:9/x.png" alt="x"></body></html>'

    with pytest.raises(FatalURLFetchingError):
        render_pdf(html, language="en", title="T", author="A", created_at=documents.NOW)


def test_letters_of_every_script_come_in_every_weight(demonstration):
    lines = "".join(f'<p style="font-weight:{weight}">abc Ĳ Ş</p>' for weight in (400, 500, 600))
    pdf = render_pdf(f"<h1>T</h1>{lines}", language="nl", title="T", author="A", created_at=documents.NOW)

    with pikepdf.open(io.BytesIO(pdf)) as pages:
        things = [each for each in pages.objects if isinstance(each, pikepdf.Dictionary)]
        fonts = {str(each.BaseFont)[8:] for each in things if "/BaseFont" in each}
    assert {font.removeprefix("Deal-Sans-Ext").strip("-") for font in fonts if "Ext" in font} == {
        "",
        "Medium",
        "Semi-Bold",
    }


@pytest.mark.conformance
def test_names_in_every_script_are_set_in_conforming_letters(engine, demonstration):
    names = "Ĳssel ĳ Şükrü Łódź Ελλάδα Жуков משה כהן محمد بن سلمان Nguyễn Thị 李小龍 やまだ 김철수"
    html = (
        f'<html lang="nl"><head><title>Namen</title></head><body><h1>Namen</h1><p>{names}</p></body></html>'
    )

    pdf = seal(
        render_pdf(html, language="nl", title="Namen", author="Duinstede", created_at=documents.NOW),
        reason="Test",
    )

    assert words(names) <= words(read_text(pdf))
    assert {standard: engine.failures(pdf, standard) for standard in STANDARDS} == {
        "PDF/A-3a": {},
        "PDF/UA-1": {},
    }


@pytest.mark.conformance
def test_sign_that_no_font_has_is_written_as_its_code(engine, demonstration):
    html = "<html lang='nl'><h1>T</h1><p>Goed 👍🏽 gedaan\u200b ☃\ufe0f 北 ก</p></html>"

    pdf = render_pdf(html, language="nl", title="T 👍", author="A", created_at=documents.NOW)

    assert "Goed (U+1F44D)(U+1F3FD) gedaan (U+2603) 北 (U+0E01)" in read_text(pdf)
    assert {standard: engine.failures(pdf, standard) for standard in STANDARDS} == {
        "PDF/A-3a": {},
        "PDF/UA-1": {},
    }
