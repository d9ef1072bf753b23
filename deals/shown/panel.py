"""What the page of a deal shows of its signatures: to everyone who sees the deal, so no addresses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from deals import policies
from deals.models import Deal
from deals.policies import signing as signing_policies
from deals.shown.order import order_in_words, signer
from deals.shown.signing import board_of
from deals.shown.signing_lines import SignatureLine


def panel_of(deal: Deal, user: User, *, today: date, has_left: bool = False) -> dict[str, Any]:
    """Return who signed the text in force, how the one that waits stands, and what the reader may do about it.

    Who left sees nothing of what was offered to the others since.
    """
    waiting = None if has_left else deal.version_to_sign()
    agreed = deal.text_in_force(today)
    may_plan = signing_policies.planning_denial(user, deal) is None
    signed = agreed.signatures.select_related(
        "party__organisation", "event", "second_look", "invitation__delegated_from"
    )
    return {
        "board": board_of(waiting, at=timezone.now()) if waiting else None,
        "signatures": [SignatureLine(each) for each in signed.order_by("pk")] if agreed != waiting else [],
        "order": order_of(deal) if may_plan else "",
        "may_plan": may_plan,
        "may_follow": waiting is not None and signing_policies.following_denial(user, deal) is None,
        "may_sign": policies.signing_denial(user, deal) is None,
    }


def order_of(deal: Deal) -> str:
    """Return in a sentence who is to sign a deal that is being written."""
    parties = deal.newest_version().parties.filter(signs=True).in_order()
    return order_in_words(
        (party.stage, signer(str(party.organisation), party.signatories_needed)) for party in parties
    )
