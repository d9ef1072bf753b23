"""The words of an employer's dashboard: its lines, support, timeline and files, ready to be shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from deals.kinds import CommitmentKind
from deals.models import DocumentKind
from partners.models import SupportKind
from reports.dashboard import Dashboard
from reports.lines import LineFigures
from reports.planning import Status
from ui import formats

BADGES = {
    Status.REACHED: ("positive", "circle-check"),
    Status.AHEAD: ("positive", "trending-up"),
    Status.ON_TRACK: ("positive", "circle-check"),
    Status.BEHIND: ("warning", "alert-triangle"),
}
HAPPENED = {
    "offer": gettext_lazy("Deal offered for signing"),
    "sign": gettext_lazy("Deal signed"),
    "amendment_agree": gettext_lazy("Change of the deal agreed"),
    "suspend": gettext_lazy("Deal suspended"),
    "resume": gettext_lazy("Deal resumed"),
    "end": gettext_lazy("Deal ended"),
}


@dataclass(frozen=True)
class Line:
    """One promise in a row of its own."""

    name: str
    done: int
    busy: int
    open: int
    promised: int
    url: str


@dataclass(frozen=True)
class Support:
    """What a partner owes."""

    what: str
    partner: str
    when: str
    badge: tuple[str, str, str]


@dataclass(frozen=True)
class Moment:
    """One point of the timeline."""

    on: date
    date: str
    title: str
    text: str = ""
    kind: str = ""
    url: str = ""


@dataclass(frozen=True)
class File:
    """One file."""

    name: str
    meta: str
    url: str


def status_badge(seen: Dashboard) -> tuple[str, str, str] | None:
    """Return tone, icon and words of how the deal stands; none while nobody can tell."""
    if seen.deal.state != "signed":
        return "neutral", "info-circle", seen.deal.get_state_display()
    status = seen.figures.status
    return (*BADGES[status], str(status.label)) if status in BADGES else None


def lines(seen: Dashboard) -> list[Line]:
    """Return a row for each promise that people fill."""
    places = reverse("placements:list")
    return [
        Line(
            name=capfirst(line.label or line.kind_label),
            done=line.started,
            busy=line.prepared,
            open=max(0, line.promised - line.started - line.prepared),
            promised=line.promised,
            url=f"{places}?deal={seen.deal.public_id}&line={line.number}",
        )
        for line in seen.figures.place_lines
    ]


def other_promises(seen: Dashboard) -> list[str]:
    """Return the promises that nobody fills, such as hours of guidance."""
    return [_other(line) for line in seen.figures.lines if not line.is_filled_by_people]


def _other(line: LineFigures) -> str:
    return f"{capfirst(line.label or line.kind_label)}: {formats.number(line.promised)} {line.unit_label}"


def support(seen: Dashboard) -> list[Support]:
    """Return what the deal's partners owe the employer."""
    return [
        Support(
            what=": ".join(filter(None, [capfirst(str(SupportKind(row["kind"]).label)), row["text"]])),
            partner=row["partner"],
            when=_when(row),
            badge=support_badge(_day(row["delivered"]), _day(row["due"]), seen.today),
        )
        for row in seen.support
    ]


def support_badge(delivered: date | None, due: date | None, today: date) -> tuple[str, str, str]:
    """Return tone, icon and words of how far a promise of support is."""
    if delivered:
        return "positive", "circle-check", _("Delivered")
    if due and due < today:
        return "warning", "alert-triangle", _("Overdue")
    return "info", "clock", _("Planned")


def _when(row: dict[str, Any]) -> str:
    if row["delivered"]:
        return _("on %(day)s") % {"day": formats.day(_day(row["delivered"]))}
    return _("by %(day)s") % {"day": formats.day(_day(row["due"]))} if row["due"] else _("no date agreed")


def timeline(seen: Dashboard) -> list[Moment]:
    """Return what happened and what comes, in order; the first that comes is marked."""
    past = sorted(_past(seen), key=lambda moment: moment.on)
    future = sorted(_future(seen), key=lambda moment: moment.on)
    marked = [
        Moment(each.on, each.date, each.title, each.text, "future" if at else "next", each.url)
        for at, each in enumerate(future)
    ]
    return past + marked


