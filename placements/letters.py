"""What the letters of this room say, why each was written, and whether it is still wanted when it goes out."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, ngettext

from accounts.models import Organisation
from deals.kinds import Unit
from deals.letters.shared import address, basics, reply_to
from deals.models import CommitmentTerms, Deal
from notices.letters import Content
from notices.links import CODE_VALID_FOR
from notices.models import Notice
from placements import progress_policies
from placements.models import Placement, ProgressAnswer, ProgressFigure, ProgressLink, ProgressRound
from placements.models.link import VALID_FOR
from ui.formats import day, number

LATEST_STARTS = 5


def round_of(notice: Notice) -> ProgressRound:
    """Return the round that a letter is about."""
    rounds = ProgressRound.objects.select_related("deal__municipality__organisation", "deal__account_manager")
    return rounds.get(public_id=notice.context["round"])


def answer_of(notice: Notice) -> ProgressAnswer:
    """Return the answer that a letter is about."""
    deal = "round__deal"
    answers = ProgressAnswer.objects.select_related(f"{deal}__account_manager", "organisation", "answered_by")
    return answers.get(public_id=notice.context["answer"])


def link_of(notice: Notice) -> ProgressLink:
    """Return the link that a code was asked for."""
    return ProgressLink.objects.select_related("round__deal", "organisation").get(pk=notice.context["link"])


def promise(terms: CommitmentTerms) -> str:
    """Return one promise in words: `10 × learn-work place, until 31 December 2026`."""
    line = f"{number(terms.quantity)} × {terms.commitment}"
    if terms.unit not in {Unit.PLACES, Unit.JOBS}:
        line = f"{number(terms.quantity)} {terms.get_unit_display()}: {terms.commitment}"
    if terms.ends_on:
        return gettext("%(promise)s, until %(day)s") % {"promise": line, "day": day(terms.ends_on)}
    return line


def at_work(figure: ProgressFigure) -> str:
    """Return one figure of an answer in words."""
    text = ngettext("%(what)s: %(count)s at work", "%(what)s: %(count)s at work", figure.running)
    return text % {"what": figure.commitment, "count": number(figure.running)}


def told_before(deal: Deal, organisation: Organisation) -> dict[str, Any] | None:
    """Return what the organisation said last about this deal."""
    answers = ProgressAnswer.objects.filter(round__deal=deal, organisation=organisation)
    last = answers.prefetch_related("figures__commitment").order_by("-answered_at").first()
    if last is None:
        return None
    return {"day": day(last.answered_at), "lines": [at_work(each) for each in last.figures.all()]}


def starts(deal: Deal, organisation: Organisation) -> list[str]:
    """Return the latest starts that are on record, newest first: a list, no figure."""
    today = timezone.localdate()
    placements = Placement.objects.filter(deal=deal, employer=organisation).started_by(today)
    newest = placements.order_by("-started_on", "-pk")[:LATEST_STARTS]
    return [f"{day(each.started_on)}: {each.get_kind_display()}" for each in newest]


def support(deal: Deal) -> list[str]:
    """Return what was promised to the employer and was not delivered yet."""
    lines = []
    in_force = deal.text_in_force(timezone.localdate())
    for terms in in_force.support_terms.in_order().filter(promise__delivered_on=None):
        values = {"what": terms.promise, "who": terms.promise.party.organisation, "day": day(terms.due_on)}
        text = (
            gettext("%(what)s, by %(who)s, before %(day)s")
            if terms.due_on
            else gettext("%(what)s, by %(who)s")
        )
        lines.append(text % values)
    return lines


def reminder(notice: Notice) -> Content:
    """Say what was promised, what we know, and where to answer."""
    round, organisation = round_of(notice), notice.organisation
    assert organisation is not None  # noqa: S101  (a reminder is for one of the parties)
    deal = round.deal
    values, secret = with_link(notice, round, organisation)
    values |= {
        "number": notice.context["number"],
        "due_on": day(round.due_on),
        "lines": [promise(terms) for terms in round.promises_of(organisation)],
        "told": told_before(deal, organisation),
        "starts": starts(deal, organisation),
        "support": support(deal),
    }
    return Content(values, (secret,), reply_to(deal))


def with_link(notice: Notice, round: ProgressRound, organisation: Organisation) -> tuple[dict[str, Any], str]:
    """Make the link of a letter; return what the letter shows about it, and its secret."""
    now = timezone.now()
    token = ProgressLink.objects.issue(
        round, organisation=organisation, email=notice.recipient_email, user=notice.recipient, at=now
    )
    values = {
        "organisation": organisation.name,
        "link": address("placements:progress", token),
        "until": day(now + VALID_FOR),
    }
    return basics(round.deal) | values, token


def reminder_reason(notice: Notice) -> str:
    """Say why a reminder was written."""
    due_on = day(round_of(notice).due_on)
    if notice.context["by_hand"]:
        return gettext("The account manager asked for it. The progress talk is on %(day)s.") % {"day": due_on}
    return gettext("The progress talk is on %(day)s. This is reminder %(number)s.") % {
        "day": due_on,
        "number": notice.context["number"],
    }


def reminder_obstacle(notice: Notice) -> str | None:
    """Return why a reminder is no longer due."""
    round, today = round_of(notice), timezone.localdate()
    deal = round.deal
    if why := progress_policies.not_in_force(deal):
        return why
    if deal.is_past_its_term(today):
        return gettext("The term of the deal is over.")
    if deal.next_progress_on is not None and deal.next_progress_on != round.due_on:
        return gettext("The progress talk was moved.")
    parties = {party.organisation_id: party for party in round.still_to_answer()}
    if notice.organisation_id not in parties:
        return gettext("The organisation has answered, or no longer takes part.")
    contact = parties[notice.organisation_id].contact_email.lower()
    if notice.recipient is None and notice.recipient_email != contact:
        return gettext("The contact of the organisation has changed.")
    return None


def code(notice: Notice) -> Content:
    """Say the code, which is made here and now."""
    link = link_of(notice)
    digits = link.new_code(timezone.now())
    minutes = int(CODE_VALID_FOR.total_seconds() // 60)
    values = {"code": digits, "minutes": minutes, "organisation": link.organisation.name}
    return Content(values | {"fictional": link.round.deal.is_fictional}, (digits,))


def code_reason(notice: Notice) -> str:
    """Say why a code was sent."""
    return gettext("Somebody opened the link of a letter and asked for a code.")


def code_obstacle(notice: Notice) -> str | None:
    """Return why a code is no use any more."""
    return (
        None if link_of(notice).is_open(timezone.now()) else gettext("The link was used, or no longer works.")
    )


def answered(notice: Notice) -> Content:
    """Tell the account manager what an employer said."""
    answer = answer_of(notice)
    values = basics(answer.round.deal) | {
        "organisation": answer.organisation.name,
        "day": day(answer.answered_at),
        "lines": [at_work(each) for each in answer.figures.select_related("commitment")],
        "link": address("placements:answer", answer.public_id),
        "contact": None,
    }
    return Content(values)


def answered_reason(notice: Notice) -> str:
    """Say why the account manager was told."""
    return gettext("%(organisation)s answered.") % {"organisation": answer_of(notice).organisation}


def answered_obstacle(notice: Notice) -> str | None:
    """Return why the account manager need not be told any more."""
    return None if answer_of(notice).state == "received" else gettext("The answer was handled already.")


def question(notice: Notice) -> Content:
    """Put the account manager's question."""
    answer = answer_of(notice)
    values, secret = with_link(notice, answer.round, answer.organisation)
    values |= {"day": day(answer.answered_at), "question": notice.context["question"]}
    return Content(values, (secret,), reply_to(answer.round.deal))


def question_reason(notice: Notice) -> str:
    """Say why a question was put."""
    return gettext("The account manager asked about the answer.")


def question_obstacle(notice: Notice) -> str | None:
    """Return why the question needs no answer any more."""
    return (
        None if answer_of(notice).state == "queried" else gettext("The answer was given anew or confirmed.")
    )
