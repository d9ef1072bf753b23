"""What an account manager does with invitations to sign: send, remind, give more time, withdraw."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from deals import mail, policies
from deals.lifecycle import Actor, InvitationState
from deals.models import Deal, DealVersion, Decline, Invitation, Party
from deals.policies.signing import reminding_denial, signatory_denial
from trail.models import Entry

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SignatoryEntry:
    """Who signs for a party."""

    party: Party
    name: str
    email: str
    capacity: str = ""
    language: str = settings.LANGUAGE_CODE
    until: date | None = None  # their own last day; else that of all who are invited with them


def end_of(day: date) -> datetime:
    """Return the moment at which an invitation that is open until a day ends: the last of that day."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


@transaction.atomic
def invite(
    deal: Deal, signatories: Sequence[SignatoryEntry], *, until: date, by: User, at: datetime
) -> list[Invitation]:
    """Invite people to sign the text that waits; who is in the first open stage gets a letter with a link at once.

    Who has no last day of their own can sign until the last day of all. Inviting a party that declined asks it again.
    Raises PermissionDenied with the reason why not.
    """
    version = _text_to_sign(deal, by=by)
    owing = {duty.party_id for duty in version.duties_open()}
    again = _lift_declines(version, [each.party for each in signatories], by=by, at=at)
    made = []
    for each in signatories:
        if each.party.pk not in owing:
            raise PermissionDenied(_("%(party)s need not sign this text (any more).") % {"party": each.party})
        made.append(_ask(version, each, expires_at=end_of(each.until or until), by=by, at=at))
    deal.settle(by=by, at=at)
    if again:
        _write_to_who_waited(version, [each.pk for each in made], by=by, at=at)
    return made


@transaction.atomic
def let_sign_after_all(deal: Deal, party: Party, *, by: User, at: datetime) -> None:
    """Take back that a party declined: it thought again, or it was recorded by mistake. Then paper will do.

    Raises PermissionDenied with the reason why not.
    """
    version = _text_to_sign(deal, by=by)
    if not _lift_declines(version, [party], by=by, at=at):
        raise PermissionDenied(_("This party did not decline this text."))
    deal.settle(by=by, at=at)
    _write_to_who_waited(version, [], by=by, at=at)


def _text_to_sign(deal: Deal, *, by: User) -> DealVersion:
    """Take the deal in hand and return the text that waits. Raises PermissionDenied with the reason why not."""
    deal.hold()
    version, why = deal.version_to_sign(), policies.inviting_denial(by, deal)
    if version is None or why:
        raise PermissionDenied(why)
    return version


def _lift_declines(version: DealVersion, parties: Sequence[Party], *, by: User, at: datetime) -> bool:
    """Let these parties sign if they declined; return whether any did."""
    refused = list(
        version.declines.standing().filter(party__in=parties).select_related("party__organisation")
    )
    for decline in refused:
        decline.lift(by=by, at=at)
        changes = {"party": [None, str(decline.party.organisation)]}
        Entry.objects.record(version.deal, "lift_decline", by=by, changes=changes, at=at)
    return bool(refused)


def _ask(
    version: DealVersion, each: SignatoryEntry, *, expires_at: datetime, by: User, at: datetime
) -> Invitation:
    """Invite one person. Raises PermissionDenied with the reason why not."""
    email = each.email.lower()
    if expires_at <= at:
        raise PermissionDenied(_("The last day to sign is over already."))
    if why := signatory_denial(version, each.party, email):
        raise PermissionDenied(why)
    invitation = Invitation(
        version=version,
        party=each.party,
        name=each.name,
        capacity=each.capacity,
        email=email,
        language=each.language,
        expires_at=expires_at,
        invited_by=by,
        created_at=at,
    )
    invitation.validate_constraints()
    invitation.save()
    invitation.record("invite", by=by, at=at)
    return invitation


def _write_to_who_waited(version: DealVersion, made: Sequence[int], *, by: User, at: datetime) -> None:
    """Tell whose turn it is that the text can be signed again: they were told that it could not, or heard nothing."""
    told = version.invitations.open(at).exclude(pk__in=made).exclude(written_at=None)
    for invitation in told.select_related("version__deal"):
        if reminding_denial(invitation, by=by, at=at) is None:
            remind(invitation, by=by, at=at)


