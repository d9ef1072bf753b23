"""What a person may do for an organisation, and from when until when."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.models.user import User
from accounts.roles import Role


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by moment."""

    def in_force(self, at: datetime) -> MembershipQuerySet:
        """Those that give rights at this moment."""
        return self.filter(Q(until=None) | Q(until__gt=at), since__lte=at)


class Membership(models.Model):
    """A person has a role for an organisation, from a moment until another. Once ended it gives nothing."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    manages_members = models.BooleanField(_("manages members"), default=False)
    since = models.DateTimeField(_("since"), default=timezone.now)
    until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(until=None),
                name="membership_once_per_role",
                violation_error_message=_("This person already has this role here."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="membership_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_is_known"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="organisation_keeps_a_member_manager",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (SELECT 1 FROM accounts_membership
                               WHERE organisation_id = OLD.organisation_id AND (until IS NULL OR until > now()))
                       AND NOT EXISTS (SELECT 1 FROM accounts_membership
                               WHERE organisation_id = OLD.organisation_id AND manages_members
                                 AND (until IS NULL OR until > now()))
                       AND OLD.manages_members
                    THEN
                        RAISE EXCEPTION 'organisation % would have members but nobody who manages them',
                            OLD.organisation_id USING ERRCODE = 'check_violation',
                            CONSTRAINT = 'organisation_keeps_a_member_manager';
                    END IF;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.organisation}"
