"""What is promised both ways: commitments of employers, support of partners; each a stable line with terms per version."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from deals import policies
from deals.kinds import PLACE_KINDS, CommitmentKind, Obligation, Unit
from deals.models.deal import Deal
from deals.models.frozen import frozen_with_its_version, same_while_frozen
from deals.models.party import Party
from deals.models.programme import Programme
from deals.models.version import DealVersion
from employers.models import PolicySector
from partners.models import SupportKind
from trail.models import Entry

LARGEST_QUANTITY = (
    10_000  # the largest promise found in the field is 560; more than this is a slip of the key
)


class Commitment(models.Model):
    """A numbered promise in a deal: of one kind, by one party. Its numbers are in its terms, per version.

    The programme, sector and employer of its deal stand here too, so that figures need no join.
    """

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="commitments")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=24, choices=CommitmentKind.choices)
    label = models.CharField(_("description"), max_length=160, blank=True)
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="commitments", verbose_name=_("who promises")
    )
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="commitments", editable=False)
    sector = models.ForeignKey(
        PolicySector, models.PROTECT, null=True, blank=True, related_name="commitments", editable=False
    )
    employer = models.ForeignKey(Organisation, models.PROTECT, related_name="commitments", editable=False)

    class Meta:
        verbose_name = _("commitment")
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="commitment_number_once_per_deal"),
            models.CheckConstraint(
                condition=Q(kind__in=CommitmentKind.values), name="commitment_kind_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=CommitmentKind.OTHER) | ~Q(label=""),
                name="commitment_of_another_kind_is_described",
                violation_error_message=_("Describe what is promised."),
            ),
        ]
        indexes = [
            models.Index(fields=["programme"], include=["deal", "kind"], name="commitment_by_programme")
        ]
        triggers = [
            same_while_frozen(
                "commitment", "deals_commitmentterms", "commitment_id",
                "deal_id", "number", "kind", "label", "party_id",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label or self.get_kind_display()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Carry the ids of the deal's programme and sector, and of who promises."""
        self.programme_id = self.deal.programme_id
        self.sector_id = self.deal.sector_id
        self.employer_id = self.party.organisation_id
        super().save(*args, **kwargs)

    @property
    def is_filled_by_people(self) -> bool:
        """Whether placements can be recorded against it."""
        return self.kind in PLACE_KINDS


class CommitmentTermsQuerySet(models.QuerySet["CommitmentTerms"]):
    """Terms by version and day."""

    def in_order(self) -> CommitmentTermsQuerySet:
        """By the number of the line."""
        return self.select_related("commitment__party__organisation").order_by("commitment__number")


