"""Partners: who supports employers and candidates, and with what."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.parts import PartQuerySet
from accounts.policies import registering_denial
from partners import policies
from trail.models import Entry


class PartnerKind(models.TextChoices):
    """What kind of body a partner is."""

    WORK_COMPANY = "work_company", _("work company")
    WELFARE = "welfare", _("welfare")
    CARE = "care", _("care")
    EDUCATION = "education", _("school or trainer")
    TEMP_AGENCY = "temp_agency", _("temporary employment agency")
    UMBRELLA_BODY = "umbrella_body", _("umbrella body")
    REGIONAL_DESK = "regional_desk", _("regional desk")
    SOCIAL_ENTERPRISE = "social_enterprise", _("social enterprise")
    OTHER = "other", _("other")


class SupportKind(models.TextChoices):
    """What a partner can do for an employer."""

    CONTACT_PERSON = "contact_person", _("one contact person")
    SCREENING = "screening", _("screening and introduction")
    JOB_COACH = "job_coach", _("job coach")
    BUDDY = "buddy", _("buddy")
    GUIDANCE = "guidance", _("guidance")
    TASK_ANALYSIS = "task_analysis", _("advice on splitting off tasks")
    WAGE_VALUE = "wage_value", _("wage value assessment")
    SUBSIDY_HANDLING = "subsidy_handling", _("handling of wage cost subsidy")
    WORKPLACE_ADJUSTMENT = "workplace_adjustment", _("adjustment of the workplace")
    TRAINING = "training", _("training")
    LANGUAGE_LESSONS = "language_lessons", _("language lessons")
    DEBT_HELP = "debt_help", _("help with debts")
    EXPENSES = "expenses", _("insurance and expenses arranged")
    TRIAL_PLACEMENT = "trial_placement", _("trial placement arranged")
    NO_RISK = "no_risk", _("information on the no-risk policy")
    EVALUATION = "evaluation", _("evaluation talks")
    AFTER_CARE = "after_care", _("after-care")
    OTHER = "other", _("other")


class PartnerQuerySet(PartQuerySet["Partner"]):
    """Partners as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> PartnerQuerySet:
        """Everyone who signed in may know which partners there are and what they offer."""
        if not user.is_authenticated or not user.roles:
            return self.none()
        partners: PartnerQuerySet = self.current()
        return partners

    @transaction.atomic
    def register(self, *, by: User, organisation: Organisation | dict[str, Any], **values: Any) -> Partner:
        """Add a partner: a new organisation from these facts, or one that is known in another part."""
        if why := registering_denial(by):
            raise PermissionDenied(why)
        if isinstance(organisation, dict):
            organisation = Organisation.objects.register(**organisation)
        partner = Partner(organisation=organisation, **values)
        partner.full_clean()
        partner.save()
        Entry.objects.record(organisation, "register", by=by, changes={"part": "partner"})
        return partner


class Partner(models.Model):
    """The part of support partner that an organisation plays."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="partner")
    kind = models.CharField(_("kind"), max_length=20, choices=PartnerKind.choices, default=PartnerKind.OTHER)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")

    def __str__(self) -> str:
        return self.organisation.name

    def get_absolute_url(self) -> str:
        """Its page in the registry."""
        return reverse("partners:detail", args=[self.public_id])

    @transaction.atomic
    def change(self, *, by: User, organisation: dict[str, Any], **values: Any) -> None:
        """Give the organisation and its part of partner these facts; record what changed."""
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
        Entry.objects.record(self.organisation, "change_partner", by=by, changes=changes)

    @transaction.atomic
    def offer(self, menu: list[dict[str, str]], *, by: User) -> None:
        """Let this be the whole menu of support: each a kind, a capacity and whom to ask for it."""
        if why := policies.offering_denial(by, self):
            raise PermissionDenied(why)
        kinds = [row["kind"] for row in menu]
        if len(set(kinds)) < len(kinds):
            raise ValidationError(_now("This kind of support is already in the list."))
        before = {offer.kind: [offer.capacity, offer.contact] for offer in self.offers.all()}
        after = {row["kind"]: [row.get("capacity", ""), row.get("contact", "")] for row in menu}
        if before == after:
            return
        self.offers.exclude(kind__in=kinds).delete()
        for kind, (capacity, contact) in after.items():
            self.offers.update_or_create(kind=kind, defaults={"capacity": capacity, "contact": contact})
        Entry.objects.record(
            self.organisation, "offer", by=by, changes={"offers": [sorted(before), sorted(after)]}
        )

    @property
    def public_id(self) -> str:
        """The organisation's id: one address whatever the part it plays."""
        return self.organisation.public_id


class SupportOffer(models.Model):
    """What a partner has to offer: the menu from which promises in deals are made."""

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="offers")
    kind = models.CharField(_("kind"), max_length=24, choices=SupportKind.choices)
    capacity = models.CharField(_("capacity"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=160, blank=True)

    class Meta:
        verbose_name = _("support on offer")
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind"],
                name="support_offered_once_per_kind",
                violation_error_message=_("This kind of support is already in the list."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.get_kind_display()}"
