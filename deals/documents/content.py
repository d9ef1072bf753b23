"""What stands on the pages of a sealed deal: the frozen words from their canonical form, the signatures from their rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop, override

from deals.content_words import groups, in_words
from deals.documents.keys import seals_for_show
from deals.documents.reasons import Unfit
from deals.documents.trust import Level, level
from deals.models import DealVersion, Document, DocumentKind, DocumentState, Signature, content_hash
from trail.models import Entry
from ui.formats import day, moment


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
    return {
        "language": document.language,
        "deal": deal,
        "content": content,
        **in_words(content),
        "signed_on": day(deal.signed_on),
        "signatures": [_signature(each) for each in signatures_of(document)],
        "scans": deal.documents.filter(
            version=version, kind=DocumentKind.SCAN, state=DocumentState.FINAL
        ).order_by("pk"),
        "hash": version.content_hash,
        "hash_groups": groups(version.content_hash),
        "short_hash": version.content_hash[:8],
        "trail": _chain_head(document),
        "code": document.verify_code,
        "address": verify_address(document),
        "qr": segno.make(verify_address(document), error="m").svg_data_uri(
            border=0, dark="#1f2429", omitsize=True
        ),
        "seal_owner": seal_owner,
        "seal_is_for_show": seals_for_show(),
        "seal_level": level(),
        "has_time_stamp": level() != Level.PLAIN,
        "seal_lasts": level() == Level.LASTING,
        "made": moment(at),
    }


def signatures_of(document: Document) -> list[Signature]:
    """Return the signatures under the text, in the order of the parties."""
    found = Signature.objects.filter(version=document.version).select_related(
        "party__organisation", "event", "recorded_by"
    )
    return list(found.order_by("party__position", "pk"))


def names_in(document: Document) -> list[str]:
    """Return the names that a reader must find in the document: all parties, all who signed."""
    _version, content = frozen_text(document)
    parties = [party["organisation"] for party in content["parties"]]
    return parties + [each.person_name for each in signatures_of(document) if each.person_name]


def verify_address(document: Document) -> str:
    """Return the address that the QR code leads to."""
    return settings.BASE_URL + reverse("deals:verify_code", args=[document.verify_code])


def _signature(each: Signature) -> dict[str, Any]:
    """Return who signed, for whom, and how."""
    return {
        "organisation": each.party.organisation.name,
        "name": each.person_name,
        "capacity": each.capacity,
        "mandate": each.mandate_reference,
        "method": each.get_method_display(),
        "on": day(each.signed_on),
        "where": ", ".join(filter(None, [each.event.name if each.event else "", each.place])),
        "recorded_by": str(each.recorded_by),
        "recorded_at": moment(timezone.localtime(each.recorded_at)),
    }


def _chain_head(document: Document) -> dict[str, Any]:
    """Return where the deal's trail stood when the document was made."""
    last = Entry.objects.of(document.deal).last()
    return {"seq": last.seq, "groups": groups(last.hash)} if last else {}