class CommitmentTerms(models.Model):
    """The numbers of a commitment in one version: how many of which unit, hours a week, in which period."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="terms")
    version = models.ForeignKey(DealVersion, models.CASCADE, related_name="commitment_terms")
    quantity = models.PositiveIntegerField(
        _("how many"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST_QUANTITY)]
    )
    unit = models.CharField(_("unit"), max_length=12, choices=Unit.choices)
    hours_per_week = models.DecimalField(
        _("hours a week"),
        max_digits=4,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(40)],
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    obligation = models.CharField(
        _("effort or result"), max_length=8, choices=Obligation.choices, default=Obligation.EFFORT
    )

    objects = CommitmentTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of a commitment")
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "version"], name="commitment_terms_once_per_version"
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=LARGEST_QUANTITY),
                name="commitment_quantity_is_plausible",
                violation_error_message=_("Give a number from 1 to 10,000."),
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gte=F("starts_on")),
                name="commitment_ends_after_it_starts",
                violation_error_message=_("The end must be later than the start."),
            ),
            models.CheckConstraint(
                condition=Q(hours_per_week=None) | Q(hours_per_week__gte=1, hours_per_week__lte=40),
                name="commitment_hours_fit_a_week",
                violation_error_message=_("Give 1 to 40 hours a week."),
            ),
        ]
        triggers = frozen_with_its_version("commitment_terms")

    def __str__(self) -> str:
        return f"{self.quantity} × {self.commitment}"

    def canonical(self) -> dict[str, Any]:
        """Return what a signature covers of this line."""
        return {
            "number": self.commitment.number,
            "kind": self.commitment.kind,
            "label": self.commitment.label,
            "by": self.commitment.party.organisation.name,
            "quantity": self.quantity,
            "unit": self.unit,
            "hours_per_week": None if self.hours_per_week is None else f"{self.hours_per_week:.1f}",
            "period": [each and each.isoformat() for each in (self.starts_on, self.ends_on)],
            "obligation": self.obligation,
        }


class SupportPromiseQuerySet(models.QuerySet["SupportPromise"]):
    """Promises of support by whether they were agreed, and kept."""

    def agreed(self) -> SupportPromiseQuerySet:
        """Those of a text that all agreed on, in force or not: not what stands in a change only."""
        texts = DealVersion.objects.filter(conclusion__isnull=False)
        return self.filter(Exists(SupportTerms.objects.filter(promise=OuterRef("pk"), version__in=texts)))

    def open(self) -> SupportPromiseQuerySet:
        """Those not yet delivered."""
        return self.filter(delivered_on=None)


class SupportPromise(models.Model):
    """The other direction: what a partner (or the municipality) promised the employer, and when it was delivered."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="support_promises")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=24, choices=SupportKind.choices)
    party = models.ForeignKey(
        Party, models.PROTECT, related_name="support_promises", verbose_name=_("by whom")
    )
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    delivery_recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.CharField(_("how it shows"), max_length=300, blank=True)

    objects = SupportPromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise of support")
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="support_number_once_per_deal"),
            models.CheckConstraint(condition=Q(kind__in=SupportKind.values), name="support_kind_is_known"),
            models.CheckConstraint(
                condition=Q(delivered_on=None, delivery_recorded_by=None)
                | Q(delivered_on__isnull=False, delivery_recorded_by__isnull=False),
                name="support_delivered_when_and_by_whose_word",
            ),
        ]
        triggers = [
            same_while_frozen(
                "support", "deals_supportterms", "promise_id", "deal_id", "number", "kind", "party_id"
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

    def deliver(self, *, by: User, on: date, evidence: str = "") -> None:
        """Record that the support was given."""
        self._record("deliver", by=by, on=on, evidence=evidence)

    def undo_delivery(self, *, by: User) -> None:
        """Take back a delivery that was recorded by mistake."""
        self._record("undo_delivery", by=by, on=None, evidence="")

    @transaction.atomic
    def _record(self, act: str, *, by: User, on: date | None, evidence: str) -> None:
        """Set or clear the delivery, if `by` may, and record it with the deal."""
        self.refresh_from_db(from_queryset=SupportPromise.objects.select_for_update())
        if why := policies.support_denial(by, self.deal, self.party.organisation_id):
            raise PermissionDenied(why)
        before = self.delivered_on
        if (before, self.evidence) == (on, evidence):
            return
        self.delivered_on, self.evidence = on, evidence
        self.delivery_recorded_by = by if on else None
        self.save(update_fields=["delivered_on", "evidence", "delivery_recorded_by"])
        changes = {"support": [None, f"{self.number}"], "delivered_on": [before, on]}
        Entry.objects.record(self.deal, act, by=by, changes=changes)


class SupportTermsQuerySet(models.QuerySet["SupportTerms"]):
    """Terms of support by version."""

    def in_order(self) -> SupportTermsQuerySet:
        """By the number of the line."""
        return self.select_related("promise__party__organisation").order_by("promise__number")


class SupportTerms(models.Model):
    """What exactly was promised in one version: how much, by when."""

    promise = models.ForeignKey(SupportPromise, models.CASCADE, related_name="terms")
    version = models.ForeignKey(DealVersion, models.CASCADE, related_name="support_terms")
    text = models.CharField(_("how much"), max_length=160, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)

    objects = SupportTermsQuerySet.as_manager()

    class Meta:
        verbose_name = _("terms of support")
        constraints = [
            models.UniqueConstraint(fields=["promise", "version"], name="support_terms_once_per_version")
        ]
        triggers = frozen_with_its_version("support_terms")

    def __str__(self) -> str:
        return f"{self.promise}: {self.text}"

    def is_overdue(self, on: date) -> bool:
        """Whether it should have been delivered before this day and was not."""
        return self.promise.delivered_on is None and self.due_on is not None and self.due_on < on

    def canonical(self) -> dict[str, Any]:
        """Return what a signature covers of this line."""
        return {
            "number": self.promise.number,
            "kind": self.promise.kind,
            "by": self.promise.party.organisation.name,
            "text": self.text,
            "due": self.due_on and self.due_on.isoformat(),
        }
