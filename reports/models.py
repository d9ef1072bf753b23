"""Account: figures frozen at a date, and the files made of them."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import new_public_id
from accounts.roles import Role
from deals.models import Programme
from trail.triggers import never_emptied

READERS = (Role.ALDERMAN, Role.OFFICER, Role.ADMINISTRATOR)


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Reports as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> SnapshotQuerySet:
        """Those on programmes of the reader's municipality."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(programme__municipality__in=user.municipalities_as(*READERS))


class Snapshot(models.Model):
    """A progress report: figures of one programme at one date, computed once. Never changes afterwards."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    programme = models.ForeignKey(
        Programme, models.PROTECT, related_name="snapshots", verbose_name=_("programme")
    )
    as_of = models.DateField(_("as of"))
    title = models.CharField(_("title"), max_length=160)
    note = models.TextField(_("in your own words"), max_length=2000, blank=True)
    parameters = models.JSONField(default=dict)
    figures = models.JSONField()
    definitions_version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="snapshots")
    created_at = models.DateTimeField()

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="snapshot_has_its_hash")
        ]
        indexes = [models.Index(fields=["programme", "-as_of", "-id"], name="snapshot_newest_of_programme")]
        triggers = [
            pgtrigger.Protect(name="snapshot_never_changes", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied("snapshots_are_not_emptied"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("reports:detail", args=[self.public_id])


class ReportFileState(models.TextChoices):
    """How far a file is."""

    DUE = "due", _("waiting")
    WORKING = "working", _("being made")
    FINAL = "final", _("ready")
    FAILED = "failed", _("failed")


class ReportFileQuerySet(models.QuerySet["ReportFile"]):
    """Files by what must still happen."""

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
