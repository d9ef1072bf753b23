"""What happened, to what, by whom: append-only and chained, so that a changed row is found.

The chain is per subject: each entry's hash covers the entry before it. Anyone can recompute it
from the columns (see `Entry.computed_hash`).
"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol

import pgtrigger
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from trail.triggers import never_emptied


class Subject(Protocol):
    """Anything that can have a history: it has a random public id and a readable name."""

    _meta: ClassVar[Any]

    @property
    def public_id(self) -> Any:
        """Its random id."""


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries by subject."""

    def of(self, subject: Subject) -> EntryQuerySet:
        """The history of one thing, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.public_id).order_by(
            "seq"
        )

    def record(
        self,
        subject: Subject,
        act: str,
        *,
        by: Any | None,
        changes: dict[str, Any] | None = None,
        reason: str = "",
        at: datetime | None = None,
    ) -> Entry:
        """Add the next link to the subject's chain, in the caller's transaction; `by=None` is the system.

        The chain is locked until the transaction ends, so two writers never share a place in it.
        """
        subject_type, subject_id = subject._meta.label_lower, subject.public_id
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [subject_type + subject_id]
                )
            last = self.filter(subject_type=subject_type, subject_id=subject_id).order_by("-seq").first()
            entry = Entry(
                subject_type=subject_type,
                subject_id=subject_id,
                subject_label=str(subject)[:200],
                act=act,
                actor=by,
                actor_label=str(by) if by else "",
                at=at or timezone.now(),
                changes=json.loads(json.dumps(changes or {}, cls=DjangoJSONEncoder)),
                reason=reason,
                seq=last.seq + 1 if last else 1,
                previous_hash=last.hash if last else "",
            )
            entry.hash = entry.computed_hash()
            entry.save(force_insert=True)
        return entry


class Entry(models.Model):
    """One thing that happened: a link in the chain of its subject. Never changed, never removed."""

    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=10)
    subject_label = models.CharField(max_length=200)
    seq = models.PositiveIntegerField()
    act = models.CharField(_("act"), max_length=60)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="acts"
    )
    actor_label = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(_("when"))
    changes = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "seq"], name="entry_has_its_own_place"
            ),
        ]
        indexes = [models.Index(fields=["act", "-at"], name="entry_by_act")]
        triggers = [
            pgtrigger.Protect(name="entry_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("entries_are_not_emptied"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_label}: {self.act}"

    def computed_hash(self) -> str:
        """Return the SHA-256 over the previous hash and this entry's own facts, as canonical JSON."""
        facts = {
            "previous": self.previous_hash,
            "subject": [self.subject_type, self.subject_id],
            "seq": self.seq,
            "act": self.act,
            "actor": self.actor_id,
            "actor_label": self.actor_label,
            "at": self.at.astimezone(UTC).isoformat(),
            "changes": self.changes,
            "reason": self.reason,
        }
        text = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
