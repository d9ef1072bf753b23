"""What happened to a deal, as sentences in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deals.lifecycle import MOVES, AmendmentState
from deals.models import Deal, GoodPractice
from trail.models import Entry
from ui import formats

SAID: dict[str, Promise] = {
    "announce": gettext_lazy("Announced"),
    "begin": gettext_lazy("Writing begun"),
    "rewrite": gettext_lazy("Written anew"),
    "write": gettext_lazy("Writing begun"),
    "offer": gettext_lazy("Text fixed and offered for signing"),
    "take_back": gettext_lazy("Taken back to change"),
    "sign": gettext_lazy("Signed by all required parties"),
    "suspend": gettext_lazy("Suspended"),
    "resume": gettext_lazy("Resumed"),
    "end": gettext_lazy("Ended"),
    "cancel": gettext_lazy("Cancelled"),
    "change": gettext_lazy("Changed"),
    "change_contact": gettext_lazy("Contact changed"),
    "deliver": gettext_lazy("Support recorded as delivered"),
    "undo_delivery": gettext_lazy("Delivery of support taken back"),
    "plan_signing": gettext_lazy("Order of signing changed"),
    "invite": gettext_lazy("Invited to sign"),
    "remind_signatory": gettext_lazy("Signatory reminded"),
    "extend": gettext_lazy("More time to sign given"),
    "withdraw_invitation": gettext_lazy("Invitation to sign withdrawn"),
    "sign_online": gettext_lazy("Signed online"),
    "decline": gettext_lazy("Declined to sign"),
    "lift_decline": gettext_lazy("May sign after all"),
    "delegate": gettext_lazy("Signing passed on"),
    "ask": gettext_lazy("Question of a signatory"),
    "reply": gettext_lazy("Question of a signatory answered"),
    "check_accepted": gettext_lazy("Signature on paper accepted at the second look"),
    "check_refused": gettext_lazy("Signature on paper refused at the second look"),
    "name_accepted": gettext_lazy("Other name at a signature found right: the same person"),
    "name_refused": gettext_lazy("Signature under another name refused"),
    "witness": gettext_lazy("Witness recorded"),
    "change_on_stage": gettext_lazy("Changed on stage"),
    "list_deal": gettext_lazy("Deal put on the agenda of a signing day"),
    "unlist_deal": gettext_lazy("Deal taken off the agenda of a signing day"),
    "order_agenda": gettext_lazy("Order of a signing day changed"),
    "name_signatories": gettext_lazy("Named who signs on stage"),
    "stage_call": gettext_lazy("Deal called to the stage"),
    "stage_recall": gettext_lazy("Deal called back to the stage for a missing signature"),
    "stage_step_back": gettext_lazy("Deal back in the queue of the stage"),
    "stage_put_off": gettext_lazy("Deal put off on stage"),
    "stage_sign": gettext_lazy("Deal signed on stage"),
    "stage_decline": gettext_lazy("Deal declined on stage"),
    "stage_change": gettext_lazy("Deal changed on stage"),
    "amendment_begin": gettext_lazy("Change of the deal begun"),
    "amendment_offer": gettext_lazy("Change of the deal fixed and offered for signing"),
    "amendment_agree": gettext_lazy("Change of the deal signed by all required parties"),
    "amendment_withdraw": gettext_lazy("Change of the deal withdrawn"),
    "amendment_write": gettext_lazy("Change of the deal written"),
    "raise_concern": gettext_lazy("Concern raised"),
    "decide_concern": gettext_lazy("Decided about a concern"),
    "ask_evaluation": gettext_lazy("Parties asked how the deal was"),
    "give_evaluation": gettext_lazy("Evaluation given"),
    "change_evaluation": gettext_lazy("Evaluation changed"),
    "sign_on_paper": gettext_lazy("Signature recorded"),
    "add_scan": gettext_lazy("Scan added"),
    "seal_document": gettext_lazy("Document made and sealed"),
    "translate_document": gettext_lazy("Document asked for in another language"),
    "retry_document": gettext_lazy("Document asked for again"),
    "remind": gettext_lazy("Reminder written"),
    "skip_reminder": gettext_lazy("Reminder left out"),
    "answer_progress": gettext_lazy("Answer on progress received"),
    "query_progress": gettext_lazy("Question asked about the answer"),
    "publish": gettext_lazy("Published"),
    "unpublish": gettext_lazy("Publishing undone"),
    "retire": gettext_lazy("Taken off the list"),
    "accept_progress": gettext_lazy("Answer on progress confirmed"),
}
FIELDS: dict[str, Promise] = {
    "account_manager": gettext_lazy("account manager"),
    "next_progress_on": gettext_lazy("next progress talk"),
    "progress_every_months": gettext_lazy("months between talks"),
    "reference": gettext_lazy("reference"),
    "delivered_on": gettext_lazy("delivered on"),
    "party": gettext_lazy("party"),
    "joined": gettext_lazy("joins"),
    "left": gettext_lazy("leaves"),
    "support": gettext_lazy("support"),
    "signatory": gettext_lazy("signatory"),
    "invited_as": gettext_lazy("invited"),
    "signed_as": gettext_lazy("signed as"),
    "passed_on_to": gettext_lazy("passed on to"),
    "open_until": gettext_lazy("last day to sign"),
    "signs": gettext_lazy("signs"),
    "stage": gettext_lazy("turn to sign"),
    "signatories_needed": gettext_lazy("signatures needed"),
    "version": gettext_lazy("version"),
}
SHARED = frozenset(MOVES) | {
    "announce",
    "begin",
    "deliver",
    "undo_delivery",
    "sign_on_paper",
    "sign_online",
    "decline",
    "lift_decline",
    "delegate",
    "amendment_offer",
    "amendment_agree",
    "amendment_withdraw",
    "seal_document",
}


BY_SIGNATORIES = frozenset({"sign_online", "decline", "delegate", "ask"})
REASON_WITHIN = frozenset({"decline"})  # whoever declines is told that the other parties do not hear why


@dataclass(frozen=True)
class Line:
    """One thing that happened, in words."""

    at: datetime
    moment: str
    title: str
    text: str
    by: str


def lines_of(deal: Deal | GoodPractice, *, all_of_it: bool, until: date | None = None) -> list[Line]:
    """Return the history of a deal, newest first; the other parties see its moves, not who changed which fact.

    `until`: the last day that is told, for who left.
    """
    entries = [entry for entry in Entry.objects.of(deal) if all_of_it or _is_shared(entry)]
    if until is not None:
        entries = [entry for entry in entries if timezone.localdate(entry.at) <= until]
    return [_line(entry, named=all_of_it) for entry in reversed(entries)]


def _is_shared(entry: Entry) -> bool:
    """Whether the other parties hear of it: not of a change that was withdrawn before it was offered to them."""
    was_offered = entry.changes.get("amendment") != [AmendmentState.WRITING, AmendmentState.WITHDRAWN]
    return entry.act in SHARED and was_offered


def _line(entry: Entry, *, named: bool) -> Line:
    """Return an entry in words."""
    title = str(SAID.get(entry.act, entry.act.replace("_", " ").capitalize()))
    reason = entry.reason if named or entry.act not in REASON_WITHIN else ""
    parts = [*_changes(entry.changes.items()), reason]
    by = _by(entry) if named else ""
    return Line(entry.at, formats.moment(entry.at), title, " ".join(filter(None, parts)), by)


def _by(entry: Entry) -> str:
    """Return who did it: a signatory has no account, and is named in the entry itself."""
    if not entry.actor_label and entry.act in BY_SIGNATORIES and "signatory" in entry.changes:
        return str(entry.changes["signatory"][1])
    return entry.actor_label or _("the system")


def _changes(changes: Iterable[tuple[str, Any]]) -> list[str]:
    """Return what changed, from what into what; what is no fact of the deal is said by the act itself."""
    said = []
    for name, pair in changes:
        if name not in FIELDS:
            continue
        before, after = pair
        words = {"field": FIELDS[name], "before": _value(before), "after": _value(after)}
        if before is None:
            said.append(_("%(field)s: %(after)s.") % words)
        else:
            said.append(_("%(field)s: %(before)s became %(after)s.") % words)
    return [sentence[:1].upper() + sentence[1:] for sentence in said]


def _value(value: Any) -> str:
    """Return a value as people read it."""
    if value in (None, ""):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        return formats.day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)
