"""Drawings for paper: sizes in units, and a title that becomes the alternative text."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from reports.reading import Progress
from ui import charts
from ui import trend as trends

register = template.Library()


@register.simple_tag
def paper_bar(row: Progress, colours: charts.Palette, width: int = 165) -> SafeString:
    """Draw started against promised; nothing for a number that is not told."""
    if not row.has_bar or row.value is None or row.total is None:
        return mark_safe("")
    drawn = charts.bar(row.value, row.total, colours, mark=row.mark, height=12, width=width, title=row.text)
    return mark_safe(drawn)  # noqa: S308  made by ui.charts, which escapes every word


@register.simple_tag
def paper_step(value: float, most: float, colours: charts.Palette, title: str) -> SafeString:
    """Draw one step of a funnel."""
    drawn = charts.funnel_bar(value, most, colours, height=12, width=120, title=title)
    return mark_safe(drawn)  # noqa: S308  made by ui.charts, which escapes every word


@register.simple_tag
def paper_trend(chart: trends.Trend, colours: charts.Palette) -> SafeString:
    """Draw the line of the page, narrower so that its letters keep their size on A4."""
    return mark_safe(trends.wide(chart, colours, key="paper", width=900, height=250))  # noqa: S308  escapes every word
