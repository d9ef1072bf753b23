"""Lets rooms below this one show figures without importing them.

{% load figures %}
{% figures_of page.deals as figures %}
{% with own=figures|of:deal %} {% bar own.started_mixed own.pledged_mixed %} {{ own.label }} {% endwith %}
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils import timezone

from deals.models import Deal
from reports.figures import DealFigures, deal_figures

register = template.Library()


@register.simple_tag
def figures_of(deals: Deal | Iterable[Deal], as_of: date | None = None) -> dict[int, DealFigures]:
    """Return the figures of these deals by their pk, as of today unless told otherwise: two queries for all."""
    wanted = [deals] if isinstance(deals, Deal) else deals
    return deal_figures(wanted, as_of=as_of or timezone.localdate())


@register.filter
def of(figures: dict[int, DealFigures], deal: Deal) -> DealFigures | None:
    """Return the figures of one deal."""
    return figures.get(deal.pk)
