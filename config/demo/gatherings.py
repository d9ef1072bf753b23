"""What Duinstede organised and counted: events, and numbers of people by stage."""

from datetime import date, time, timedelta

from accounts.models import Municipality, Organisation, User
from config.demo.days import months_before
from deals.models import Programme, Stream
from events.models import Attendance, Event, EventKind, PanelSeat
from placements.models import FunnelCount


def add_events(
    municipality: Municipality, organisations: dict[str, Organisation], today: date
) -> list[Event]:
    """Save two gatherings in the past where deals were signed, and one to come; return the first two."""
    common = {
        "municipality": municipality,
        "is_fictional": True,
        "starts_at": time(15),
        "ends_at": time(17),
    }
    table = Event.objects.create(
        kind=EventKind.INSPIRATION_TABLE,
        name="Inspiratietafel Duinstede",
        on=months_before(today, 20),
        host=organisations["Duinwerk"],
        place="Duinwerk, Duinstede",
        livestream_viewers=64,
        viewers_approximate=True,
        chat_used=True,
        **common,
    )
    signing_day = Event.objects.create(
        kind=EventKind.SIGNING_EVENT,
        name="Duinstede tekent",
        on=months_before(today, 14),
        host_name="Strandpaviljoen Noorderlicht",
        place="Strandpaviljoen Noorderlicht",
        **common,
    )
    Event.objects.create(
        kind=EventKind.MEET_AND_GREET,
        name="Maak kennis: werkgevers en werkzoekenden",
        on=today + timedelta(days=23),
        host=organisations["ROC De Kust"],
        place="ROC De Kust",
        **common,
    )
    seat_and_count(table, signing_day)
    return [table, signing_day]


def seat_and_count(table: Event, signing_day: Event) -> None:
    """Save who sat at the table, by function, and how many came to the signing."""
    seats = [("directeur", "Duinwerk", True), ("wethouder Werk en Inkomen", "Gemeente Duinstede", False)]
    for position, (function, name, moderates) in enumerate(seats):
        PanelSeat.objects.create(
            event=table,
            function=function,
            organisation_name=name,
            is_moderator=moderates,
            position=position,
        )
    Attendance.objects.create(event=signing_day, kind="werkgevers", count=31)
    Attendance.objects.create(event=signing_day, kind="partners", count=12, is_approximate=True)


def add_counts(programme: Programme, streams: list[Stream], officer: User, today: date) -> None:
    """Counts by stage at the end of each quarter, growing, for two streams."""
    shares = {"registered": 1.0, "spoken": 0.78, "job_interview": 0.41, "trial": 0.22, "placed": 0.16}
    for stream, size in zip(streams, (210, 140), strict=True):
        for quarter in range(8):
            as_of = months_before(today, 3 * (7 - quarter)).replace(day=1)
            for position, (stage, share) in enumerate(shares.items()):
                FunnelCount.objects.create(
                    programme=programme,
                    stream=stream,
                    stage=stage,
                    as_of=as_of,
                    count=round(size * share * (quarter + 1) / 8),
                    source="Fictief: klantregistratie Duinstede",
                    position=position,
                    entered_by=officer,
                )
