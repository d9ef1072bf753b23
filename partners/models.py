"""Partners: who supports employers and candidates, and with what."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.names import plain


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


class PartnerQuerySet(models.QuerySet["Partner"]):
    """Partners as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> PartnerQuerySet:
        """Everyone who signed in may know which partners there are and what they offer."""
        if not user.is_authenticated or not user.roles:
            return self.none()
        return self.filter(organisation__merged_into=None)

    def matching(self, words: str) -> PartnerQuerySet:
        """Those whose name, number or place contains every word."""
        found = self
        for word in plain(words).split():
            found = found.filter(organisation__search_text__contains=word)
        return found

    def in_order(self) -> PartnerQuerySet:
        """By name, the Dutch way."""
        return self.order_by("organisation__sort_key", "pk")


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