@transaction.atomic
def remind(invitation: Invitation, *, by: User | None, at: datetime) -> None:
    """Owe a signatory another letter with a link. `None`: the rule for reminders. Raises PermissionDenied."""
    invitation.ask("remind", Actor.OFFICER, by=by, at=at)
    if why := reminding_denial(invitation, by=by, at=at):
        raise PermissionDenied(why)
    invitation.reminders += 1
    invitation.written_at = at
    invitation.plan_reminder(on=timezone.localdate(at))
    invitation.save(update_fields=["reminders", "written_at", "next_reminder_on"])
    mail.to_signatory(mail.REMINDED, invitation, at=at, n=invitation.reminders)
    invitation.record("remind_signatory", by=by, at=at)


@transaction.atomic
def extend(invitations: Iterable[Invitation], until: date, *, by: User, at: datetime) -> int:
    """Give signatories more time, all or none; return to how many. Whose time was over gets a new letter.

    Nobody gets less: who has a later day of their own keeps it. Raises PermissionDenied with the reason why not.
    """
    done = 0
    if end_of(until) <= at:
        raise PermissionDenied(_("The last day to sign is over already."))
    for invitation in sorted(invitations, key=lambda each: (each.version.deal_id, each.pk)):  # no deadlock
        invitation.ask("extend", Actor.OFFICER, by=by, at=at)
        if end_of(until) <= invitation.expires_at:
            continue
        was_over, before = not invitation.is_open(at), timezone.localdate(invitation.expires_at)
        invitation.expires_at = end_of(until)
        if invitation.written_at:
            invitation.plan_reminder(on=timezone.localdate(at))
        invitation.save(update_fields=["expires_at", "next_reminder_on"])
        invitation.record("extend", by=by, at=at, open_until=[before - timedelta(days=1), until])
        if was_over:
            _write_again(invitation, by=by, at=at)
        done += 1
    return done


def _write_again(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Tell whose time was over that there is time again; whose turn comes only now, that it has come."""
    if invitation.written_at is None:
        invitation.version.deal.settle(by=by, at=at)
    elif reminding_denial(invitation, by=by, at=at) is None:
        remind(invitation, by=by, at=at)


@transaction.atomic
def withdraw(invitation: Invitation, reason: str, *, by: User, at: datetime) -> None:
    """Let an invitation end, and tell who got it. Raises PermissionDenied with the reason why not."""
    invitation.ask("withdraw", Actor.OFFICER, by=by, at=at)
    invitation.close(InvitationState.VOID, at=at, because=reason)
    mail.to_signatory(mail.VOIDED, invitation, at=at)
    invitation.record("withdraw_invitation", by=by, at=at, reason=reason)


def write_reminders(at: datetime) -> int:
    """Owe every letter of reminder that the rule asks for by today; return how many. May run twice, or at once."""
    today, written = timezone.localdate(at), 0
    due = Invitation.objects.open(at).filter(next_reminder_on__lte=today).order_by("next_reminder_on", "pk")
    for pk in list(due.values_list("pk", flat=True)):
        try:
            written += _remind_if_due(pk, today, at=at)
        except Exception:
            log.exception("The reminder for invitation %s was not written; again tomorrow", pk)
    return written


@transaction.atomic
def _remind_if_due(pk: int, today: date, *, at: datetime) -> bool:
    """Remind one signatory unless that was done meanwhile, or has no use now."""
    invitation = Invitation.objects.select_related("version__deal", "party__organisation").get(pk=pk)
    invitation.version.deal.hold()
    invitation.refresh_from_db()
    if invitation.next_reminder_on is None or invitation.next_reminder_on > today:
        return False
    if reminding_denial(invitation, by=None, at=at):
        return False
    remind(invitation, by=None, at=at)
    return True


def coming_reminders(user: User, *, today: date, days: int, at: datetime, most: int) -> list[Invitation]:
    """Return the invitations of this officer's deals that get a letter of reminder in the next days, by day."""
    found = (
        Invitation.objects.visible_to(user)
        .open(at)
        .filter(
            next_reminder_on__lte=today + timedelta(days=days),
            written_at__isnull=False,
            version__deal__municipality__in=user.municipalities_as(Role.OFFICER),
        )
        .exclude(version__declines__in=Decline.objects.standing())
        .select_related("version__deal", "party__organisation")
    )
    return list(found.order_by("next_reminder_on", "pk")[:most])
