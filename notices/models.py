"""Letters that we owe people. The row is the letter; the broker only wakes the sender."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.public_id import new_public_id


class NoticeState(models.TextChoices):
    """Where a letter is on its way."""

    QUEUED = "queued", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Letters by what must still happen to them."""

    def due(self, at: datetime) -> NoticeQuerySet:
        """Those that should go out now."""
        return self.filter(state=NoticeState.QUEUED, due_at__lte=at).order_by("due_at", "pk")


class Notice(models.Model):
    """One letter to one reader about one subject in one period; the natural key makes a second impossible."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(_("kind"), max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=10)
    recipient_email = models.EmailField(_("to"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="notices"
    )
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, blank=True, related_name="notices"
    )  # for whom the reader acts: the letter is not sent once that has ended
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    period = models.CharField(max_length=20)
    context = models.JSONField(default=dict)  # primitives for the text; never a secret token in the clear
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=NoticeState.choices, default=NoticeState.QUEUED
    )
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body_text = models.TextField(blank=True)
    body_html = models.TextField(blank=True)
    message_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "recipient_email", "period"],
                name="notice_once_per_reader_and_period",
            ),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.SENT) | Q(sent_at__isnull=False), name="notice_sent_when"
            ),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_is_known"),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="notice_waiting"),
            models.Index(fields=["subject_type", "subject_id", "-created_at"], name="notice_by_subject"),
            models.Index(fields=["-created_at", "-id"], name="notice_newest_first"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.recipient_email}"


class ReminderRule(models.Model):
    """When a kind of reminder is due, as data: days before the date, then again each so many days, at most so often."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)
    days_before = models.PositiveSmallIntegerField(_("days before the date"), default=7)
    repeat_every_days = models.PositiveSmallIntegerField(_("again after days"), default=7)
    at_most = models.PositiveSmallIntegerField(_("at most"), default=3)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reminder rule")
        constraints = [
            models.CheckConstraint(
                condition=Q(repeat_every_days__gte=1), name="reminder_rule_repeats_after_a_day"
            ),
            models.CheckConstraint(condition=Q(at_most__gte=1), name="reminder_rule_sends_at_least_one"),
        ]

    def __str__(self) -> str:
        return self.kind
