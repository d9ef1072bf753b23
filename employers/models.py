"""Employers: what is known of an organisation in its part of employer."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, Organisation, User
from accounts.names import plain
from accounts.roles import MUNICIPAL_ROLES, Role


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


class EmployerQuerySet(models.QuerySet["Employer"]):
    """Employers as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> EmployerQuerySet:
        """Municipal staff and partners see the registry; an employer sees itself."""
        if not user.is_authenticated:
            return self.none()
        employers = self.filter(organisation__merged_into=None)
        if user.roles & (MUNICIPAL_ROLES | {Role.PARTNER}):
            return employers
        return employers.filter(organisation__in=user.organisations_as(Role.EMPLOYER))

    def matching(self, words: str) -> EmployerQuerySet:
        """Those whose name, number or place contains every word."""
        found = self
        for word in plain(words).split():
            found = found.filter(organisation__search_text__contains=word)
        return found

    def in_order(self) -> EmployerQuerySet:
        """By name, the Dutch way."""
        return self.order_by("organisation__sort_key", "pk")


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
