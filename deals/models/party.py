"""Who takes part in a deal, in which part, and whom to call there."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from accounts.roles import Role
from deals import policies
from deals.kinds import PartyRole, PartyStanding
from deals.models.deal import Deal
from deals.models.frozen import same_while_frozen
from trail.models import Entry


class PartyQuerySet(models.QuerySet["Party"]):
    """Places in deals as the reader may know them."""

    def visible_to(self, user: User | AnonymousUser) -> PartyQuerySet:
        """Those in deals that the reader may see; also who left, never who was only named or asked."""
        return self.of_deals().filter(deal__in=Deal.objects.visible_to(user))

    def of_deals(self) -> PartyQuerySet:
        """Those that are or were a party; not who is only named or asked in a change that not all agreed on."""
        return self.filter(standing=PartyStanding.PARTY)

    def staying(self, on: date) -> PartyQuerySet:
        """Those that did not leave by this day, also who joins later."""
        return self.of_deals().filter(Q(until=None) | Q(until__gt=on))

    def taking_part(self, on: date) -> PartyQuerySet:
        """Those that take part on this day."""
        return self.staying(on).filter(Q(since=None) | Q(since__lte=on))

    def own_of(self, user: User) -> PartyQuerySet:
        """Those for which this person acts."""
        return self.filter(organisation__in=user.organisations_as(Role.EMPLOYER, Role.PARTNER))

    def in_order(self) -> PartyQuerySet:
        """As the deal names them."""
        return self.select_related("organisation").order_by("position", "pk")


class Party(models.Model):
    """An organisation in its part in one deal, with the one person to call on that side."""

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="parties", verbose_name=_("organisation")
    )
    role = models.CharField(_("part"), max_length=20, choices=PartyRole.choices)
    signs = models.BooleanField(_("must sign"), default=True)
    stage = models.PositiveSmallIntegerField(_("stage of signing"), default=1)
    signatories_needed = models.PositiveSmallIntegerField(_("signatures needed"), default=1)
    position = models.PositiveSmallIntegerField(default=0)
    contact_name = models.CharField(_("contact"), max_length=120, blank=True)
    contact_function = models.CharField(_("function"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_phone = models.CharField(_("telephone number"), max_length=30, blank=True)
    contact_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="contact_for"
    )
    standing = models.CharField(
        max_length=5, choices=PartyStanding.choices, default=PartyStanding.PARTY, editable=False
    )
    since = models.DateField(_("since"), null=True, blank=True)  # unset: from the beginning
    until = models.DateField(_("until"), null=True, blank=True)  # the first day without it

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [
            models.UniqueConstraint(
                fields=["deal", "organisation", "role"],
                name="party_once_per_part",
                violation_error_message=_("This organisation already has this part in the deal."),
            ),
            models.CheckConstraint(condition=Q(role__in=PartyRole.values), name="party_role_is_known"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                name="party_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(standing__in=PartyStanding.values), name="party_standing_is_known"
            ),
        ]
        triggers = [
            same_while_frozen(
                "party", "deals_participation", "party_id", "deal_id", "organisation_id", "role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"

    def takes_part(self, on: date) -> bool:
        """Whether it takes part on this day."""
        begun = self.since is None or self.since <= on
        return self.standing == PartyStanding.PARTY and begun and not self.has_left(on)

    def has_left(self, on: date) -> bool:
        """Whether it takes part no more on this day."""
        return self.until is not None and self.until <= on

    @transaction.atomic
    def change_contact(self, *, by: User, **values: Any) -> None:
        """Change whom to call on this side, and record with the deal that it was changed; not the old number."""
        self.refresh_from_db(from_queryset=Party.objects.select_for_update())
        if why := policies.editing_denial(by, self.deal):
            raise PermissionDenied(why)
        if all(getattr(self, name) == value for name, value in values.items()):
            return
        for name, value in values.items():
            setattr(self, name, value)
        self.save(update_fields=list(values))
        Entry.objects.record(
            self.deal, "change_contact", by=by, changes={"party": [None, str(self.organisation)]}
        )
