"""An invitation to sign: for one named person, for one party, under one text; and the links that open it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import new_public_id
from accounts.roles import MUNICIPAL_ROLES
from deals import mail, policies
from deals.lifecycle import Actor, InvitationState
from deals.models.party import Party
from deals.models.version import DealVersion
from notices.links import MailedLink, hash_of, new_token
from notices.models import SIGNING, ReminderRule
from trail.models import Entry

if TYPE_CHECKING:
    from deals.models.duty import SigningDuty


REMINDERS_APART = timedelta(hours=1)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations as the reader may know them, and by where they stand."""

    def visible_to(self, user: User | AnonymousUser) -> InvitationQuerySet:
        """Municipal staff who see single deals see whom the deals of their municipality were sent to."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(version__deal__municipality__in=user.municipalities_as(*MUNICIPAL_ROLES))

    def waiting(self) -> InvitationQuerySet:
        """Those with which somebody may still sign, or whose time is over and can be given more."""
        return self.filter(state=InvitationState.WAITING)

    def open(self, at: datetime) -> InvitationQuerySet:
        """Those that wait and have time left."""
        return self.waiting().filter(expires_at__gt=at)

    def expired(self, at: datetime) -> InvitationQuerySet:
        """Those that wait and have no time left."""
        return self.waiting().filter(expires_at__lte=at)


class Invitation(models.Model):
    """One named signatory's invitation to sign one frozen version for one party. It ends once."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    version = models.ForeignKey(DealVersion, models.PROTECT, related_name="invitations")
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="invitations", verbose_name=_("for which party")
    )
    name = models.CharField(_("name"), max_length=120)
    capacity = models.CharField(_("capacity"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    state = models.CharField(
        _("state"), max_length=10, choices=InvitationState.choices, default=InvitationState.WAITING
    )
    expires_at = models.DateTimeField(_("open until"))
    delegated_from = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="delegated_to"
    )
    mandate = models.CharField(_("mandate"), max_length=300, blank=True)  # words of who passed it on
    reminders = models.PositiveSmallIntegerField(default=0)
    next_reminder_on = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)  # newest letter with a link; empty: not its turn
    first_read_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # nobody, when a signatory passed it on
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation to sign")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "party", "email"],
                condition=Q(state="waiting"),
                name="invitation_once_per_person_and_party",
                violation_error_message=_("This person is invited already."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=InvitationState.values), name="invitation_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", closed_at=None)
                | ~Q(state="waiting") & Q(closed_at__isnull=False),
                name="invitation_closed_when",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="invitation_expires_after_it_was_made"
            ),
            models.CheckConstraint(
                condition=Q(delegated_from=None, invited_by__isnull=False)
                | Q(delegated_from__isnull=False, invited_by=None),
                name="invitation_by_the_office_or_passed_on",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_reminder_on"], condition=Q(state="waiting"), name="invitation_to_remind"
            )
        ]
        triggers = [
            pgtrigger.FSM(
                name="invitation_ends_once",
                field="state",
                transitions=[("waiting", end) for end in InvitationState.values if end != "waiting"],
            ),
            pgtrigger.Trigger(
                name="invitation_is_under_its_own_frozen_text",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM deals_dealversion v JOIN deals_party p ON p.deal_id = v.deal_id
                                   WHERE v.id = NEW.version_id AND p.id = NEW.party_id AND v.frozen_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'an invitation is for a party of a frozen version'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'invitation_is_under_its_own_frozen_text';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.party.organisation}"

    def is_open(self, at: datetime) -> bool:
        """Whether somebody may still act with it."""
        return self.state == InvitationState.WAITING and at < self.expires_at

    def was_just_reminded(self, at: datetime) -> bool:
        """Whether a reminder went out so shortly ago that another would only annoy."""
        return bool(self.reminders and self.written_at and at < self.written_at + REMINDERS_APART)

    def duty(self) -> SigningDuty:
        """Return what its party owes this text."""
        return self.version.duties.get(party=self.party_id)

    def origin(self) -> list[Invitation]:
        """Return who passed it on, from the first who was invited to the one before this."""
        chain: list[Invitation] = []
        each = self.delegated_from
        while each is not None:
            chain.insert(0, each)
            each = each.delegated_from
        return chain

    def note_reading(self, at: datetime) -> None:
        """Keep when its holder looked at the text first and last."""
        first = self.first_read_at or at
        Invitation.objects.filter(pk=self.pk).update(first_read_at=first, last_read_at=at)
        self.first_read_at, self.last_read_at = first, at

    def call(self, *, at: datetime) -> None:
        """Owe it the letter that says that its turn has come, once; reminders are counted from that day."""
        if self.written_at is None:
            self.written_at = at
            self.plan_reminder(on=timezone.localdate(at))
            self.save(update_fields=["written_at", "next_reminder_on"])
            mail.to_signatory(mail.INVITED, self, at=at)

    def plan_reminder(self, *, on: date) -> None:
        """Let the next letter of reminder come when the rule says, while there is time to sign; not saved here."""
        rule = ReminderRule.objects.of(SIGNING)
        day = on + timedelta(days=rule.repeat_every_days)
        wanted = (
            rule.is_active and self.reminders < rule.at_most and day < timezone.localdate(self.expires_at)
        )
        self.next_reminder_on = day if wanted else None

    def close(self, state: InvitationState, *, at: datetime, because: str = "") -> None:
        """Let it end; the caller holds the deal and has asked whether it may."""
        self.state, self.closed_at, self.closed_because = state, at, because[:300]
        self.next_reminder_on = None
        self.save(update_fields=["state", "closed_at", "closed_because", "next_reminder_on"])

    def ask(self, move: str, actor: Actor, *, at: datetime, by: User | None = None) -> None:
        """Take the deal in hand and raise PermissionDenied with the reason when this may not be done now."""
        self.version.deal.hold()
        self.refresh_from_db(from_queryset=Invitation.objects.select_for_update(of=("self",)))
        if why := policies.invitation_denial(move, self, actor, by=by, at=at):
            raise PermissionDenied(why)

    def record(self, act: str, *, by: User | None, at: datetime, reason: str = "", **changes: Any) -> None:
        """Add what happened to the history of the deal."""
        said = {"party": [None, str(self.party.organisation)], "signatory": [None, self.name]} | changes
        Entry.objects.record(self.version.deal, act, by=by, changes=said, reason=reason, at=at)


class InvitationLinkQuerySet(models.QuerySet["InvitationLink"]):
    """Links by their token."""

    def issue(self, invitation: Invitation) -> str:
        """Make a link and return its token, which exists nowhere but in the letter; earlier links go on working."""
        token = new_token()
        self.create(invitation=invitation, token_hash=hash_of(token))
        return token

    def of_token(self, token: str) -> InvitationLinkQuerySet:
        """The link with this token, with what its page shows."""
        return self.filter(token_hash=hash_of(token)).with_page()

    def with_page(self) -> InvitationLinkQuerySet:
        """Each with what its page shows."""
        deal = "invitation__version__deal"
        return self.select_related(
            "invitation__version__amendment__amends",
            "invitation__version__variant_version",
            "invitation__party__organisation",
            f"{deal}__municipality__organisation",
            f"{deal}__account_manager",
        )


class InvitationLink(MailedLink):
    """A link in a letter to a signatory. What it opens, and for how long, the invitation says."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links")

    objects = InvitationLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to sign")

    def __str__(self) -> str:
        return f"→ {self.invitation}"
