"""The usual answers: what the variant, the parties and the calendar say before anybody typed anything."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import override

from deals.forms.parties import Side
from deals.kinds import Obligation, PartyRole
from deals.models import VariantVersion
from deals.practices.adopting import fitting
from deals.texts.words import names_in_short

TALK_AFTER_MONTHS = 3


def months_after(day: date, months: int) -> date:
    """Return the same day so many months on, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def usual_promises(
    version: VariantVersion, sides: list[Side], today: date, adopted: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what is promised both ways, and for how long, unless told otherwise.

    `adopted`: what a good practice proposes in place of the variant, as it was kept with the adoption.
    """
    proposal = fitting(adopted or {}, version)
    promising = promising_sides(sides)
    with override(settings.LANGUAGE_CODE):  # the name is part of the deal, not of the page
        names = names_in_short([side.name for side in promising])
    return {
        "by": [side.key for side in promising],
        "term": {
            "title": f"{version.variant.name} {names}"[:160],
            "sector": _sector_of(promising),
            "starts_on": today,
            "ends_on": months_after(today, version.default_months) - timedelta(days=1),
            "next_progress_on": months_after(today, TALK_AFTER_MONTHS),
            "is_customised": any(each["kind"] not in version.allowed_kinds for each in proposal.lines),
        },
        "commitments": [_line(each, by, today) for by, each in _shared_out(proposal.lines, promising)],
        "clauses": proposal.clauses,
        "support": [
            {"kind": each["kind"], "text": each.get("text", ""), "by": _supporter(each, sides).key}
            for each in proposal.support
        ],
    }


def promising_sides(sides: list[Side]) -> list[Side]:
    """Return who usually promises work: the employers, else the last party."""
    return [side for side in sides if side.role == PartyRole.EMPLOYER] or sides[-1:]


def _sector_of(promising: list[Side]) -> int | None:
    """Return the sector in which all of them work, if it is one."""
    employers = [getattr(side.organisation, "employer", None) for side in promising]
    sectors = {employer and employer.sector_id for employer in employers}
    return sectors.pop() if len(sectors) == 1 else None


def _shared_out(lines: list[dict[str, Any]], promising: list[Side]) -> Iterator[tuple[Side, dict[str, Any]]]:
    """Yield each proposed line with who may promise it.

    What a deal promised elsewhere is shared out as it was there, and the last takes what is left;
    what a variant proposes is asked of everyone.
    """
    for number, side in enumerate(promising):
        for each in lines:
            first = each.get("promised_by")
            if first is None or min(first, len(promising) - 1) == number:
                yield side, each


def _line(given: dict[str, Any], by: Side, today: date) -> dict[str, Any]:
    """Return a commitment as the variant or a good practice proposes it."""
    own_words = {name: given[name] for name in ("unit", "label") if given.get(name)}
    return own_words | {
        "kind": given["kind"],
        "quantity": given.get("quantity"),
        "hours_per_week": given.get("hours_per_week"),
        "obligation": given.get("obligation") or Obligation.EFFORT,
        "ends_on": months_after(today, given["months"]) - timedelta(days=1) if given.get("months") else None,
        "by": by.key,
    }


def _supporter(given: dict[str, Any], sides: list[Side]) -> Side:
    """Return the partner that the variant names, else the first partner, else the municipality."""
    partners = [side for side in sides if side.role not in {PartyRole.EMPLOYER, PartyRole.MUNICIPALITY}]
    wanted = str(given.get("partner", "")).casefold()
    named = (side for side in partners if wanted and side.name.casefold() == wanted)
    return next(named, None) or (partners or sides)[0]