def _past(seen: Dashboard) -> Iterator[Moment]:
    dated = {"sign": seen.deal.signed_on, "suspend": seen.deal.suspended_on, "end": seen.deal.ended_on}
    last = {row["act"]: at for at, row in enumerate(seen.happenings)}
    for at, row in enumerate(seen.happenings):
        if row["act"] != "offer" or not seen.is_signed:
            held = (
                dated.get(row["act"]) if last[row["act"]] == at else None
            )  # the deal knows the last one only
            on = held or _moment(row["at"])
            yield _at(on, str(HAPPENED[row["act"]]), row["reason"])
    for row in seen.starts:
        yield _at(
            _day(row["on"]), _people(row, ended=False), capfirst(str(CommitmentKind(row["kind"]).label))
        )
    for row in seen.ends:
        yield _at(_day(row["on"]), _people(row, ended=True), capfirst(str(CommitmentKind(row["kind"]).label)))
    for row in seen.support:
        if row["delivered"]:
            what = capfirst(str(SupportKind(row["kind"]).label))
            yield _at(_day(row["delivered"]), _("Support delivered"), f"{what}, {row['partner']}")
    for row in seen.talks:
        yield _at(
            _day(row["on"]), _("Progress talk"), _("You answered the questions.") if row["answered"] else ""
        )


def _future(seen: Dashboard) -> Iterator[Moment]:
    deal, closed = seen.deal, seen.deal.state in {"ended", "cancelled"}
    if closed:
        return
    if deal.next_progress_on and deal.next_progress_on >= seen.today:
        yield _at(deal.next_progress_on, _("Progress talk"))
    for row in seen.support:
        due = _day(row["due"])
        if not row["delivered"] and due and due >= seen.today:
            yield _at(due, capfirst(str(SupportKind(row["kind"]).label)), row["partner"])
    if deal.ends_on and deal.ends_on >= seen.today:
        yield _at(deal.ends_on, _("The deal runs until here"))


def _people(row: dict[str, Any], *, ended: bool) -> str:
    count = row["count"]
    if ended:
        return ngettext("%(count)s place ended", "%(count)s places ended", count) % {"count": count}
    return ngettext("%(count)s person started", "%(count)s people started", count) % {"count": count}


def files(seen: Dashboard) -> list[File]:
    """Return the files of the deal, the newest first."""
    names = dict(settings.LANGUAGES)
    return [
        File(
            name=row["name"] if row["kind"] == DocumentKind.SCAN and row["name"] else _("Signed deal"),
            meta=f"PDF ({names[row['language']]}), {formats.size(row['size'])} · {formats.day(_moment(row['made']))}"
            if row["kind"] == DocumentKind.DEAL
            else f"{formats.size(row['size'])} · {formats.day(_moment(row['made']))}",
            url=reverse("deals:document_file", args=[seen.deal.public_id, row["id"]]),
        )
        for row in seen.files
    ]


def calendar_file(seen: Dashboard, *, url: str, stamp: datetime) -> str:
    """Return the next progress talk as an iCalendar file: a whole day, because no hour is kept."""
    day = seen.deal.next_progress_on or seen.today
    words = _("Progress talk: %(deal)s") % {"deal": seen.deal.title}
    entry = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handslag//NL",
        "BEGIN:VEVENT",
        f"UID:{seen.deal.public_id}-{day:%Y%m%d}@handslag",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(words)}",
        f"DESCRIPTION:{_escaped(url)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in entry for part in _folded(line))


def _escaped(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets, the later ones indented, as RFC 5545 asks."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > 75:
            yield part
            part = " "
        part += sign
    yield part


def _at(on: date | None, title: str, text: str = "") -> Moment:
    on = on or date.min
    return Moment(on=on, date=formats.day(on), title=title, text=text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str) -> date:
    return timezone.localtime(datetime.fromisoformat(text)).date()
