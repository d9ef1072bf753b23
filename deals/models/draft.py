"""What an officer typed into the wizard so far: kept at every step, right or wrong, until it becomes a deal."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Municipality, User
from accounts.public_id import new_public_id
from accounts.roles import Role
from deals.models.deal import Deal


class DealDraftQuerySet(models.QuerySet["DealDraft"]):
    """Drafts by whose they are."""

    def visible_to(self, user: User | AnonymousUser) -> DealDraftQuerySet:
        """Officers see the drafts of their municipality: a colleague can finish what one began."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(municipality__in=user.municipalities_as(Role.OFFICER))

    def unfinished(self) -> DealDraftQuerySet:
        """Those that were not submitted yet."""
        return self.filter(submitted_at=None).order_by("-updated_at", "-pk")


class DealDraft(models.Model):
    """An unfinished entry of a deal. Submitted once, it is the deal; two submits at once make one deal."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="deal_drafts")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deal_drafts")
    deal = models.ForeignKey(
        Deal, models.PROTECT, null=True, blank=True, related_name="drafts"
    )  # rewritten or made
    title = models.CharField(max_length=160, blank=True)
    answers = models.JSONField(default=dict)  # step → what was typed, as posted
    step = models.CharField(max_length=20, default="programme")  # the furthest step reached
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = DealDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(deal__isnull=False), name="submitted_draft_made_a_deal"
            )
        ]

    def __str__(self) -> str:
        return self.title or str(_("Deal without a name"))
