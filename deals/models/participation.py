"""Who takes part by one text: fixed with it, as its promises are."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from deals.models.party import Party
from deals.models.version import DealVersion, frozen_with_its_version


class Participation(models.Model):
    """One party of one version: by a change of the deal, parties join and leave."""

    version = models.ForeignKey(DealVersion, models.CASCADE, related_name="participations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="participations", verbose_name=_("party"))

    class Meta:
        verbose_name = _("party of a text")
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="participation_once_per_version")
        ]
        triggers = frozen_with_its_version("participation")

    def __str__(self) -> str:
        return f"{self.version}: {self.party}"
