"""Employers: what is known of an organisation in its part of employer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Organisation, User
from accounts.parts import PartQuerySet
from accounts.policies import registering_denial
from accounts.roles import MUNICIPAL_ROLES, Role
from employers import policies
from trail.models import Entry


class PolicySector(models.Model):
    """A sector as a municipality's policy names it: its own list, apart from SBI codes."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("policy sector")

    def __str__(self) -> str:
        return self.name


class LabourSector(models.TextChoices):
    """The sides of the Banenafspraak (Jobs Agreement): market, or a part of government."""

    MARKET = "market", _("market")
    MUNICIPALITIES = "municipalities", _("government: municipalities")
    NATIONAL = "national", _("government: national")
    EDUCATION = "education", _("government: education")
    OTHER_GOVERNMENT = "other_government", _("government: other")


class EmployerQuerySet(PartQuerySet["Employer"]):
    """Employers as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> EmployerQuerySet:
        """Municipal staff and partners see the registry; an employer sees itself."""
        if not user.is_authenticated:
            return self.none()
        employers: EmployerQuerySet = self.current()
        if user.roles & (MUNICIPAL_ROLES | {Role.PARTNER}):
            return employers
        return employers.filter(organisation__in=user.organisations_as(Role.EMPLOYER))

    def cared_for_by(self, user: User) -> EmployerQuerySet:
        """Those of which this officer is the account manager now."""
        return self.filter(account_managers__officer=user, account_managers__until=None)

    def with_account_manager_at(self, municipalities: list[int]) -> EmployerQuerySet:
        """Add `account_manager`: the name of the officer who looks after the employer there."""
        now = AccountManager.objects.filter(
            employer=OuterRef("pk"), municipality__in=municipalities, until=None
        )
        return self.annotate(account_manager=Subquery(now.order_by("pk").values("officer__full_name")[:1]))

    @transaction.atomic
    def register(self, *, by: User, organisation: Organisation | dict[str, Any], **values: Any) -> Employer:
        """Add an employer: a new organisation from these facts, or one that is known in another part."""
        if why := registering_denial(by):
            raise PermissionDenied(why)
        if isinstance(organisation, dict):
            organisation = Organisation.objects.register(**organisation)
        employer = Employer(organisation=organisation, **values)
        employer.full_clean()
        employer.save()
        Entry.objects.record(organisation, "register", by=by, changes={"part": "employer"})
        return employer


class Employer(models.Model):
    """The part of employer that an organisation plays."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="employer")
    sector = models.ForeignKey(
        PolicySector,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="employers",
        verbose_name=_("sector"),
    )
    sbi_code = models.CharField(
        _("SBI code"),
        max_length=5,
        blank=True,
        validators=[RegexValidator(r"^\d{2,5}$", _("An SBI code has two to five digits."))],
    )
    sbi_version = models.CharField(
        _("SBI version"), max_length=4, blank=True, choices=[("2008", "SBI 2008"), ("2025", "SBI 2025")]
    )
    labour_sector = models.CharField(
        _("side of the Banenafspraak"),
        max_length=20,
        choices=LabourSector.choices,
        default=LabourSector.MARKET,
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("employer")
        constraints = [
            models.CheckConstraint(
                condition=Q(sbi_code="", sbi_version="") | (~Q(sbi_code="") & ~Q(sbi_version="")),
                name="employer_sbi_code_with_its_version",
                violation_error_message=_("Give an SBI code together with its version."),
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        """Its page in the registry."""
        return reverse("employers:detail", args=[self.public_id])

    @transaction.atomic
    def change(self, *, by: User, organisation: dict[str, Any], **values: Any) -> None:
        """Give the organisation and its part of employer these facts; record what changed."""
        if why := registering_denial(by):
            raise PermissionDenied(why)
        self.organisation.change(by=by, **organisation)
        changes = {name: [getattr(self, name), value] for name, value in values.items()}
        changes = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
        if not changes:
            return
        for name, value in values.items():
            setattr(self, name, value)
        self.full_clean()
        self.save()
        recorded = {name: [str(value) if value else None for value in pair] for name, pair in changes.items()}
        Entry.objects.record(self.organisation, "change_employer", by=by, changes=recorded)

    @transaction.atomic
    def appoint(self, officer: User, *, municipality: Municipality, by: User, on: date) -> None:
        """Make this officer the one to call at a municipality; who it was until now stays in the record."""
        if why := policies.appointing_denial(by, officer, municipality):
            raise PermissionDenied(why)
        Employer.objects.select_for_update().get(pk=self.pk)
        now = self.account_managers.filter(municipality=municipality, until=None).first()
        if now and now.officer_id == officer.pk:
            return
        if now:
            now.until = max(on, now.since)
            now.save(update_fields=["until"])
        self.account_managers.create(municipality=municipality, officer=officer, since=on)
        changes = {
            "municipality": municipality.slug,
            "officer": [now and now.officer.public_id, officer.public_id],
        }
        Entry.objects.record(self.organisation, "appoint", by=by, changes=changes)

    @property
    def public_id(self) -> str:
        """The organisation's id: one address whatever the part it plays."""
        return self.organisation.public_id


class AccountManager(models.Model):
    """The one officer whom an employer can call at a municipality, from a day until another."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="account_managers")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="account_managers")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="employers_in_care")
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("account manager")
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "municipality"],
                condition=Q(until=None),
                name="one_account_manager_per_employer_and_municipality",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="account_manager_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.officer} – {self.employer}"
