"""Whether a file is a document of ours, and unchanged. Looks at bytes only; keeps and shows nothing about people."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.public_id import ALPHABET
from deals.documents.checks import read_text
from deals.documents.reasons import Unfit
from deals.models import Document

CODE = re.compile(rf"(?<![\w-])[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{2}}(?![\w-])")
MOST_CODES = 50  # a real document names one, many times over
MOST_PAGES = 100


class Finding(TextChoices):
    """What an uploaded file proved to be."""

    OURS = "ours", _("This document is ours, and unchanged")
    ADDED = "added", _("Something was added to this document after it was sealed")
    CHANGED = "changed", _("This document was changed")
    FOREIGN = "foreign", _("This document is not ours")
    NO_PDF = "no_pdf", _("This is not a PDF")


@dataclass(frozen=True)
class Verdict:
    """What was found, and which document of ours it is about."""

    finding: Finding
    document: Document | None = None


def judge(content: bytes) -> Verdict:
    """Compare a file with all that we ever sealed. Only the same bytes are ours and unchanged."""
    if b"%PDF-" not in content[:1024]:
        return Verdict(Finding.NO_PDF)
    sealed = Document.objects.sealed()
    if same := sealed.filter(sha256=hashlib.sha256(content).hexdigest()).first():
        return Verdict(Finding.OURS, same)
    named = sealed.filter(verify_code__in=codes_in(content)).order_by("pk").first()
    if named is None:
        return Verdict(Finding.FOREIGN)
    begins_with_ours = hashlib.sha256(content[: named.size]).hexdigest() == named.sha256
    return Verdict(Finding.ADDED if begins_with_ours else Finding.CHANGED, named)


def codes_in(content: bytes) -> list[str]:
    """Return the codes that a file names, in its description or on its pages, even when it is damaged."""
    found = CODE.findall(content.decode("latin-1"))
    with suppress(Unfit):  # it cannot be opened: what its bytes say is all there is
        found += CODE.findall(read_text(content, MOST_PAGES))
    return list(dict.fromkeys(found))[:MOST_CODES]


def tidy_code(typed: str) -> str:
    """Return a code as we write it, however it was typed over: capitals, spaces, no dashes."""
    signs = "".join(sign for sign in typed.lower() if sign in ALPHABET)[:12]
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
