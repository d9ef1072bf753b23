"""What happens around the end of a deal: the account manager is warned in time, and the parties say how it was."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Least
from django.utils import timezone

from accounts.models import User
from deals import ending_mail
from deals.lifecycle import PLEDGED, State
from deals.models import Deal, Evaluation
from deals.policies import ending as ending_policies
from notices.models import EVALUATION, RENEWAL, Notice, ReminderRule
from trail.models import Entry

log = logging.getLogger(__name__)
ASKED_UNTIL = timedelta(days=60)  # after the end; an older deal is asked about by hand only


def due_for_renewal(today: date) -> Iterator[tuple[Deal, int]]:
    """Yield signed deals that end soon, with the number of days that the letter of now is about."""
    rule = ReminderRule.objects.of(RENEWAL)
    if not rule.is_active:
        return
    steps = [rule.days_before - number * rule.repeat_every_days for number in range(rule.at_most)]
    deals = Deal.objects.to_renew(today, within=rule.days_before)
    for deal in deals.select_related("municipality__organisation", "account_manager"):
        if deal.ends_on and (fitting := [days for days in steps if (deal.ends_on - today).days <= days]):
            yield deal, min(fitting)


def write_renewal_letters(at: datetime) -> int:
    """Owe the account managers the letters about deals that end soon, each once; return how many new ones."""
    written = 0
    for deal, days in due_for_renewal(timezone.localdate(at)):
        if not was_told(deal, days):
            with transaction.atomic():
                written += ending_mail.remind_to_renew(deal, days=days, at=at)
    return written


def was_told(deal: Deal, days: int) -> bool:
    """Whether the letter of so many days before this end of the deal was written."""
    period = ending_mail.renewal_period(deal, days)
    return Notice.objects.about(deal).filter(kind=RENEWAL, period=period).exists()


def renewals_forgotten(at: datetime) -> int:
    """Return of how many deals the letter should have been written two days ago and was not."""
    day = timezone.localdate(at) - timedelta(days=2)
    return sum(
        not was_told(deal, days) for deal, days in due_for_renewal(day) if deal.created_at.date() < day
    )


@transaction.atomic
def ask_parties(deal: Deal, *, by: User | None, at: datetime) -> list[Evaluation]:
    """Ask every other party how the deal was, once for each end of it. `None`: the rule. Raises PermissionDenied."""
    deal.hold()
    today = timezone.localdate(at)
    if by is not None and (why := ending_policies.asking_denial(by, deal, today=today)):
        raise PermissionDenied(why)
    closing = ending_policies.closing_of(deal)
    asked = set(deal.evaluations.about(closing).values_list("party", flat=True))
    made = []
    for party in ending_mail.parties_told(deal, today):
        if party.pk not in asked:
            evaluation = Evaluation.objects.create(
                deal=deal, party=party, asked_on=today, closing_on=closing or today
            )
            _write(evaluation, today, at=at)
            made.append(evaluation)
    if made:
        changes = {"parties": [None, len(made)]}
        Entry.objects.record(deal, "ask_evaluation", by=by, changes=changes, at=at)
    return made


def write_evaluation_letters(at: datetime) -> int:
    """Ask the parties of deals that end or ended, and remind who did not answer; return how many letters."""
    today, before = timezone.localdate(at), Notice.objects.filter(kind=EVALUATION).count()
    rule = ReminderRule.objects.of(EVALUATION)
    if rule.is_active:
        for deal in _to_ask(today, within=rule.days_before):
            try:
                ask_parties(deal, by=None, at=at)
            except Exception:
                log.exception("The parties of deal %s were not asked; again tomorrow", deal.public_id)
    for pk in list(Evaluation.objects.to_ask(today).values_list("pk", flat=True)):
        try:
            _remind(pk, today, at=at)
        except Exception:
            log.exception("Evaluation %s was not asked about again; again tomorrow", pk)
    return Notice.objects.filter(kind=EVALUATION).count() - before


def _to_ask(today: date, *, within: int) -> list[Deal]:
    """Return the deals that end soon or just ended and of which nobody was asked yet; a renewed one is asked about again."""
    soon = Q(state__in=PLEDGED, ends_on__lte=today + timedelta(days=within), ends_on__gte=today - ASKED_UNTIL)
    over = Q(state=State.ENDED, ended_on__lte=today, ended_on__gte=today - ASKED_UNTIL)
    closing = Least("ends_on", "ended_on")  # as closing_of; PostgreSQL passes over what is empty
    asked = Evaluation.objects.filter(deal=OuterRef("pk"), closing_on__gte=OuterRef("closing"))
    deals = Deal.objects.alias(closing=closing).filter(soon | over, ~Exists(asked))
    return list(deals.select_related("municipality__organisation").order_by("pk"))


@transaction.atomic
def _remind(pk: int, today: date, *, at: datetime) -> None:
    """Write one party again, unless it answered or was written meanwhile, or the deal goes on after all."""
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(pk=pk)
    if evaluation.given_at or evaluation.next_letter_on is None or evaluation.next_letter_on > today:
        return
    if ending_policies.may_be_asked(evaluation.deal, today) and not evaluation.party.has_left(today):
        _write(evaluation, today, at=at)
    else:
        evaluation.next_letter_on = None
        evaluation.save(update_fields=["next_letter_on"])


def _write(evaluation: Evaluation, today: date, *, at: datetime) -> None:
    """Owe its readers a letter, and count it."""
    evaluation.plan_letter(on=today)
    evaluation.save(update_fields=["letters", "next_letter_on"])
    ending_mail.ask_to_evaluate(evaluation, at=at)
