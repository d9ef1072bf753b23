"""Programmes: the policy under which deals are made, with its targets and streams."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Region, User
from accounts.public_id import new_public_id
from accounts.roles import MUNICIPAL_ROLES
from deals import policies
from employers.models import PolicySector
from trail.models import Entry


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Programmes as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> ProgrammeQuerySet:
        """Those of the municipalities for which the reader works."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(municipality__in=user.municipalities_as(*MUNICIPAL_ROLES))


class Programme(models.Model):
    """A programme of a municipality, such as BHAG Delft; deals, targets and reports belong to it."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="programmes", verbose_name=_("municipality")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="programmes", verbose_name=_("region")
    )
    description = models.TextField(_("description"), max_length=2000, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    sectors = models.ManyToManyField(
        PolicySector, blank=True, related_name="programmes", verbose_name=_("sectors")
    )
    checks_paper = models.BooleanField(_("a second person checks signatures on paper"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_fictional = models.BooleanField(_("fictional"), default=False)
    archived_on = models.DateField(null=True, blank=True, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(starts_on=None) | Q(ends_on__gt=F("starts_on")),
                name="programme_ends_after_it_starts",
                violation_error_message=_("The end must be later than the start."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def keep(self, *, by: User, sectors: Iterable[PolicySector] = ()) -> Programme:
        """Save the programme and its sectors. Raises PermissionDenied."""
        if why := policies.programme_denial(by, self.municipality_id):
            raise PermissionDenied(why)
        act = "change" if self.pk else "begin"
        if not self.slug:
            self.slug = f"{slugify(self.name)[:48]}-{self.public_id}"
        self.save()
        self.sectors.set(sectors)
        Entry.objects.record(self, act, by=by)
        return self

    @transaction.atomic
    def set_target(self, target: Target, *, by: User) -> None:
        """Save a goal; one with the name of another is its next version. Raises PermissionDenied."""
        if why := policies.programme_denial(by, self.municipality_id):
            raise PermissionDenied(why)
        Programme.objects.select_for_update().get(pk=self.pk)
        last = self.targets.filter(name=target.name).aggregate(last=models.Max("version"))["last"] or 0
        target.pk, target.programme, target.version = None, self, last + 1
        target.save()
        Entry.objects.record(self, "set_target", by=by, changes={target.name: [last or None, target.value]})

    def goals(self) -> list[tuple[Target, list[Target]]]:
        """Return each goal as it is now, with its earlier versions, the latest first."""
        by_name: dict[str, list[Target]] = {}
        for target in self.targets.order_by("name", "-version"):
            by_name.setdefault(target.name, []).append(target)
        return [(versions[0], versions[1:]) for versions in by_name.values()]


class TargetKind(models.TextChoices):
    """What kind of number a target is; mixing them is a known trap."""

    STOCK = "stock", _("level to reach")
    FLOW = "flow", _("number over a period")
    NET = "net", _("net change")


class TargetStrength(models.TextChoices):
    """How firm a target is."""

    AMBITION = "ambition", _("ambition")
    BINDING = "binding", _("binding")


class Target(models.Model):
    """One version of one goal of a programme. A restated goal is a new version: first and current are both shown."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="targets")
    name = models.CharField(_("goal"), max_length=200)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    kind = models.CharField(_("kind"), max_length=8, choices=TargetKind.choices)
    strength = models.CharField(
        _("strength"), max_length=8, choices=TargetStrength.choices, default=TargetStrength.AMBITION
    )
    baseline = models.PositiveIntegerField(_("baseline"), null=True, blank=True)
    baseline_on = models.DateField(_("baseline measured on"), null=True, blank=True)
    value = models.PositiveIntegerField(_("target"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    due_on = models.DateField(_("by"), null=True, blank=True)
    per_year = models.BooleanField(_("each year"), default=False)
    counts_placements = models.BooleanField(_("placements of deals count towards it"), default=False)
    source = models.CharField(_("source"), max_length=200, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    class Meta:
        verbose_name = _("target")
        constraints = [
            models.UniqueConstraint(fields=["programme", "name", "version"], name="target_version_once"),
            models.CheckConstraint(
                condition=~Q(kind=TargetKind.STOCK) | Q(baseline__isnull=False),
                name="target_level_has_a_baseline",
                violation_error_message=_("A level to reach needs a baseline."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Stream(models.Model):
    """A separate flow of people within a programme, with its own list of stages; streams are never merged."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="streams")
    slug = models.SlugField(_("short name"), max_length=60)
    name = models.CharField(_("name"), max_length=120)
    note = models.CharField(_("note"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("stream")
        constraints = [
            models.UniqueConstraint(fields=["programme", "slug"], name="stream_once_per_programme")
        ]

    def __str__(self) -> str:
        return self.name
