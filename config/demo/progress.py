"""How Duinstede is doing right now: reports laid down, letters owed, an answer that waits, an entry half done."""

from datetime import date, timedelta

from accounts.models import Municipality, User
from config.demo.days import at_noon, months_before
from deals.models import DealDraft, Programme, VariantVersion
from placements import reminders
from placements.models import ProgressRound
from reports.models import Snapshot

NOTES = {
    3: "We lopen iets voor op de planning. De techniek en de zorg dragen het meest bij.",
    0: "Het doel is in het voorjaar bijgesteld naar 180. Met twee werkgevers die achterlopen is een gesprek gepland.",
}


def add_reports(programme: Programme, alderman: User, today: date) -> None:
    """Lay down a report of three months ago and one of today."""
    for months, note in NOTES.items():
        as_of = months_before(today, months)
        Snapshot.objects.freeze(programme, as_of, author=alderman, at=at_noon(as_of), note=note)


def ask_for_progress(today: date) -> None:
    """Write the reminders that are due; one employer has answered since."""
    while reminders.write_next(today, at=at_noon(today - timedelta(days=1))):
        pass
    asked = ProgressRound.objects.filter(deal__parties__organisation__name="Kustlijn Logistiek").first()
    if asked is None:
        return
    [employer] = asked.employers()
    figures = {terms.commitment_id: 6 for terms in asked.promises_of(employer.organisation)}
    asked.answer(
        organisation=employer.organisation,
        figures=figures,
        support_ok=False,
        remark="De taalles is nog niet begonnen.",
        by=None,
        email=employer.contact_email,
        at=at_noon(today - timedelta(days=1)),
    )


def begin_an_entry(municipality: Municipality, officer: User, version: VariantVersion) -> None:
    """Leave a deal half logged: it stands above the list of deals."""
    DealDraft.begin(municipality, by=officer, answers={"programme": {"variant": [version.variant.public_id]}})
