"""A progress report: figures frozen at a date."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import new_public_id
from deals.models import Programme, canonical_json, content_hash
from reports import policies
from reports.differences import differences
from reports.programme import programme_figures
from reports.suppression import THRESHOLD
from reports.wake import wake_makers
from trail.models import Entry
from trail.triggers import never_emptied


class SnapshotQuerySet(models.QuerySet["Snapshot"]):
    """Reports as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> SnapshotQuerySet:
        """Those on programmes of the reader's municipality."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(programme__municipality__in=user.municipalities_as(*policies.READERS))

    def preview(self, programme: Programme, as_of: date, *, threshold: int = THRESHOLD) -> dict[str, Any]:
        """Return the figures that a report laid down now would hold, but for what it changes since the last."""
        made = self.filter(programme=programme).order_by("created_at", "pk")
        return programme_figures(
            programme, as_of, threshold=threshold, earlier=[each.figures for each in made]
        )

    @transaction.atomic
    def freeze(
        self,
        programme: Programme,
        as_of: date,
        *,
        author: User,
        at: datetime,
        note: str = "",
        threshold: int = THRESHOLD,
    ) -> Snapshot:
        """Lay down the figures of a day for good, and owe their files: the rows are the work.

        Raises PermissionDenied with the reason why not, ValidationError for a day that is yet to come.
        """
        Programme.objects.select_for_update().get(
            pk=programme.pk
        )  # one report at a time: each knows those before
        if why := policies.freeze_denial(author, programme):
            raise PermissionDenied(why)
        if as_of > timezone.localdate(at):
            raise ValidationError(gettext("Choose a day that is not in the future."))
        figures = self.preview(programme, as_of, threshold=threshold)
        if previous := self.filter(programme=programme).order_by("created_at", "pk").last():
            figures["differences"] = differences(
                previous.figures, figures, programme, made_at=previous.created_at
            )
        title = gettext("Progress of %(programme)s") % {"programme": programme.name}
        snapshot = self.model(
            programme=programme, as_of=as_of, title=title[:160], note=note, parameters={"threshold": threshold},
            figures=json.loads(canonical_json(figures)), definitions_version=figures["definitions"],
            author=author, created_at=at,
        )  # fmt: skip
        snapshot.sha256 = content_hash(snapshot.content())
        snapshot.full_clean()
        snapshot.save(force_insert=True)
        snapshot.owe_files([code for code, _name in settings.LANGUAGES], at=at)
        facts = {"as_of": [None, as_of], "sha256": [None, snapshot.sha256]}
        Entry.objects.record(snapshot, "freeze", by=author, changes=facts, at=at)
        return snapshot


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

    @property
    def file_name(self) -> str:
        """The name of its downloads, without the ending."""
        return f"{slugify(self.programme.name)[:60] or 'report'}-{self.as_of.isoformat()}"

    def content(self) -> dict[str, Any]:
        """Return what its hash covers: figures, title, own words. Anyone can hash the canonical JSON again."""
        return {"title": self.title, "note": self.note, "figures": self.figures}

    def owe_files(self, languages: Iterable[str], *, at: datetime) -> None:
        """Write down that its PDF must be made in these languages."""
        for language in languages:
            self.files.create(language=language, due_at=at)
        wake_makers()
