"""Two people at the same wizard at the same moment: one deal, and nobody's words are lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Organisation, User
from deals.models import AlreadySubmitted, ChangedMeanwhile, Deal, DealDraft, Programme
from deals.wizard.submission import Unfinished, submit
from employers.models import Employer
from tests.deals import wizarding
from tests.deals.wizarding import Visit

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)


def at_once(*calls: Any) -> list[Any]:
    """Make the calls in as many threads, all from the same moment; return what each gave or raised."""
    gate = Barrier(len(calls))

    def run(call: Any) -> Any:
        gate.wait()
        try:
            return call()
        except (AlreadySubmitted, ChangedMeanwhile, Unfinished) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def filled(client: Client, programme: Programme, **employer: str) -> DealDraft:
    """A draft that lacks nothing, with a new employer."""
    visit = Visit(client).start(wizarding.bhag(programme))
    visit.post(
        "parties", **({"employers-0-new_name": "Weverling", "employers-0-new_kvk": "12345678"} | employer)
    )
    answer = visit.post("promises", commitments__0__quantity="6")
    assert answer["Location"] == visit.url("check"), wizarding.errors_of(answer)
    return visit.draft


def test_two_submits_make_one_deal(officer: User, programme: Programme, signed_in: Any) -> None:
    draft = filled(signed_in(officer), programme)

    def send() -> Deal:
        return submit(DealDraft.objects.get(pk=draft.pk), "draft", by=officer, at=NOW)

    results = at_once(*[send] * 4)

    deal = Deal.objects.get()
    assert [result for result in results if isinstance(result, Deal)] == [deal]
    assert [error.deal for error in results if isinstance(error, AlreadySubmitted)] == [deal] * 3
    assert Employer.objects.count() == 1


def test_two_drafts_with_one_new_kvk_number_make_one_employer(
    officer: User, programme: Programme, signed_in: Any
) -> None:
    client = signed_in(officer)
    drafts = [
        filled(client, programme, **{"employers-0-new_name": name})
        for name in ("Weverling", "Quite another name")
    ]

    results = at_once(*[lambda draft=draft: submit(draft, "draft", by=officer, at=NOW) for draft in drafts])

    assert sorted(type(result).__name__ for result in results) == ["Deal", "Unfinished"]
    assert Organisation.objects.filter(kvk_number="12345678").count() == 1
    assert Deal.objects.count() == 1
    assert DealDraft.objects.filter(submitted_at=None).count() == 1


def test_two_windows_keep_one_answer_and_tell_the_other(
    officer: User, programme: Programme, signed_in: Any
) -> None:
    draft = filled(signed_in(officer), programme)

    def keep(words: str) -> Any:
        mine = DealDraft.objects.get(pk=draft.pk)
        return lambda: mine.keep("parties", {"words": [words]}, by=officer, revision=mine.revision)

    results = at_once(keep("one"), keep("two"))

    assert sorted(type(result).__name__ for result in results) == ["ChangedMeanwhile", "NoneType"]
    draft.refresh_from_db()
    assert draft.answers["parties"]["words"][0] == ("one" if results[0] is None else "two")
