"""What tests of signing days share: the thirteen work agreements of Den Haag Werkt!, and a tablet on the stage.

The organisations, the event and its place are as published; every figure and every name of a person is made up for
these tests, and the deals are marked as fictional.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from config.demo.published import FACTS
from deals import actions
from deals.kinds import CommitmentKind, DealKind, PartyRole
from deals.models import AgendaItem, Deal, Programme
from events.models import Event
from tests import factories

EMPLOYERS: list[str] = FACTS["denhaag"]["employers"]
STROKES = json.dumps([[[100, 300], [300, 100], [500, 300], [700, 100]]])
# Made up: how many of which kind each employer promises, in the order of EMPLOYERS.
FIGURES: list[list[tuple[CommitmentKind, int]]] = [
    [(CommitmentKind.PAID_JOB_LONG, 12), (CommitmentKind.TRIAL_PLACEMENT, 6)],
    [(CommitmentKind.PAID_JOB_LONG, 3)],
    [(CommitmentKind.PAID_JOB_PERMANENT, 1), (CommitmentKind.LEARN_WORK_PLACE, 4)],
    [(CommitmentKind.WORK_EXPERIENCE_PLACE, 2)],
    [(CommitmentKind.WORK_EXPERIENCE_PLACE, 5)],
    [(CommitmentKind.LEARN_WORK_PLACE, 2)],
    [(CommitmentKind.LEARN_WORK_PLACE, 3), (CommitmentKind.GUIDANCE_HOURS, 40)],
    [(CommitmentKind.PAID_JOB_AGENCY, 30)],
    [(CommitmentKind.LEARN_WORK_PLACE, 2)],
    [(CommitmentKind.SUBSIDISED_JOB, 8)],
    [(CommitmentKind.WORK_EXPERIENCE_PLACE, 6)],
    [(CommitmentKind.CARVED_JOB, 2)],
    [(CommitmentKind.PAID_JOB_LONG, 2)],
]


def den_haag_werkt(programme: Programme, on: date | None = None) -> Event:
    """The event, on the day of the test unless told otherwise."""
    facts = FACTS["denhaag"]["event"]
    return factories.event(
        facts["name"],
        on=on or timezone.localdate(),
        place=facts["place"],
        municipality=programme.municipality,
    )


def work_agreement(
    officer: User, programme: Programme, name: str, lines: list[tuple[CommitmentKind, int]], **values: Any
) -> Deal:
    """A work agreement between the municipality and one employer, offered for signing."""
    employer = factories.employer(name).organisation
    entry = actions.DealEntry(
        kind=DealKind.WORK_AGREEMENT,
        title=f"Werkakkoord {name}",
        programme=programme,
        parties=[
            actions.PartyEntry(programme.municipality.organisation, PartyRole.MUNICIPALITY),
            actions.PartyEntry(
                employer, PartyRole.EMPLOYER, contact_name="A. Verzonnen", contact_function="directeur"
            ),
        ],
        commitments=[
            actions.CommitmentEntry(employer, kind, quantity, ends_on=date(2026, 12, 31))
            for kind, quantity in lines
        ],
        clauses=[{"title": "Doel", "text": "Mensen vinden werk."}],
        starts_on=date(2025, 1, 1),
        ends_on=date(2026, 12, 31),
        is_customised=True,
        facts={"is_fictional": True} | values,
    )
    deal = actions.write_deal(entry, by=officer)
    deal.make("offer", by=officer)
    return deal


def thirteen(officer: User, programme: Programme) -> list[Deal]:
    """The thirteen work agreements, offered for signing."""
    return [
        work_agreement(officer, programme, name, lines)
        for name, lines in zip(EMPLOYERS, FIGURES, strict=True)
    ]


class Tablet:
    """A tablet on the stage: opens pages, fills in the form that it was given, and sends it."""

    def __init__(self, client: Client, event: Event) -> None:
        self.client, self.event = client, event

    def url(self, name: str, item: AgendaItem | None = None, **more: Any) -> str:
        """The address of a page of this signing day."""
        kwargs = {"event": self.event.public_id} | ({"item": item.public_id} if item else {}) | more
        return reverse(f"deals:{name}", kwargs=kwargs)

    def stage(self) -> str:
        """The stage as it stands."""
        page: str = self.client.get(self.url("stage")).content.decode()
        return page

    def call(self, item: AgendaItem) -> Any:
        """Call a deal to the stage."""
        key = fields_of(self.stage()).get("key", "first")
        return self.client.post(self.url("stage_move", item, move="call"), {"key": key})

    def signing(self, **changes: str) -> dict[str, str]:
        """The fields of the deal on stage with everyone's drawing, as the tablet would send them."""
        fields = fields_of(self.stage(), "stage-form")
        for name in list(fields):
            if name.endswith("-method"):
                stem = name.removesuffix("-method")
                fields |= {name: "drawn", f"{stem}-drawing": STROKES}
                fields[f"{stem}-person_name"] = fields[f"{stem}-person_name"] or "B. Verzonnen"
                fields[f"{stem}-capacity"] = fields[f"{stem}-capacity"] or "wethouder"
        return fields | changes

    def sign(self, item: AgendaItem, fields: dict[str, str] | None = None) -> Any:
        """Sign the deal with these fields, or as the page stands."""
        return self.client.post(self.url("stage_sign", item), fields or self.signing())

    def board(self, **headers: str) -> Any:
        """The board, or whether it changed."""
        return self.client.get(self.url("board"), headers=headers)


def fields_of(page: str, marked: str = "") -> dict[str, str]:
    """Return what the fields of a page hold, of all forms or of the one with this mark."""
    if marked:
        forms = re.findall(r"<form[^>]*>.*?</form>", page, re.S)
        page = next(form for form in forms if marked in form.partition(">")[0])
    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        facts = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if facts.get("type") in {"radio", "checkbox"} and "checked" not in tag:
            continue
        if "name" in facts and facts["name"] != "csrfmiddlewaretoken":
            found[facts["name"]] = facts.get("value", "")
    return found


def words(page: str) -> str:
    """Return the words of a page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())
