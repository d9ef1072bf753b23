"""What a good practice proposes to who adopts it: kinds, hours, support and words; never who promised it elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts.free_text import refuse_personal_data
from deals.kinds import PartyRole
from deals.models import DealVersion, GoodPractice, VariantVersion
from deals.texts import variables


@dataclass(frozen=True)
class Proposal:
    """What the third step of the wizard is filled with beforehand; quantities can be changed like all of it."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    support: list[dict[str, Any]] = field(default_factory=list)
    clauses: list[dict[str, str]] = field(default_factory=list)

    def kept(self) -> dict[str, Any]:
        """Return it as it is kept with the adoption."""
        return {"lines": self.lines, "support": self.support, "clauses": self.clauses}


def proposal_of(practice: GoodPractice) -> Proposal:
    """Return what the practice's deal promises, without its organisations and people; else what its variant says."""
    if practice.deal:
        return _of_deal(practice.deal.text_agreed_last())
    if practice.variant_version:
        return of_variant(practice.variant_version)
    return Proposal()


def of_variant(version: VariantVersion) -> Proposal:
    """Return what a variant fills in beforehand."""
    return Proposal(version.default_lines, version.default_support, version.clauses)


def fitting(kept: Mapping[str, Any], version: VariantVersion) -> Proposal:
    """Return what was adopted as far as the chosen variant takes it; what was not adopted comes from the variant."""
    lines = kept.get("lines") or version.default_lines
    if not version.allows_other_kinds:
        lines = [each for each in lines if each["kind"] in version.allowed_kinds]
    return Proposal(
        lines, kept.get("support") or version.default_support, kept.get("clauses") or version.clauses
    )


def _of_deal(version: DealVersion) -> Proposal:
    """Return what a deal promises, in words that fit anyone."""
    names = _names_in(version)
    texts = list(version.commitment_terms.in_order())
    promising = list(dict.fromkeys(terms.commitment.party_id for terms in texts))
    lines = [
        ({"promised_by": promising.index(terms.commitment.party_id)} if len(promising) > 1 else {})
        | {
            "kind": terms.commitment.kind,
            "quantity": terms.quantity,
            "hours_per_week": _hours(terms.hours_per_week),
            "unit": terms.unit,
            "obligation": terms.obligation,
            "label": _general(terms.commitment.label, names),
        }
        for terms in texts
    ]
    support = [
        {"kind": terms.promise.kind, "text": _general(terms.text, names)}
        for terms in version.support_terms.in_order()
    ]
    clauses = [
        {"title": title, "text": text}
        for each in version.clauses
        if (title := _general(each["title"], names)) and (text := _general_text(each["text"], names))
    ]
    return Proposal(lines, support, clauses)


def _hours(given: Decimal | None) -> int | float | None:
    """Return hours as JSON keeps them: whole ones without a fraction."""
    if given is None:
        return None
    return int(given) if given == int(given) else float(given)


def _names_in(version: DealVersion) -> dict[str, list[str]]:
    """Return the names of the deal by the variable that stands for them."""
    names: dict[str, list[str]] = {"title": [version.deal.title], "programme": [version.deal.programme.name]}
    variable = {PartyRole.EMPLOYER: "employer", PartyRole.MUNICIPALITY: "municipality"}
    for party in version.parties_in_order():
        names.setdefault(variable.get(PartyRole(party.role), "partners"), []).append(party.organisation.name)
        names.setdefault("contact", []).append(party.contact_name)
    if manager := version.deal.account_manager:
        names.setdefault("contact", []).append(manager.full_name)
    return names


def _general_text(text: str, names: Mapping[str, Iterable[str]]) -> str:
    """Return a clause with variables for names; nothing when it holds what points at a person."""
    return "" if _is_personal(text) else variables.generalised(text, names)


def _general(text: str, names: Mapping[str, Iterable[str]]) -> str:
    """Return a few words as they are; nothing when they name somebody of the deal."""
    named = variables.generalised(text, names) != variables.escaped(text)
    return "" if named or _is_personal(text) else text


def _is_personal(text: str) -> bool:
    """Whether the text holds what points at one person."""
    try:
        refuse_personal_data(text)
    except ValidationError:
        return True
    return False
