"""When letters fall silent or flood: what an officer or administrator must know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext

from notices.letters import label_of, letters
from notices.models import Notice, NoticeState

STUCK_AFTER = timedelta(minutes=15)  # a sweep runs every few seconds
REMEMBERED = timedelta(days=7)


@dataclass(frozen=True)
class Alarm:
    """One thing that is wrong, in words."""

    tone: str  # warning or negative
    text: str


def ringing(at: datetime) -> list[Alarm]:
    """Return what is wrong now, over all municipalities: the sender is one for all."""
    return [*silence(at), *floods(at), *failures(at)]


def silence(at: datetime) -> Iterator[Alarm]:
    """Yield kinds that should have gone out and did not."""
    late = Notice.objects.due(at - STUCK_AFTER).filter(attempts=0).count()
    if late:
        yield Alarm(
            "negative",
            ngettext(
                "%(count)s letter has been waiting for more than a quarter of an hour. Is the sender running?",
                "%(count)s letters have been waiting for more than a quarter of an hour. Is the sender running?",
                late,
            )
            % {"count": late},
        )
    for letter in letters():
        if forgotten := letter.forgotten(at):
            yield Alarm(
                "negative",
                gettext("%(kind)s: %(count)s should have been written by now and were not.")
                % {"kind": letter.label, "count": forgotten},
            )


def floods(at: datetime) -> Iterator[Alarm]:
    """Yield kinds of which more went out than can be right."""
    hour = Q(created_at__gt=at - timedelta(hours=1))
    counts = dict(Notice.objects.filter(hour).values_list("kind").annotate(Count("pk")).order_by())
    for letter in letters():
        if counts.get(letter.kind, 0) > letter.at_most_per_hour:
            yield Alarm(
                "warning",
                gettext("%(kind)s: %(count)s in the last hour. More than %(most)s is not usual.")
                % {"kind": letter.label, "count": counts[letter.kind], "most": letter.at_most_per_hour},
            )


def failures(at: datetime) -> Iterator[Alarm]:
    """Yield kinds of which letters were given up."""
    failed = Notice.objects.filter(state=NoticeState.FAILED, created_at__gt=at - REMEMBERED)
    for kind, count in failed.values_list("kind").annotate(Count("pk")).order_by("kind"):
        text = ngettext(
            "%(kind)s: %(count)s letter was not delivered.",
            "%(kind)s: %(count)s letters were not delivered.",
            count,
        )
        yield Alarm("negative", text % {"kind": label_of(kind), "count": count})
