"""What stands on the pages of a sealed deal: the frozen words from their canonical form, the signatures from their rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from deals.documents.keys import seals_for_show
from deals.documents.reasons import Unfit
from deals.documents.signatures import how_sure, names_of, signatures_of, with_zone, witnesses_of
from deals.documents.signatures import in_words as signature_in_words
from deals.documents.trust import Level, level
from deals.models import DealVersion, Document, DocumentKind, DocumentState, content_hash
from deals.texts.content import day_of, groups, in_words
from deals.texts.differences import differences
from trail.models import Entry
from ui.formats import day

MOST_WITHOUT_CONTENTS = 20  # clauses; a longer text gets a table of contents


def page_html(document: Document, *, seal_owner: str, at: datetime) -> str:
    """Return the pages of a deal as HTML, in the document's language."""
    with override(document.language):
        return render_to_string(
            "deals/documents/deal.html", context_of(document, seal_owner=seal_owner, at=at)
        )


def frozen_text(document: Document) -> tuple[DealVersion, dict[str, Any]]:
    """Return the version to show and its content. Raises Unfit when that no longer fits the hash that was signed."""
    version = document.version
    if version is None or not version.content or content_hash(version.content) != version.content_hash:
        raise Unfit(gettext_noop("The stored text of the deal does not match its hash."))
    return version, version.content


def context_of(document: Document, *, seal_owner: str, at: datetime) -> dict[str, Any]:
    """Return what the template shows, as ready words."""
    deal, (version, content) = document.deal, frozen_text(document)
    signatures, witnesses = signatures_of(version), witnesses_of(version)
    return {
        "language": document.language,
        "deal": deal,
        "content": content,
        **in_words(content),
        "signed_on": day(version.conclusion.on),
        "effective": day_of(content["effective"]) if content.get("effective") else "",
        "change": _change(version, content),
        "has_contents": len(content["clauses"]) > MOST_WITHOUT_CONTENTS,
        "signatures": [signature_in_words(each) for each in signatures],
        "witnesses": [signature_in_words(each) for each in witnesses],
        "how_sure": how_sure([*signatures, *witnesses]),
        "scans": deal.documents.filter(
            version=version, kind=DocumentKind.SCAN, state=DocumentState.FINAL
        ).order_by("pk"),
        **_proof(document, version),
        "seal_owner": seal_owner,
        "made": with_zone(at),
    }


def _proof(document: Document, version: DealVersion) -> dict[str, Any]:
    """Return by what the document can be checked."""
    address = verify_address(document)
    return {
        "hash": version.content_hash,
        "hash_groups": groups(version.content_hash),
        "short_hash": version.content_hash[:8],
        "trail": _chain_head(document),
        "code": document.verify_code,
        "address": address,
        "qr": segno.make(address, error="m").svg_data_uri(border=0, dark="#1f2429", omitsize=True),
        "seal_is_for_show": seals_for_show(),
        "seal_level": level(),
        "has_time_stamp": level() != Level.PLAIN,
        "seal_lasts": level() == Level.LASTING,
    }


def _change(version: DealVersion, content: dict[str, Any]) -> dict[str, Any]:
    """Return which version this one changes, why, and what differs in words; nothing for a first text."""
    base = version.base()
    if base is None or not base.content:
        return {}
    return {
        "number": base.number,
        "hash": base.content_hash[:8],
        "reason": version.amendment.reason,
        "lines": [in_letters(str(each)) for each in differences(base.content, content)],
    }


def in_letters(sentence: str) -> str:
    """Return a sentence about a change without its arrow: our fonts have none, and a word is read aloud better."""
    return sentence.replace(" → ", _(" becomes "))


def names_in(document: Document) -> list[str]:
    """Return the names that a reader must find in the document: all parties, all who signed."""
    version, content = frozen_text(document)
    parties = [party["organisation"] for party in content["parties"]]
    return parties + names_of([*signatures_of(version), *witnesses_of(version)])


def verify_address(document: Document) -> str:
    """Return the address that the QR code leads to."""
    return settings.BASE_URL + reverse("deals:verify_code", args=[document.verify_code])


def _chain_head(document: Document) -> dict[str, Any]:
    """Return where the deal's trail stood when the document was made."""
    last = Entry.objects.of(document.deal).last()
    return {"seq": last.seq, "groups": groups(last.hash)} if last else {}
