"""What the pages of a signing day show: the agenda, the stage, the board. Reads rows, writes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from deals.agenda import AgendaState
from deals.kinds import CommitmentKind
from deals.lifecycle import PLEDGED, State
from deals.models import AgendaItem, CommitmentTerms, Deal, DealVersion
from deals.texts.differences import differences
from deals.texts.sentences import counted
from events.models import Event
from ui import formats

BADGES = {
    AgendaState.WAITING: ("neutral", "hourglass"),
    AgendaState.ON_STAGE: ("info", "star"),
    AgendaState.SIGNED: ("positive", "heart-handshake"),
    AgendaState.DECLINED: ("warning", "ban"),
    AgendaState.PUT_OFF: ("neutral", "calendar-time"),
}
CONCLUDED = PLEDGED | {State.ENDED}


@dataclass(frozen=True)
class Row:
    """One deal on the agenda, in words."""

    item: AgendaItem
    number: int
    badge: tuple[str, str, str]
    is_signed: bool  # by all, and accepted where a second person looks
    is_open: bool  # can still be called to the stage

    @property
    def deal(self) -> Deal:
        """The deal."""
        return self.item.deal


def rows_of(items: Sequence[AgendaItem]) -> list[Row]:
    """Return the agenda in words, in order."""
    return [_row(item, number) for number, item in enumerate(items, 1)]


def agenda_for(event: Event, user: User) -> list[Row]:
    """Return the deals of this agenda that the reader may see."""
    return rows_of(list(event.agenda.visible_to(user).in_order()))


def _row(item: AgendaItem, number: int) -> Row:
    """Return where one deal stands: what was signed elsewhere is signed here too."""
    is_signed = item.deal.state in CONCLUDED
    state = AgendaState.SIGNED if is_signed else AgendaState(item.state)
    waits = state == AgendaState.SIGNED and not is_signed
    if waits:
        badge = ("info", "eye", _("Signed on paper; waits for a second look"))
    elif item.deal.state not in CONCLUDED | {State.OFFERED}:
        badge = ("warning", "alert-triangle", capfirst(str(item.deal.get_state_display())))
    else:
        badge = (*BADGES[state], capfirst(str(state.label)))
    is_open = item.deal.state == State.OFFERED and not waits
    return Row(item, number, badge, is_signed, is_open)


Promises = list[tuple[str, str]]  # a number, and the words of what it counts


def promises_of_each(versions: Iterable[DealVersion]) -> dict[int, Promises]:
    """Return for each text what is promised in it."""
    found: dict[int, Promises] = {version.pk: [] for version in versions}
    for terms in CommitmentTerms.objects.filter(version__in=list(found)).in_order():
        found[terms.version_id].append((formats.number(terms.quantity), in_plural(terms)))
    return found


def promises_of(version: DealVersion) -> Promises:
    """Return what is promised in one text."""
    return promises_of_each([version])[version.pk]


def in_plural(terms: CommitmentTerms) -> str:
    """Return the words after the number of a promise, with its end."""
    what = counted(terms.commitment.kind, terms.commitment.label, terms.quantity)
    if not terms.ends_on:
        return what
    return _("%(what)s until %(day)s") % {"what": what, "day": formats.day(terms.ends_on)}


def changes_of(version: DealVersion) -> list[str]:
    """Return in sentences what a text that was changed before anybody's signature says differently."""
    before = version.deal.versions.filter(number=version.number - 1, frozen_at__isnull=False).first()
    if before is None or not version.content:
        return []
    return [str(each) for each in differences(before.content or {}, version.content)]


@dataclass(frozen=True)
class Board:
    """What the big screen shows; no names of people."""

    version: str
    signed: int
    total: int
    in_second_look: int
    on_stage: AgendaItem | None
    parties: list[str]
    last: AgendaItem | None
    promised: Promises


def version_of(items: Sequence[AgendaItem], language: str) -> str:
    """Return a mark that changes with whatever the board shows."""
    facts = [(item.pk, item.position, item.state, item.deal.state, item.deal.revision) for item in items]
    return hashlib.sha256(repr((language, facts)).encode()).hexdigest()[:24]


def board_of(items: Sequence[AgendaItem], version: str) -> Board:
    """Return the board; only signed deals count, and kinds are never added up."""
    rows = rows_of(items)
    signed = [row.item for row in rows if row.is_signed]
    on_stage = next((item for item in items if item.state == AgendaState.ON_STAGE), None)
    return Board(
        version=version,
        signed=len(signed),
        total=len(rows),
        in_second_look=sum(
            row.item.state == AgendaState.SIGNED and not row.is_signed and not row.is_open for row in rows
        ),
        on_stage=on_stage,
        parties=parties_of(on_stage.deal) if on_stage else [],
        last=max(signed, key=_when, default=None),
        promised=promised_by([item.deal for item in signed]),
    )


def _when(item: AgendaItem) -> Any:
    """Return when a deal was signed here; one signed elsewhere goes before all."""
    return (item.closed_at is not None, item.closed_at.timestamp() if item.closed_at else 0, item.position)


def parties_of(deal: Deal) -> list[str]:
    """Return the names of the organisations in the text at hand of a deal."""
    parties = deal.text_at_hand().parties.order_by("position", "pk")
    names = parties.values_list("organisation__name", flat=True)
    return list(dict.fromkeys(names))


def promised_by(deals: Sequence[Deal]) -> Promises:
    """Return what signed deals promise, each kind by itself: a number, and what it counts."""
    newest: dict[int, int] = {}
    agreed = DealVersion.objects.filter(deal__in=deals, conclusion__isnull=False).order_by("number")
    for deal, version in agreed.values_list("deal", "pk"):
        newest[deal] = version
    sums: Counter[tuple[str, str]] = Counter()
    for terms in CommitmentTerms.objects.filter(version__in=newest.values()).select_related("commitment"):
        kind = terms.commitment.kind
        sums[kind, terms.commitment.label if kind == CommitmentKind.OTHER else ""] += terms.quantity
    order = {kind: at for at, kind in enumerate(CommitmentKind)}
    listed = sorted(sums.items(), key=lambda pair: (order[CommitmentKind(pair[0][0])], pair[0][1]))
    return [(formats.number(count), counted(kind, label, count)) for (kind, label), count in listed]
