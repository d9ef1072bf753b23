"""Whose signature a text needs, and in which order: fixed with the text."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deals.models.frozen import frozen_with_its_version
from deals.models.party import Party
from deals.models.version import DealVersion


class SigningDuty(models.Model):
    """One party that must sign one version: in which stage, by how many people, and by what rule."""

    version = models.ForeignKey(DealVersion, models.CASCADE, related_name="duties")
    party = models.ForeignKey(Party, models.PROTECT, related_name="duties", verbose_name=_("party"))
    stage = models.PositiveSmallIntegerField(_("stage"), default=1)
    needed = models.PositiveSmallIntegerField(_("signatures needed"), default=1)
    because = models.CharField(_("why"), max_length=40, blank=True)  # the rule, by name; see deals.duties

    class Meta:
        verbose_name = _("signature that is needed")
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="signing_duty_once_per_party"),
            models.CheckConstraint(
                condition=Q(stage__gte=1, stage__lte=9), name="signing_stage_is_one_to_nine"
            ),
            models.CheckConstraint(
                condition=Q(needed__gte=1, needed__lte=9), name="signatures_needed_are_one_to_nine"
            ),
        ]
        triggers = frozen_with_its_version("signing_duty")

    def __str__(self) -> str:
        return f"{self.party} ({self.stage})"
