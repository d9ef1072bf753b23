"""From a deal that nobody was offered yet back to the answers of the wizard, to write it anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from deals.forms.party import CONTACT, SIGNS, SIGNS_NOT
from deals.kinds import PartyRole
from deals.models import Deal, DealVersion, Party
from deals.models.draft import Answers
from deals.wizard.wizard import TRIED


def answers_of(deal: Deal) -> dict[str, Answers]:
    """Return what somebody would have typed to write this deal."""
    version = deal.newest_version()
    return {
        "programme": _programme(deal),
        "parties": _parties(deal, version.parties_in_order()),
        "promises": _promises(deal, version),
    }


def _programme(deal: Deal) -> Answers:
    """Return the variant and the umbrella."""
    answers = {"variant": [deal.variant.public_id if deal.variant else ""], TRIED: ["1"]}
    return answers | {"parent": [deal.parent.public_id if deal.parent else ""]}


def _parties(deal: Deal, parties: list[Party]) -> Answers:
    """Return the employers and the partners, each with its contact and whether it signs, and our contact."""
    home = deal.municipality.organisation_id
    employers = [each for each in parties if each.role == PartyRole.EMPLOYER]
    others = [each for each in parties if each.role != PartyRole.EMPLOYER]
    partners = [each for each in others if each.organisation_id != home]
    own = next((each for each in others if each.organisation_id == home), None)
    officer = (own and own.contact_user) or deal.account_manager or deal.created_by
    answers = _rows(
        "employers", ({"employer": each.organisation.public_id} | _side(each, deal) for each in employers)
    )
    for each in partners:
        prefix = f"partner-{each.organisation.public_id}"
        answers |= {f"{prefix}-{name}": [value] for name, value in _side(each, deal).items()}
    return answers | {
        "our_contact": [officer.public_id],
        "partners": [each.organisation.public_id for each in partners],
        TRIED: ["1"],
    }


def _side(party: Party, deal: Deal) -> dict[str, str]:
    """Return the contact of a party, and whether it signs; the municipality signs as itself."""
    signs = party.signs or party.organisation_id == deal.municipality.organisation_id
    return {name: getattr(party, name) for name in CONTACT} | {"signs": SIGNS if signs else SIGNS_NOT}


def _promises(deal: Deal, version: DealVersion) -> Answers:
    """Return term, promises both ways and text; signatures are never carried over."""
    return {
        "title": [deal.title],
        "reference": [deal.reference],
        "sector": [str(deal.sector_id or "")],
        "is_customised": ["on"] if deal.is_customised else [],
        **_day("starts_on", version.starts_on),
        **_day("ends_on", version.ends_on),
        **_day("next_progress_on", deal.next_progress_on),
        **_rows("commitments", (_commitment(terms) for terms in version.commitment_terms.in_order())),
        **_rows("support", (_support(terms) for terms in version.support_terms.in_order())),
        **_rows("clauses", ({"title": each["title"], "text": each["text"]} for each in version.clauses)),
        TRIED: ["1"],
    }


def _commitment(terms: Any) -> dict[str, Any]:
    """Return one row of work."""
    line = terms.commitment
    return {
        "kind": line.kind,
        "quantity": terms.quantity,
        "hours_per_week": terms.hours_per_week,
        "obligation": terms.obligation,
        "by": line.party.organisation.public_id,
        "unit": terms.unit,
        "label": line.label,
        "starts_on": terms.starts_on,
        "ends_on": terms.ends_on,
    }


def _support(terms: Any) -> dict[str, Any]:
    """Return one row of support."""
    by = terms.promise.party.organisation.public_id
    return {"by": by, "kind": terms.promise.kind, "text": terms.text, "due_on": terms.due_on}


def _rows(prefix: str, rows: Iterable[dict[str, Any]]) -> Answers:
    """Return the rows as a formset posts them."""
    listed = list(rows)
    answers = {f"{prefix}-TOTAL_FORMS": [str(len(listed))], f"{prefix}-INITIAL_FORMS": ["0"]}
    for number, row in enumerate(listed):
        for name, value in row.items():
            if name.endswith("_on"):
                answers |= _day(f"{prefix}-{number}-{name}", value)
            else:
                answers[f"{prefix}-{number}-{name}"] = ["" if value is None else str(value)]
    return answers


def _day(name: str, day: date | None) -> Answers:
    """Return a day as its three fields post it."""
    parts = {"day": day.day, "month": day.month, "year": day.year} if day else {}
    return {f"{name}_{part}": [str(parts.get(part, ""))] for part in ("day", "month", "year")}
