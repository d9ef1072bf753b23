"""What a reader knows already: what changed since they last looked, and what they asked before."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import User
from deals.actions.amending import rewrite_amendment, take_back
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.signing import reply
from deals.models import Deal, Invitation, Party, Programme, Question
from employers.models import Employer
from notices.models import Notice
from tests.deals import amending, signing
from tests.deals.sign_pages import invited, soon, visitor, words


def asked(deal: Deal, party: Party, officer: User) -> Invitation:
    """Invite the same person for a party."""
    entry = SignatoryEntry(party, "Emma de Vries", "employer@sign.example", language="en")
    return invite(deal, [entry], until=soon(), by=officer, at=timezone.now())[0]


def test_reader_of_a_change_that_was_taken_back_reads_what_is_new_and_what_is_in_force(
    deal: Deal, officer: User
) -> None:
    now = timezone.now()
    first = amending.offered(deal, officer, now, effective_on=timezone.localdate())
    deal.refresh_from_db()
    employer = deal.parties.get(role="employer")
    visitor(asked(deal, employer, officer)).enter()
    anew = take_back(first, "Eight, not nine.", by=officer, at=now)
    rewrite_amendment(anew, amending.fewer(deal, 8, effective_on=timezone.localdate()), by=officer, at=now)
    anew.make("offer", by=officer, at=now)
    deal.refresh_from_db()

    page = words(visitor(asked(deal, employer, officer)).enter())

    assert "What changed since you last looked You read version 2 before." in page
    assert "9 → 8" in page
    assert "What changes Compared with version 1, which is in force" in page
    assert "10 → 8" in page
    assert page.count("Why it changes:") == 1


def test_who_reads_a_change_for_the_first_time_reads_only_what_is_in_force(deal: Deal, officer: User) -> None:
    amending.offered(deal, officer, timezone.now(), effective_on=timezone.localdate())
    deal.refresh_from_db()

    page = words(visitor(asked(deal, deal.parties.get(role="employer"), officer)).enter())

    assert "10 → 9" in page
    assert "What changed since you last looked" not in page


@pytest.fixture
def invitation(officer: User, programme: Programme, helmgras: Employer) -> Invitation:
    return invited(signing.offered(officer, programme, helmgras.organisation), officer)["employer"]


def test_question_that_is_sent_twice_is_there_once_until_it_is_answered(
    invitation: Invitation, officer: User
) -> None:
    person = visitor(invitation)
    person.enter()
    question = {"question": "Why ten places?"}

    answers = [person.client.post(f"{person.page}question/", question, follow=True) for _press in range(2)]

    assert all("Your question is on its way" in words(each) for each in answers)
    assert Question.objects.count() == 1
    assert Notice.objects.filter(kind="signing_question").count() == 1
    reply(Question.objects.get(), "Because you said ten.", by=officer, at=timezone.now())
    person.client.post(f"{person.page}question/", question)
    assert Question.objects.count() == 2
