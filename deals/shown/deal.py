"""What the page of one deal shows, in words: promises both ways, parties, signatures, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from accounts.roles import MUNICIPAL_ROLES
from deals import policies
from deals.kinds import PartyRole
from deals.lifecycle import MEANINGS, MOVES, State
from deals.models import Deal, DealVersion, SupportTerms
from deals.practices.transfer import practices_of
from deals.shown.amending import proposed
from deals.shown.ending import ending_of
from deals.shown.history import lines_of
from deals.shown.panel import panel_of
from deals.shown.parties import party_lines, reading_day
from deals.texts import variables
from deals.texts.deviations import compared, deviations
from deals.texts.words import term
from notices.letters import label_of
from notices.models import Notice


@dataclass(frozen=True)
class SupportLine:
    """One promise in return, and whether the reader may record it."""

    terms: SupportTerms
    is_overdue: bool
    may_record: bool


def page_of(deal: Deal, user: User, *, today: date) -> dict[str, Any]:
    """Return all that the page shows to this reader; to who left, as it was on its last day."""
    day = reading_day(deal, user, today=today)
    version = deal.text_in_force(day)
    works_here = bool(policies.roles_of(user, deal) & MUNICIPAL_ROLES)
    commitments = list(version.commitment_terms.in_order())
    source = version.variant_version
    facts = version.facts() if source and variables.any_in(source.clauses) else {}
    parties = party_lines(deal, day, today=today)
    return {
        "deal": deal,
        "today": day,
        "has_left": day != today,
        "meaning": MEANINGS[State(deal.state)],
        "version": version,
        "commitments": commitments,
        "support": support_lines(deal, version, user, today=day),
        "parties": parties,
        "has_employers": sum(line.party.role == PartyRole.EMPLOYER for line in parties) > 1,
        "clauses": compared(version.clauses, source, facts, version.clauses_in_words()),
        "deviations": _deviations(version, [each.commitment.kind for each in commitments], facts),
        "variant_version": source,
        "history": lines_of(deal, all_of_it=works_here, until=day if day != today else None),
        "letters": [
            (letter, label_of(letter.kind))
            for letter in Notice.objects.visible_to(user).about(deal).order_by("-created_at", "-pk")[:10]
        ],
        "children": deal.children.visible_to(user).order_by("title")[:50],
        "umbrella": Deal.objects.visible_to(user).filter(children=deal).first(),
        "moves": [(move, MOVES[move]) for move in deal.moves_for(user) if not MOVES[move].system],
        "may_edit": policies.editing_denial(user, deal) is None,
        "may_rewrite": policies.rewriting_denial(user, deal) is None,
        "may_scan": policies.scan_denial(user, deal) is None,
        **panel_of(deal, user, today=day, has_left=day != today),
        "works_here": works_here,
        "term": _term(version if day != today else deal),
        **proposed(deal, user, today=day),
        **ending_of(deal, user, today=today, works_here=works_here),
    } | (practices_of(deal, user) if works_here else {})


def _term(of: Deal | DealVersion) -> str:
    """Return from when until when, in words."""
    return term(of.starts_on, of.ends_on) if of.starts_on or of.ends_on else ""


def _deviations(version: DealVersion, kinds: list[str], facts: dict[str, str]) -> list[str]:
    """Return in what the deal differs from its variant; a deal whose text nobody kept differs in nothing."""
    return deviations(version.clauses, kinds, version.variant_version, facts) if version.clauses else []


def support_lines(deal: Deal, version: DealVersion, user: User, *, today: date) -> list[SupportLine]:
    """Return the promises in return, each with what the reader may do."""
    return [
        SupportLine(
            terms,
            terms.is_overdue(today),
            policies.support_denial(user, deal, terms.promise.party.organisation_id) is None,
        )
        for terms in version.support_terms.in_order()
    ]
