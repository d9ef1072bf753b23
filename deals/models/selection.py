"""Which deals: as the reader may know them, and by where they stand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from accounts.models import User
from accounts.names import plain
from accounts.roles import MUNICIPAL_ROLES, Role
from deals import policies
from deals.kinds import PartyStanding
from deals.lifecycle import PLEDGED, State

if TYPE_CHECKING:
    from deals.models.deal import Deal  # noqa: F401  named in the annotation of the queryset


def in_force_first(versions: QuerySet[Any], day: date) -> QuerySet[Any]:
    """Return the versions agreed by the day, per deal the one in force first: the newest in effect, else the oldest."""
    in_effect = Q(effective_on=None) | Q(effective_on__lte=day)
    rank = Case(When(in_effect, then=-F("number")), default=F("number"), output_field=IntegerField())
    return versions.filter(conclusion__on__lte=day).alias(rank=rank).order_by("deal_id", "rank")


class DealQuerySet(models.QuerySet["Deal"]):
    """Deals as the reader may know them, and by where they stand."""

    def visible_to(self, user: User | AnonymousUser) -> DealQuerySet:
        """Municipal staff see their municipality's deals; other parties those they take or took part in, once offered.

        Who is asked to join a signed deal sees the change that it must sign, and not yet the deal.
        """
        if not user.is_authenticated:
            return self.none()
        organisations = user.organisations_as(Role.EMPLOYER, Role.PARTNER)
        taking_part = self.model._default_manager.filter(
            parties__organisation__in=organisations,
            parties__standing=PartyStanding.PARTY,
            state__in=policies.SHARED_STATES,
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
        """Those that count as promised on this day: signed by then, not ended or suspended, within their term.

        The term is that of the text in force on the day: what was agreed later does not change what stood before.
        """
        return self.alias(term_end=self._term_end(day)).filter(
            Q(term_end=None) | Q(term_end__gte=day),
            Q(ended_on=None) | Q(ended_on__gt=day),
            ~self._is_suspended(day),
            signed_on__lte=day,
        )

    def stood_on(self, day: date) -> Any:
        """Return of each deal its id, the end of the term of the text in force on the day, and whether it stood still."""
        return self.values_list("pk", self._term_end(day), self._is_suspended(day))

    def to_renew(self, on: date, *, within: int) -> DealQuerySet:
        """Signed deals of which the term is over within so many days: the first to end first."""
        return self.filter(
            state=State.SIGNED, ends_on__gte=on, ends_on__lte=on + timedelta(days=within)
        ).order_by("ends_on", "pk")

    def past_their_term(self, on: date) -> DealQuerySet:
        """Deals of which the term is over while nobody ended or renewed them; the longest ago first."""
        return self.filter(state__in=PLEDGED, ends_on__lt=on).order_by("ends_on", "pk")

    def _term_end(self, day: date) -> Subquery:
        """The last day of the term in the text in force on the day."""
        of_deal = self._related("versions").filter(deal=OuterRef("pk"))
        return Subquery(in_force_first(of_deal, day).values("ends_on")[:1])

    def _is_suspended(self, day: date) -> Exists:
        """Whether it stood still on the day."""
        return Exists(self._related("suspensions").on(day).filter(deal=OuterRef("pk")))

    def _related(self, name: str) -> Any:
        """Return the rows that belong to deals by this name; their model imports this one."""
        model: Any = self.model._meta.get_field(name).related_model
        return model._default_manager
