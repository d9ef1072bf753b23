"""From when until when a deal stood still: kept, so that figures at a day in that time stay what they were."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.territory import DateRange
from deals.models.deal import Deal


class SuspensionQuerySet(models.QuerySet["Suspension"]):
    """Suspensions by day."""

    def on(self, day: date) -> SuspensionQuerySet:
        """Those in which the deal stood still on this day."""
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Suspension(models.Model):
    """One time in which a deal stood still, from a day up to, not including, another. Written by the moves of the deal."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="suspensions")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = SuspensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suspension")
        constraints = [
            ExclusionConstraint(
                name="deal_is_suspended_once_at_a_time",
                expressions=[
                    ("deal", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The deal was suspended already in that period."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="suspension_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal}, {self.since}"
