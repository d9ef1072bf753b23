"""What became of a promise: a place that somebody took, confirmed by both sides. Nothing about the person is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Organisation, User
from accounts.public_id import new_public_id
from accounts.roles import Role
from deals.kinds import CommitmentKind
from deals.models import Commitment, Deal, Programme
from employers.models import PolicySector
from placements.lifecycle import EndReason, PlacementState


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Placements as the reader may know them, and by moment."""

    def visible_to(self, user: User | AnonymousUser) -> PlacementQuerySet:
        """Officers and privacy officers see their municipality's; an employer sees its own. Aldermen see aggregates only."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(
            Q(municipality__in=user.municipalities_as(Role.OFFICER, Role.PRIVACY_OFFICER))
            | Q(employer__in=user.organisations_as(Role.EMPLOYER))
        )

    def started_by(self, day: date) -> PlacementQuerySet:
        """Those confirmed as started on or before this day, ended since or not."""
        return self.filter(state=PlacementState.CONFIRMED, started_on__lte=day)

    def running_on(self, day: date) -> PlacementQuerySet:
        """Those started by this day and not known to have ended before it."""
        return self.started_by(day).filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def to_confirm(self) -> PlacementQuerySet:
        """Those of which an employer reported a start or an end that nobody confirmed yet."""
        return self.filter(
            Q(state=PlacementState.REPORTED) | Q(ended_on__isnull=False, end_confirmed_at=None)
        ).exclude(state=PlacementState.REFUSED)


class Placement(models.Model):
    """One place taken under one commitment: kind, start, hours, end.

    The ids of deal, programme, sector, employer and municipality stand here too, so that figures need no join.
    """

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="placements", verbose_name=_("commitment")
    )
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="placements", editable=False)
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="placements", editable=False)
    sector = models.ForeignKey(
        PolicySector, models.PROTECT, null=True, blank=True, related_name="placements", editable=False
    )
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="placements", editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="placements", editable=False)
    kind = models.CharField(_("kind"), max_length=24, choices=CommitmentKind.choices)
    state = models.CharField(_("state"), max_length=10, choices=PlacementState.choices, editable=False)
    started_on = models.DateField(_("start"))
    planned_end_on = models.DateField(_("planned end"), null=True, blank=True)
    hours_per_week = models.DecimalField(
        _("hours a week"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    ended_on = models.DateField(_("end"), null=True, blank=True)
    end_reason = models.CharField(_("how it ended"), max_length=24, choices=EndReason.choices, blank=True)
    end_confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="placements_reported"
    )
    reported_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="placements_confirmed"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    is_fictional = models.BooleanField(default=False, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=PlacementState.values), name="placement_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="placement_ends_after_it_starts",
                violation_error_message=_("The end cannot be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on=None) | Q(planned_end_on__gte=F("started_on")),
                name="placement_planned_end_after_start",
                violation_error_message=_("The planned end cannot be before the start."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="placement_end_with_its_reason",
                violation_error_message=_("Give the end together with how it ended."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.CONFIRMED)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="placement_confirmed_when_and_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(end_confirmed_at=None) | Q(ended_on__isnull=False),
                name="placement_end_confirmed_only_when_ended",
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week=None) | Q(hours_per_week__gte=1, hours_per_week__lte=40),
                name="placement_hours_fit_a_week",
                violation_error_message=_("Give 1 to 40 hours a week."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["programme", "started_on"],
                include=["ended_on", "deal", "sector"],
                name="placement_by_programme",
            ),
            models.Index(
                fields=["employer", "started_on"],
                include=["ended_on", "commitment"],
                name="placement_by_employer",
            ),
            models.Index(fields=["municipality", "-reported_at", "-id"], name="placement_newest"),
            models.Index(
                fields=["municipality"],
                condition=Q(state="reported") | Q(ended_on__isnull=False, end_confirmed_at=None),
                name="placement_to_confirm",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.public_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Carry the ids of the commitment's deal, programme, sector, employer and municipality."""
        commitment = self.commitment
        self.deal_id = commitment.deal_id
        self.programme_id = commitment.programme_id
        self.sector_id = commitment.sector_id
        self.employer_id = commitment.employer_id
        self.municipality_id = commitment.deal.municipality_id
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("placements:detail", args=[self.public_id])
