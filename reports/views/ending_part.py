"""What the officer's day shows of deals that end, are past their term, or about which somebody worries."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.http import Request
from accounts.roles import Role
from deals.models import Concern, Deal
from deals.shown.ending import SOON
from reports.views.parts import FEW
from ui import formats


def ending(request: Request) -> dict[str, Any]:
    """Concerns that wait for a decision, and deals to be renewed or ended; those past their term first."""
    today = timezone.localdate()
    own = request.user.municipalities_as(Role.OFFICER)
    deals = Deal.objects.filter(municipality__in=own)
    rows = [
        (deal, formats.day(deal.ends_on), deal.is_past_its_term(today))
        for deal in (deals.past_their_term(today) | deals.to_renew(today, within=SOON.days)).order_by(
            "ends_on", "pk"
        )[: FEW + 1]
    ]
    concerns = Concern.objects.visible_to(request.user).open().select_related("deal", "raised_for")
    waiting = [
        (concern, formats.moment(concern.raised_at)) for concern in concerns.order_by("raised_at")[:FEW]
    ]
    if not rows and not waiting:
        return {}
    return {"rows": rows[:FEW], "concerns": waiting, "has_more": len(rows) > FEW}
