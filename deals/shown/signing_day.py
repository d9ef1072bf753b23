"""What the pages of a signing day show of what is on the agenda. Reads rows, writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from deals.agenda import AgendaState
from deals.models import AgendaItem, CommitmentTerms, Deal, DealVersion, Signature, SigningDuty
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


@dataclass(frozen=True)
class Row:
    """One deal, or a change of one, on the agenda, in words."""

    item: AgendaItem
    number: int
    badge: tuple[str, str, str]
    call: str = ""  # the move by which it comes on stage now
    is_signed: bool = False  # by all, and accepted where a second person looks
    in_second_look: bool = False

    @property
    def deal(self) -> Deal:
        """The deal."""
        return self.item.deal

    @property
    def title(self) -> str:
        """What is signed."""
        return self.item.title

    @property
    def address(self) -> str:
        """The page that says all about it."""
        text = self.item.text
        return text.amendment.get_absolute_url() if self.item.is_change else self.deal.get_absolute_url()


def rows_of(items: Sequence[AgendaItem]) -> list[Row]:
    """Return the agenda in words, in order."""
    closed = [item.text for item in items if item.state == AgendaState.SIGNED and not item.is_agreed]
    lacking = lacking_of(closed) if closed else set()
    return [_row(item, number, item.text.pk in lacking) for number, item in enumerate(items, 1)]


def agenda_for(event: Event, user: User) -> list[Row]:
    """Return what stands on this agenda and the reader may see."""
    return rows_of(event.agenda.visible_to(user).read())


def lacking_of(texts: Iterable[DealVersion]) -> set[int]:
    """Return which of these texts still lack a signature; one that waits for a second look is there."""
    ids = [text.pk for text in texts]
    standing = Signature.objects.standing().filter(version__in=ids)
    given = Counter(standing.values_list("version", "party"))
    duties = SigningDuty.objects.filter(version__in=ids).values_list("version", "party", "needed")
    return {version for version, party, needed in duties if given[version, party] < needed}


def _row(item: AgendaItem, number: int, is_lacking: bool) -> Row:
    """Return where one place stands: what was signed elsewhere is signed here too."""
    state = AgendaState.SIGNED if item.is_agreed else AgendaState(item.state)
    if item.is_agreed:
        return Row(item, number, _badge(state), is_signed=True)
    if not item.waits:
        return Row(item, number, ("warning", "alert-triangle", capfirst(item.in_words())))
    if state != AgendaState.SIGNED:
        return Row(item, number, _badge(state), call="call")
    if is_lacking:
        words = _("A signature on paper was refused and is missing")
        return Row(item, number, ("warning", "alert-triangle", words), call="recall")
    words = _("Signed on paper; waits for a second look")
    return Row(item, number, ("info", "eye", words), in_second_look=True)


def _badge(state: AgendaState) -> tuple[str, str, str]:
    """Return the look and the words of a state."""
    return (*BADGES[state], capfirst(str(state.label)))


@dataclass(frozen=True)
class Count:
    """How many are signed, of how many."""

    signed: int
    total: int


def count_of(rows: Sequence[Row], *, changes: bool) -> Count:
    """Return how many deals, or changes of deals, are signed, of how many; they are not added up."""
    counted = [row for row in rows if row.item.is_change == changes]
    return Count(sum(row.is_signed for row in counted), len(counted))


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
    what = counted(terms.commitment.kind, terms.commitment.label, terms.unit, terms.quantity)
    if not terms.ends_on:
        return what
    return _("%(what)s until %(day)s") % {"what": what, "day": formats.day(terms.ends_on)}


def said_otherwise(text: DealVersion) -> list[str]:
    """Return in sentences what a change says otherwise than the text that it changes; of a deal itself nothing."""
    base = text.base()
    return [str(each) for each in differences(base.wording(), text.wording())] if base else []


def otherwise_of(rows: Sequence[Row]) -> dict[int, list[str]]:
    """Return for each text on the agenda what it says otherwise; read with two queries, however many changes."""
    texts = {row.item.text.pk for row in rows if row.item.is_change}
    bases = {row.item.amends_id for row in rows if row.item.is_change}
    known = DealVersion.objects.in_bulk(texts | bases)
    found = {}
    for row in rows:
        if row.item.is_change:
            before, after = known[row.item.amends_id], known[row.item.text.pk]
            found[after.pk] = [str(each) for each in differences(before.wording(), after.wording())]
    return found


def changes_of(item: AgendaItem) -> list[str]:
    """Return in sentences what a text that was changed before anybody's signature says differently."""
    text = item.text
    if item.is_change and not item.acts.filter(move="change").exists():
        return []
    before = text.deal.versions.filter(number=text.number - 1, frozen_at__isnull=False).first()
    if before is None or not text.content:
        return []
    return [str(each) for each in differences(before.content or {}, text.content)]


def parties_of(text: DealVersion) -> list[str]:
    """Return the names of the organisations in a text."""
    return list(dict.fromkeys(each["organisation"] for each in text.wording()["parties"]))
