"""What became of a promise: a place that somebody took, confirmed by both sides. Nothing about the person is kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Organisation, User
from accounts.public_id import new_public_id
from accounts.roles import Role
from deals.kinds import CommitmentKind
from deals.models import ChangedMeanwhile, Commitment, Deal, Programme
from employers.models import PolicySector
from placements import policies
from placements.lifecycle import STEPS, EndReason, PlacementState, Reason
from placements.models.plausibility import check_end, check_start, check_surprises
from trail.models import Entry


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

    def past_their_start(self, day: date) -> PlacementQuerySet:
        """Those in preparation whose start should have been by now: did it happen?"""
        return self.filter(state=PlacementState.PREPARED, started_on__lte=day)

    def in_preparation_on(self, day: date) -> PlacementQuerySet:
        """Those known by this day that had not started by then, as far as confirmed."""
        waiting = Q(state__in=[PlacementState.PREPARED, PlacementState.REPORTED])
        later = Q(state=PlacementState.CONFIRMED, started_on__gt=day)
        return self.filter(waiting | later, reported_at__date__lte=day)

    @transaction.atomic
    def report(
        self,
        commitment: Commitment,
        *,
        by: User,
        at: datetime,
        token: str = "",
        sure_of: Collection[str] = (),
        **facts: Any,
    ) -> Placement:
        """Record a start under a commitment: an officer's word is confirmed at once, an employer's waits for it.

        `token` is a fresh public id from the form: sent twice, it gives the first record back. Raises PermissionDenied,
        ValidationError, or Surprising for what is unusual (more than promised, outside the term) and not in `sure_of`.
        """
        commitment.deal = Deal.objects.select_for_update().get(pk=commitment.deal_id)
        if token and (before := self.filter(public_id=token, commitment=commitment, reported_by=by).first()):
            return before
        if why := policies.start_denial(by, commitment):
            raise PermissionDenied(why)
        facts = {"kind": commitment.kind} | facts
        placement = Placement(commitment=commitment, reported_by=by, reported_at=at, **facts)
        if token and not self.filter(public_id=token).exists():
            placement.public_id = token
        placement._carry()
        check_start(placement, today=timezone.localdate(at))
        check_surprises(placement, sure_of=sure_of, joins=True)
        placement._settle("report", by=by, at=at)
        placement.full_clean(exclude=["commitment"])
        placement.save(force_insert=True)
        act = "record" if placement.state == PlacementState.CONFIRMED else "report"
        Entry.objects.record(placement, act, by=by, changes=placement.told(), at=at)
        return placement


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
        """Carry the ids, then save."""
        self._carry()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("placements:detail", args=[self.public_id])

    def _carry(self) -> None:
        """Copy from the commitment: ids of deal, programme, sector, employer, municipality; fictional or not."""
        commitment = self.commitment
        self.deal_id = commitment.deal_id
        self.programme_id = commitment.programme_id
        self.sector_id = commitment.sector_id
        self.employer_id = commitment.employer_id
        self.municipality_id = commitment.deal.municipality_id
        self.is_fictional = commitment.deal.is_fictional

    @transaction.atomic
    def take(
        self,
        step: str,
        *,
        by: User,
        at: datetime,
        revision: int | None = None,
        reason: str = "",
        sure_of: Collection[str] = (),
        **facts: Any,
    ) -> None:
        """Take `step` if `by` may, and record it with what changed. After `report`, the only writer of `state`.

        Raises PermissionDenied with the reason why not, ChangedMeanwhile when somebody else changed the record since
        `revision`, ValidationError, or Surprising for what is unusual and not in `sure_of`.
        """
        deal = Deal.objects.select_for_update().get(pk=self.deal_id)
        self.refresh_from_db(from_queryset=Placement.objects.select_for_update())
        self.deal = self.commitment.deal = deal
        today = timezone.localdate(at)
        if revision is not None and revision != self.revision:
            raise ChangedMeanwhile
        if why := policies.denial(by, step, self, today=today):
            raise PermissionDenied(why)
        rule = STEPS[step]
        if rule.needs_reason and reason not in Reason:
            raise PermissionDenied(_now("Give a reason."))
        before = self.told()
        for name in facts.keys() & rule.facts:
            setattr(self, name, facts[name])
        if step in {"correct", "reopen"}:
            check_start(self, today=today)
            check_surprises(self, sure_of=sure_of, joins=step == "reopen" or before["kind"] != self.kind)
        self._settle(step, by=by, at=at)
        self.revision += 1
        self.full_clean(exclude=["commitment"])
        self.save()
        now = self.told()
        changes = {name: [before[name], now[name]] for name in now if before[name] != now[name]}
        Entry.objects.record(self, step, by=by, changes=changes, reason=reason, at=at)

    def told(self) -> dict[str, Any]:
        """Return what the trail keeps of it."""
        names = ("state", "kind", "started_on", "planned_end_on", "hours_per_week", "ended_on", "end_reason")
        told = {name: getattr(self, name) for name in names}
        return told | {"end_confirmed": self.end_confirmed_at is not None}

    def _settle(self, step: str, *, by: User, at: datetime) -> None:
        """Set the state that the step leads to, and who confirmed what."""
        today = timezone.localdate(at)
        is_officer = Role.OFFICER in policies.roles_of(by, self.deal, self.employer_id)
        if step == "report_end":
            check_end(self, today=today)
            self.end_confirmed_at = at if is_officer else None
        elif step in {"refuse_end", "withdraw_end"}:
            self.ended_on, self.end_reason, self.end_confirmed_at = None, "", None
        elif step in {"confirm_end", "unconfirm_end"}:
            self.end_confirmed_at = at if step == "confirm_end" else None
        else:
            self.state = self._state_after(step, is_officer=is_officer, today=today)
            confirmed = self.state == PlacementState.CONFIRMED
            self.confirmed_by, self.confirmed_at = (by, at) if confirmed else (None, None)

    def _state_after(self, step: str, *, is_officer: bool, today: date) -> PlacementState:
        """Return where a step leads: what is still to come is in preparation, an officer's word is confirmed."""
        target = STEPS[step].target if step in STEPS else None
        if target == PlacementState.REFUSED:
            return target
        if self.started_on > today:
            return PlacementState.PREPARED
        if target is None:
            return PlacementState.CONFIRMED if is_officer else PlacementState.REPORTED
        return target
