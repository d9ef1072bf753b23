"""What pages show of a place, in words that are ready: rows of lists, facts, buttons, history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from deals.kinds import CommitmentKind
from placements import policies
from placements.lifecycle import HISTORY, STEPS, EndReason, PlacementState, Reason
from placements.models import Placement
from trail.models import Entry
from ui import formats

AT_ONCE = ("report_start", "confirm", "confirm_end")  # steps that need no second page
OF_A_ROW = ("report_start", "confirm", "refuse", "confirm_end", "refuse_end")


@dataclass(frozen=True)
class Button:
    """A step that the reader may take."""

    label: str
    url: str
    at_once: bool
    kind: str = "secondary"


@dataclass(frozen=True)
class Row:
    """A place as lists and its own page show it."""

    placement: Placement
    url: str
    kind: str
    employer: str
    deal: str
    deal_url: str
    started: str
    days: list[str]
    badge: tuple[str, str, str]
    buttons: list[Button] = field(default_factory=list)
    note: str = ""


@dataclass(frozen=True)
class Moment:
    """One line of the history."""

    on: date
    date: str
    title: str
    text: str
    kind: str = ""
    url: str = ""


def row(placement: Placement, user: User, *, today: date, note: str = "") -> Row:
    """Return a place in words, with the steps that settle what waits."""
    is_coming = placement.state == PlacementState.PREPARED and placement.started_on > today
    buttons = [] if is_coming else buttons_for(placement, user, today=today, among=OF_A_ROW)
    return Row(
        placement=placement,
        url=placement.get_absolute_url(),
        kind=capfirst(placement.get_kind_display()),
        employer=placement.employer.name,
        deal=placement.deal.title,
        deal_url=placement.deal.get_absolute_url(),
        started=formats.day(placement.started_on, short=True),
        days=[formats.day(each, short=True) for each in (placement.started_on, placement.ended_on) if each],
        badge=badge(placement),
        buttons=buttons,
        note=note,
    )


def badge(placement: Placement) -> tuple[str, str, str]:
    """Return tone, icon and words of where a place stands."""
    if placement.state == PlacementState.PREPARED:
        return "info", "clock", _("In preparation")
    if placement.state == PlacementState.REPORTED:
        return "warning", "hourglass", _("To confirm")
    if placement.state == PlacementState.REFUSED:
        return "neutral", "circle-x", _("Not confirmed")
    if placement.ended_on and placement.end_confirmed_at is None:
        return "warning", "hourglass", _("End to confirm")
    if placement.ended_on:
        return "neutral", "flag", _("Ended")
    return "positive", "circle-check", _("Running")


def buttons_for(
    placement: Placement, user: User, *, today: date, among: Iterable[str] = STEPS
) -> list[Button]:
    """Return a button for each step among these that the user may take today."""
    allowed = [step for step in policies.steps_for(user, placement, today=today) if step in among]
    return [
        Button(
            label=str(STEPS[step].label),
            url=reverse("placements:step", args=[placement.public_id, step]),
            at_once=step in AT_ONCE,
            kind="primary" if step in AT_ONCE else "secondary",
        )
        for step in allowed
        if not (step == "withdraw" and "refuse" in allowed) and step not in {"unconfirm", "unconfirm_end"}
    ]


def facts(placement: Placement) -> list[tuple[str, str]]:
    """Return what is kept of a place, as pairs of words."""
    hours = placement.hours_per_week
    pairs = [
        (_("Kind"), capfirst(placement.get_kind_display())),
        (_("First working day"), formats.day(placement.started_on)),
        (_("Hours a week"), formats.number(hours.normalize(), 0 if hours % 1 == 0 else 1) if hours else ""),
        (
            _("Planned last working day"),
            formats.day(placement.planned_end_on) if placement.planned_end_on else "",
        ),
        (_("Last working day"), formats.day(placement.ended_on) if placement.ended_on else ""),
        (_("How it ended"), capfirst(placement.get_end_reason_display()) if placement.end_reason else ""),
    ]
    return [(label, value) for label, value in pairs if value]


def history(entries: Iterable[Entry]) -> list[Moment]:
    """Return what happened to a place, the newest first."""
    return [
        Moment(
            on=entry.at.date(),
            date=formats.moment(entry.at),
            title=str(HISTORY.get(entry.act, entry.act)),
            text=" · ".join(_told(entry)),
        )
        for entry in reversed(list(entries))
    ]


def _told(entry: Entry) -> list[str]:
    """Return who did it, why, and what changed in words."""
    words = [entry.actor_label or _("by itself")]
    if entry.reason:
        words.append(str(dict(Reason.choices).get(entry.reason, entry.reason)))
    for name, label in CHANGES.items():
        pair = entry.changes.get(name)
        if isinstance(pair, list):
            words.append(f"{_(label)}: {_word(name, pair[0])} → {_word(name, pair[1])}")
    return words


def _word(name: str, value: Any) -> str:
    """Return a value of the trail as people read it."""
    if value in (None, ""):
        return formats.NOTHING
    if name.endswith("_on"):
        return formats.day(date.fromisoformat(value))
    if name == "kind":
        return str(CommitmentKind(value).label)
    if name == "end_reason":
        return str(EndReason(value).label)
    return str(value).replace(".", ",") if name == "hours_per_week" else str(value)


CHANGES = {
    "kind": "Kind",
    "started_on": "First working day",
    "planned_end_on": "Planned last working day",
    "hours_per_week": "Hours a week",
    "ended_on": "Last working day",
    "end_reason": "How it ended",
}
