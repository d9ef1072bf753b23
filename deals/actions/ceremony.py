"""What happens on the stage of a signing day: a deal is signed whole or not at all, declined, or changed on the spot.

So is a change of a deal that was signed before: what is signed is the text of the place on the agenda. Every act carries
the key that its page was made with, so that a post that arrives twice is done once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from deals import mail
from deals.actions.amending import take_back
from deals.actions.entries import SignatureEntry
from deals.actions.paper import sign_on_paper
from deals.models import (
    AgendaItem,
    Amendment,
    Deal,
    DealVersion,
    Decline,
    DeclineReason,
    Party,
    StageAct,
)
from deals.policies import agenda as agenda_policies
from trail.models import Entry


@dataclass(frozen=True)
class Post:
    """What comes with every act on stage: who sends it and when, its key, and the hash of the text on the page."""

    by: User
    at: datetime
    key: str
    text_hash: str


@dataclass(frozen=True)
class Promise:
    """What one promise becomes on the spot."""

    quantity: int
    ends_on: date | None


def _open(item: AgendaItem, move: str, post: Post) -> StageAct | DealVersion:
    """Hold the deal and its place; return what was done under this key before, else the text that waits.

    Raises PermissionDenied with the reason why not, also when the page showed another text.
    """
    item.hold()
    if done := item.done_before(post.key):
        return done
    if why := agenda_policies.move_denial(post.by, move, item, timezone.localdate(post.at)):
        raise PermissionDenied(why)
    if post.text_hash != item.text.content_hash:
        raise PermissionDenied(_("The text was changed since you opened this page. Read it again."))
    return item.text


@transaction.atomic
def sign_on_stage(item: AgendaItem, signatures: Sequence[SignatureEntry], *, post: Post) -> StageAct:
    """Sign one deal on stage with all signatures that it still needs: all of them are kept, or none.

    Raises PermissionDenied with the reason why not; other deals of the day are not touched.
    """
    found = _open(item, "sign", post)
    if isinstance(found, StageAct):
        return found
    given = Counter(each.party.pk for each in signatures if each.party and not each.as_witness)
    standing = Counter(found.signatures.standing().values_list("party", flat=True))
    lacking = [
        duty.party.organisation.name
        for duty in found.duties_open()
        if standing[duty.party_id] + given[duty.party_id] < duty.needed
    ]
    if lacking:
        raise PermissionDenied(
            _("Not everyone has signed yet: %(names)s.") % {"names": ", ".join(dict.fromkeys(lacking))}
        )
    stages = {duty.party_id: duty.stage for duty in found.duties_in_order()}
    in_turn = sorted(signatures, key=lambda each: stages.get(each.party.pk, 0) if each.party else 0)
    sign_on_paper(item.deal, in_turn, by=post.by, at=post.at)
    return item.close("sign", by=post.by, at=post.at, key=post.key)


@transaction.atomic
def decline_on_stage(
    item: AgendaItem, party: Party, reason: DeclineReason, words: str, *, post: Post
) -> StageAct:
    """Record that a party would not sign, with its reason; who was invited is told, and the queue goes on."""
    found = _open(item, "decline", post)
    if isinstance(found, StageAct):
        return found
    if party not in [duty.party for duty in found.duties_open()]:
        raise PermissionDenied(_("This party has signed this text already."))
    declined = found.declines.standing().filter(party=party).first() or Decline.objects.create(
        version=found,
        party=party,
        event=item.event,
        reason=reason,
        words=words,
        at=post.at,
        recorded_by=post.by,
    )
    said = f"{DeclineReason(reason).label}. {words}".strip()
    changes = {"party": [None, str(party.organisation)]}
    Entry.objects.record(item.deal, "decline", by=post.by, changes=changes, reason=said, at=post.at)
    mail.tell_declined(declined, at=post.at)
    return item.close("decline", by=post.by, at=post.at, key=post.key, reason=said)


@transaction.atomic
def change_on_stage(
    item: AgendaItem, promises: Mapping[int, Promise], *, ends_on: date | None, reason: str, post: Post
) -> StageAct:
    """Write numbers that were agreed on the spot into a next version, offer that, and put it on stage again.

    `promises` by their number in the deal. Whoever was invited to sign the text before is told that it changed;
    signatures under it stay with it, and do not count for the new one. Who must sign a change is worked out anew.
    """
    found = _open(item, "change", post)
    if isinstance(found, StageAct):
        return found
    if not reason.strip():
        raise PermissionDenied(_("Give a reason."))
    version = _written_anew(item, found, reason, post)
    changed = _set_promises(version, promises) | _set_end(version, ends_on)
    if not changed:
        raise PermissionDenied(_("Nothing was changed. Fill in what was agreed on the spot."))
    Entry.objects.record(item.deal, "change_on_stage", by=post.by, changes=changed, reason=reason, at=post.at)
    offered: Deal | Amendment = version.amendment if item.is_change else item.deal
    offered.make("offer", by=post.by, at=post.at)
    return item.close("change", by=post.by, at=post.at, key=post.key, reason=reason)


def _written_anew(item: AgendaItem, found: DealVersion, reason: str, post: Post) -> DealVersion:
    """Take the text back and return a next version that says the same, open for change."""
    if item.is_change:
        return take_back(found.amendment, reason, by=post.by, at=post.at).version
    item.deal.make("take_back", by=post.by, reason=reason, at=post.at)
    return found.copied(number=found.number + 1, effective_on=found.effective_on)


def _set_promises(version: DealVersion, promises: Mapping[int, Promise]) -> dict[str, list[str]]:
    """Give the promises of a text that is not fixed yet their new numbers; return what changed, in words."""
    changed: dict[str, list[str]] = {}
    for terms in version.commitment_terms.in_order():
        new = promises.get(terms.commitment.number)
        if new is None or (new.quantity, new.ends_on) == (terms.quantity, terms.ends_on):
            continue
        before = f"{terms.quantity}, {terms.ends_on}"
        terms.quantity, terms.ends_on = new.quantity, new.ends_on
        terms.full_clean(exclude=["version", "commitment"])
        terms.save(update_fields=["quantity", "ends_on"])
        changed[f"{terms.commitment.number}. {terms.commitment}"] = [before, f"{new.quantity}, {new.ends_on}"]
    return changed


def _set_end(version: DealVersion, ends_on: date | None) -> dict[str, list[str]]:
    """Give a text that is not fixed yet another last day, and its deal unless that was signed; return what changed."""
    if ends_on == version.ends_on:
        return {}
    changed = {"ends_on": [str(version.ends_on), str(ends_on)]}
    version.ends_on = ends_on
    version.save(update_fields=["ends_on"])
    if version.base() is None:
        version.deal.ends_on = ends_on
        version.deal.full_clean()
        version.deal.save(update_fields=["ends_on", "updated_at"])
    return changed
