"""Lets rooms below this one show figures without importing them.

{% load figures %}
{% figures_of page.deals as figures %}
{% with own=figures|of:deal %}
{% if own.is_told %}{% bar own.started_mixed own.pledged_mixed %} {{ own.label }}{% endif %}
{% endwith %}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django import template
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.models import Commitment, Deal
from reports.figures import DealFigures, deal_figures
from reports.policies import may_count_people

register = template.Library()


@register.simple_tag(takes_context=True)
def figures_of(
    context: template.Context, deals: Deal | Iterable[Deal], as_of: date | None = None
) -> dict[int, DealFigures]:
    """Return the figures of these deals by their pk, as of today unless told otherwise: two queries for all.

    An employer gets those of its own lines. Who reads aggregates only (an alderman, a support partner) gets the
    promises; see `is_told`.
    """
    wanted = [deals] if isinstance(deals, Deal) else list(deals)
    day, user = as_of or timezone.localdate(), context["request"].user
    counted = [deal for deal in wanted if may_count_people(user, deal)]
    own = own_lines(user, set(wanted) - set(counted))
    figures = deal_figures(counted, as_of=day) if counted else {}
    if mine := [deal for deal in wanted if deal.pk in own]:
        figures |= deal_figures(mine, as_of=day, only=set().union(*own.values()))
    if rest := [deal for deal in wanted if deal.pk not in figures]:
        figures |= {pk: each.promises_only() for pk, each in deal_figures(rest, as_of=day).items()}
    return figures


def own_lines(user: User, deals: Iterable[Deal]) -> dict[int, set[int]]:
    """Return per deal the commitments that the user's organisations made as employer."""
    organisations = user.organisations_as(Role.EMPLOYER)
    found: dict[int, set[int]] = defaultdict(set)
    if organisations and (wanted := list(deals)):
        lines = Commitment.objects.filter(deal__in=wanted, employer__in=organisations)
        for deal_id, commitment_id in lines.values_list("deal_id", "pk"):
            found[deal_id].add(commitment_id)
    return found


@register.filter
def of(figures: dict[int, DealFigures], deal: Deal) -> DealFigures | None:
    """Return the figures of one deal."""
    return figures.get(deal.pk)
