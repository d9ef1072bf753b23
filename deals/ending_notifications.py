"""The kinds of letter around the end of a deal; how each is owed is in deals.ending_mail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from deals import ending_mail as mail
from deals.actions import ending
from deals.letters import ending as letters
from deals.models import EvaluationLink
from notices.letters import Letter, register
from notices.models import EVALUATION, RENEWAL, Notice

register(
    Letter(
        kind=mail.MOVED,
        label=_("Deal suspended, resumed or ended"),
        template="deal_news",
        content=letters.moved,
        reason=letters.moved_reason,
        obstacle=letters.moved_obstacle,
    )
)
register(
    Letter(
        kind=mail.CONCERN,
        label=_("Concern raised"),
        template="deal_news",
        content=letters.concern,
        reason=letters.concern_reason,
        obstacle=letters.concern_obstacle,
    )
)
register(
    Letter(
        kind=mail.DECIDED,
        label=_("Decision about a concern"),
        template="deal_news",
        content=letters.decided,
        reason=letters.decided_reason,
        obstacle=letters.always,
    )
)
register(
    Letter(
        kind=RENEWAL,
        label=_("Deal ends soon"),
        template="deal_news",
        content=letters.renewal,
        reason=letters.renewal_reason,
        obstacle=letters.renewal_obstacle,
        forgotten=ending.renewals_forgotten,
    )
)
register(
    Letter(
        kind=EVALUATION,
        label=_("Question how the deal was"),
        template="deal_news",
        content=letters.evaluation,
        reason=letters.evaluation_reason,
        obstacle=letters.evaluation_obstacle,
    )
)
register(
    Letter(
        kind=mail.CODE,
        label=_("Code for an evaluation"),
        template="progress_code",
        content=letters.code,
        reason=letters.code_reason,
        obstacle=letters.code_obstacle,
    )
)


@transaction.atomic
def send_code(link: EvaluationLink, *, at: datetime) -> Notice | None:
    """Owe the reader of a link a code; None when enough were sent for this link."""
    EvaluationLink.objects.select_for_update().get(pk=link.pk)
    return mail.send_code(link, at=at)
