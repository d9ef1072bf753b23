"""What the pages of a change show: what differs, who must sign and why, from when it counts; and what is filled in."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from deals import policies
from deals.duties import REASONS, duties_of
from deals.forms.amending import rows_of_text
from deals.forms.joining import row_of
from deals.lifecycle import AMENDMENT_MOVES, PLEDGED, AmendmentState
from deals.models import Amendment, Deal, DealVersion
from deals.policies import amending as amending_policies
from deals.texts.content import in_words
from deals.texts.differences import CLAUSE, Difference, differences
from ui import formats

UNDER_WAY = frozenset({AmendmentState.WRITING, AmendmentState.OFFERED})


@dataclass(frozen=True)
class Signer:
    """Who must sign a change, why, in which stage, and whether they did."""

    name: str
    because: str
    stage: int
    has_signed: bool


def signers_of(version: DealVersion) -> list[Signer]:
    """Return whose signatures a text needs, fixed or as it would be now."""
    if version.frozen_at:
        missing = {duty.pk for duty in version.duties_open()}
        return [
            Signer(str(each.party.organisation), _why(each.because), each.stage, each.pk not in missing)
            for each in version.duties_in_order()
        ]
    found = sorted(duties_of(version), key=lambda each: (each.stage, each.party.position))
    return [Signer(str(each.party.organisation), _why(each.because), each.stage, False) for each in found]


def _why(rule: str) -> str:
    """Return the rule in words."""
    return str(REASONS.get(rule, ""))


def what_differs(amendment: Amendment) -> list[Difference]:
    """Return what the change says otherwise than the text that it changes."""
    return differences(amendment.amends.wording(), amendment.version.wording())


def page_of(amendment: Amendment, user: User, *, today: date) -> dict[str, Any]:
    """Return all that the page of a change shows to this reader."""
    found = what_differs(amendment)
    effective = amendment.version.effective_on
    moves = [
        (move, rule)
        for move, rule in AMENDMENT_MOVES.items()
        if not rule.system and policies.amendment_denial(user, move, amendment) is None
    ]
    knows_deal = Deal.objects.visible_to(user).filter(pk=amendment.deal_id).exists()
    wording = amendment.version.wording()
    return {
        "text": None if knows_deal else in_words(wording) | {"content": wording},  # who joins reads all of it
        "amendment": amendment,
        "deal": amendment.deal,
        "differences": found,
        "clauses": [each for each in found if each.about == CLAUSE and each.text_words],
        "signers": signers_of(amendment.version),
        "effective": formats.day(effective) if effective else "",
        "is_backdated": _is_backdated(amendment, today),
        "revision": amendment.revision(),
        "gap": gap_before(amendment) if amendment.state in UNDER_WAY else None,
        "moves": moves,
        "may_offer": any(move == "offer" for move, _rule in moves),
        "offer_obstacle": policies.amendment_denial(user, "offer", amendment),
        "may_write": amending_policies.writing_denial(user, amendment) is None,
        "may_take_back": amending_policies.taking_back_denial(user, amendment) is None,
        "may_sign": policies.signing_denial(user, amendment.deal) is None
        and amendment.state == AmendmentState.OFFERED,
    }


def gap_before(amendment: Amendment) -> tuple[date, date] | None:
    """Return the first and last day on which the deal would count for nothing: after its term, before the change."""
    ends_on, effective = amendment.amends.ends_on, amendment.version.effective_on
    if ends_on is None or effective is None or (effective - ends_on).days <= 1:
        return None
    return ends_on + timedelta(days=1), effective - timedelta(days=1)


def _is_backdated(amendment: Amendment, today: date) -> bool:
    """Whether it is to count from a day that is over before it is agreed."""
    effective = amendment.version.effective_on
    return bool(effective and effective < today and amendment.state in UNDER_WAY)


def initial_of(version: DealVersion, **change: Any) -> dict[str, Any]:
    """Return what stands in the form beforehand: a text, and what goes with the change."""
    return {"change": {"ends_on": version.ends_on} | change, **rows_of_text(version)}


def parties_of(amendment: Amendment) -> dict[str, Any]:
    """Return who leaves and who joins by a change, as it stands in the form beforehand."""
    return {"leaving": amendment.leaving(), "joining": [row_of(party) for party in amendment.joining()]}


def renewal_of(deal: Deal, *, today: date) -> dict[str, Any]:
    """Return what stands in the form beforehand for a renewal: the same again, for as long as before."""
    base = deal.text_agreed_last()
    ends_on, starts_on = base.ends_on, base.starts_on
    change: dict[str, Any] = {"reason": _("The deal is renewed."), "effective_on": today}
    if ends_on:
        change |= {"ends_on": _as_long_again(starts_on, ends_on)}
        change["effective_on"] = max(today, amending_policies.earliest_for(base) or today)
    again = initial_of(base, **change)
    for row in again["commitments"]:
        if row["ends_on"] and row["ends_on"] == ends_on:  # a promise for the whole term goes on with it
            row["ends_on"] = change["ends_on"]
    return again


def _as_long_again(starts_on: date | None, ends_on: date) -> date:
    """Return the last day of a next term of as many months; without a start, of a year."""
    first = ends_on + timedelta(days=1)
    months = (first.year - starts_on.year) * 12 + first.month - starts_on.month if starts_on else 12
    years, month = divmod(first.month - 1 + max(months, 1), 12)
    year, month = first.year + years, month + 1
    day = min(first.day, monthrange(year, month)[1])
    return date(year, month, day) - timedelta(days=1)


def asked_to_join(public_id: str, user: User) -> Amendment | None:
    """Return the change by which the reader's organisation is to join this deal, while it may not see the deal itself."""
    asked = Amendment.objects.visible_to(user).filter(deal__public_id=public_id).pending()
    return asked.select_related("deal").first()


def proposed(deal: Deal, user: User, *, today: date) -> dict[str, Any]:
    """Return what the page of the deal says about its changes: the one under way, and the texts so far."""
    changes = Amendment.objects.visible_to(user).filter(deal=deal)
    pending = changes.pending().select_related("version", "amends").first()
    seen = Q(amendment=None) | Q(amendment__in=changes)
    agreed = deal.versions.filter(seen, conclusion__isnull=False).select_related("conclusion", "amendment")
    in_force = deal.text_in_force(today)
    return {
        "pending": pending,
        "pending_differences": what_differs(pending) if pending else [],
        "pending_signers": signers_of(pending.version) if pending else [],
        "texts": [(each, each == in_force and deal.state in PLEDGED) for each in agreed.order_by("-number")],
        "may_amend": policies.amending_denial(user, deal) is None,
    }
