"""That a party would not sign a text, and why; and what signatories ask about it."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import new_public_id
from deals import policies
from deals.models.invitation import Invitation
from deals.models.party import Party
from deals.models.version import DealVersion
from events.models import Event
from trail.models import Entry


class DeclineReason(models.TextChoices):
    """Why somebody would not sign."""

    NUMBERS = "numbers", _("the numbers are not feasible for us")
    TEXT = "text", _("the text is not what we agreed")
    MANDATE = "mandate", _("I may not sign for this organisation")
    CIRCUMSTANCES = "circumstances", _("our circumstances have changed")
    OTHER = "other", _("another reason")


class DeclineQuerySet(models.QuerySet["Decline"]):
    """Refusals by whether they still stand."""

    def standing(self) -> DeclineQuerySet:
        """Those that still hold up the text."""
        return self.filter(lifted_at=None)


class Decline(models.Model):
    """One party's refusal to sign one version. While it stands, nobody signs that text."""

    version = models.ForeignKey(DealVersion, models.PROTECT, related_name="declines")
    party = models.ForeignKey(Party, models.PROTECT, related_name="declines")
    invitation = models.OneToOneField(
        Invitation, models.PROTECT, null=True, blank=True, related_name="decline"
    )
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="declines")
    reason = models.CharField(_("reason"), max_length=16, choices=DeclineReason.choices)
    words = models.CharField(_("in your own words"), max_length=500, blank=True)
    at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )  # on stage; nobody, when declined online
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DeclineQuerySet.as_manager()

    class Meta:
        verbose_name = _("refusal to sign")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "party"], condition=Q(lifted_at=None), name="decline_stands_once_per_party"
            ),
            models.CheckConstraint(
                condition=Q(invitation__isnull=False, recorded_by=None)
                | Q(invitation=None, recorded_by__isnull=False),
                name="decline_by_its_own_hand_or_recorded",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="decline_lifted_when_and_by_whom",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="decline_stays", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.party.organisation}: {self.get_reason_display()}"

    def lift(self, *, by: User, at: datetime) -> None:
        """Let the party be asked again; the caller holds the deal and has asked whether it may."""
        self.lifted_at, self.lifted_by = at, by
        self.save(update_fields=["lifted_at", "lifted_by"])


class Question(models.Model):
    """What a signatory asks the account manager about the text, and the answer."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    invitation = models.ForeignKey(Invitation, models.PROTECT, related_name="questions")
    text = models.CharField(_("question"), max_length=1000)
    asked_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("question about a text")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False),
                name="question_answered_when_and_by_whom",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @transaction.atomic
    def reply(self, answer: str, *, by: User, at: datetime) -> None:
        """Keep the answer, and record it with the deal. Raises PermissionDenied, also when it was answered."""
        self.refresh_from_db(from_queryset=Question.objects.select_for_update(of=("self",)))
        deal = self.invitation.version.deal
        if why := policies.reply_denial(by, self):
            raise PermissionDenied(why)
        self.answer, self.answered_at, self.answered_by = answer, at, by
        self.save(update_fields=["answer", "answered_at", "answered_by"])
        changes = {"signatory": [None, self.invitation.name]}
        Entry.objects.record(deal, "reply", by=by, changes=changes, at=at)
