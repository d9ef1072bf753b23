"""Whether a file is a document of ours, and unchanged. Keeps nothing, and shows nothing about people."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.public_id import ALPHABET
from deals.documents.opened import Inside, look_inside
from deals.documents.text import TextFinding, TextVerdict, judge_text
from deals.models import DealVersion, Document

CODE = re.compile(rf"(?<![\w-])[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{2}}(?![\w-])")
MOST_CODES = 50  # a real document names one, many times over


class Finding(TextChoices):
    """What an uploaded file proved to be."""

    OURS = "ours", _("This document is ours, and unchanged")
    ADDED = "added", _("Something was added to this document after it was sealed")
    CHANGED = "changed", _("This is not the document that we sealed")
    FOREIGN = "foreign", _("This document is not ours")
    LOCKED = "locked", _("This PDF is locked with a password")
    TEXT = "text", _("This is the data of a deal")
    NEITHER = "neither", _("This is neither a PDF nor the data of a deal")


@dataclass(frozen=True)
class Verdict:
    """What was found, which document of ours it is about, and what the data in it is."""

    finding: Finding
    document: Document | None = None
    text: TextVerdict | None = None

    @property
    def version(self) -> DealVersion | None:
        """The version of a deal that it is about."""
        if self.document:
            return self.document.version
        return self.text.version if self.text else None


def judge(content: bytes) -> Verdict:
    """Compare a file with all that we ever sealed or offered."""
    if b"%PDF-" in content[:1024]:
        return _judge_pdf(content)
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        text = judge_text(content)
        return Verdict(Finding.TEXT, document=_document_of(text), text=text)
    return Verdict(Finding.NEITHER)


def _judge_pdf(content: bytes) -> Verdict:
    """Compare a PDF: only the same bytes are ours and unchanged."""
    sealed = Document.objects.sealed()
    if same := sealed.filter(sha256=hashlib.sha256(content).hexdigest()).first():
        return Verdict(Finding.OURS, same)
    inside = look_inside(content)
    text = judge_text(inside.enclosed.encode()) if inside.enclosed else None
    named = sealed.filter(verify_code__in=codes_in(content, inside)).order_by("pk").first()
    named = named or (_document_of(text) if text else None)
    if named is None:
        return Verdict(Finding.LOCKED if inside.is_locked else Finding.FOREIGN)
    begins_with_ours = hashlib.sha256(content[: named.size]).hexdigest() == named.sha256
    return Verdict(Finding.ADDED if begins_with_ours else Finding.CHANGED, named, text)


def _document_of(text: TextVerdict) -> Document | None:
    """Return the first document that we sealed of a text."""
    if text.finding != TextFinding.AGREED:
        return None
    return Document.objects.sealed().filter(version=text.version).order_by("pk").first()


def codes_in(content: bytes, inside: Inside) -> list[str]:
    """Return the codes that a file names, in its description or on its pages, even when it is damaged."""
    found = CODE.findall(content.decode("latin-1")) + CODE.findall(inside.text)
    return list(dict.fromkeys(found))[:MOST_CODES]


def tidy_code(typed: str) -> str:
    """Return a code as we write it, however it was typed over: capitals, spaces, no dashes."""
    signs = "".join(sign for sign in typed.lower() if sign in ALPHABET)[:12]
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
