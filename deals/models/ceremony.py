"""A signing day: which deals are signed at one event, in which order, by whom, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import new_public_id
from deals.agenda import AGENDA_MOVES, CLOSED, AgendaState
from deals.lifecycle import State
from deals.models.deal import Deal
from deals.models.party import Party
from deals.policies import agenda as agenda_policies
from events.models import Event
from trail.models import Entry


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Places on agendas."""

    def visible_to(self, user: User | AnonymousUser) -> AgendaItemQuerySet:
        """Those of deals that the reader may see."""
        return self.filter(deal__in=Deal.objects.visible_to(user))

    def in_order(self) -> AgendaItemQuerySet:
        """As they are called."""
        return self.select_related("deal", "event").order_by("position", "pk")

    @transaction.atomic
    def list_deals(self, event: Event, deals: Sequence[Deal], *, by: User, at: datetime) -> None:
        """Put deals at the end of the agenda; one being written is offered by that. Raises PermissionDenied.

        A deal that is there already stays where it is.
        """
        for deal in sorted(deals, key=lambda each: each.pk):  # as everywhere: deals first, then the agenda
            deal.hold()
        hold_agenda(event)
        last = event.agenda.aggregate(last=Max("position"))["last"] or 0
        for deal in deals:
            if event.agenda.filter(deal=deal).exists():
                continue
            if why := agenda_policies.listing_denial(by, event, deal):
                raise PermissionDenied(f"{deal}: {why}")
            if deal.state == State.DRAFT:
                deal.make("offer", by=by, at=at)
            last += 1
            self.create(event=event, deal=deal, position=last, added_by=by, added_at=at)
            Entry.objects.record(event, "list_deal", by=by, changes={"deal": [None, deal.title]}, at=at)


