"""Which deals: as the reader may know them, and by where they stand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.names import plain
from accounts.roles import MUNICIPAL_ROLES, Role
from deals import policies
from deals.lifecycle import State

if TYPE_CHECKING:
    from deals.models.deal import Deal  # noqa: F401  named in the annotation of the queryset


class DealQuerySet(models.QuerySet["Deal"]):
    """Deals as the reader may know them, and by where they stand."""

    def visible_to(self, user: User | AnonymousUser) -> DealQuerySet:
        """Municipal staff see their municipality's deals; other parties see those they take part in, once offered."""
        if not user.is_authenticated:
            return self.none()
        organisations = user.organisations_as(Role.EMPLOYER, Role.PARTNER)
        taking_part = self.model._default_manager.filter(
            parties__organisation__in=organisations, state__in=policies.SHARED_STATES
        )
        return self.filter(
            Q(municipality__in=user.municipalities_as(*MUNICIPAL_ROLES)) | Q(pk__in=taking_part.values("pk"))
        )

    def matching(self, words: str) -> DealQuerySet:
        """Those whose title, reference or parties contain every word."""
        found = self
        for word in plain(words).split():
            found = found.filter(search_text__contains=word)
        return found

    def to_remind(self, on: date) -> DealQuerySet:
        """Those whose progress must be asked about by this day, the longest waiting first."""
        return self.filter(next_reminder_on__lte=on, state=State.SIGNED).order_by("next_reminder_on", "pk")

    def pledging_on(self, day: date) -> DealQuerySet:
        """Those that count as promised on this day: signed by then, within their term, not ended or suspended."""
        return self.filter(
            Q(ends_on=None) | Q(ends_on__gte=day),
            Q(ended_on=None) | Q(ended_on__gt=day),
            Q(suspended_on=None) | Q(suspended_on__gt=day),
            signed_on__lte=day,
        )
