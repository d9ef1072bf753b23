"""What the letters around the end of a deal say, why each was written, and whether it is still wanted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deals.letters.shared import address, basics, reply_to
from deals.lifecycle import PLEDGED, State
from deals.models import Concern, Deal, Evaluation, EvaluationLink
from deals.models.evaluation import LINK_VALID_FOR
from deals.policies import ending as ending_policies
from notices.letters import Content
from notices.links import CODE_VALID_FOR
from notices.models import Notice
from ui.formats import day

MOVED: dict[str, tuple[Promise, Promise, str]] = {
    "suspend": (
        _("Suspended: %(deal)s"),
        _("The deal “%(deal)s” stands still since %(day)s."),
        State.SUSPENDED,
    ),
    "resume": (_("Goes on: %(deal)s"), _("The deal “%(deal)s” goes on since %(day)s."), State.SIGNED),
    "end": (_("Ended: %(deal)s"), _("The deal “%(deal)s” ended on %(day)s."), State.ENDED),
}


def deal_of(notice: Notice) -> Deal:
    """Return the deal that a letter is about."""
    deals = Deal.objects.select_related("municipality__organisation", "account_manager")
    return deals.get(public_id=notice.subject_id)


def concern_of(notice: Notice) -> Concern:
    """Return the concern that a letter is about."""
    found = Concern.objects.select_related("deal__municipality__organisation", "deal__account_manager")
    return found.get(public_id=notice.context["concern"])


def evaluation_of(notice: Notice) -> Evaluation:
    """Return the evaluation that a letter asks for."""
    found = Evaluation.objects.select_related(
        "party__organisation", "deal__municipality__organisation", "deal__account_manager"
    )
    return found.get(public_id=notice.context["evaluation"])


def link_of(notice: Notice) -> EvaluationLink:
    """Return the link that a code was asked for."""
    links = EvaluationLink.objects.select_related("evaluation__party__organisation", "evaluation__deal")
    return links.get(pk=notice.context["link"])


def news(
    deal: Deal, subject: str, *said: str, link: str = "", button: str = "", why: str = ""
) -> dict[str, Any]:
    """Return what a short letter shows: its subject, a few paragraphs, one button, and why it was written."""
    return basics(deal) | {
        "heading": subject,
        "said": [each for each in said if each],
        "link": link,
        "button": button,
        "why": why,
    }


def moved(notice: Notice) -> Content:
    """Tell a party that the deal was suspended, goes on, or ended, with the reason."""
    deal, context = deal_of(notice), notice.context
    subject, sentence, _state = MOVED[context["move"]]
    facts = {"deal": deal.title, "day": day(date.fromisoformat(context["on"]))}
    reason = gettext("The reason: %(reason)s") % {"reason": context["reason"]} if context["reason"] else ""
    how = ""
    if context["move"] == "end":
        how = gettext("How it ended: %(how)s.") % {"how": deal.get_end_kind_display()}
    next_step = {
        "suspend": gettext("While it stands still, its promises do not count and we do not ask how it goes."),
        "resume": gettext("What was promised counts again."),
        "end": gettext("Soon we ask you how the deal was."),
    }[context["move"]]
    why = gettext("You get this letter because your organisation is a party of this deal.")
    link = address("deals:detail", deal.public_id) if notice.recipient_id else ""  # who has an account
    said = [str(sentence) % facts, how, reason, next_step]
    values = news(deal, str(subject) % facts, *said, link=link, button=gettext("To the deal"), why=why)
    return Content(values, reply_to=reply_to(deal))


def moved_reason(notice: Notice) -> str:
    """Say why a party was told."""
    return gettext("The deal was suspended, goes on, or ended.")


def moved_obstacle(notice: Notice) -> str | None:
    """Return why the news is old: the deal stands elsewhere by now."""
    state = MOVED[notice.context["move"]][2]
    return None if deal_of(notice).state == state else gettext("The deal has moved on since.")


def concern(notice: Notice) -> Content:
    """Tell the account manager of a concern; its words stand behind the sign-in."""
    found = concern_of(notice)
    facts = {"kind": found.get_kind_display(), "deal": found.deal.title, "who": found.raised_for}
    subject = gettext("A concern about %(deal)s: %(kind)s") % facts
    sentence = gettext("%(who)s raised a concern about “%(deal)s”: %(kind)s.") % facts
    link = address("deals:concern", found.deal.public_id, found.public_id)
    why = gettext("You get this letter because you look after this deal.")
    waits = gettext("Until you decide, the deal goes on as it is.")
    values = news(found.deal, subject, sentence, waits, link=link, button=gettext("Read and decide"), why=why)
    return Content(values | {"contact": None})


def concern_reason(notice: Notice) -> str:
    """Say why the account manager was told."""
    return gettext("A concern was raised.")


def concern_obstacle(notice: Notice) -> str | None:
    """Return why nobody need look at it any more."""
    return gettext("It was decided already.") if concern_of(notice).outcome else None


def decided(notice: Notice) -> Content:
    """Tell who raised a concern what was decided, and why."""
    found = concern_of(notice)
    facts = {"deal": found.deal.title, "outcome": found.get_outcome_display(), "reason": found.decision}
    subject = gettext("Decided about your concern: %(deal)s") % facts
    sentence = gettext("About your concern with “%(deal)s” it was decided: %(outcome)s.") % facts
    link = address("deals:concern", found.deal.public_id, found.public_id)
    values = news(
        found.deal,
        subject,
        sentence,
        gettext("The reason: %(reason)s") % facts,
        link=link,
        button=gettext("Look at it"),
        why=gettext("You get this letter because you raised the concern."),
    )
    return Content(values, reply_to=reply_to(found.deal))


def decided_reason(notice: Notice) -> str:
    """Say why somebody was told of a decision."""
    return gettext("It was decided about a concern.")


def always(notice: Notice) -> str | None:
    """Return None: what was decided stays told."""
    return None


def renewal(notice: Notice) -> Content:
    """Tell the account manager that a deal ends soon, and what can be done."""
    deal = deal_of(notice)
    facts = {"deal": deal.title, "day": day(deal.ends_on)}
    values = news(
        deal,
        gettext("Ends on %(day)s: %(deal)s") % facts,
        gettext("The term of “%(deal)s” is over on %(day)s.") % facts,
        gettext("Renew it in time, or end it. A renewal must be signed before it counts."),
        gettext("If nothing happens, its promises no longer count after that day."),
        link=address("deals:detail", deal.public_id),
        button=gettext("To the deal"),
        why=gettext("You get this letter because you look after this deal."),
    )
    return Content(values | {"contact": None})


def renewal_reason(notice: Notice) -> str:
    """Say why the account manager was warned."""
    return gettext("The term of the deal is over soon.")


def renewal_obstacle(notice: Notice) -> str | None:
    """Return why the warning is no longer needed."""
    deal = deal_of(notice)
    if deal.state != State.SIGNED or str(deal.ends_on) != notice.context["ends_on"]:
        return gettext("The deal was renewed, suspended or ended.")
    if deal.amendments.pending().filter(is_renewal=True).exists():
        return gettext("A renewal is under way.")
    return None


def evaluation(notice: Notice) -> Content:
    """Ask a party how the deal was; the link is for its reader only."""
    found, now = evaluation_of(notice), timezone.now()
    deal = found.deal
    token = EvaluationLink.objects.issue(found, email=notice.recipient_email, user=notice.recipient, at=now)
    facts = {"deal": deal.title, "name": found.party.organisation.name, "day": day(now + LINK_VALID_FOR)}
    over = deal.state not in PLEDGED
    first = gettext("The deal “%(deal)s” is over.") if over else gettext("The deal “%(deal)s” is over soon.")
    again = gettext("Reminder: how was the deal? %(deal)s") if notice.context["number"] > 1 else ""
    values = news(
        deal,
        (again or gettext("How was the deal? %(deal)s")) % facts,
        gettext("Dear people of %(name)s,") % facts,
        first % facts
        + " "
        + gettext("We would like to know how it was for you: four questions, three minutes."),
        gettext("The link is for your organisation only. It works until %(day)s.") % facts,
        link=address("deals:evaluate", token),
        button=gettext("Say how it was"),
        why=gettext("You get this letter because your organisation is a party of this deal."),
    )
    return Content(values, (token,), reply_to(deal))


def evaluation_reason(notice: Notice) -> str:
    """Say why a party was asked."""
    return gettext("The deal is over, or soon will be. This is letter %(number)s.") % {
        "number": notice.context["number"]
    }


def evaluation_obstacle(notice: Notice) -> str | None:
    """Return why a party need not be asked any more."""
    found = evaluation_of(notice)
    if found.given_at:
        return gettext("The party has answered.")
    if found.party.has_left(timezone.localdate()):
        return gettext("The organisation no longer takes part.")
    if not ending_policies.may_be_asked(found.deal, timezone.localdate()):
        return gettext("The deal goes on.")
    contact = found.party.contact_email.lower()
    if notice.recipient is None and notice.recipient_email != contact:
        return gettext("The contact of the organisation has changed.")
    return None


def code(notice: Notice) -> Content:
    """Say the code, which is made here and now."""
    link = link_of(notice)
    digits = link.new_code(timezone.now())
    minutes = int(CODE_VALID_FOR.total_seconds() // 60)
    values = {"code": digits, "minutes": minutes, "organisation": link.evaluation.party.organisation.name}
    deal = link.evaluation.deal
    return Content(values | {"deal": deal.title, "fictional": deal.is_fictional}, (digits,))


def code_reason(notice: Notice) -> str:
    """Say why a code was sent."""
    return gettext("Somebody opened the link of a letter and asked for a code.")


def code_obstacle(notice: Notice) -> str | None:
    """Return why a code is no use any more."""
    return None if link_of(notice).is_open(timezone.now()) else gettext("The link no longer works.")
