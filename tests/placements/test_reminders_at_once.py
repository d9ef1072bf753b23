"""Real processes: many sweepers at once, some killed, and a real worker. Nothing doubled, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from deals.lifecycle import State
from deals.models import Conclusion, Deal, DealVersion, Party, Programme, Signature, SigningDuty
from employers.models import Employer
from notices.models import Notice
from notices.tasks import sweep_letters
from tests import factories
from tests.placements.rounds import deal_to_ask, today, write_all
from trail.models import Entry

pytestmark = [pytest.mark.celery, pytest.mark.django_db(transaction=True)]
DEALS, SWEEPERS, KILLED = 300, 8, 3
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start programs on the test database; none of them outlives the test."""
    address, _mark, rest = os.environ["DATABASE_URL"].partition("?")
    url = address.rpartition("/")[0] + "/" + connection.settings_dict["NAME"] + "?" + rest
    environment = os.environ | {"DATABASE_URL": url, "DATA_DIR": str(tmp_path), "LOG_LEVEL": "ERROR"}
    processes: list[subprocess.Popen[bytes]] = []

    def program(*arguments: str) -> subprocess.Popen[bytes]:
        processes.append(
            subprocess.Popen(
                [sys.executable, *arguments],
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        )
        return processes[-1]

    yield program
    for process in processes:
        process.kill()
        process.wait()


def until(condition: Callable[[], bool], seconds: float = 150) -> None:
    """Wait for something to become true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def waiting_for_the_table() -> int:
    """How many sessions stand before a locked table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'deals_deal'::regclass"
        )
        return int(cursor.fetchone()[0])


@transaction.atomic
def many_due(officer: User, programme: Programme, by: Employer) -> None:
    """Signed deals whose reminder is due today, each with its text and one signature."""
    asked, hash_of_all = today() - timedelta(days=90), "0" * 64
    deals = Deal.objects.bulk_create(
        Deal(
            kind="variant_deal",
            title=f"Deal {number}",
            programme=programme,
            municipality=programme.municipality,
            signed_on=asked,
            next_progress_on=today() + timedelta(days=7),
            next_reminder_on=today(),
            created_by=officer,
        )
        for number in range(DEALS)
    )
    parties = Party.objects.bulk_create(
        Party(deal=deal, organisation=by.organisation, role="employer") for deal in deals
    )
    texts = DealVersion.objects.bulk_create(DealVersion(deal=deal) for deal in deals)
    pairs = list(zip(texts, parties, strict=True))
    SigningDuty.objects.bulk_create(SigningDuty(version=text, party=party) for text, party in pairs)
    DealVersion.objects.update(content={}, content_hash=hash_of_all, frozen_at=factories.LONG_AGO)
    common = {"method": "ink", "capacity": "director", "signed_on": asked, "recorded_by": officer}
    Signature.objects.bulk_create(
        Signature(version=text, party=party, version_hash=hash_of_all, **common) for text, party in pairs
    )
    Conclusion.objects.bulk_create(
        Conclusion(version=text, on=asked, at=factories.LONG_AGO) for text in texts
    )
    Deal.objects.update(state=State.SIGNED)


def test_eight_sweepers_of_which_three_are_killed_write_each_reminder_once(
    officer: User, programme: Programme, helmgras: Employer, employer: User, start: Start
) -> None:
    many_due(officer, programme, helmgras)
    with transaction.atomic():  # so that all begin at the same moment
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE deals_deal IN ACCESS EXCLUSIVE MODE")
        sweepers = [start("manage.py", "write_reminders") for _number in range(SWEEPERS)]
        until(lambda: waiting_for_the_table() == SWEEPERS)
    until(lambda: Notice.objects.count() > DEALS // 10)
    for sweeper in sweepers[:KILLED]:
        sweeper.kill()
    written_at_the_kill = Notice.objects.count()
    codes = [sweeper.wait(60) for sweeper in sweepers]

    assert written_at_the_kill < DEALS
    assert codes == [-9] * KILLED + [0] * (SWEEPERS - KILLED)
    letters = Counter(Notice.objects.values_list("subject_id", flat=True))
    assert (len(letters), set(letters.values())) == (DEALS, {1})
    assert Entry.objects.filter(act="remind").count() == DEALS
    assert set(Deal.objects.values_list("next_reminder_on", flat=True)) == {today() + timedelta(days=7)}


def test_a_worker_sends_what_waited_while_no_worker_ran(
    officer: User, programme: Programme, helmgras: Employer, employer: User, start: Start, tmp_path: Path
) -> None:
    deal_to_ask(officer, programme, helmgras.organisation)
    write_all()
    sweep_letters.delay()
    assert Notice.objects.get().state == "queued"

    start("-m", "celery", "-A", "config", "worker", "--pool", "solo", "--loglevel", "ERROR")
    until(lambda: Notice.objects.get().state == "sent")
    sweep_letters.delay()

    (file,) = (tmp_path / "letters").iterdir()
    assert Notice.objects.get().message_id.encode() in file.read_bytes()
