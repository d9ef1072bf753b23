"""Files made to deceive, at /verify/: each gets clear words, in bounded time, and nothing about people."""

from __future__ import annotations

import io
import re
import time
import zlib

import pikepdf
import pytest
from django.core.cache import cache
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigFieldSpec

from deals.documents import opened
from deals.documents.keys import sealing_key
from deals.documents.pdf import render_pdf
from deals.documents.seal import KeptKeySigner, seal
from tests.deals.documents import NOW
from tests.deals.test_scans import pdf_bytes, upload

pytestmark = pytest.mark.usefixtures("demonstration")
NAMES = ("Helmgras", "Duinwerk", "A. Example", "Olga", "Deal with")
OURS = "This document is ours, and unchanged"
ADDED = "Something was added to this document after it was sealed"
CHANGED = "This is not the document that we sealed"
FOREIGN = "This document is not ours"
LOCKED = "This PDF is locked with a password"
NEITHER = "This is neither a PDF nor the data of a deal"


@pytest.fixture
def said(client):
    """Return what the page says first about a file; it never says anything about people."""
    client.cookies["language"] = "en"
    cache.clear()  # other tests count uploads too

    def ask(content: bytes) -> str:
        answer = client.post("/verify/", {"file": upload(content)})
        page = answer.content.decode()
        assert answer.status_code == 200
        assert [name for name in NAMES if name in page] == []
        found = [words for words in (OURS, ADDED, CHANGED, FOREIGN, LOCKED, NEITHER) if words in page]
        assert len(found) == 1, found
        return found[0]

    return ask


def written_anew(content: bytes, change=lambda pdf: None, **options) -> bytes:
    """The same file, changed and written by another program."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        pdf.save(out, **options)
    return out.getvalue()


def signed_by_another(content: bytes) -> bytes:
    """The same file with one more signature, put after it."""
    key = sealing_key()  # whose key it is does not matter here
    signer = signers.PdfSigner(
        signers.PdfSignatureMetadata(field_name="Mine", name="Somebody else"),
        signer=KeptKeySigner(key),
        new_field_spec=SigFieldSpec("Mine"),
    )
    out = io.BytesIO()
    signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(content)), output=out)
    return out.getvalue()


def with_a_note(content: bytes) -> bytes:
    """The same file with an incremental update."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    writer.root["/Note"] = pdf_string("12 places became 9")
    writer.update_root()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def printed(words: str) -> bytes:
    """A PDF that somebody else made, with `words` on its page."""
    return render_pdf(f"<h1>Deal</h1><p>{words}</p>", language="en", title="T", author="A", created_at=NOW)


def unfolding(megabytes: int) -> bytes:
    """A small PDF of which one page takes `megabytes` once it is unpacked."""
    packer, block = zlib.compressobj(9), b"BT /F1 12 Tf (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n" * 20_000
    packed = b"".join([*(packer.compress(block) for _each in range(megabytes)), packer.flush()])
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        stream = pikepdf.Stream(pdf, b"")
        stream.write(packed, filter=pikepdf.Name.FlateDecode)
        pdf.pages[0].Contents = stream
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        pdf.save(out)
    return out.getvalue()


def test_original_stays_ours(document, said):
    assert said(document.read()) == OURS


def places(content: bytes) -> dict[str, int]:
    """Where a byte can be changed: in each part of a sealed file."""
    return {
        "start": 9,
        "middle": len(content) // 2,
        "signature": content.index(b"/Contents <") + 500,
        "digest's range": content.index(b"/ByteRange") + 13,
        "end": len(content) - 1,
    }


@pytest.mark.parametrize("place", ["start", "middle", "signature", "digest's range", "end"])
def test_one_changed_byte_is_seen_wherever_it_is(document, said, place):
    content = bytearray(document.read())
    content[places(bytes(content))[place]] ^= 1

    assert said(bytes(content)) == CHANGED


def test_signature_added_by_somebody_else_is_seen(document, said):
    more = signed_by_another(document.read())

    assert more.startswith(document.read())
    assert said(more) == ADDED


def test_incremental_update_is_seen(document, said):
    assert said(with_a_note(document.read())) == ADDED


@pytest.mark.parametrize("place", [0, 1, -1])
def test_removed_page_is_seen(document, said, place):
    def remove(pdf) -> None:
        del pdf.pages[place]

    assert said(written_anew(document.read(), remove)) == CHANGED