def hold_agenda(event: Event) -> None:
    """Keep others from changing the agenda of this event until the transaction ends; signing may go on."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)


class AgendaItem(models.Model):
    """One deal on the agenda of one event."""

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="agenda", verbose_name=_("event"))
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="agenda_items", verbose_name=_("deal"))
    position = models.PositiveSmallIntegerField()
    state = models.CharField(
        _("state"), max_length=8, choices=AgendaState.choices, default=AgendaState.WAITING, editable=False
    )
    called_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("deal on an agenda")
        constraints = [
            models.UniqueConstraint(fields=["event", "deal"], name="deal_once_on_an_agenda"),
            models.UniqueConstraint(
                fields=["event"], condition=Q(state="on_stage"), name="one_deal_on_stage_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=AgendaState.values), name="agenda_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False)
                | Q(state__in=["waiting", "on_stage"], closed_at=None),
                name="agenda_item_closed_when",
            ),
        ]
        indexes = [models.Index(fields=["event", "position"], name="agenda_in_order")]

    def __str__(self) -> str:
        return f"{self.position}. {self.deal}"

    def hold(self) -> None:
        """Hold the deal and then the agenda, and read this place again; the order keeps two tablets from a deadlock."""
        self.deal.hold()
        hold_agenda(self.event)
        self.refresh_from_db(fields=["state", "position", "called_at", "closed_at"])

    def done_before(self, key: str) -> StageAct | None:
        """Return what was done under this key of a tablet, if it was: a post that is sent twice counts once."""
        return self.acts.filter(key=key).first() if key and key.isprintable() else None

    @transaction.atomic
    def make(self, move: str, *, by: User, at: datetime, key: str = "", reason: str = "") -> StageAct:
        """Make a step in the queue and record it; under a key that was used before, it is not made again.

        This is the only code that writes `state`. Raises PermissionDenied with the reason why not.
        """
        self.hold()
        if done := self.done_before(key):
            return done
        if why := agenda_policies.move_denial(by, move, self, timezone.localdate(at)):
            raise PermissionDenied(why)
        return self.close(move, by=by, at=at, key=key, reason=reason)

    def close(self, move: str, *, by: User, at: datetime, key: str, reason: str = "") -> StageAct:
        """Write the state that a move leads to; the caller holds it and has asked whether it may."""
        rule = AGENDA_MOVES[move]
        if rule.target == AgendaState.ON_STAGE:
            others = self.event.agenda.filter(state=AgendaState.ON_STAGE).exclude(pk=self.pk)
            others.update(state=AgendaState.WAITING)
            self.called_at = at
        self.state = rule.target
        self.closed_at = at if rule.target in CLOSED else None
        self.save(update_fields=["state", "called_at", "closed_at"])
        Entry.objects.record(
            self.event,
            f"stage_{move}",
            by=by,
            changes={"deal": [None, self.deal.title]},
            reason=reason,
            at=at,
        )
        return self.acts.create(key=key or new_public_id(), move=move, by=by, at=at)

    @transaction.atomic
    def shift(self, step: int, *, by: User, at: datetime) -> None:
        """Let it change places with the one before (-1) or after (+1). Raises PermissionDenied."""
        hold_agenda(self.event)
        if why := agenda_policies.agenda_denial(by, self.event):
            raise PermissionDenied(why)
        order = list(self.event.agenda.order_by("position", "pk"))
        here = order.index(self)
        there = here + step
        if not 0 <= there < len(order):
            return
        order[here], order[there] = order[there], order[here]
        for position, item in enumerate(order, 1):
            item.position = position
        AgendaItem.objects.bulk_update(order, ["position"])
        Entry.objects.record(
            self.event, "order_agenda", by=by, changes={"deal": [None, self.deal.title]}, at=at
        )

    @transaction.atomic
    def take_off(self, *, by: User, at: datetime) -> None:
        """Take it off the agenda; the deal goes on waiting for signatures. Raises PermissionDenied."""
        self.hold()
        if why := agenda_policies.unlisting_denial(by, self):
            raise PermissionDenied(why)
        Entry.objects.record(
            self.event, "unlist_deal", by=by, changes={"deal": [self.deal.title, None]}, at=at
        )
        self.delete()

    @transaction.atomic
    def name_signatories(self, people: Sequence[StageSignatory], *, by: User, at: datetime) -> None:
        """Keep who will sign on stage, in place of who was named before. Raises PermissionDenied."""
        self.hold()
        if why := agenda_policies.agenda_denial(by, self.event):
            raise PermissionDenied(why)
        self.signatories.all().delete()
        for number, person in enumerate(people, 1):
            person.item, person.number = self, number
        StageSignatory.objects.bulk_create(people)
        Entry.objects.record(
            self.event, "name_signatories", by=by, changes={"deal": [None, self.deal.title]}, at=at
        )


class StageSignatory(models.Model):
    """Who will sign on stage for one party, or be there as a witness: a plan, not a signature."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="signatories")
    party = models.ForeignKey(Party, models.CASCADE, related_name="stage_signatories")
    number = models.PositiveSmallIntegerField()
    person_name = models.CharField(_("name"), max_length=120, blank=True)
    capacity = models.CharField(_("capacity"), max_length=120)
    mandate_reference = models.CharField(_("mandate"), max_length=120, blank=True)
    as_witness = models.BooleanField(_("as a witness"), default=False)

    class Meta:
        verbose_name = _("signatory on stage")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="stage_signatory_has_its_own_place")
        ]

    def __str__(self) -> str:
        return f"{self.person_name or self.capacity}, {self.party.organisation}"


class StageAct(models.Model):
    """One thing done on stage, under the key that its page was made with: sent twice, it is done once."""

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="acts")
    key = models.CharField(max_length=40)
    move = models.CharField(max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("act on stage")
        constraints = [models.UniqueConstraint(fields=["item", "key"], name="stage_act_once_per_key")]

    def __str__(self) -> str:
        return self.in_words()

    def in_words(self) -> str:
        """Return what was done, as the stage says it."""
        said = {
            "call": _now("%(deal)s is on stage."),
            "step_back": _now("%(deal)s is back in the queue."),
            "put_off": _now("%(deal)s is put off to later."),
            "sign": _now("%(deal)s is signed."),
            "decline": _now("%(deal)s is not signed: a party declined."),
            "change": _now("The text of %(deal)s was changed. It is on stage again."),
        }
        words: dict[str, Any] = {"deal": self.item.deal.title}
        return said[self.move] % words
