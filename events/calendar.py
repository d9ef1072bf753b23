"""One event as an iCalendar file (RFC 5545), for the calendar of whoever wants to come."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from events.models import Event

MOST_OCTETS = 75


def calendar_of(event: Event, *, address: str, host: str) -> str:
    """Return the file: CRLF lines of at most 75 octets; a day without hours is a whole day."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Handslag//Events//NL",
        "BEGIN:VEVENT",
        f"UID:{event.public_id}@{host}",
        f"DTSTAMP:{_utc(event.updated_at)}",
        *_when(event),
        f"SUMMARY:{_text(event.name)}",
        f"URL:{address}",
    ]
    for name, value in (("LOCATION", event.place), ("DESCRIPTION", event.description)):
        if value:
            lines.append(f"{name}:{_text(value)}")
    return "".join(_folded(line) for line in [*lines, "END:VEVENT", "END:VCALENDAR"])


def _when(event: Event) -> list[str]:
    if event.starts_at is None:
        return [
            f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
        ]
    found = [f"DTSTART:{_local(event.on, event.starts_at)}"]
    return [*found, f"DTEND:{_local(event.on, event.ends_at)}"] if event.ends_at else found


def _local(day: date, at: time) -> str:
    return _utc(timezone.make_aware(datetime.combine(day, at)))


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    for sign in ("\\", ";", ","):
        words = words.replace(sign, f"\\{sign}")
    return words.replace("\r\n", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Break a long line between signs, never inside one."""
    out, width = "", 0
    for sign in line:
        octets = len(sign.encode())
        if width + octets > MOST_OCTETS:
            out, width = f"{out}\r\n ", 1
        out, width = out + sign, width + octets
    return f"{out}\r\n"
