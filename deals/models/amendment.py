"""A change of a deal that was signed: a new version, offered and signed while the old one stays in force."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import new_public_id
from accounts.roles import MUNICIPAL_ROLES
from deals import policies
from deals.kinds import PartyStanding
from deals.lifecycle import AMENDMENT_MOVES, AmendmentState
from deals.models.deal import Deal
from deals.models.participation import of_known_text
from deals.models.party import Party
from deals.models.version import DealVersion, content_hash
from trail.models import Entry


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    """Changes by where they stand."""

    def visible_to(self, user: User | AnonymousUser) -> AmendmentQuerySet:
        """Municipal staff see every change of their deals; other parties those that were offered to be signed.

        Who left sees those that it was a party to, the one by which it left too; who is asked to join sees that one.
        """
        if not user.is_authenticated:
            return self.none()
        own = Party.objects.own_of(user)
        left = DealVersion.objects.filter(parties__in=own.of_deals())
        party_to = Q(deal__in=Deal.objects.visible_to(user)) & (
            of_known_text(user) | Q(amends__in=left.values("pk"))
        )
        asked = DealVersion.objects.filter(parties__in=own.filter(standing=PartyStanding.ASKED))
        joins = Q(state=AmendmentState.OFFERED, version__in=asked.values("pk"))
        here = Q(deal__municipality__in=user.municipalities_as(*MUNICIPAL_ROLES))
        return self.filter(here | Q(version__frozen_at__isnull=False) & (party_to | joins))

    def pending(self) -> AmendmentQuerySet:
        """Those not agreed and not withdrawn: at most one for a deal."""
        return self.filter(state__in=[AmendmentState.WRITING, AmendmentState.OFFERED])


class Amendment(models.Model):
    """One change of a signed deal, with its reason. `version` holds the new words, `amends` those in force."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="amendments")
    version = models.OneToOneField(DealVersion, models.PROTECT, related_name="amendment")
    amends = models.ForeignKey(DealVersion, models.PROTECT, related_name="amended_by")
    reason = models.CharField(_("why it changes"), max_length=500)
    also_asked = models.ManyToManyField(Party, related_name="+", blank=True)  # more may sign than must
    is_renewal = models.BooleanField(_("renewal"), default=False)
    state = models.CharField(
        _("state"), max_length=10, choices=AmendmentState.choices, default=AmendmentState.WRITING
    )
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of a deal")
        constraints = [
            models.UniqueConstraint(
                fields=["deal"],
                condition=Q(state__in=["writing", "offered"]),
                name="amendment_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["writing", "offered"], closed_at=None)
                | Q(state__in=["agreed", "withdrawn"], closed_at__isnull=False),
                name="amendment_closed_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deal}, {self.version.number}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("deals:amendment", args=[self.deal.public_id, self.public_id])

    def revision(self) -> str:
        """Return what is another text for all that is written in it: who writes or offers knows what it replaces."""
        asked = sorted(self.also_asked.values_list("pk", flat=True))
        said = {"text": self.version.wording(), "clauses": self.version.clauses, "reason": self.reason}
        return content_hash(said | {"asked": asked})

    @property
    def title(self) -> str:
        """What it is, in words."""
        words = _now("Renewal of %(deal)s") if self.is_renewal else _now("Change of %(deal)s")
        return words % {"deal": self.deal}

    @transaction.atomic
    def make(self, move: str, *, by: User | None, at: datetime, reason: str = "") -> None:
        """Make `move` if `by` may (`None`: the system); the only code that writes its state.

        Raises PermissionDenied with the reason why not.
        """
        self.deal.hold()
        self.refresh_from_db(from_queryset=Amendment.objects.select_for_update(of=("self",)))
        if why := policies.amendment_denial(by, move, self):
            raise PermissionDenied(why)
        if AMENDMENT_MOVES[move].needs_reason and not reason.strip():
            raise PermissionDenied(_now("Give a reason."))
        before, self.state = self.state, AMENDMENT_MOVES[move].target
        self.closed_at = at if self.state in {AmendmentState.AGREED, AmendmentState.WITHDRAWN} else None
        if move == "offer":
            self.version.freeze(at=at)
        self.save(update_fields=["state", "closed_at"])
        if move == "withdraw":
            self.version.void_invitations(reason.strip(), at=at)
        if move == "agree":
            self.deal.adopt(self.version, at=at)
        self._move_parties(move)
        changes = {"version": [None, self.version.number], "amendment": [before, self.state]}
        if move == "agree":
            for name, parties in (("joined", self.joining()), ("left", self.leaving())):
                changes |= {name: [None, ", ".join(map(str, parties))]} if parties else {}
        Entry.objects.record(
            self.deal, f"amendment_{move}", by=by, changes=changes, reason=reason.strip(), at=at
        )

    def joining(self) -> list[Party]:
        """Return who was no party by the text that it changes."""
        return list(self.version.parties.exclude(pk__in=self.amends.parties.values("pk")).in_order())

    def leaving(self) -> list[Party]:
        """Return who is no party any more by the new text."""
        return list(self.amends.parties.exclude(pk__in=self.version.parties.values("pk")).in_order())

    def _move_parties(self, move: str) -> None:
        """Let who joins know of the deal while it is asked; once all agreed, let parties come and go from its day."""
        new = self.version.parties.exclude(standing=PartyStanding.PARTY)
        if move in {"offer", "withdraw"}:
            new.update(standing=PartyStanding.ASKED if move == "offer" else PartyStanding.NAMED)
            return
        day = self.version.effective_on
        for party in self.joining():
            gone = party.until is not None and day is not None and party.until <= day
            if gone or party.standing != PartyStanding.PARTY:
                party.since = day
            party.until, party.standing = None, PartyStanding.PARTY
            party.save(update_fields=["since", "until", "standing"])
        for party in self.leaving():
            party.until = day
            party.save(update_fields=["until"])
        self.deal.refresh_search_text()
