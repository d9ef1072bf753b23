"""What a person may do for an organisation, and from when until when."""

from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts import policies
from accounts.models.organisation import Organisation
from accounts.models.user import User
from accounts.roles import Role
from trail.models import Entry

KEEPS_A_MANAGER = "organisation_keeps_a_member_manager"


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
                name=KEEPS_A_MANAGER,
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

    def is_last_manager(self) -> bool:
        """Return whether nobody else manages the members, while others act for the organisation or it must go on."""
        if not self.manages_members:
            return False
        others = self.organisation.memberships.in_force(timezone.now()).exclude(pk=self.pk)
        if others.filter(manages_members=True).exists():
            return False
        return others.exists() or hasattr(self.organisation, "municipality")

    def end(self, *, by: User, at: datetime) -> None:
        """Let this membership give nothing from this moment; refuse to leave an organisation without a manager."""
        if why := policies.ending_denial(by, self):
            raise PermissionDenied(why)
        self._write("end_membership", by=by, until=at)

    def entrust(self, *, manages: bool, by: User) -> None:
        """Give the right to manage members, or take it back."""
        if why := policies.entrusting_denial(by, self, manages=manages):
            raise PermissionDenied(why)
        self._write("entrust_members" if manages else "relieve_of_members", by=by, manages_members=manages)

    def _write(self, act: str, *, by: User, **values: object) -> None:
        """Save and record; the database has the last word when two managers leave at once."""
        try:
            with transaction.atomic():
                for name, value in values.items():
                    setattr(self, name, value)
                self.save(update_fields=list(values))
                changes = {"person": self.user.public_id, "role": self.role}
                Entry.objects.record(self.organisation, act, by=by, changes=changes)
                pgtrigger.constraints(pgtrigger.Immediate, f"accounts.Membership:{KEEPS_A_MANAGER}")
        except IntegrityError as error:
            if "nobody who manages them" not in str(error):
                raise
            self.refresh_from_db()
            raise PermissionDenied(
                _now("Nobody else manages the members of this organisation. Give that to a colleague first.")
            ) from error
