"""Inviting a colleague: a letter with a link that works once and expires."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models.membership import Membership
from accounts.models.organisation import Organisation
from accounts.models.territory import Municipality
from accounts.models.user import User
from accounts.public_id import new_public_id
from accounts.roles import Role
from trail.models import Entry

LASTS = timedelta(days=14)
LETTER = "member_invitation"


def hashed(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


class MemberInvitationQuerySet(models.QuerySet["MemberInvitation"]):
    """Invitations by what can still become of them."""

    def waiting(self) -> MemberInvitationQuerySet:
        """Neither accepted nor withdrawn; perhaps expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def with_token(self, token: str) -> MemberInvitationQuerySet:
        """The one whose letter holds this token."""
        return self.filter(token_hash=hashed(token)).select_related("organisation", "invited_by")

    @transaction.atomic
    def invite(
        self,
        organisation: Organisation,
        *,
        email: str,
        role: str,
        by: User,
        at: datetime,
        manages_members: bool = False,
    ) -> MemberInvitation:
        """Ask somebody to act for an organisation and owe them the letter; the first one manages the members."""
        if why := policies.inviting_denial(by, organisation):
            raise PermissionDenied(why)
        if role not in policies.fitting_roles(organisation):
            raise ValidationError({"role": _now("This role does not exist at this kind of organisation.")})
        members, email = organisation.memberships.in_force(at), email.lower()
        if members.filter(user__email=email, role=role).exists():
            raise ValidationError({"email": _now("This person already has this role here.")})
        same = self.waiting().filter(organisation=organisation, email=email, role=role)
        same.filter(expires_at__lte=at).update(withdrawn_at=at)
        invitation = MemberInvitation(
            organisation=organisation,
            email=email,
            role=role,
            manages_members=manages_members or not members.filter(manages_members=True).exists(),
            token_hash=hashed(secrets.token_urlsafe()),  # nobody's: the letter brings its own
            invited_by=by,
            invited_at=at,
            expires_at=at + LASTS,
        )
        invitation.full_clean()
        invitation.save()
        invitation.record("invite", by=by)
        invitation.owe_letter(at)
        return invitation


class MemberInvitation(models.Model):
    """Somebody was asked to act for an organisation. The token is kept hashed; the letter holds the only copy."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="member_invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    manages_members = models.BooleanField(_("manages members"), default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="invitations_sent")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = MemberInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="invitation_accepted_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(withdrawn_at=None),
                name="invitation_is_accepted_or_withdrawn_not_both",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")), name="invitation_expires_after_it_was_sent"
            ),
            models.UniqueConstraint(
                fields=["organisation", "email", "role"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_once_open",
                violation_error_message=_("This person already has an open invitation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} – {self.organisation}"

    def closed_because(self, at: datetime) -> str | None:
        """Return in words why nobody can accept this any more, or None."""
        if self.accepted_at:
            return _now(
                "This invitation was accepted already. Sign in with your e-mail address and password."
            )
        if self.withdrawn_at:
            return _now("This invitation was withdrawn.")
        if self.expires_at <= at:
            return _now("This invitation has expired. Ask for a new one.")
        return None

    def is_open(self, at: datetime) -> bool:
        """Return whether it can still be accepted."""
        return self.closed_because(at) is None

    def fresh_token(self) -> str:
        """Return a new token for the letter; only its hash is kept, and an older letter no longer works."""
        token = secrets.token_urlsafe(32)
        self.token_hash = hashed(token)
        self.save(update_fields=["token_hash"])
        return token

    def record(self, act: str, *, by: User, **changes: Any) -> None:
        """Write this in the history of the organisation: ids and roles, no addresses."""
        changes = {"invitation": self.public_id, "role": self.role} | changes
        Entry.objects.record(self.organisation, act, by=by, changes=changes)

    def owe_letter(self, at: datetime) -> None:
        """Leave the letter to whoever sends letters; the moment makes each one a letter of its own."""
        known = User.objects.filter(email__iexact=self.email).first()
        self.organisation.notices.owe(
            LETTER,
            self,
            to=known or self.email,
            period=at.strftime("%Y-%m-%dT%H:%M:%S"),
            at=at,
            municipality=self._writes_for(),
        )

    def _writes_for(self) -> Municipality | None:
        """Return the municipality on whose behalf the letter goes out, if any."""
        homes = [self.organisation, *(member.organisation for member in self.invited_by.active_memberships)]
        return next((home.municipality for home in homes if hasattr(home, "municipality")), None)

    @transaction.atomic
    def send_again(self, *, by: User, at: datetime) -> None:
        """Owe another letter with a new link and start the term anew."""
        if why := policies.inviting_denial(by, self.organisation):
            raise PermissionDenied(why)
        if self.accepted_at or self.withdrawn_at:
            raise PermissionDenied(self.closed_because(at))
        self.expires_at = at + LASTS
        self.token_hash = hashed(secrets.token_urlsafe())
        self.save(update_fields=["expires_at", "token_hash"])
        self.record("invite_again", by=by)
        self.owe_letter(at)

    @transaction.atomic
    def withdraw(self, *, by: User, at: datetime) -> None:
        """Let the link in the letter work no more."""
        if why := policies.inviting_denial(by, self.organisation):
            raise PermissionDenied(why)
        if self.accepted_at or self.withdrawn_at:
            raise PermissionDenied(self.closed_because(at))
        self.withdrawn_at = at
        self.save(update_fields=["withdrawn_at"])
        self.record("withdraw_invitation", by=by)

    @transaction.atomic
    def accept(self, *, by: User, at: datetime) -> Membership:
        """Make the invited person a member; two clicks at once make one membership."""
        self.refresh_from_db(from_queryset=MemberInvitation.objects.select_for_update())
        if why := policies.accepting_denial(by, self, at=at):
            raise PermissionDenied(why)
        membership, _made = Membership.objects.get_or_create(
            user=by,
            organisation=self.organisation,
            role=self.role,
            until=None,
            defaults={"since": at, "manages_members": self.manages_members},
        )
        self.accepted_at, self.accepted_by = at, by
        self.save(update_fields=["accepted_at", "accepted_by"])
        self.record("join", by=by, person=by.public_id)
        return membership

    @transaction.atomic
    def accept_as_new(self, *, full_name: str, password: str, language: str, at: datetime) -> User:
        """Make an account for the invited address, which the letter has proved, and accept."""
        person = User.objects.create_user(self.email, password, full_name=full_name, language=language)
        person.confirm_address()
        self.accept(by=person, at=at)
        return person
