"""A signing day: which deals, and changes of deals, are signed at one event, in which order, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.public_id import new_public_id
from deals.agenda import AGENDA_MOVES, CLOSED, AgendaState
from deals.lifecycle import PLEDGED, AmendmentState, State
from deals.models.deal import Deal
from deals.models.version import DealVersion
from deals.policies import agenda as agenda_policies
from events.models import Event
from trail.models import Entry

if TYPE_CHECKING:
    from deals.models.stage import StageAct, StageSignatory


class AgendaItemQuerySet(models.QuerySet["AgendaItem"]):
    """Places on agendas."""

    def visible_to(self, user: User | AnonymousUser) -> AgendaItemQuerySet:
        """Those of deals that the reader may see."""
        return self.filter(deal__in=Deal.objects.visible_to(user))

    def in_order(self) -> AgendaItemQuerySet:
        """As they are called."""
        return self.select_related("deal", "event").order_by("position", "pk")

    def read(self) -> list[AgendaItem]:
        """Return them in order, each with its text: two queries, however many there are."""
        items = list(self.in_order())
        texts = texts_of([item.deal_id for item in items])
        for item in items:
            item.text = _of(item.deal, texts[item.deal_id, item.amends_id])
        return items

    @transaction.atomic
    def list_deals(self, event: Event, deals: Sequence[Deal], *, by: User, at: datetime) -> None:
        """Put deals at the end of the agenda, or the change that is made to one that is signed. Raises PermissionDenied.

        A text that is being written is offered by that; what is there already stays where it is.
        """
        for deal in sorted(deals, key=lambda each: each.pk):  # as everywhere: deals first, then the agenda
            deal.hold()
        hold_agenda(event)
        last = event.agenda.aggregate(last=Max("position"))["last"] or 0
        for deal in deals:
            change = deal.amendments.pending().select_related("amends", "version").first()
            amends = change.amends if change else None
            if event.agenda.filter(deal=deal, amends=amends).exists():
                continue
            if why := agenda_policies.listing_denial(by, event, deal):
                raise PermissionDenied(f"{deal}: {why}")
            if change and change.state == AmendmentState.WRITING:
                change.make("offer", by=by, at=at)
            if deal.state == State.DRAFT:
                deal.make("offer", by=by, at=at)
            last += 1
            item = self.create(event=event, deal=deal, amends=amends, position=last, added_by=by, added_at=at)
            item.record("list_deal", by=by, at=at)


def texts_of(deals: Sequence[int]) -> dict[tuple[int, int | None], DealVersion]:
    """Return by deal its own newest text, and by deal and the text that it changes the newest text of each change."""
    found = DealVersion.objects.filter(deal__in=deals).select_related("amendment", "conclusion")
    return {
        (each.deal_id, each.amendment.amends_id if hasattr(each, "amendment") else None): each
        for each in found.defer("content").order_by("number")
    }


def hold_agenda(event: Event) -> None:
    """Keep others from changing the agenda of this event until the transaction ends; signing may go on."""
    Event.objects.select_for_update(no_key=True).get(pk=event.pk)


def _of(deal: Deal, text: DealVersion) -> DealVersion:
    """Return a text that knows its deal as it was read."""
    text.deal = deal
    if hasattr(text, "amendment"):
        text.amendment.deal = deal
    return text


class AgendaItem(models.Model):
    """One deal on the agenda of one event: the deal itself, or the change of one that was signed before.

    A change is known by the text that it changes. So the place stays when the change is taken back and offered anew.
    """

    public_id = models.CharField(max_length=10, unique=True, default=new_public_id, editable=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="agenda", verbose_name=_("event"))
    deal = models.ForeignKey(Deal, models.PROTECT, related_name="agenda_items", verbose_name=_("deal"))
    amends = models.ForeignKey(
        DealVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("text that is changed"),
    )
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
            models.UniqueConstraint(
                fields=["event", "deal", "amends"], nulls_distinct=False, name="deal_once_on_an_agenda"
            ),
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
        return f"{self.position}. {self.title}"

    @cached_property
    def text(self) -> DealVersion:
        """The text that is signed here, or was: of the deal itself, or of the change."""
        return _of(self.deal, texts_of([self.deal_id])[self.deal_id, self.amends_id])

    @property
    def is_change(self) -> bool:
        """Whether a change of a signed deal is signed here, not the deal itself."""
        return self.amends_id is not None

    @property
    def title(self) -> str:
        """What is signed here, in words."""
        return self.text.amendment.title if self.is_change else self.deal.title

    @property
    def is_agreed(self) -> bool:
        """Whether all who must have signed the text, here or elsewhere."""
        return hasattr(self.text, "conclusion")

    @property
    def waits(self) -> bool:
        """Whether the text is offered for signing: what `Deal.version_to_sign` returns, then."""
        if self.is_change:
            return self.text.amendment.state == AmendmentState.OFFERED and self.deal.state in PLEDGED
        return self.deal.state == State.OFFERED

    def in_words(self) -> str:
        """Return where the deal itself, or the change, stands now."""
        return str((self.text.amendment if self.is_change else self.deal).get_state_display())

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read it again, and its text when that is asked for."""
        super().refresh_from_db(*args, **kwargs)
        self.__dict__.pop("text", None)

    def record(self, act: str, *, by: User, at: datetime, reason: str = "", gone: bool = False) -> None:
        """Write in the trail of the event what happened with this deal, or with a change of it."""
        values = [self.deal.title, None] if gone else [None, self.deal.title]
        changes = {"change_of" if self.is_change else "deal": values}
        Entry.objects.record(self.event, act, by=by, changes=changes, reason=reason, at=at)

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
        self.record(f"stage_{move}", by=by, at=at, reason=reason)
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
        self.record("order_agenda", by=by, at=at)

    @transaction.atomic
    def take_off(self, *, by: User, at: datetime) -> None:
        """Take it off the agenda; the deal goes on waiting for signatures. Raises PermissionDenied."""
        self.hold()
        if why := agenda_policies.unlisting_denial(by, self):
            raise PermissionDenied(why)
        self.record("unlist_deal", by=by, at=at, gone=True)
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
        self.signatories.bulk_create(people)
        self.record("name_signatories", by=by, at=at)
