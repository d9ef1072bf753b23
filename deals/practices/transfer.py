"""How a good practice travelled: every way from where it began to where it is used now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from deals import policies
from deals.lifecycle import PLEDGED
from deals.models import Adoption, Deal, GoodPractice

RELATED = ("practice__municipality__organisation", "municipality__organisation", "draft")


@dataclass(frozen=True)
class Stop:
    """One municipality on the way, with the pages that the reader may open."""

    municipality: str
    at: datetime | None = None  # when it adopted the practice; None where it began
    practice: GoodPractice | None = None
    deal: Deal | None = None


def ways_of(practice: GoodPractice, user: User) -> list[list[Stop]]:
    """Return the ways that lead through this practice: each from its beginning to the last that adopted it."""
    here = practice.came_by()
    found = _adoptions_after(practice)
    later = {each.previous_id for each in found}
    ends = [each for each in found if each.pk not in later]
    known = {each.pk: each for each in found}
    lines = [_line_to(each, known) for each in ends] or ([_line_to(here, known)] if here else [])
    if not lines:
        return [[Stop(str(practice.municipality), practice=practice)]]
    return _stops(lines, user)


def way_to(adoption: Adoption, user: User) -> list[Stop]:
    """Return the way by which a practice came to the deal of this adoption."""
    return _stops([_line_to(adoption, {})], user)[0]


def practices_of(deal: Deal, user: User) -> dict[str, Any]:
    """Return from which good practice a deal came, which were told of it, and whether the reader may tell one."""
    adoption = Adoption.objects.of_deal(deal)
    practice = adoption and GoodPractice.objects.visible_to(user).filter(pk=adoption.practice_id).first()
    return {
        "adoption": adoption,
        "adopted_from": practice,
        "way": way_to(adoption, user) if adoption else [],
        "practices": GoodPractice.objects.visible_to(user).filter(deal=deal).order_by("title"),
        "may_tell": deal.state in PLEDGED and policies.practice_denial(user, deal.municipality_id) is None,
    }


def _adoptions_after(practice: GoodPractice) -> list[Adoption]:
    """Return the concluded adoptions of a practice, and those that followed from them, in order of time."""
    rows = Adoption.objects.concluded().select_related(*RELATED).order_by("adopted_at", "pk")
    level = list(rows.filter(practice=practice))
    found = list(level)
    while level:
        level = list(rows.filter(previous__in=level))
        found += level
    return found


def _line_to(adoption: Adoption, known: dict[int, Adoption]) -> list[Adoption]:
    """Return the adoptions that led to this one, the first one first."""
    line = [adoption]
    while previous := line[0].previous_id:
        line.insert(0, known.get(previous) or Adoption.objects.select_related(*RELATED).get(pk=previous))
    return line


def _stops(lines: list[list[Adoption]], user: User) -> list[list[Stop]]:
    """Return each line as the municipalities on it; links only to what the reader may open."""
    told = [each for line in lines for each in line]
    practices = GoodPractice.objects.visible_to(user).in_bulk([each.practice_id for each in told])
    deals = Deal.objects.visible_to(user).in_bulk([each.draft.deal_id for each in told if each.draft.deal_id])
    ways = []
    for line in lines:
        first = line[0].practice
        way = [Stop(str(first.municipality), practice=practices.get(first.pk))]
        for number, each in enumerate(line):
            after = line[number + 1].practice_id if number + 1 < len(line) else 0
            deal = deals.get(each.draft.deal_id or 0)
            way.append(Stop(str(each.municipality), each.adopted_at, practices.get(after), deal))
        ways.append(way)
    return ways
