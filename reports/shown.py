"""What the page of a report shows, ready to draw; and for who may open them, the lists behind the figures."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from reports import key_figures, phrases, pictures, remarks
from reports.key_figures import Fact
from reports.reading import Reading

Figures = dict[str, Any]


def parts(figures: Figures, *, opens_lists: bool) -> dict[str, Any]:
    """Return the parts of a report by name. Lists of people open for who works with them only."""
    reading = Reading(figures)
    lists = Lists(figures) if opens_lists else None
    trend = figures["trend"]
    return {
        "reading": reading,
        "lead": lead(reading),
        "facts": [_with_list(fact, lists) for fact in key_figures.facts(reading)],
        "chart": pictures.trend_chart(reading),
        "trend_rows": pictures.trend_rows(reading) if trend else [],
        "trend_title": _trend_title(reading),
        "forecast_method": phrases.forecast_method(trend) if trend and trend["forecast"] else "",
        "funnels": pictures.funnels(reading),
        "deals": [row | {"list": lists.of_deal(row["public_id"]) if lists else ""} for row in reading.deals],
        "quality": remarks.quality(reading),
        "changed": remarks.changed_figures(reading),
        "reasons": remarks.reasons(reading),
        "previous_day": remarks.previous_day(reading),
    }


def lead(reading: Reading) -> str:
    """Return the conclusion, the first part in bold."""
    return format_html("<b>{}</b> {}", key_figures.lead(reading), key_figures.lead_more(reading))


def _trend_title(reading: Reading) -> str:
    target = reading.figures["trend"] and reading.figures["trend"]["target"]
    return _("On the way to %(target)s") % {"target": phrases.number(target)} if target else _("Over time")


class Lists:
    """Addresses of the lists that hold exactly what a figure counts."""

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.programme, self.as_of = figures["programme"]["public_id"], figures["as_of"]

    def of(self, definition: str) -> str:
        """Return the list behind a key figure; empty when there is none."""
        if definition == "started" and self.figures["headline"] == "period:started":
            return self._places(
                show="started", since=self.figures["trend"]["from"] if self.figures["trend"] else ""
            )
        if definition in ("started", "running"):
            return self._places(show=definition)
        if definition == "pledged":
            return f"{reverse('deals:list')}?{urlencode({'programme': self.programme, 'state': 'signed'})}"
        return ""

    def of_deal(self, public_id: str) -> str:
        """Return the places that started under a deal."""
        return self._places(show="started", deal=public_id)

    def _places(self, **asked: str) -> str:
        query = {"programme": self.programme, "as_of": self.as_of} | {
            k: value for k, value in asked.items() if value
        }
        return f"{reverse('placements:list')}?{urlencode(query)}"


def _with_list(fact: Fact, lists: Lists | None) -> dict[str, Any]:
    """Return a key figure with a link to its list under it."""
    note: str = fact.note
    if lists and (address := lists.of(fact.definition)):
        words = format_html('<span class="hs-sr">: {}</span>', fact.label)
        note = format_html('{} <a href="{}">{}{}</a>', fact.note, address, _("Open the list"), words)
    return {"value": fact.value, "label": fact.label, "note": note, "tone": fact.tone}
