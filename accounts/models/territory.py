"""Municipalities and labour market regions: dated reference data."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.user import User


class DateRange(Func):
    """The days from one column up to, not including, another."""

    function = "daterange"


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    """Municipalities as reference data."""

    def visible_to(self, user: User | AnonymousUser) -> MunicipalityQuerySet:
        """Everyone who signed in may know which municipalities there are."""
        return self if user.is_authenticated and user.roles else self.none()

    def with_region_on(self, on: date) -> MunicipalityQuerySet:
        """In order of name, each with its organisation and the name and code of its region on this day."""
        now = RegionMembership.objects.on(on).filter(municipality=OuterRef("pk"))
        return (
            self.select_related("organisation")
            .annotate(
                region_name=Subquery(now.values("region__name")[:1]),
                region_code=Subquery(now.values("region__code")[:1]),
            )
            .order_by("organisation__sort_key")
        )


class Municipality(models.Model):
    """The part of municipality that an organisation plays."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="municipality")
    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    theme = models.SlugField(_("theme"), max_length=40, default="delta")
    uses_registry = models.BooleanField(_("uses Handslag"), default=False)

    objects = MunicipalityQuerySet.as_manager()

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")

    def __str__(self) -> str:
        return self.organisation.name


class DatedQuerySet(models.QuerySet):
    """Rows that hold from a day until, not including, another."""

    def on(self, day: date) -> DatedQuerySet:
        """Those that hold on this day."""
        return self.filter(Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day))


class RegionQuerySet(DatedQuerySet):
    """Regions as reference data."""

    def visible_to(self, user: User | AnonymousUser) -> RegionQuerySet:
        """Everyone who signed in may know which regions there are."""
        return self if user.is_authenticated and user.roles else self.none()


class Region(models.Model):
    """One of the 35 labour market regions, with the code that Statistics Netherlands gives it.

    The centre municipality comes from general knowledge until somebody has checked it: then
    `verified_on` holds the day.
    """

    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)
    centre_municipality = models.CharField(_("centre municipality"), max_length=80)
    note = models.CharField(_("note"), max_length=200, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("labour market region")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^AM\d\d$"), name="region_code_is_am_and_two_digits"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gt=F("since")),
                name="region_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RegionMembership(models.Model):
    """A municipality belongs to one region from a day until, not including, another day."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="memberships")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="region_memberships")
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership of a region")
        constraints = [
            ExclusionConstraint(
                name="municipality_is_in_one_region_at_a_time",
                expressions=[
                    ("municipality", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This municipality is already in a region in that period."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gt=F("since")),
                name="region_membership_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.municipality} – {self.region}"
