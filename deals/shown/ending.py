"""What the page of a deal says about its concerns, its end and how the parties found it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.lifecycle import PLEDGED, State
from deals.models import Concern, Deal, Evaluation
from deals.policies import ending as ending_policies

SOON = timedelta(days=90)


def ending_of(deal: Deal, user: User, *, today: date, works_here: bool) -> dict[str, Any]:
    """Return what this reader may see of it, and do."""
    evaluations = list(
        Evaluation.objects.visible_to(user)
        .filter(deal=deal)
        .select_related("party__organisation")
        .order_by("-closing_on", "party__position", "pk")
    )
    closing = ending_policies.closing_of(deal)
    own = set(user.organisations_as(Role.EMPLOYER, Role.PARTNER))
    open_own = [
        each
        for each in evaluations
        if each.party.organisation_id in own
        and ending_policies.evaluating_denial(each, at=timezone.now()) is None
    ]
    ends_soon = deal.state == State.SIGNED and deal.ends_on is not None and deal.ends_on - today <= SOON
    past_term = deal.state in PLEDGED and deal.is_past_its_term(today)
    return {
        "concerns": list(
            Concern.objects.visible_to(user)
            .filter(deal=deal)
            .select_related("deal", "raised_for")
            .order_by("-raised_at")
        ),
        "may_raise": ending_policies.raising_denial(user, deal, on=today) is None,
        "suspensions": list(deal.suspensions.order_by("-since")),
        "evaluations": evaluations,
        "may_evaluate": bool(open_own),
        "several_terms": len({each.closing_on for each in evaluations}) > 1,
        "may_ask": not any(closing and each.closing_on >= closing for each in evaluations)
        and ending_policies.asking_denial(user, deal, today=today) is None,
        "ends_soon": works_here and ends_soon and not past_term,
        "past_term": works_here and past_term,
    }
