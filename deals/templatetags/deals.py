"""How a deal looks, in words first.

{% load deals %}
{% deal_state deal today %}      its state, with an icon; colour is extra
{{ terms|in_words }}             the numbers of a commitment
{{ figures|line_of:id }}         the figures of one commitment out of those of its deal
{{ names|in_short }}             up to three names, else the first and how many others there are
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from deals.lifecycle import State
from deals.models import CommitmentTerms, Deal
from deals.texts.words import commitment_in_words, names_in_short
from ui.templatetags.ui_parts import badge

register = template.Library()
LOOKS = {
    State.ANNOUNCED: ("info", "flag"),
    State.DRAFT: ("neutral", "pencil"),
    State.OFFERED: ("info", "writing-sign"),
    State.SIGNED: ("positive", "heart-handshake"),
    State.SUSPENDED: ("warning", "alert-triangle"),
    State.ENDED: ("neutral", "circle-check"),
    State.CANCELLED: ("neutral", "ban"),
}


@register.simple_tag
def deal_state(deal: Deal, today: date) -> SafeString:
    """Show where the deal stands; a signed deal whose term is over says so."""
    if deal.state == State.SIGNED and deal.is_past_its_term(today):
        return badge("neutral", "hourglass", _("Term is over"))
    if deal.state == State.SIGNED and deal.starts_on and deal.starts_on > today:
        return badge("neutral", "heart-handshake", _("Signed, not started"))
    tone, icon = LOOKS[State(deal.state)]
    return badge(tone, icon, capfirst(deal.get_state_display()))


@register.filter
def in_words(terms: CommitmentTerms) -> str:
    """Return what a commitment says in numbers."""
    return commitment_in_words(terms, terms.commitment.kind)


@register.filter
def in_short(names: list[str]) -> str:
    """Return names in a row, or the first and how many others there are."""
    return names_in_short(names, most=3)


@register.filter
def line_of(figures: Any, commitment_id: int) -> Any:
    """Return the figures of one line, or None."""
    lines = figures.lines if figures else ()
    return next((line for line in lines if line.commitment_id == commitment_id), None)
