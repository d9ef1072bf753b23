"""The sentences of a report, in the language of the reader. Whole sentences, never built from parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals.kinds import CommitmentKind
from partners.models import SupportKind
from ui.formats import day, number

HIDDEN = "x"


def on(value: str | None) -> str:
    """Return a day from JSON as people read it."""
    return day(date.fromisoformat(value) if value else None)


def slot_label(first: str, last: str, step: int, several_years: bool) -> str:
    """Return a short name for a stretch of months: the year or quarter that it is, else its last month."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    if step == 12 and end.month == 12:
        return str(end.year)
    if step == 3 and end.month % 3 == 0:
        quarter = _("Q%(number)s") % {"number": end.month // 3}
        return f"{quarter} {end:%y}" if several_years else quarter
    month = date_format(end, "b")
    return f"{month} {end:%y}" if step > 1 or (several_years and begin.month == 1) else month


def placements(count: int) -> str:
    """Return a number of placements in words that fit."""
    return ngettext("%(number)s placement", "%(number)s placements", count) % {"number": number(count)}


def lead_counted(count: int, gap: int | None, *, about: bool) -> str:
    """Say how many placements started, and how that compares with the plan."""
    facts = {"placements": placements(count), "gap": number(abs(gap or 0))}
    started = (_("About %(placements)s started.") if about else _("%(placements)s started.")) % facts
    if gap is None or (about and gap):
        return started
    if gap < 0:
        compared = ngettext(
            "That is %(gap)s fewer than planned.", "That is %(gap)s fewer than planned.", -gap
        )
    elif gap > 0:
        compared = ngettext("That is %(gap)s more than planned.", "That is %(gap)s more than planned.", gap)
    else:
        compared = _("That is as planned.")
    return f"{started} {compared % facts}"


def lead_reported(goal: Mapping[str, Any], as_of: str) -> str:
    """Say what was reported towards a target, by a source outside the registry."""
    return ngettext(
        "%(count)s person was placed, as reported on %(day)s.",
        "%(count)s people were placed, as reported on %(day)s.",
        goal["realised"],
    ) % {"count": number(goal["realised"]), "day": on(as_of)}


def lead_deals(deals: int, without_number: int) -> str:
    """Say how many deals there are when there is nothing to count."""
    agreed = ngettext("%(count)s deal was signed.", "%(count)s deals were signed.", deals) % {
        "count": number(deals)
    }
    if deals and without_number == deals:
        return f"{agreed} {_('How many places they promise was not published.')}"
    return f"{agreed} {_('No placements were recorded yet.')}"


def forecast_sentence(trend: Mapping[str, Any]) -> str:
    """Say where it is heading."""
    ahead = trend["forecast"]
    facts = {
        "day": on(ahead["ends"][-1]), "mid": number(ahead["mid"][-1]), "low": number(ahead["low"][-1]),
        "high": number(ahead["high"][-1]), "target": number(trend["target"]) if trend["target"] else "",
    }  # fmt: skip
    if trend["target"]:
        return _("At this pace there will be about %(mid)s of the %(target)s on %(day)s.") % facts
    return _("At this pace there will be about %(mid)s on %(day)s.") % facts


def forecast_method(trend: Mapping[str, Any]) -> str:
    """Say how the forecast of this report was made."""
    ahead = trend["forecast"]
    return _(
        "The forecast takes the pace of the last %(months)s months: %(started)s starts. "
        "In eight of ten cases the outcome lies within the band."
    ) % {"months": ahead["months"], "started": number(ahead["started"])}


def attention(item: Mapping[str, Any]) -> str:
    """Say what asks attention about a deal; its title stands before it."""
    code = item["code"]
    if code == "behind":
        return _("is behind its plan.")
    if code == "suspended":
        return _("is suspended and does not count now.")
    if code == "ends_soon":
        return _("ends on %(day)s.") % {"day": on(item["on"])}
    if code == "past_its_term":
        return _("is past its term since %(day)s: renew or end it.") % {"day": on(item["on"])}
    return _("still waits for %(support)s by %(partner)s, due on %(day)s.") % {
        "support": SupportKind(item["support"]).label, "partner": item["by"], "day": on(item["due_on"]),
    }  # fmt: skip


def figure_name(key: str) -> str:
    """Return the name of a figure by its key."""
    stem, _colon, rest = key.partition(":")
    if stem == "kind":
        kind, _colon, what = rest.partition(":")
        names = {
            "pledged": _("%(kind)s: promised"), "started": _("%(kind)s: started"),
            "running": _("%(kind)s: still running"), "ended": _("%(kind)s: ended"),
        }  # fmt: skip
        return names[what] % {"kind": CommitmentKind(kind).label}
    return {
        "started": _("placements started"), "running": _("still running"), "ended": _("ended"),
        "unknown": _("outcome unknown: planned end is past"), "prepared": _("in preparation"),
        "unconfirmed": _("reported, to be confirmed"), "paid:started": _("paid jobs started"),
        "deals": _("deals that count"), "counting": _("started under deals that count"),
    }[key]  # fmt: skip


def reason(item: Mapping[str, Any]) -> str:
    """Say why a report differs from the one before."""
    if item["code"] == "amended":
        words = _("%(title)s was changed: version %(number)s counts from %(day)s.")
        return words % {"title": item["title"], "number": item["version"], "day": on(item["on"])}
    return {
        "another_day": _("The reports are about different days."),
        "confirmed_later": _(
            "Placements were confirmed after the previous report that had started before its day."
        ),
        "ended_earlier": _("Ends were confirmed after the previous report that fell before its day."),
        "counts_now": _("%(title)s counts as promised now."),
        "counts_no_longer": _("%(title)s no longer counts as promised."),
        "promise_changed": _("%(title)s promises another number."),
        "target_restated": _("The target was restated: %(title)s."),
        "definitions": _("The definitions have a new version."),
    }[item["code"]] % {"title": item.get("title", "")}
