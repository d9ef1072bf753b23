"""Counts by stage that somebody reports for a programme, a stream or a deal: no person behind them here."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deals.models import Deal, Programme, Stream


class Stage(models.TextChoices):
    """A stage on the way to work; each stream uses its own few."""

    POPULATION = "population", _("in the population")
    REGISTERED = "registered", _("registered")
    SPOKEN = "spoken", _("spoken with")
    FOLLOW_UP = "follow_up", _("follow-up appointment")
    IN_MEDIATION = "in_mediation", _("in mediation")
    JOB_INTERVIEW = "job_interview", _("job interview")
    TRIAL = "trial", _("trial placement")
    PLACED = "placed", _("placed")
    KEPT = "kept", _("still at work")


class FunnelCount(models.Model):
    """How many people were counted at one stage, as of a day, by which source."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="funnel_counts")
    stream = models.ForeignKey(Stream, models.PROTECT, null=True, blank=True, related_name="funnel_counts")
    deal = models.ForeignKey(Deal, models.PROTECT, null=True, blank=True, related_name="funnel_counts")
    stage = models.CharField(_("stage"), max_length=16, choices=Stage.choices)
    as_of = models.DateField(_("as of"))
    count = models.PositiveIntegerField(_("count"))
    is_approximate = models.BooleanField(_("about"), default=False)
    is_cumulative = models.BooleanField(_("counted from the start"), default=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=200)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(auto_now_add=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("count at a stage")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "stream", "deal", "stage", "as_of"],
                nulls_distinct=False,
                name="funnel_counted_once_per_stage_and_day",
            ),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="funnel_stage_is_known"),
            models.CheckConstraint(condition=~Q(source=""), name="funnel_count_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: {self.count}"
