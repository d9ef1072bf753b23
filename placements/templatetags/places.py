"""Lets the deal page lead to its places, without knowing this room."""

from __future__ import annotations

from django import template

from deals.models import Commitment, Deal
from placements import policies

register = template.Library()


@register.inclusion_tag("placements/_of_commitment.html", takes_context=True)
def places_of(context: template.Context, deal: Deal, commitment: Commitment) -> dict[str, object]:
    """Show the ways to the places under a promise, to those who may see or record them."""
    user = context["request"].user
    filled = commitment.is_filled_by_people
    return {
        "deal": deal,
        "line": commitment,
        "sees": filled and bool(policies.roles_of(user, deal, commitment.employer_id)),
        "reports": filled
        and not context.get("has_left")
        and policies.deal_denial(user, deal, commitment.employer_id) is None,
    }
