"""A round from question to answer: each act together with the letters that follow from it, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accounts.models import Organisation, User
from placements import notifications
from placements.letters import promise
from placements.models import Placement, ProgressAnswer, ProgressLink, ProgressRound


@dataclass(frozen=True)
class Respondent:
    """Who answers for which organisation: a person who signed in, or the reader of a letter at this address."""

    organisation: Organisation
    user: User | None = None
    link: ProgressLink | None = None

    @property
    def email(self) -> str:
        """The address that the reader showed to be theirs."""
        return self.link.email if self.link and not self.user else ""


@dataclass(frozen=True)
class Compared:
    """One promise: what the employer said, and how many places were on record as running that day."""

    promise: str
    said: int
    on_record: int

    @property
    def differs(self) -> bool:
        """Whether a start or an end is missing somewhere."""
        return self.said != self.on_record


def compare(answer: ProgressAnswer, user: User) -> list[Compared]:
    """Return an answer beside the places that this reader knows of."""
    round = answer.round
    running = Placement.objects.visible_to(user).running_on(timezone.localdate(answer.answered_at))
    on_record = dict(
        running.filter(deal=round.deal_id, employer=answer.organisation_id)
        .values_list("commitment")
        .annotate(Count("pk"))
        .order_by()
    )
    said = {figure.commitment_id: figure.running for figure in answer.figures.all()}
    return [
        Compared(promise(terms), said[terms.commitment_id], on_record.get(terms.commitment_id, 0))
        for terms in round.promises_of(answer.organisation)
        if terms.commitment_id in said
    ]


def receive(
    round: ProgressRound,
    respondent: Respondent,
    *,
    figures: Mapping[int, int],
    support_ok: bool | None,
    remark: str,
    at: datetime,
) -> ProgressAnswer:
    """Keep an answer, let its link never work again, and tell who looks after the deal."""
    with transaction.atomic():
        answer = round.answer(
            organisation=respondent.organisation,
            figures=figures,
            support_ok=support_ok,
            remark=remark,
            by=respondent.user,
            email=respondent.email,
            at=at,
        )
        if respondent.link:
            respondent.link.use(at)
        notifications.tell_carers(answer, at=at)
    return answer


def ask_about(answer: ProgressAnswer, question: str, *, by: User, at: datetime) -> None:
    """Put a question about an answer: its state, and the letter. Raises PermissionDenied with the reason why not."""
    with transaction.atomic():
        answer.ask_about(by=by, at=at, question=question)
        notifications.put_question(answer, question, at=at)
