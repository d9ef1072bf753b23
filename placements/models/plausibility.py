"""What can be true of a placement: dates that cannot be are refused, what is unusual is asked about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from deals.kinds import PLACE_KINDS
from deals.models import Commitment, CommitmentTerms
from placements.lifecycle import PlacementState
from ui.formats import day

if TYPE_CHECKING:
    from placements.models.placement import Placement

BEFORE_SIGNING = timedelta(days=366)  # deals are signed after the first people started, but not a year after
AHEAD = timedelta(days=366)


class Surprising(Exception):
    """Something is possible but unusual; nothing was saved. `questions` says what to ask, by name."""

    def __init__(self, questions: dict[str, str]) -> None:
        super().__init__(questions)
        self.questions = questions


def check_start(placement: Placement, *, today: date) -> None:
    """Refuse a kind that nobody fills, and a start that cannot be."""
    deal, start = placement.commitment.deal, placement.started_on
    if placement.kind not in PLACE_KINDS:
        raise ValidationError({"kind": _("Choose a kind that a person fills.")})
    if deal.signed_on and start < deal.signed_on - BEFORE_SIGNING:
        signed = day(deal.signed_on)
        raise ValidationError(
            {
                "started_on": _("The deal was signed on %(day)s; this start is too long before it.")
                % {"day": signed}
            }
        )
    if start > today + AHEAD:
        raise ValidationError({"started_on": _("A start can be planned at most a year ahead.")})
    if placement.ended_on and placement.ended_on < start:
        raise ValidationError({"started_on": _("The start cannot be after the end.")})


def check_end(placement: Placement, *, today: date) -> None:
    """Refuse an end that cannot be."""
    if placement.ended_on is None or not placement.end_reason:
        raise ValidationError({"ended_on": _("Give the end together with how it ended.")})
    if placement.ended_on > today:
        raise ValidationError({"ended_on": _("This day is still to come. Correct the planned end instead.")})
    if placement.ended_on < placement.started_on:
        raise ValidationError({"ended_on": _("The end cannot be before the start.")})


def check_surprises(placement: Placement, *, sure_of: Collection[str], joins: bool) -> None:
    """Ask about more places than promised (when this one joins the count) and about a start outside the term."""
    commitment = placement.commitment
    terms = terms_on(commitment, placement.started_on)
    questions = {}
    if joins and terms and placement.kind == commitment.kind and taken(commitment) >= terms.quantity:
        questions["more"] = _("All %(count)s promised places are taken. Record one more than promised?") % {
            "count": terms.quantity
        }
    if why := outside_term(placement, terms):
        questions["outside_term"] = why
    if open_questions := {name: text for name, text in questions.items() if name not in sure_of}:
        raise Surprising(open_questions)


def taken(commitment: Commitment) -> int:
    """Return how many of the promised places are taken or in preparation."""
    return commitment.placements.filter(kind=commitment.kind).exclude(state=PlacementState.REFUSED).count()


def outside_term(placement: Placement, terms: CommitmentTerms | None) -> str | None:
    """Return the question to ask when the start lies outside the period of the promise, or None."""
    deal = placement.commitment.deal
    begins = (terms and terms.starts_on) or deal.starts_on or deal.signed_on
    ends = (terms and terms.ends_on) or deal.ends_on
    if begins and placement.started_on < begins:
        return _("The promise begins on %(day)s. Is the earlier start right?") % {"day": day(begins)}
    if ends and placement.started_on > ends:
        return _("The promise ends on %(day)s. Is the later start right?") % {"day": day(ends)}
    return None


def terms_on(commitment: Commitment, on: date) -> CommitmentTerms | None:
    """Return what the text in force on this day says of the line, or last said of one that was dropped since.

    A change that nobody agreed on yet says nothing.
    """
    text = commitment.deal.text_in_force(on)
    agreed = commitment.terms.filter(version__number__lte=text.number, version__conclusion__isnull=False)
    return agreed.order_by("version__number").last() or commitment.terms.order_by("version__number").first()
