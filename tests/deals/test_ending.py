"""Concerns, standing still, renewal in time, the end, and how the parties found it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role
from deals import ending_notifications
from deals.actions.ending import (
    ask_parties,
    renewals_forgotten,
    write_evaluation_letters,
    write_renewal_letters,
)
from deals.lifecycle import EndKind
from deals.models import Concern, ConcernOutcome, Deal, Evaluation, EvaluationLink, Programme
from employers.models import Employer
from notices.letters import letter_of, render
from notices.models import Notice
from partners.models import Partner
from tests import factories
from tests.deals import amending
from trail.models import Entry

AT = datetime(2025, 8, 1, 10, tzinfo=UTC)
ANSWERS = {"brought": "partly", "again": "yes", "worked": "The job coach.", "change": ""}


def raised(deal: Deal, partner: User, duinwerk: Partner, text: str = "The lifting is too heavy.") -> Concern:
    return Concern.raise_about(
        deal, kind="unsafe_work", text=text, raised_for=duinwerk.organisation, by=partner, at=AT
    )


def letters(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


def test_a_concern_is_told_to_the_account_manager_and_kept_from_the_other_parties(
    deal: Deal, partner: User, duinwerk: Partner, employer: User, officer: User
) -> None:
    concern = raised(deal, partner, duinwerk)

    seen = {user.email: concern in Concern.objects.visible_to(user) for user in (officer, partner, employer)}
    assert seen == {officer.email: True, partner.email: True, employer.email: False}
    (letter,) = letters("concern_raised")
    assert letter.recipient == officer
    assert "lifting" not in render(letter).text


def test_a_concern_holds_nothing_that_points_at_a_person(
    deal: Deal, partner: User, duinwerk: Partner
) -> None:
    with pytest.raises(ValidationError, match="telephone"):
        raised(deal, partner, duinwerk, "Call her on 06 1234 5678.")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [("unfounded", "signed"), ("resolved", "signed"), ("suspended", "suspended"), ("terminated", "ended")],
)
def test_the_account_manager_decides_once_and_the_deal_follows(
    outcome: str, state: str, deal: Deal, partner: User, duinwerk: Partner, officer: User
) -> None:
    concern = raised(deal, partner, duinwerk)

    concern.decide(outcome, "We looked at it.", by=officer, at=AT)
    with pytest.raises(PermissionDenied, match="decided about this concern already"):
        concern.decide("unfounded", "Again.", by=officer, at=AT)

    deal.refresh_from_db()
    assert deal.state == state
    assert bool(concern.suspension) == (outcome == "suspended")
    (told,) = letters("concern_decided")
    assert told.recipient == partner
    assert "We looked at it." in render(told).text


@pytest.mark.parametrize("outcome", ConcernOutcome.values)
@pytest.mark.parametrize("person", ["employer", "partner", "alderman", "neighbour", "administrator"])
def test_nobody_else_decides(
    outcome: str, person: str, deal: Deal, partner: User, duinwerk: Partner, request: Any
) -> None:
    concern = raised(deal, partner, duinwerk)

    with pytest.raises(PermissionDenied):
        concern.decide(outcome, "Because.", by=request.getfixturevalue(person), at=AT)


def test_suspension_keeps_from_when_until_when_and_the_parties_are_told(
    deal: Deal, officer: User, employer: User
) -> None:
    deal.make("suspend", by=officer, on=date(2025, 3, 1), reason="Unsafe.", at=AT)
    deal.make("resume", by=officer, on=date(2025, 4, 1), at=AT + timedelta(days=1))

    (kept,) = deal.suspensions.all()
    assert (kept.since, kept.until, kept.reason) == (date(2025, 3, 1), date(2025, 4, 1), "Unsafe.")
    moves = [letter.context["move"] for letter in letters("deal_moved")]
    assert set(moves) == {"suspend", "resume"}
    stale = next(letter for letter in letters("deal_moved") if letter.context["move"] == "suspend")
    assert letter_of("deal_moved").obstacle(stale) == "The deal has moved on since."


def test_a_deal_never_stands_still_twice_at_a_time(deal: Deal) -> None:
    deal.suspensions.create(since=date(2025, 3, 1), until=date(2025, 4, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        deal.suspensions.create(since=date(2025, 3, 31))
    deal.suspensions.create(since=date(2025, 4, 1))


def test_a_deal_that_ends_while_it_stands_still_no_longer_does(deal: Deal, officer: User) -> None:
    deal.make("suspend", by=officer, on=date(2025, 3, 1), reason="Unsafe.")
    deal.make("end", by=officer, on=date(2025, 5, 1), reason="Unsafe still.")

    assert deal.suspensions.get().until == date(2025, 5, 1)


def test_only_a_termination_must_be_explained(deal: Deal, officer: User) -> None:
    with pytest.raises(PermissionDenied, match="Give a reason"):
        deal.make("end", by=officer)

    deal.make("end", by=officer, how=EndKind.AGREED)

    assert Deal.objects.get(pk=deal.pk).end_kind == "agreed"


def test_a_term_that_is_not_over_does_not_end_a_deal(deal: Deal, officer: User) -> None:
    with pytest.raises(PermissionDenied, match="not over"):
        deal.make("end", by=officer, on=date(2026, 12, 31), how=EndKind.TERM_OVER)

    deal.make("end", by=officer, on=date(2027, 1, 1), how=EndKind.TERM_OVER)


def test_reminders_stop_when_a_deal_ends(deal: Deal, officer: User) -> None:
    deal.change(by=officer, revision=deal.revision, next_progress_on=date(2025, 9, 1))
    deal.make("end", by=officer, reason="Over.")

    assert Deal.objects.get(pk=deal.pk).next_reminder_on is None


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 10, 1), None),
        (date(2026, 10, 2), "2026-12-31.90"),
        (date(2026, 11, 30), "2026-12-31.90"),
        (date(2026, 12, 1), "2026-12-31.30"),
        (date(2026, 12, 31), "2026-12-31.30"),
        (date(2027, 1, 1), None),
    ],
)
def test_account_manager_is_warned_ninety_and_thirty_days_before_the_end(
    day: date, period: str | None, deal: Deal, officer: User
) -> None:
    at = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)

    write_renewal_letters(at)
    write_renewal_letters(at)

    assert [(each.recipient, each.period) for each in letters("renewal")] == (
        [(officer, period)] if period else []
    )


def test_a_warning_that_was_forgotten_rings_and_one_that_was_written_does_not(deal: Deal) -> None:
    Deal.objects.update(created_at=AT)
    at = datetime(2026, 10, 10, 8, tzinfo=UTC)

    before = renewals_forgotten(at)
    write_renewal_letters(at)

    assert (before, renewals_forgotten(at)) == (1, 0)


def test_warning_is_not_sent_once_a_renewal_is_under_way(deal: Deal, officer: User) -> None:
    write_renewal_letters(datetime(2026, 10, 10, 8, tzinfo=UTC))
    (letter,) = letters("renewal")
    assert letter_of("renewal").obstacle(letter) is None

    amending.begin(deal, officer, is_renewal=True)

    assert letter_of("renewal").obstacle(letter) == "A renewal is under way."


def ended(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    deal = factories.deal(officer, programme, helmgras.organisation, supporter=duinwerk.organisation)
    deal.make("end", by=officer, on=AT.date(), reason="By agreement.", how=EndKind.AGREED, at=AT)
    return deal


def test_each_other_party_is_asked_once_and_reminded_three_times_at_most(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, employer: User, partner: User
) -> None:
    deal = ended(officer, programme, helmgras, duinwerk)

    for day in range(90):
        write_evaluation_letters(AT + timedelta(days=day))
        write_evaluation_letters(AT + timedelta(days=day, hours=1))

    assert set(deal.evaluations.values_list("party__organisation__name", "letters")) == {
        ("Helmgras Groen", 3),
        ("Duinwerk", 3),
    }
    assert len(letters("evaluation")) == 6


def test_who_answered_is_not_reminded(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, employer: User
) -> None:
    deal = ended(officer, programme, helmgras, duinwerk)
    write_evaluation_letters(AT)
    evaluation = deal.evaluations.get(party__role="employer")

    evaluation.give(by=employer, at=AT, **ANSWERS)
    write_evaluation_letters(AT + timedelta(days=20))

    evaluation.refresh_from_db()
    assert evaluation.letters == 1
    first = next(each for each in letters("evaluation") if each.recipient == employer)
    assert letter_of("evaluation").obstacle(first) == "The party has answered."


def test_a_party_is_asked_from_thirty_days_before_the_end(deal: Deal) -> None:
    write_evaluation_letters(datetime(2026, 11, 30, 8, tzinfo=UTC))
    assert not deal.evaluations.exists()

    write_evaluation_letters(datetime(2026, 12, 1, 8, tzinfo=UTC))
    assert deal.evaluations.count() == 2


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def test_a_renewed_deal_is_asked_about_again_at_its_next_end(
    deal: Deal, officer: User, employer: User
) -> None:
    write_evaluation_letters(noon(date(2026, 12, 1)))
    deal.evaluations.get(party__role="employer").give(by=employer, at=noon(date(2026, 12, 2)), **ANSWERS)
    renewed_at = noon(date(2026, 12, 10))
    amending.agreed(deal, officer, renewed_at, effective_on=date(2026, 12, 10), ends_on=date(2027, 12, 31))

    for day in (date(2026, 12, 20), date(2027, 11, 30)):
        write_evaluation_letters(noon(day))
    meanwhile = deal.evaluations.count()
    for day in (date(2027, 12, 1), date(2027, 12, 2)):
        write_evaluation_letters(noon(day))

    asked = deal.evaluations.filter(closing_on=date(2027, 12, 31))
    assert meanwhile == 2
    assert [(each.party.role, each.letters) for each in asked.order_by("party__position")] == [
        ("employer", 1),
        ("partner", 1),
    ]
    assert deal.evaluations.filter(given_at__isnull=False).get().worked == "The job coach."


@pytest.mark.parametrize("day", [date(2026, 12, 15), date(2027, 1, 20)], ids=["sooner", "noted later"])
def test_a_deal_that_was_asked_about_and_then_ended_is_not_asked_about_again(
    day: date, deal: Deal, officer: User
) -> None:
    write_evaluation_letters(noon(date(2026, 12, 1)))
    deal.make("end", by=officer, on=day, how=EndKind.AGREED, at=noon(day))

    write_evaluation_letters(noon(day + timedelta(days=1)))

    assert deal.evaluations.count() == 2
    first = deal.evaluations.order_by("pk")[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        deal.evaluations.create(party=first.party, asked_on=day, closing_on=first.closing_on)


def test_one_deal_that_cannot_be_asked_about_keeps_no_other_waiting(
    deal: Deal, officer: User, programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = factories.deal(officer, programme, factories.employer().organisation)
    monkeypatch.setattr("deals.actions.ending.ask_parties", failing_for(deal, ask_parties))

    write_evaluation_letters(noon(date(2026, 12, 1)))

    assert (deal.evaluations.count(), other.evaluations.count()) == (0, 1)


def failing_for(deal: Deal, ask: Any) -> Any:
    def asking(each: Deal, **values: Any) -> Any:
        if each == deal:
            raise RuntimeError("no such letter")
        return ask(each, **values)

    return asking


def test_who_acts_for_two_parties_answers_for_each(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, employer: User, signed_in: Any
) -> None:
    deal = ended(officer, programme, helmgras, duinwerk)
    factories.membership(employer, Role.PARTNER, duinwerk.organisation)
    ask_parties(deal, by=officer, at=AT)
    page, browser = reverse("deals:evaluation", args=[deal.public_id]), signed_in(employer)

    for _each in range(2):
        browser.post(page, ANSWERS)

    assert deal.evaluations.given().count() == 2


def test_an_answer_can_be_changed_for_fourteen_days_and_then_stands(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, employer: User
) -> None:
    deal = ended(officer, programme, helmgras, duinwerk)
    evaluation = ask_parties(deal, by=officer, at=AT)[0]
    evaluation.give(by=employer, at=AT, **ANSWERS)

    evaluation.give(by=employer, at=AT + timedelta(days=13), **ANSWERS | {"again": "no"})
    with pytest.raises(PermissionDenied, match="can no longer be changed"):
        evaluation.give(by=employer, at=AT + timedelta(days=14), **ANSWERS)

    assert Evaluation.objects.get(pk=evaluation.pk).again == "no"
    acts = list(Entry.objects.of(deal).values_list("act", flat=True))
    assert acts[-2:] == ["give_evaluation", "change_evaluation"]


def test_an_answer_holds_nothing_that_points_at_a_person(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, employer: User
) -> None:
    evaluation = ask_parties(ended(officer, programme, helmgras, duinwerk), by=officer, at=AT)[0]

    with pytest.raises(ValidationError):
        evaluation.give(by=employer, at=AT, **ANSWERS | {"worked": "Mail jan@helmgras.example"})


def test_other_parties_see_only_their_own_answers(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, employer: User, partner: User,
    signed_in: Any,
) -> None:  # fmt: skip
    deal = ended(officer, programme, helmgras, duinwerk)
    ask_parties(deal, by=officer, at=AT)
    deal.evaluations.get(party__role="employer").give(by=employer, at=AT, **ANSWERS)

    pages = {
        user.email: signed_in(user).get(deal.get_absolute_url()).content.decode()
        for user in (officer, employer, partner)
    }

    told = {email: "The job coach." in page for email, page in pages.items()}
    assert told == {officer.email: True, employer.email: True, partner.email: False}


def test_contact_without_an_account_answers_by_link_and_code(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner, client: Any
) -> None:
    deal = ended(officer, programme, helmgras, duinwerk)
    deal.parties.filter(role="employer").update(contact_email="post@helmgras.example")
    ask_parties(deal, by=officer, at=AT)
    letter = next(each for each in letters("evaluation") if each.recipient_email == "post@helmgras.example")
    token = next(word for word in render(letter).text.split() if "/evaluate/" in word).split("/")[-2]
    page, code_page = reverse("deals:evaluate", args=[token]), reverse("deals:evaluate_code", args=[token])

    first = client.get(page)
    refused = client.post(page, ANSWERS)
    client.post(code_page, {"send": "1"})
    (code,) = letters("evaluation_code")
    digits = next(word for word in render(code).text.split() if word.isdigit() and len(word) == 6)
    client.post(code_page, {"code": digits})
    client.post(page, ANSWERS)

    assert 'name="code"' in first.content.decode()
    assert 'name="brought"' not in first.content.decode() + refused.content.decode()
    evaluation = deal.evaluations.get(party__role="employer")
    assert (evaluation.brought, evaluation.given_by_email) == ("partly", "post@helmgras.example")


def test_only_so_many_codes_are_sent_for_one_link(
    officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner
) -> None:
    evaluation = ask_parties(ended(officer, programme, helmgras, duinwerk), by=officer, at=AT)[0]
    EvaluationLink.objects.issue(
        evaluation, email="post@helmgras.example", user=None, at=AT + timedelta(days=900)
    )
    link = EvaluationLink.objects.get()

    sent = [ending_notifications.send_code(link, at=AT) for _each in range(7)]

    assert sum(each is not None for each in sent) == 5


def test_a_link_that_we_never_sent_opens_nothing(client: Any, db: None) -> None:
    answer = client.get(reverse("deals:evaluate", args=["not-a-token"]))

    assert answer.status_code == 404
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_officers_day_shows_concerns_to_decide_and_deals_past_their_term(
    deal: Deal, partner: User, duinwerk: Partner, officer: User, neighbour: User, signed_in: Any
) -> None:
    raised(deal, partner, duinwerk)
    Deal.objects.update(ends_on=date(2025, 6, 30))

    mine, elsewhere = (signed_in(user).get("/").content.decode() for user in (officer, neighbour))

    assert "Unsafe work: Deal with Helmgras Groen" in mine
    assert "Past its term" in mine
    assert "Helmgras" not in elsewhere
