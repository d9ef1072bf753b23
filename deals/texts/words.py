"""Promises and terms in words, the same on every page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from deals.kinds import UNIT_OF_KIND, CommitmentKind, Obligation, Unit
from deals.texts.variables import in_a_row
from ui import formats


def term(starts_on: Any, ends_on: Any) -> str:
    """Return from when until when, in words."""
    if not starts_on and not ends_on:
        return _("not filled in")
    if not ends_on:
        return _("from %(day)s") % {"day": formats.day(starts_on)}
    return _("%(start)s until %(end)s") % {"start": formats.day(starts_on), "end": formats.day(ends_on)}


def names_in_short(names: Sequence[str], most: int = 2) -> str:
    """Return as many names as there may be, or the first and how many others there are."""
    if len(names) <= most:
        return in_a_row(names)
    return _("%(name)s and %(count)s others") % {"name": names[0], "count": len(names) - 1}


def commitment_in_words(each: Any, kind: str) -> str:
    """Return how much of it is promised, for how many hours, when, and how firmly."""
    unit = Unit(each.unit) if each.unit else UNIT_OF_KIND[CommitmentKind(kind)]
    parts = [f"{formats.number(each.quantity)} {unit.label}"]
    if each.hours_per_week:
        hours = formats.number(
            each.hours_per_week, 0 if each.hours_per_week == int(each.hours_per_week) else 1
        )
        parts.append(_("%(hours)s hours a week") % {"hours": hours})
    if each.starts_on or each.ends_on:
        parts.append(term(each.starts_on, each.ends_on))
    parts.append(str(Obligation(each.obligation).label))
    return " · ".join(parts)


def proposed_line(line: dict[str, Any]) -> str:
    """Return a commitment that is proposed, such as `4 × learn-work place (24 hours a week)`."""
    what = line.get("label") or str(CommitmentKind(line["kind"]).label)
    words = [f"{formats.number(line['quantity'])} ×" if line.get("quantity") else "", what]
    if hours := line.get("hours_per_week"):
        shown = formats.number(hours, 0 if hours == int(hours) else 1)
        words.append(_("(%(hours)s hours a week)") % {"hours": shown})
    return " ".join(word for word in words if word)
