"""A report is laid down once: it never changes, knows those before it, and gives no small number away."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from accounts.models import User
from deals.kinds import CommitmentKind
from deals.models import Deal, Programme, canonical_json
from placements.models import Placement
from reports.models import Snapshot
from reports.reading import Reading
from reports.spreadsheet import as_csv
from tests import factories
from tests.reports import factories as made
from trail.models import Entry

AUTUMN, WINTER = date(2025, 9, 30), date(2025, 12, 31)


def lay_down(programme: Programme, author: User, day: date = WINTER) -> Snapshot:
    """A report made the week after."""
    return Snapshot.objects.freeze(programme, day, author=author, at=made.noon(date(day.year + 1, 1, 4)))


def test_report_keeps_its_figures_when_the_facts_change(
    busy: Programme, alderman: User, officer: User
) -> None:
    report = lay_down(busy, alderman)
    before = Snapshot.objects.get(pk=report.pk).figures

    Placement.objects.update(ended_on=date(2025, 12, 1), end_reason="training")

    assert Snapshot.objects.get(pk=report.pk).figures == before
    with pytest.raises(DatabaseError), transaction.atomic():
        Snapshot.objects.filter(pk=report.pk).update(note="Better than it was.")
    with pytest.raises(DatabaseError), transaction.atomic():
        report.delete()


def test_report_owes_a_file_per_language_and_says_so_in_the_trail(busy: Programme, alderman: User) -> None:
    report = lay_down(busy, alderman)

    assert sorted(report.files.values_list("language", "state")) == [("en", "due"), ("nl", "due")]
    entry = Entry.objects.of(report).get()
    assert (entry.act, entry.actor, entry.changes["sha256"]) == ("freeze", alderman, [None, report.sha256])


def test_hash_covers_figures_and_words(busy: Programme, alderman: User) -> None:
    report = Snapshot.objects.get(pk=lay_down(busy, alderman).pk)

    text = canonical_json({"title": report.title, "note": report.note, "figures": report.figures})

    assert hashlib.sha256(text.encode()).hexdigest() == report.sha256


@pytest.mark.parametrize("person", ["administrator", "privacy_officer", "employer", "neighbour", "partner"])
def test_only_alderman_and_officer_lay_down(programme: Programme, person: str, request: Any) -> None:
    with pytest.raises(PermissionDenied):
        lay_down(programme, request.getfixturevalue(person))

    assert Snapshot.objects.count() == 0


def test_day_to_come_is_refused(programme: Programme, alderman: User) -> None:
    with pytest.raises(ValidationError):
        Snapshot.objects.freeze(programme, WINTER, author=alderman, at=made.noon(date(2025, 12, 30)))


def test_next_report_lists_what_differs_and_why(
    busy: Programme, deal: Deal, alderman: User, officer: User
) -> None:
    first = lay_down(busy, alderman, AUTUMN)
    late = {"confirmed_at": made.noon(date(2026, 2, 1)), "started_on": date(2025, 9, 1)}
    for _each in range(6):
        factories.placement(deal.commitments.get(), officer, **late)
    deal.make("end", by=officer, on=date(2025, 12, 1), reason="By agreement.")
    made.target(busy, 90, version=2, decided_on=date(2025, 11, 1))

    differences = lay_down(busy, alderman).figures["differences"]

    assert differences["as_of"] == "2025-09-30"
    assert {"key": "started", "before": 61, "now": 67} in differences["figures"]
    assert {"key": "deals", "before": first.figures["pledged"]["deals"], "now": 7} in differences["figures"]
    assert [reason["code"] for reason in differences["reasons"]] == [
        "another_day", "confirmed_later", "counts_no_longer", "target_restated",
    ]  # fmt: skip


def test_small_change_since_the_last_report_is_rounded_at_the_top_and_hidden_below(
    busy: Programme, deal: Deal, alderman: User, officer: User
) -> None:
    lay_down(busy, alderman)
    factories.placement(deal.commitments.get(), officer)
    factories.placement(deal.commitments.get(), officer)

    figures = lay_down(busy, alderman).figures

    assert (figures["cells"]["period:started"], figures["about"]["period:started"]) == (None, 60)
    assert figures["cells"]["started"] is None


def rows_of(content: bytes) -> list[dict[str, str]]:
    """The lines of a CSV."""
    return list(csv.DictReader(io.StringIO(content.decode().removeprefix("\ufeff")), delimiter=";"))


def test_csv_and_json_tell_no_small_number_of_people(busy: Programme, alderman: User) -> None:
    report = lay_down(busy, alderman)

    cells = [count for count in report.figures["cells"].values() if count is not None]
    rows = rows_of(as_csv(Reading(report.figures), title=report.title))

    assert [count for count in cells if 0 < count < 5] == []
    started = [row["value"] for row in rows if row["figure"] == "started_mixed"]
    assert ([value for value in started if value in {"1", "2", "3", "4"}], "x" in started) == ([], True)


def test_csv_cell_is_no_formula(programme: Programme, officer: User, alderman: User) -> None:
    made.deal_of(officer, programme, {CommitmentKind.LEARN_WORK_PLACE: 5}, title="=HYPERLINK(1)")
    figures = lay_down(programme, alderman).figures

    rows = rows_of(as_csv(Reading(figures), title="+1", note="-2\n@3"))

    cells = [cell for row in rows for cell in row.values()]
    assert ("'=HYPERLINK(1)" in cells, "'+1" in cells) == (True, True)
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")] == []


def test_two_reports_of_one_moment_are_the_same(busy: Programme, alderman: User) -> None:
    first, second = lay_down(busy, alderman), lay_down(busy, alderman)

    assert second.figures["differences"] == {"as_of": "2025-12-31", "figures": [], "reasons": []}
    assert json.dumps(first.figures["cells"]) == json.dumps(second.figures["cells"])
