"""The files of a report: work to be done at first, final for good."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from deals.models.document import LEASE, MOST_ATTEMPTS, STOPPED, TakenOver, reason_to_keep
from deals.pauses import pause_after
from reports import policies
from reports.models.snapshot import Snapshot
from reports.wake import wake_makers
from trail.models import Entry


class ReportFileState(models.TextChoices):
    """How far a file is."""

    DUE = "due", _("waiting")
    WORKING = "working", _("being made")
    FINAL = "final", _("ready")
    FAILED = "failed", _("failed")


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    """Files by what must still happen."""

    @transaction.atomic
    def claim(self, *, at: datetime) -> ReportFile | None:
        """Take the first that waits, for the length of a lease; None when nothing does.

        Two workers at once never get the same one. Who died too often leaves a failed file.
        """
        waiting = self.waiting(at=at).select_for_update(of=("self",), skip_locked=True)
        while file := waiting.first():
            if file.attempts < MOST_ATTEMPTS:
                file.state, file.attempts, file.due_at = (
                    ReportFileState.WORKING,
                    file.attempts + 1,
                    at + LEASE,
                )
                file.save(update_fields=["state", "attempts", "due_at"])
                return file
            file.state, file.error = ReportFileState.FAILED, file.error or reason_to_keep(STOPPED)
            file.save(update_fields=["state", "error"])
        return None

    def waiting(self, *, at: datetime) -> ReportFileQuerySet:
        """Those to make now, however old."""
        return self.filter(state__in=[ReportFileState.DUE, ReportFileState.WORKING], due_at__lte=at).order_by(
            "due_at", "pk"
        )


class ReportFile(models.Model):
    """The PDF of a report in one language. As `due` it is work to be done; as `final` it never changes."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="files")
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="nl")
    state = models.CharField(max_length=8, choices=ReportFileState.choices, default=ReportFileState.DUE)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    waits = models.PositiveSmallIntegerField(default=0)  # how often it was put off for what was missing
    error = models.TextField(blank=True)
    file = models.FileField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a report")
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "language"], name="report_file_once_per_language"),
            models.CheckConstraint(
                condition=~Q(state="final")
                | Q(sha256__regex=r"^[0-9a-f]{64}$", size__gt=0, made_at__isnull=False) & ~Q(file=""),
                name="final_report_file_has_content",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state__in=["due", "working"]), name="report_file_waiting"
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="final_report_file_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state="final"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.snapshot} ({self.language})"

    @property
    def reason(self) -> str:
        """Why it was not made, in the language of the reader."""
        if not self.error:
            return ""
        kept = json.loads(self.error)
        return gettext(kept["words"]) % kept["facts"]

    def read(self) -> bytes:
        """Return the bytes that were kept. Raises FileNotFoundError when they are gone or no longer the same."""
        with self.file.open("rb") as file:
            content = file.read()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise FileNotFoundError(f"{self.file.name} is not the file that was kept")
        return content

    def finish(self, *, file: str, sha256: str, size: int, pages: int, at: datetime) -> None:
        """Make it final, once. Raises TakenOver when it is no longer ours."""
        made = {"file": file, "sha256": sha256, "size": size, "pages": pages, "made_at": at}
        self._update_ours(state=ReportFileState.FINAL, error="", **made)

    def miss(self, words: str, facts: dict[str, Any] | None = None, *, at: datetime) -> None:
        """Note why it could not be made: tried again later and later, and failed after the last time."""
        over = self.attempts >= MOST_ATTEMPTS
        self._update_ours(
            state=ReportFileState.FAILED if over else ReportFileState.DUE,
            due_at=at + timedelta(seconds=5 * 4 ** (self.attempts - 1)),
            error=reason_to_keep(words, facts),
        )

    def wait(self, words: str, facts: dict[str, Any] | None = None, *, at: datetime) -> None:
        """Put it off for what this machine lacks, each time for longer, without counting the attempt."""
        self._update_ours(
            state=ReportFileState.DUE,
            due_at=at + pause_after(self.waits),
            error=reason_to_keep(words, facts),
            attempts=self.attempts - 1,
            waits=self.waits + 1,
        )

    @transaction.atomic
    def retry(self, *, by: User, at: datetime) -> None:
        """Try again from the start, now. Raises PermissionDenied with the reason why not."""
        if why := policies.freeze_denial(by, self.snapshot.programme):
            raise PermissionDenied(why)
        again = ReportFile.objects.filter(pk=self.pk, state__in=[ReportFileState.DUE, ReportFileState.FAILED])
        if again.update(state=ReportFileState.DUE, due_at=at, attempts=0, waits=0, error=""):
            Entry.objects.record(
                self.snapshot, "retry_file", by=by, changes={"language": [None, self.language]}, at=at
            )
            wake_makers()

    def _update_ours(self, **values: Any) -> None:
        """Change the row, only while it is in our hands: each claim counts one attempt up."""
        ours = ReportFile.objects.filter(pk=self.pk, state=ReportFileState.WORKING, attempts=self.attempts)
        if not ours.update(**values):
            raise TakenOver
