"""A version of a variant as a file for other municipalities: `handslag-variant/1`, see docs/variant-file.md."""

from __future__ import annotations

import json
from datetime import UTC
from typing import Any

from deals.models import VariantVersion, content_hash

FORMAT = "handslag-variant/1"
MEDIA_TYPE = "application/json"
LINE_NAMES = ("kind", "quantity", "hours_per_week", "months", "obligation")
SUPPORT_NAMES = ("kind", "text")  # who gives it differs from place to place and stays at home
COLUMNS = (
    "summary",
    "provenance",
    "provenance_note",
    "allowed_kinds",
    "allows_other_kinds",
    "allows_delegation",
    "default_months",
)


def file_of(version: VariantVersion) -> bytes:
    """Return a published version as a file; the same version always gives the same bytes."""
    content = content_of(version)
    content["sha256"] = content_hash(content)
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def content_of(version: VariantVersion) -> dict[str, Any]:
    """Return all that the file says but its hash."""
    variant, municipality = version.variant, version.variant.programme.municipality
    if version.published_at is None:
        raise ValueError(version)
    return {
        "format": FORMAT,
        "variant": {
            "name": variant.name,
            "code": variant.code,
            "deal_kind": str(variant.deal_kind),
            **{name: getattr(version, name) for name in COLUMNS},
            "default_lines": [_row(each, LINE_NAMES) for each in version.default_lines],
            "default_support": [_row(each, SUPPORT_NAMES) for each in version.default_support],
            "clauses": [_row(each, ("title", "text")) for each in version.clauses],
        },
        "origin": {
            "municipality": municipality.organisation.name,
            "variant": variant.public_id,
            "version": version.number,
            "published_at": version.published_at.astimezone(UTC).isoformat(),
            "is_fictional": municipality.organisation.is_fictional,
        },
        "earlier": version.origins,
    }


def name_of(version: VariantVersion) -> str:
    """Return what the file is called."""
    return f"{version.variant.code}-{version.number}.handslag.json"


def _row(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the named values that a row holds, in this order."""
    return {name: row[name] for name in names if row.get(name) not in (None, "")}
