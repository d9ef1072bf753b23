"""The usual answers: what the variant, the parties and the calendar say before anybody typed anything."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from deals.forms.parties import WITH_AN_EMPLOYER, Side
from deals.kinds import Obligation, PartyRole
from deals.models import VariantVersion
from deals.practices.adopting import fitting

TALK_AFTER_MONTHS = 3


def months_after(day: date, months: int) -> date:
    """Return the same day so many months on, or the last day of a shorter month."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def usual_parties(version: VariantVersion, user: User) -> dict[str, Any]:
    """Return who is the contact, and whether partners sign, unless told otherwise."""
    return {
        "our_contact": user.public_id,
        "partners_sign": version.variant.deal_kind not in WITH_AN_EMPLOYER,
    }


def usual_promises(
    version: VariantVersion, sides: list[Side], today: date, adopted: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return what is promised both ways, and for how long, unless told otherwise.

    `adopted`: what a good practice proposes in place of the variant, as it was kept with the adoption.
    """
    proposal = fitting(adopted or {}, version)
    promising = next((side for side in sides if side.role == PartyRole.EMPLOYER), sides[-1])
    employer = getattr(promising.organisation, "employer", None)
    return {
        "by": promising.key,
        "term": {
            "title": f"{version.variant.name} {promising.name}"[:160],
            "sector": employer and employer.sector_id,
            "starts_on": today,
            "ends_on": months_after(today, version.default_months) - timedelta(days=1),
            "next_progress_on": months_after(today, TALK_AFTER_MONTHS),
            "is_customised": any(each["kind"] not in version.allowed_kinds for each in proposal.lines),
        },
        "commitments": [_line(each, promising, today) for each in proposal.lines],
        "clauses": proposal.clauses,
        "support": [
            {"kind": each["kind"], "text": each.get("text", ""), "by": _supporter(each, sides).key}
            for each in proposal.support
        ],
    }


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
