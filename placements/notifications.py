"""From what happened to the letters that follow from it; and what kinds of letter this room has."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from deals.carers import carers_of
from notices.letters import Letter, register
from notices.models import PROGRESS, Notice
from placements import letters, reminders
from placements.models import ProgressAnswer, ProgressLink

CODE, ANSWERED, QUESTION = "progress_code", "progress_answered", "progress_question"
MOST_CODES = 5  # for one link

register(
    Letter(
        kind=PROGRESS,
        label=_("Progress reminder"),
        template="progress",
        content=letters.reminder,
        reason=letters.reminder_reason,
        obstacle=letters.reminder_obstacle,
        at_most_per_hour=5000,
        forgotten=reminders.forgotten,
    )
)
register(
    Letter(
        kind=CODE,
        label=_("Code for an answer"),
        template="progress_code",
        content=letters.code,
        reason=letters.code_reason,
        obstacle=letters.code_obstacle,
    )
)
register(
    Letter(
        kind=ANSWERED,
        label=_("Answer received"),
        template="progress_answered",
        content=letters.answered,
        reason=letters.answered_reason,
        obstacle=letters.answered_obstacle,
    )
)
register(
    Letter(
        kind=QUESTION,
        label=_("Question about an answer"),
        template="progress_question",
        content=letters.question,
        reason=letters.question_reason,
        obstacle=letters.question_obstacle,
    )
)


def tell_carers(answer: ProgressAnswer, *, at: datetime) -> None:
    """Owe the people who look after the deal a letter about an answer."""
    deal = answer.round.deal
    for person in carers_of(deal, at):
        Notice.objects.owe(
            ANSWERED,
            deal,
            to=person,
            period=f"{answer.public_id}.{at:%y%m%d%H}",
            at=at,
            municipality=deal.municipality,
            organisation=deal.municipality.organisation,
            context={"answer": answer.public_id},
        )


def put_question(answer: ProgressAnswer, question: str, *, at: datetime) -> Notice:
    """Owe the person who answered a letter with the account manager's question."""
    deal = answer.round.deal
    return Notice.objects.owe(
        QUESTION,
        deal,
        to=answer.answered_by or answer.answered_by_email,
        period=f"{answer.public_id}.{at:%y%m%d%H}",
        at=at,
        municipality=deal.municipality,
        organisation=answer.organisation if answer.answered_by else None,
        context={"answer": answer.public_id, "question": question},
    )


@transaction.atomic
def send_code(link: ProgressLink, *, at: datetime) -> Notice | None:
    """Owe the reader of a link a code; None when enough were sent for this link."""
    ProgressLink.objects.select_for_update().get(pk=link.pk)
    deal = link.round.deal
    sent = Notice.objects.about(deal).filter(kind=CODE, context__link=link.pk)
    if sent.count() >= MOST_CODES:
        return None
    return Notice.objects.owe(
        CODE,
        deal,
        to=link.user or link.email,
        period=f"{link.pk}.{sent.count() + 1}",
        at=at,
        municipality=deal.municipality,
        organisation=link.organisation if link.user else None,
        context={"link": link.pk},
    )
