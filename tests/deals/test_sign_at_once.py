"""Two presses at one instant, on PostgreSQL as it is."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import User
from deals.lifecycle import State
from deals.models import Deal, Programme, Signature
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests.conftest import LookingClient
from tests.deals import signing
from tests.deals.sign_pages import Visitor, invited, visitor, words


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation, stages=(1, 1, 1))


def at_once(*presses: Visitor, **values: str) -> list[tuple[int, str]]:
    """Let each of these people press the button at the same moment; return what each got to see."""
    start, answers = Barrier(len(presses)), []

    def press(person: Visitor) -> None:
        browser = LookingClient()
        browser.cookies = person.client.cookies
        start.wait()
        answer = browser.post(f"{person.page}sign/", person.answers(**values), follow=True)
        answers.append((answer.status_code, words(answer)))
        connection.close()

    threads = [Thread(target=press, args=[person]) for person in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
def test_button_that_is_pressed_twice_signs_once(offered: Deal, officer: User) -> None:
    person = visitor(invited(offered, officer)["employer"])
    person.enter()

    answers = at_once(person, person)

    assert [status for status, _words in answers] == [200, 200]
    assert all("You signed" in told for _status, told in answers)
    assert Signature.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_last_two_signatures_at_one_instant_conclude_the_deal_once(offered: Deal, officer: User) -> None:
    people = {part: visitor(each) for part, each in invited(offered, officer).items()}
    for person in people.values():
        person.enter()
    people["municipality"].sign()

    answers = at_once(people["employer"], people["partner"])

    offered.refresh_from_db()
    assert all("You signed" in told for _status, told in answers)
    assert (offered.state, offered.documents.count(), Signature.objects.count()) == (State.SIGNED, 1, 3)
    assert not Notice.objects.filter(kind="signing_voided").exists()
