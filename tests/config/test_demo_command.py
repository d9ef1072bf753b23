"""The command that fills the demo: the same day gives the same rows, and a filled database is left alone."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.models import User
from config.management.commands.demo import fill
from deals.models import Deal
from placements.models import Placement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def test_the_same_day_gives_the_same_demo() -> None:
    def told() -> str:
        rows = Placement.objects.order_by("pk").values_list(
            "deal__title", "kind", "state", "started_on", "ended_on", "end_reason"
        )
        deals = Deal.objects.order_by("pk").values_list("title", "state", "signed_on", "next_progress_on")
        return json.dumps([list(rows), list(deals)], default=str)

    told_twice = []
    for _time in range(2):
        with transaction.atomic():
            fill(TODAY)
            told_twice.append(told())
            transaction.set_rollback(True)

    assert told_twice[0] == told_twice[1]
    assert told_twice[0].count("Helmgras") > 5


def test_a_database_with_people_in_it_is_left_alone(officer: User) -> None:
    said = StringIO()

    call_command("demo", stdout=said)

    assert "leaves this database alone" in said.getvalue()
    assert User.objects.count() == 1
