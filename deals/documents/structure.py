"""What the tag tree of a PDF still lacks after rendering: which cells a header cell heads."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Dictionary, Name


def repair(pdf: bytes) -> bytes:
    """Return the same pages, with on each header cell whether it heads its column or its row."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        for thing in document.objects:
            if isinstance(thing, Dictionary) and thing.get(Name.S) == Name.TH:
                heads_column = thing.P.P.get(Name.S) == Name.THead
                thing.A.Scope = Name.Column if heads_column else Name.Row
        out = io.BytesIO()
        document.save(out)
    return out.getvalue()
