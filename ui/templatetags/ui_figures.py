"""Components that show numbers: see ui.py for how each is called. The drawings come from ui/charts.py."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from ui import charts
from ui import trend as trends
from ui.templatetags import drawing

register = template.Library()


@register.simple_block_tag(takes_context=True)
def facts(context: template.Context, content: str) -> SafeString:
    """Show two to four key figures side by side."""
    return drawing.draw(context, "facts", facts=drawing.collected(context).pop("facts", []))


@register.simple_tag(takes_context=True)
def fact(context: template.Context, value: object, label: str, note: str = "", tone: str = "") -> str:
    """Add one key figure; tone "behind" marks what lags."""
    found = drawing.collected(context).setdefault("facts", [])
    found.append({"value": value, "label": label, "note": note, "tone": tone})
    return ""


@register.simple_tag(takes_context=True)
def figure(context: template.Context, value: object, label: str) -> SafeString:
    """Show one big number and the words that go with it."""
    return drawing.draw(context, "figure", value=value, label=label)


@register.simple_tag(takes_context=True)
def people(context: template.Context, done: int, busy: int, open: int, label: str) -> SafeString:
    """Show one person for each promised place."""
    if done + busy + open > charts.MOST:
        drawn = charts.bar(done, done + busy + open, _colours(context), extra=busy, height=28)
    else:
        drawn = charts.people(done, busy, open, _colours(context), key=drawing.key(context, "hatch"))
    return drawing.draw(context, "people", drawn=_safe(drawn), label=label)


@register.simple_tag(takes_context=True)
def cells(context: template.Context, done: int, busy: int, open: int) -> SafeString:
    """Show one square for each place, or a bar when there are too many to count."""
    if done + busy + open > charts.MOST:
        return bar(context, done, done + busy + open, extra=busy)
    return _safe(charts.cells(done, busy, open, _colours(context), key=drawing.key(context, "hatch")))


@register.simple_tag(takes_context=True)
def bar(
    context: template.Context, value: float, total: float, extra: float = 0, mark: float | None = None
) -> SafeString:
    """Show a share of a promise."""
    return _safe(charts.bar(value, total, _colours(context), extra=extra, mark=mark))


@register.simple_tag(takes_context=True)
def swatch(context: template.Context, kind: str) -> SafeString:
    """Show the mark of a legend within a sentence."""
    return _safe(charts.swatch(kind, _colours(context), key=drawing.key(context, "hatch")))


@register.simple_tag(takes_context=True)
def legend(context: template.Context, done: object, busy: object, open: object) -> SafeString:
    """Show what the three textures mean, with their numbers."""
    drawn = {kind: swatch(context, kind) for kind in ("done", "busy", "open")}
    return drawing.draw(context, "legend", drawn=drawn, done=done, busy=busy, open=open)


@register.simple_tag(takes_context=True)
def funnel(context: template.Context, steps: Iterable[Any]) -> SafeString:
    """Show how many people reached each step."""
    listed = [{"step": step, "value": _value(step)} for step in steps]
    most = max((entry["value"] for entry in listed), default=0)
    for entry in listed:
        entry["bar"] = _safe(charts.funnel_bar(entry["value"], most, _colours(context)))
    return drawing.draw(context, "funnel", steps=listed)


@register.simple_tag(takes_context=True)
def trend(context: template.Context, chart: trends.Trend) -> SafeString:
    """Show the line of a year, wide and narrow; the stylesheet shows one."""
    key, colours = drawing.key(context, "trend"), _colours(context)
    return _safe(trends.wide(chart, colours, key=f"{key}w") + trends.narrow(chart, colours, key=f"{key}n"))


def _value(step: Any) -> float:
    value: float = step["value"] if isinstance(step, dict) else step.value
    return value


def _colours(context: template.Context) -> charts.Palette:
    return charts.palette(drawing.theme(context))


def _safe(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308  made by ui.charts, which escapes every word
