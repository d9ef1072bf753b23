"""The canonical text of a deal in words for a reader: the same on the page where it is signed and in the sealed document."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from deals.kinds import CommitmentKind, DealKind, Obligation, PartyRole, Unit
from partners.models import SupportKind
from ui.formats import day, number


def in_words(content: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in a text, as ready words."""
    return {
        "kind": DealKind(content["kind"]).label,
        "term": period(*content["term"]),
        "parties": [{**each, "part": PartyRole(each["part"]).label} for each in content["parties"]],
        "commitments": [commitment(line) for line in content["commitments"]],
        "support": [support(line) for line in content["support"]],
    }


def groups(digits: str) -> list[str]:
    """Return digits in groups of eight, to read aloud and compare."""
    return [digits[start : start + 8] for start in range(0, len(digits), 8)]


def period(first: str | None, last: str | None) -> str:
    """Return `1 January 2025 to 31 December 2026`, or the half that is known."""
    if first and last:
        return _("%(first)s to %(last)s") % {"first": day_of(first), "last": day_of(last)}
    if first:
        return _("from %(first)s") % {"first": day_of(first)}
    return _("until %(last)s") % {"last": day_of(last)} if last else ""


def day_of(text: str) -> str:
    """Return a day that is kept as ISO text, in words."""
    return day(date.fromisoformat(text))


def commitment(line: dict[str, Any]) -> dict[str, Any]:
    """Return one promise of work in words."""
    kind = CommitmentKind(line["kind"]).label
    hours = line["hours_per_week"]
    return {
        "number": line["number"],
        "what": line["label"] or kind,
        "kind": kind if line["label"] and line["kind"] != CommitmentKind.OTHER else "",
        "count": number(line["quantity"]),
        "unit": Unit(line["unit"]).label,
        "hours": number(Decimal(hours), 0 if hours.endswith(".0") else 1) if hours else "",
        "period": period(*line["period"]),
        "obligation": Obligation(line["obligation"]).label,
        "by": line["by"],
    }


def support(line: dict[str, Any]) -> dict[str, Any]:
    """Return one promise of support in words."""
    return {
        "number": line["number"],
        "what": SupportKind(line["kind"]).label,
        "text": line["text"],
        "due": day_of(line["due"]) if line["due"] else "",
        "by": line["by"],
    }
