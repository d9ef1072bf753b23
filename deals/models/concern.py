"""A concern about a deal: unsafe work, displacement of other workers, something else; and what was decided about it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.free_text import refuse_personal_data
from accounts.models import Organisation, User
from accounts.public_id import new_public_id
from accounts.roles import Role
from deals import ending_mail
from deals.lifecycle import EndKind
from deals.models.deal import Deal
from deals.models.suspension import Suspension
from deals.policies import ending as ending_policies
from trail.models import Entry


class ConcernKind(TextChoices):
    """What the concern is about."""

    UNSAFE_WORK = "unsafe_work", _("unsafe work")
    DISPLACEMENT = "displacement", _("displacement of other workers")
    OTHER = "other", _("something else")


class ConcernOutcome(TextChoices):
    """What became of a concern."""

    UNFOUNDED = "unfounded", _("unfounded")
    RESOLVED = "resolved", _("resolved")
    SUSPENDED = "suspended", _("the deal was suspended")
    TERMINATED = "terminated", _("the deal was terminated")


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns as the reader may know them, and by whether they wait."""

    def visible_to(self, user: User | AnonymousUser) -> ConcernQuerySet:
        """Account managers see all of their municipality; others what their own organisation raised."""
        if not user.is_authenticated:
            return self.none()
        own = user.organisations_as(Role.EMPLOYER, Role.PARTNER)
        return self.filter(
            Q(deal__municipality__in=user.municipalities_as(Role.OFFICER))
            | Q(raised_for__in=own, deal__in=Deal.objects.visible_to(user))
        )

    def open(self) -> ConcernQuerySet:
        """Those that wait for a decision."""
        return self.filter(outcome="")


class Concern(models.Model):
    """One concern, raised by somebody of the municipality or of a party; the account manager decides about it once."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="concerns")
    kind = models.CharField(
        pgettext_lazy("of a concern", "about"), max_length=16, choices=ConcernKind.choices
    )
    text = models.CharField(_("what is going on"), max_length=1000, validators=[refuse_personal_data])
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_for = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    outcome = models.CharField(_("decision"), max_length=10, choices=ConcernOutcome.choices, blank=True)
    decision = models.CharField(
        _("reason of the decision"), max_length=500, blank=True, validators=[refuse_personal_data]
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    suspension = models.OneToOneField(
        Suspension, models.PROTECT, null=True, blank=True, related_name="concern", editable=False
    )

    objects = ConcernQuerySet.as_manager()

    class Meta:
        verbose_name = _("concern")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ConcernKind.values), name="concern_kind_is_known"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at=None, decided_by=None)
                | (
                    Q(outcome__in=ConcernOutcome.values, decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decision="")
                ),
                name="concern_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(suspension=None) | Q(outcome="suspended"), name="concern_suspends_when_decided_so"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.deal}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("deals:concern", args=[self.deal.public_id, self.public_id])

    @classmethod
    @transaction.atomic
    def raise_about(
        cls, deal: Deal, *, kind: str, text: str, raised_for: Organisation, by: User, at: datetime
    ) -> Concern:
        """Keep a concern and tell who looks after the deal. Raises PermissionDenied with the reason why not."""
        if why := ending_policies.raising_denial(by, deal, on=timezone.localdate(at)):
            raise PermissionDenied(why)
        concern = cls(deal=deal, kind=kind, text=text, raised_by=by, raised_for=raised_for, raised_at=at)
        concern.full_clean()
        concern.save()
        Entry.objects.record(
            deal, "raise_concern", by=by, changes={"concern": [None, concern.public_id]}, at=at
        )
        ending_mail.tell_concern(concern, at=at)
        return concern

    @transaction.atomic
    def decide(self, outcome: str, reason: str, *, by: User, at: datetime) -> None:
        """Decide about it: suspending or ending the deal with it is one step. Raises PermissionDenied."""
        self.deal.hold()
        self.refresh_from_db(from_queryset=Concern.objects.select_for_update(of=("self",)))
        if why := ending_policies.deciding_denial(by, self, outcome, reason):
            raise PermissionDenied(why)
        self.outcome, self.decision, self.decided_by, self.decided_at = outcome, reason.strip(), by, at
        self.full_clean()
        if outcome == ConcernOutcome.SUSPENDED:
            self.deal.make("suspend", by=by, reason=self.decision, at=at)
            self.suspension = self.deal.suspensions.get(until=None)
        if outcome == ConcernOutcome.TERMINATED:
            self.deal.make("end", by=by, reason=self.decision, how=EndKind.TERMINATED, at=at)
        self.save()
        changes = {"concern": [None, self.public_id], "outcome": [None, self.outcome]}
        Entry.objects.record(self.deal, "decide_concern", by=by, changes=changes, reason=self.decision, at=at)
        ending_mail.tell_decided(self, at=at)

    def days_open(self, at: datetime) -> int:
        """Return for how many days it has waited."""
        return (timezone.localdate(at) - timezone.localdate(self.raised_at)).days
