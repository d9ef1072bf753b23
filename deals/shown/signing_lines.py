"""One person or party in the signing of a text, in words: what was sent, read, signed, declined, passed on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deals.lifecycle import InvitationState
from deals.models import CheckOutcome, Decline, Invitation, Signature, SignatureMethod, SigningDuty
from notices.models import Notice
from ui.formats import day, moment


@dataclass(frozen=True)
class Look:
    """A badge: its tone, icon and words."""

    tone: str
    icon: str
    label: str


@dataclass(frozen=True)
class SignatureLine:
    """One signature, in words."""

    signature: Signature

    @property
    def outcome(self) -> str | None:
        """What a second person found, if somebody looked."""
        look = getattr(self.signature, "second_look", None)
        return look.outcome if look else None

    @property
    def stands(self) -> bool:
        """Whether it was given for its party and not refused."""
        return not self.signature.as_witness and self.outcome != CheckOutcome.REFUSED

    @property
    def to_check(self) -> bool:
        """Whether a second person still has to look."""
        return self.signature.needs_check and self.outcome is None

    @property
    def look(self) -> Look:
        """Its badge."""
        if self.outcome == CheckOutcome.REFUSED:
            return Look("negative", "circle-x", _("refused at the second look"))
        if self.to_check:
            return Look("warning", "eye", self.what_to_check)
        if self.signature.as_witness:
            return Look("neutral", "user-check", _("as a witness"))
        return Look("positive", "circle-check", self.how)

    @property
    def what_to_check(self) -> str:
        """For what it waits."""
        return (
            _("signed under another name") if self.signature.has_other_name else _("waits for a second look")
        )

    @property
    def names(self) -> str:
        """Who was invited, when the name of somebody else stands under the text; a provider names who that is."""
        signature, invitation = self.signature, self.signature.invitation
        if not invitation or not signature.has_other_name:
            return _("%(name)s was invited") % {"name": signature.invited_as} if signature.invited_as else ""
        names = {"invited": invitation.name, "provider": signature.provider, "name": signature.person_name}
        return _("%(invited)s was invited; %(provider)s gives the name %(name)s.") % names

    @property
    def how(self) -> str:
        """How and when it was given."""
        words = {
            SignatureMethod.INK: _("signed on paper on %(day)s"),
            SignatureMethod.ONLINE: _("signed online on %(day)s"),
            SignatureMethod.DRAWN: _("signed on the spot on %(day)s"),
        }
        return words[SignatureMethod(self.signature.method)] % {"day": day(self.signature.signed_on)}

    @property
    def passed_on_by(self) -> str:
        """Who let this person sign, when it was passed on."""
        invitation = self.signature.invitation
        before = invitation.delegated_from if invitation else None
        return before.name if before else ""


@dataclass(frozen=True)
class InvitationLine:
    """One invitation, in words, with what can be done about it."""

    invitation: Invitation
    look: Look
    said: list[str] = field(default_factory=list)
    failed: Notice | None = None
    can_be_reminded: bool = False
    is_open: bool = False

    @property
    def can_be_extended(self) -> bool:
        """Whether it waits: then it can be given time or be withdrawn."""
        return self.invitation.state == InvitationState.WAITING

    @property
    def last_day(self) -> str:
        """Until when somebody can sign with it."""
        return day(self.invitation.expires_at - timedelta(seconds=1))


@dataclass(frozen=True)
class PartyLine:
    """One party that must sign, with its people."""

    duty: SigningDuty
    name: str
    signatures: list[SignatureLine]
    invitations: list[InvitationLine]
    decline: Decline | None
    missing: int
    is_turn: bool
    is_held_up: bool  # another party declined

    @property
    def reachable(self) -> bool:
        """Whether enough people can sign with what they were sent."""
        return sum(line.is_open and line.failed is None for line in self.invitations) >= self.missing

    @property
    def look(self) -> Look:
        """Its badge."""
        if self.decline:
            return Look("negative", "circle-x", _("declined"))
        if waiting := [each for each in self.signatures if each.to_check]:
            return Look("warning", "eye", waiting[0].what_to_check)
        if not self.missing:
            return Look("positive", "circle-check", _("signed"))
        if not any(line.can_be_extended for line in self.invitations):
            return Look("warning", "user-plus", _("nobody invited"))
        if not any(line.is_open for line in self.invitations):
            return Look("warning", "hourglass", _("link expired"))
        if not any(line.is_open and line.failed is None for line in self.invitations):
            return Look("negative", "mail", _("letter not delivered"))
        if not self.is_turn:
            return Look("neutral", "clock", _("waits for its turn"))
        if self.is_held_up:
            return Look("neutral", "clock", _("held up by the refusal"))
        return Look("info", "writing-sign", _("may sign now"))


def line_of(
    invitation: Invitation,
    *,
    at: datetime,
    is_turn: bool,
    failed: Mapping[str, Notice],
    others: Iterable[Invitation],
    blocked: bool,
) -> InvitationLine:
    """Return an invitation as it stands at a moment; `blocked` while a party declined."""
    letter = failed.get(invitation.public_id)
    open_now = invitation.is_open(at)
    return InvitationLine(
        invitation=invitation,
        look=_look(invitation, at=at, is_turn=is_turn, has_failed=letter is not None),
        said=list(_said(invitation, others)),
        failed=letter if invitation.state == InvitationState.WAITING else None,
        is_open=open_now,
        can_be_reminded=open_now and is_turn and not blocked and not invitation.was_just_reminded(at),
    )


def _look(invitation: Invitation, *, at: datetime, is_turn: bool, has_failed: bool) -> Look:
    """Return the badge of an invitation."""
    if invitation.state != InvitationState.WAITING:
        return _closed(invitation)
    if not invitation.is_open(at):
        over = day(invitation.expires_at - timedelta(seconds=1))
        return Look("warning", "hourglass", _("link expired on %(day)s") % {"day": over})
    if has_failed:
        return Look("negative", "mail", _("letter not delivered"))
    if invitation.written_at is None or not is_turn:
        return Look("neutral", "clock", _("waits for its turn"))
    if invitation.last_read_at:
        return Look("info", "eye", _("read on %(day)s") % {"day": day(invitation.last_read_at)})
    return Look("info", "send", _("invited on %(day)s") % {"day": day(invitation.written_at)})


def _closed(invitation: Invitation) -> Look:
    """Return the badge of an invitation that ended."""
    on = {"day": day(invitation.closed_at)}
    if invitation.state == InvitationState.SIGNED:
        return Look("positive", "circle-check", _("signed online on %(day)s") % on)
    if invitation.state == InvitationState.DECLINED:
        return Look("negative", "circle-x", _("declined on %(day)s") % on)
    if invitation.state == InvitationState.DELEGATED:
        return Look("neutral", "transfer", _("passed on, %(day)s") % on)
    return Look("neutral", "link-off", _("ended on %(day)s") % on)


def _said(invitation: Invitation, others: Iterable[Invitation]) -> Iterable[str]:
    """Yield what else is to be known about an invitation, in sentences."""
    if invitation.delegated_from:
        words = _("Passed on by %(name)s: %(mandate)s")
        yield words % {"name": invitation.delegated_from.name, "mandate": invitation.mandate}
    if invitation.state == InvitationState.DELEGATED and hasattr(invitation, "delegated_to"):
        yield _("Passed on to %(name)s.") % {"name": invitation.delegated_to.name}
    is_told_above = hasattr(invitation, "decline") and invitation.decline.lifted_at is None
    if invitation.state in {InvitationState.VOID, InvitationState.DECLINED} and not is_told_above:
        yield invitation.closed_because or _("No reason was kept.")
    if invitation.reminders and invitation.written_at and invitation.state == InvitationState.WAITING:
        yield _("Last reminder: %(moment)s.") % {"moment": moment(invitation.written_at)}
    also = {
        str(each.party.organisation)
        for each in others
        if each.email == invitation.email
        and each.party_id != invitation.party_id
        and each.state in {InvitationState.WAITING, InvitationState.SIGNED}
    }
    if also and invitation.state in {InvitationState.WAITING, InvitationState.SIGNED}:
        yield _("Also signs for %(names)s.") % {"names": ", ".join(sorted(also))}
