"""Letters that we owe people. The row is the letter; the broker only wakes the sender."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership, Municipality, Organisation, User
from accounts.public_id import new_public_id
from accounts.roles import Role
from trail.models import Entry, Subject

READERS = (
    Role.OFFICER,
    Role.PRIVACY_OFFICER,
    Role.ADMINISTRATOR,
)  # may see what was sent for their municipality
KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)  # may stop a letter, or send it again
PROGRESS = "progress"  # the letter, and its rule, that asks an employer how things stand
SIGNING = "signing"  # the rule for reminders to sign
RENEWAL = "renewal"  # the letter, and its rule, that says that a deal ends soon
EVALUATION = "evaluation"  # the letter, and its rule, that asks a party how a deal was
LEASE = timedelta(minutes=6)  # longer than any task may run: then the sender is dead and another takes over
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240))  # after each try that failed
MOST_ATTEMPTS = len(PAUSES) + 1


class NoticeState(models.TextChoices):
    """Where a letter is on its way."""

    QUEUED = "queued", _("waiting")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", pgettext_lazy("of a letter", "cancelled")


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Letters as the reader may know them, and by what must still happen to them."""

    def visible_to(self, user: User | AnonymousUser) -> NoticeQuerySet:
        """Staff who keep the letters of a municipality see those sent on its behalf."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(municipality__in=user.municipalities_as(*READERS))

    def about(self, subject: Subject) -> NoticeQuerySet:
        """Those about one thing."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.public_id)

    def owe(
        self,
        kind: str,
        subject: Subject,
        *,
        to: User | str,
        period: str,
        at: datetime,
        municipality: Municipality | None,
        organisation: Organisation | None = None,
        context: dict[str, Any] | None = None,
        language: str = settings.LANGUAGE_CODE,
    ) -> Notice:
        """Write down, in the caller's transaction, that a letter must go out; return it, or the one that was there.

        `to` is a person or a bare address, then written to in `language`. The natural key (kind, subject, address,
        period) makes a second impossible, however many processes try at once.
        """
        person = to if isinstance(to, User) else None
        key = {
            "kind": kind,
            "subject_type": subject._meta.label_lower,
            "subject_id": subject.public_id,
            "recipient_email": (person.email if person else str(to)).lower(),
            "period": period,
        }
        letter = Notice(
            **key,
            recipient=person,
            organisation=organisation,
            municipality=municipality,
            language=person.language if person else language,
            context=context or {},
            due_at=at,
        )
        Notice.objects.bulk_create([letter], ignore_conflicts=True)
        return Notice.objects.get(**key)

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
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="notices"
    )  # on whose behalf it is sent: its staff may read it
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    period = models.CharField(max_length=20)
    context = models.JSONField(default=dict)  # primitives for the text; never a secret token in the clear
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it was stopped
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
            models.Index(fields=["municipality", "-created_at", "-id"], name="notice_newest_of_municipality"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("notices:detail", args=[self.public_id])

    @property
    def key_hash(self) -> str:
        """The natural key as one word; the Message-ID comes from it, so a repeat is known as such by mail programs."""
        key = (self.kind, self.subject_type, self.subject_id, self.recipient_email, self.period)
        return hashlib.sha256("\n".join(key).encode()).hexdigest()[:32]

    def reader_obstacle(self, at: datetime) -> str | None:
        """Return why its reader may no longer get it, or None: an account that closed, a membership that ended."""
        if self.recipient is None:
            return None
        if not self.recipient.is_active:
            return _now("This person can no longer sign in.")
        if self.organisation_id is None:
            return None
        member = Membership.objects.in_force(at).filter(
            user=self.recipient_id, organisation=self.organisation_id
        )
        return None if member.exists() else _now("This person no longer acts for the organisation.")

    @transaction.atomic
    def claim(self, at: datetime) -> bool:
        """Take it for sending, for as long as a sender may live; return False when there is nothing to send.

        Each claim counts as a try: a letter on which senders die is given up like one that is refused.
        """
        waiting = Notice.objects.due(at).filter(pk=self.pk)
        if not waiting.select_for_update(skip_locked=True, of=("self",)).exists():
            return False
        self.refresh_from_db()
        if self.attempts >= MOST_ATTEMPTS:
            self.state = NoticeState.FAILED
            self.last_error = self.last_error or "The sender stopped before the letter was gone."
            self.save(update_fields=["state", "last_error"])
            return False
        self.attempts += 1
        self.due_at = at + LEASE
        self.save(update_fields=["attempts", "due_at"])
        return True

    def mark_sent(self, *, subject: str, text: str, html: str, message_id: str, at: datetime) -> None:
        """Keep what was sent, with its secrets masked; whatever happened to the row meanwhile, it has gone."""
        self.subject, self.body_text, self.body_html = subject, text, html
        self.message_id, self.sent_at = message_id, at
        self.state, self.last_error, self.reason = NoticeState.SENT, "", ""
        self.save()

    def mark_refused(self, error: str, *, at: datetime) -> None:
        """Plan the next try after a pause that grows, or give up after the last."""
        if self.attempts >= MOST_ATTEMPTS:
            self.state = NoticeState.FAILED
        else:
            self.due_at = at + PAUSES[self.attempts - 1]
        self.last_error = error[:500]
        Notice.objects.filter(pk=self.pk, state=NoticeState.QUEUED).update(
            state=self.state, due_at=self.due_at, last_error=self.last_error
        )

    def mark_obsolete(self, why: str) -> None:
        """Stop it because it is no longer due."""
        self.state, self.reason = NoticeState.CANCELLED, why[:200]
        Notice.objects.filter(pk=self.pk, state=NoticeState.QUEUED).update(
            state=self.state, reason=self.reason
        )

    def stop_denial(self, user: User) -> str | None:
        """Return why the user may not stop it, or None."""
        if self.municipality_id not in user.municipalities_as(*KEEPERS):
            return _now("Only an account manager or administrator stops a letter.")
        return None if self.state == NoticeState.QUEUED else _now("Only a waiting letter can be stopped.")

    def resend_denial(self, user: User) -> str | None:
        """Return why the user may not send it again, or None."""
        if self.municipality_id not in user.municipalities_as(*KEEPERS):
            return _now("Only an account manager or administrator sends a letter again.")
        return None if self.state == NoticeState.FAILED else _now("Only a failed letter is sent again.")

    @transaction.atomic
    def stop(self, *, by: User, at: datetime) -> None:
        """Cancel a waiting letter by hand; raises PermissionDenied with the reason why not."""
        self.refresh_from_db(from_queryset=Notice.objects.select_for_update())
        if why := self.stop_denial(by):
            raise PermissionDenied(why)
        self.mark_obsolete(_now("Stopped by %(name)s.") % {"name": by})
        Entry.objects.record(self, "stop", by=by, at=at)

    @transaction.atomic
    def send_again(self, *, by: User, at: datetime) -> None:
        """Queue a failed letter anew, with all its tries; raises PermissionDenied with the reason why not."""
        self.refresh_from_db(from_queryset=Notice.objects.select_for_update())
        if why := self.resend_denial(by):
            raise PermissionDenied(why)
        self.state, self.attempts, self.due_at = NoticeState.QUEUED, 0, at
        self.save(update_fields=["state", "attempts", "due_at"])
        Entry.objects.record(self, "send_again", by=by, at=at)


class ReminderRuleQuerySet(models.QuerySet["ReminderRule"]):
    """Rules by kind."""

    def of(self, kind: str) -> ReminderRule:
        """Return the rule of a kind; the defaults below hold where nobody set one."""
        return self.filter(kind=kind).first() or ReminderRule(kind=kind)


class ReminderRule(models.Model):
    """When a kind of reminder is due, as data: days before the date, then again each so many days, at most so often."""

    kind = models.CharField(_("kind"), max_length=40, unique=True)
    days_before = models.PositiveSmallIntegerField(_("days before the date"), default=7)
    repeat_every_days = models.PositiveSmallIntegerField(_("again after days"), default=7)
    at_most = models.PositiveSmallIntegerField(_("at most"), default=3)
    is_active = models.BooleanField(_("active"), default=True)

    objects = ReminderRuleQuerySet.as_manager()

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