def test_reordered_pages_are_seen(document, said):
    def reorder(pdf) -> None:
        pdf.pages.reverse()

    assert said(written_anew(document.read(), reorder)) == CHANGED


def test_changed_file_that_was_signed_again_is_seen(document, said):
    def without_forms(pdf) -> None:
        for page in pdf.pages:
            if "/Annots" in page:
                del page["/Annots"]
        del pdf.pages[1], pdf.Root.AcroForm

    assert said(signed_by_another(written_anew(document.read(), without_forms))) == CHANGED


def test_file_that_only_prints_one_of_our_codes_is_no_document_of_ours(document, said):
    assert said(printed(f"Code of this document: {document.verify_code}")) == CHANGED


def test_foreign_file_that_somebody_else_signed_is_not_ours(document, said):
    assert said(signed_by_another(printed("Agreed!"))) == FOREIGN


def test_file_that_our_seal_was_put_on_but_that_we_never_kept_is_not_ours(document, said):
    assert said(seal(printed("Agreed!"), reason="Test")) == FOREIGN


def test_locked_copy_is_seen(document, said):
    lock = pikepdf.Encryption(owner="x", user="y", metadata=False)

    assert said(written_anew(document.read(), encryption=lock)) == CHANGED  # its description tells the code
    assert said(written_anew(printed("x"), encryption=pikepdf.Encryption(owner="x", user="y"))) == LOCKED


def test_file_with_a_broken_table_is_seen(document, said):
    broken = re.sub(rb"startxref\s+\d+", b"startxref\n99999999", document.read())

    assert said(broken) == CHANGED
    assert said(re.sub(rb"startxref\s+\d+", b"startxref\n99999999", printed("x"))) == FOREIGN


@pytest.mark.parametrize("content", [b"hello", b"PK\x03\x04", b"\x00" * 5000, b"<html>%PDF", b"%PDF"])
def test_what_is_no_pdf_is_said_so(db, said, content):
    assert said(content) == NEITHER


def test_thousand_pages_are_looked_at_in_time(db, said):
    started = time.monotonic()

    assert said(pdf_bytes(1000)) == FOREIGN
    assert time.monotonic() - started < opened.PATIENCE


@pytest.mark.parametrize("megabytes", [100, 400])
def test_file_that_unfolds_without_end_is_given_up(db, said, megabytes):
    content = unfolding(megabytes)
    started = time.monotonic()

    assert said(content) == FOREIGN
    assert len(content) < 5_000_000
    assert time.monotonic() - started < opened.PATIENCE + 5


def test_file_that_unfolds_without_end_still_tells_the_code_in_its_description(document, said):
    content = unfolding(100) + f"\n% {document.verify_code}".encode()

    assert said(content) == CHANGED


def test_strangers_file_is_opened_without_our_secrets_or_means_to_write(monkeypatch, tmp_path):
    monkeypatch.setenv("SECRET_KEY", "not for strangers")
    program = tmp_path / "spy.py"
    program.write_text(
        "import os, sys, json, resource\n"
        "print(json.dumps({'text': ' '.join(os.environ), 'enclosed': str('django' in sys.modules)}))\n"
    )
    monkeypatch.setattr(opened, "__file__", str(program))

    inside = opened.look_inside(b"")

    assert "SECRET_KEY" not in inside.text
    assert inside.enclosed == "False"


@pytest.mark.parametrize("said", ["", "[]", '{"text": "half', '{"other": 1}', '{"text": [1]}', "no json"])
def test_answer_of_that_process_is_never_trusted(monkeypatch, tmp_path, said):
    program = tmp_path / "spy.py"
    program.write_text(f"print({said!r})\n")
    monkeypatch.setattr(opened, "__file__", str(program))

    inside = opened.look_inside(b"")

    assert (type(inside.text), inside.enclosed, inside.is_locked) == (str, "", False)


@pytest.mark.parametrize(
    "deed", ["bytearray(2 * 1024**3)", "open({folder!r} + '/x', 'wb', buffering=0).write(b'x')"]
)
def test_strangers_file_cannot_take_the_memory_or_write(monkeypatch, tmp_path, deed):
    program = tmp_path / "spy.py"
    program.write_text(
        f"import runpy\nours = runpy.run_path({opened.__file__!r})\n"
        f"ours['main'].__globals__['_enclosed'] = lambda content: 'done' if {deed.format(folder=str(tmp_path))} else ''\n"
        "ours['main']()\n"
    )
    monkeypatch.setattr(opened, "__file__", str(program))

    assert opened.look_inside(b"").enclosed == ""
