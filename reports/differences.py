"""What a report tells otherwise than the one before it, and why. Counts of people only where both reports tell them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from deals.lifecycle import AmendmentState
from deals.models import Programme
from placements.models import Placement
from reports.figures import STANDS
from reports.in_force import versions_in_force
from reports.targets import iso

TOTALS = ("started", "running", "ended", "paid:started")


def differences(
    before: Mapping[str, Any], now: Mapping[str, Any], programme: Programme, *, made_at: datetime
) -> dict[str, Any]:
    """Return the changed figures and the reasons; `made_at` is when the report before was made."""
    return {
        "as_of": before["as_of"],
        "figures": _changed_counts(before, now) + _changed_pledges(before, now),
        "reasons": _reasons(before, now, programme, made_at),
    }


def _changed_counts(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return counts of people that changed and that both reports tell."""
    kinds = [f"kind:{kind}:started" for kind in _kinds(before, now)]
    rows = []
    for key in (*TOTALS, *kinds):
        old, new = before["cells"].get(key, 0), now["cells"].get(key, 0)
        if old is not None and new is not None and old != new:
            rows.append({"key": key, "before": old, "now": new})
    return rows


def _changed_pledges(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what is promised otherwise than before."""
    old, new = ({row["kind"]: row["pledged"] for row in each["kinds"]} for each in (before, now))
    pairs = [(f"kind:{kind}:pledged", old.get(kind, 0), new.get(kind, 0)) for kind in _kinds(before, now)]
    pairs.insert(0, ("deals", before["pledged"]["deals"], now["pledged"]["deals"]))
    return [{"key": key, "before": was, "now": is_now} for key, was, is_now in pairs if was != is_now]


def _kinds(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the kinds of both reports: of what was dropped the report of now has no row."""
    return list(dict.fromkeys(row["kind"] for each in (now, before) for row in each["kinds"]))


def _reasons(
    before: Mapping[str, Any], now: Mapping[str, Any], programme: Programme, made_at: datetime
) -> list[dict[str, Any]]:
    """Return the codes of why figures differ, with the deals that they are about."""
    found: list[dict[str, Any]] = []
    if before["as_of"] != now["as_of"]:
        found.append({"code": "another_day"})
    found += _later_facts(programme, date.fromisoformat(before["as_of"]), made_at)
    then, today = (date.fromisoformat(each["as_of"]) for each in (before, now))
    amended = _amendments(programme, then, today, made_at)
    found += amended.values()
    old = {row["public_id"]: row for row in before["deals"]}
    for row in now["deals"]:
        was = old.get(row["public_id"])
        stood, stands = bool(was and was["standing"] == STANDS), row["standing"] == STANDS
        if stood != stands:
            code = "counts_now" if stands else "counts_no_longer"
            found.append({"code": code, "title": row["title"]})
        elif was and stands and was["promised"] != row["promised"] and row["public_id"] not in amended:
            found.append({"code": "promise_changed", "title": row["title"]})
    goals = {goal["name"]: goal["value"] for goal in before["targets"]}
    found += [
        {"code": "target_restated", "title": goal["name"]}
        for goal in now["targets"]
        if goal["name"] in goals and goals[goal["name"]] != goal["value"]
    ]
    if before["definitions"] != now["definitions"]:
        found.append({"code": "definitions"})
    return found


def _amendments(
    programme: Programme, then: date, today: date, made_at: datetime
) -> dict[str, dict[str, Any]]:
    """Return by deal the change through which another text is in force than in the report before."""
    ids = list(programme.deals.filter(amendments__state=AmendmentState.AGREED).values_list("pk", flat=True))
    before = set(versions_in_force(ids, then).values_list("pk", flat=True))
    now = versions_in_force(ids, today).filter(amendment__isnull=False)
    return {
        version.deal.public_id: {
            "code": "amended",
            "title": version.deal.title,
            "version": version.number,
            "on": iso(max(version.conclusion.on, version.effective_on or version.conclusion.on)),
        }
        for version in now.select_related("deal", "conclusion")
        if version.pk not in before or version.conclusion.at > made_at
    }


def _later_facts(programme: Programme, day: date, made_at: datetime) -> list[dict[str, Any]]:
    """Say whether placements came to count, or were found to have ended, for a day that was already reported."""
    placements = Placement.objects.filter(programme=programme)
    found = []
    if placements.started_by(day).filter(confirmed_at__gt=made_at).exists():
        found.append({"code": "confirmed_later"})
    if placements.filter(ended_on__lte=day, end_confirmed_at__gt=made_at).exists():
        found.append({"code": "ended_earlier"})
    return found
