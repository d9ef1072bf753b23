"""Who takes part in a deal, since when and until when; and as of which day a reader sees the deal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MUNICIPAL_ROLES
from deals.models import Deal, Party
from ui import formats


@dataclass(frozen=True)
class PartyLine:
    """One party in words; of who left only its name and part."""

    party: Party
    note: str
    is_gone: bool


def reading_day(deal: Deal, user: User, *, today: date) -> date:
    """Return the day as of which this reader sees the deal: who left, the last day on which it took part."""
    if deal.municipality_id in user.municipalities_as(*MUNICIPAL_ROLES):
        return today
    ends = list(deal.parties.of_deals().own_of(user).values_list("until", flat=True))
    over = [until for until in ends if until is not None and until <= today]
    return max(over) - timedelta(days=1) if ends and len(over) == len(ends) else today


def party_lines(deal: Deal, day: date, *, today: date) -> list[PartyLine]:
    """Return the parties as of this day: who takes part first; on the day itself also who comes and who went."""
    there = [_line(party, day) for party in deal.parties.of_deals().in_order()]
    known = [line for line in there if day == today or line.party.takes_part(day)]
    return sorted(known, key=lambda line: line.is_gone)


def _line(party: Party, day: date) -> PartyLine:
    """Return one party, with what is not as it was from the beginning."""
    since, until = party.since, party.until
    if until is not None and party.has_left(day):
        return PartyLine(party, _("left; took part until %(day)s") % {"day": formats.day(until)}, True)
    notes = []
    if since is not None:
        words = _("takes part since %(day)s") if since <= day else _("takes part from %(day)s")
        notes.append(words % {"day": formats.day(since)})
    if until is not None:
        notes.append(_("leaves on %(day)s") % {"day": formats.day(until)})
    return PartyLine(party, ", ".join(notes), False)
