"""Who takes part by one text: fixed with it, as its promises are."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import MUNICIPAL_ROLES
from deals.models.frozen import frozen_with_its_version
from deals.models.party import Party
from deals.models.version import DealVersion


class Participation(models.Model):
    """One party of one version: by a change of the deal, parties join and leave."""

    version = models.ForeignKey(DealVersion, models.CASCADE, related_name="participations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="participations", verbose_name=_("party"))

    class Meta:
        verbose_name = _("party of a text")
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="participation_once_per_version")
        ]
        triggers = frozen_with_its_version("participation")

    def __str__(self) -> str:
        return f"{self.version}: {self.party}"


def of_known_text(user: User | AnonymousUser) -> Q:
    """Return what holds for the rows of a deal and one of its texts that a reader may know, if they may see the deal.

    Municipal staff and who takes part know all of them; who left, those of texts to which it was a party or that it
    had to sign.
    """
    if not user.is_authenticated:
        return Q(pk__in=[])
    own = Party.objects.own_of(user).of_deals()
    known = DealVersion.objects.filter(Q(parties__in=own) | Q(duties__party__in=own))
    return (
        Q(deal__municipality__in=user.municipalities_as(*MUNICIPAL_ROLES))
        | Q(deal__in=own.filter(until=None).values("deal"))
        | Q(version__in=known.values("pk"))
    )
