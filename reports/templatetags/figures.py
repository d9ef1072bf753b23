"""Lets rooms below this one show figures without importing them.

{% load figures %}
{% figures_of page.deals as figures %}
{% with own=figures|of:deal %}
{% if own.is_told %}{% bar own.started_mixed own.pledged_mixed %} {{ own.label }}{% endif %}
{% endwith %}
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils import timezone

from deals.models import Deal
from reports.figures import DealFigures, deal_figures
from reports.policies import may_count_people

register = template.Library()


@register.simple_tag(takes_context=True)
def figures_of(
    context: template.Context, deals: Deal | Iterable[Deal], as_of: date | None = None
) -> dict[int, DealFigures]:
    """Return the figures of these deals by their pk, as of today unless told otherwise: two queries for all.

    Who reads aggregates only (an alderman, a support partner) gets the promises; see `is_told`.
    """
    wanted = [deals] if isinstance(deals, Deal) else list(deals)
    figures = deal_figures(wanted, as_of=as_of or timezone.localdate())
    user = context["request"].user
    return {
        deal.pk: figures[deal.pk] if may_count_people(user, deal) else figures[deal.pk].promises_only()
        for deal in wanted
    }


@register.filter
def of(figures: dict[int, DealFigures], deal: Deal) -> DealFigures | None:
    """Return the figures of one deal."""
    return figures.get(deal.pk)
