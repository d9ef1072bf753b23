"""What everybody may know about a text that was signed and its file: no names of people, employers or partners."""

from __future__ import annotations

from datetime import date
from typing import Any

from deals.documents.content import groups
from deals.documents.keys import seals_for_show
from deals.models import DealVersion, Document


def facts_of_version(version: DealVersion, on: date) -> dict[str, Any]:
    """Return what may be told about a version, and whether it still counts on this day."""
    deal, content = version.deal, version.content or {}
    counts = deal.text_in_force(on)
    conclusion = getattr(version, "conclusion", None)
    return {
        "municipality": deal.municipality.organisation.name,
        "kind": deal.get_kind_display(),
        "is_fictional": deal.is_fictional,
        "signed_on": conclusion and conclusion.on,
        "parties": len(content.get("parties", [])),
        "version": version.number,
        "replaced_by": counts.number if counts.number > version.number else None,
        "replaced_on": counts.effective_on,
        "counts_from": version.effective_on if conclusion and counts.number < version.number else None,
        "hash_groups": groups(version.content_hash),
    }


def facts_of_file(document: Document) -> dict[str, Any]:
    """Return what may be told about a sealed file."""
    return {
        "made_at": document.made_at,
        "pages": document.pages,
        "hash_groups": groups(document.sha256),
        "code": document.verify_code,
        "is_for_show": seals_for_show(),
    }
