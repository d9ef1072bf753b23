"""All deals of a municipality that wait for signatures: how far each is, who is late, and the filters on that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from deals.lifecycle import PLEDGED, AmendmentState, InvitationState, State
from deals.models import Amendment, Deal, DealVersion, Decline, Invitation, Question, Signature
from deals.shown.order import listed
from deals.shown.signing import progress_in_words
from deals.shown.signing_lines import Look, SignatureLine

SOON = timedelta(days=3)
ATTENTION: dict[str, Promise] = {
    "declined": gettext_lazy("declined"),
    "question": gettext_lazy("open question"),
    "expired": gettext_lazy("link expired"),
    "soon": gettext_lazy("expires within three days"),
    "uninvited": gettext_lazy("nobody invited"),
}
URGENT = ("declined", "question", "expired", "soon")  # a deal to be signed on paper invites nobody
LOOKS = {
    "declined": ("negative", "circle-x"),
    "question": ("info", "message-question"),
    "expired": ("warning", "hourglass"),
    "soon": ("warning", "clock"),
    "uninvited": ("warning", "user-plus"),
}


@dataclass(frozen=True)
class Waiting:
    """One deal that waits for signatures."""

    deal: Deal
    is_change: bool
    given: int
    needed: int
    progress: str
    turn: str
    last_day: date | None  # of who has the least time
    latest_day: date | None
    looks: list[Look]
    can_be_extended: bool


def waiting_deals(user: User) -> QuerySet[Deal]:
    """Return the deals of the officer's municipalities that wait for signatures; `to_sign` is the text that does."""
    newest = DealVersion.objects.filter(deal=OuterRef("pk")).order_by("-number").values("pk")[:1]
    change = Amendment.objects.filter(deal=OuterRef("pk"), state=AmendmentState.OFFERED).values("version")[:1]
    return (
        Deal.objects.visible_to(user)
        .filter(municipality__in=user.municipalities_as(Role.OFFICER))
        .annotate(
            to_sign=Case(
                When(state=State.OFFERED, then=Subquery(newest)),
                default=Subquery(change),
                output_field=BigIntegerField(),
            )
        )
        .filter(Q(state=State.OFFERED) | Q(state__in=PLEDGED), to_sign__isnull=False)
    )


def in_need_of(deals: QuerySet[Deal], kinds: Sequence[str], *, at: datetime) -> QuerySet[Deal]:
    """Return the deals that ask attention for one of these reasons."""
    people = Invitation.objects.filter(version=OuterRef("to_sign"))
    soon = people.open(at).filter(expires_at__lte=at + SOON)
    questions = Question.objects.filter(invitation__version=OuterRef("to_sign"), answered_at=None)
    signed = Signature.objects.filter(version=OuterRef("to_sign"))
    wanted = {
        "declined": Exists(Decline.objects.standing().filter(version=OuterRef("to_sign"))),
        "question": Exists(questions),
        "expired": Exists(people.expired(at)),
        "soon": Exists(soon),
        "uninvited": ~Exists(people.exclude(state=InvitationState.VOID)) & ~Exists(signed),
    }
    found = Q()
    for kind in kinds:
        found |= Q(wanted[kind])
    return deals.filter(found)


class WaitingFilters:
    """What was chosen in the address."""

    def __init__(self, query: QueryDict, user: User) -> None:
        self.query, self.user = query, user
        self.words = query.get("q", "").replace("\x00", "").strip()[:100]
        self.show = [kind for kind in ATTENTION if kind in query.getlist("show")]
        self.mine = query.get("mine") == "1"

    def narrow(self, deals: QuerySet[Deal], *, at: datetime) -> QuerySet[Deal]:
        """Return the deals that pass."""
        if self.words:
            deals = deals.filter(pk__in=Deal.objects.matching(self.words).values("pk"))
        if self.mine:
            deals = deals.filter(account_manager=self.user)
        return in_need_of(deals, self.show, at=at) if self.show else deals

    @property
    def options(self) -> list[tuple[str, Promise, bool]]:
        """The reasons for attention, and which were chosen."""
        return [(kind, label, kind in self.show) for kind, label in ATTENTION.items()]

    @property
    def chips(self) -> list[tuple[str, str]]:
        """What was chosen in words, each with the address without it."""
        chosen = [(f"“{self.words}”", self._without("q", self.words))] if self.words else []
        chosen += [(str(ATTENTION[kind]), self._without("show", kind)) for kind in self.show]
        return chosen + ([(_("My deals"), self._without("mine", "1"))] if self.mine else [])

    def _without(self, name: str, value: str) -> str:
        query = self.query.copy()
        for paging in ("after", "before"):
            query.pop(paging, None)
        query.setlist(name, [each for each in query.getlist(name) if each.strip() != value])
        return f"?{query.urlencode()}"


def lines_of(deals: Sequence[Any], *, at: datetime) -> list[Waiting]:
    """Return how each of the deals stands, in as many queries for one as for fifty."""
    versions = DealVersion.objects.filter(pk__in=[deal.to_sign for deal in deals]).prefetch_related(
        "duties__party__organisation", "signatures__second_look", "invitations", "declines"
    )
    by_deal = {version.deal_id: version for version in versions}
    asked = set(
        Question.objects.filter(invitation__version__in=[deal.to_sign for deal in deals], answered_at=None)
        .values_list("invitation__version__deal", flat=True)
        .distinct()
    )
    return [_line(deal, by_deal[deal.pk], at=at, is_asked=deal.pk in asked) for deal in deals]


def attention(user: User, *, at: datetime) -> QuerySet[Deal]:
    """Return the deals of this officer of which the signing needs somebody now, the longest untouched first."""
    return in_need_of(waiting_deals(user), URGENT, at=at).order_by("updated_at", "pk")


def _line(deal: Deal, version: DealVersion, *, at: datetime, is_asked: bool) -> Waiting:
    """Return how one deal stands, from the rows at hand."""
    given = Counter(each.party_id for each in version.signatures.all() if SignatureLine(each).stands)
    duties = sorted(version.duties.all(), key=lambda duty: (duty.stage, duty.party.position, duty.pk))
    late = [duty for duty in duties if given[duty.party_id] < duty.needed]
    turn = [str(duty.party.organisation) for duty in late if duty.stage == late[0].stage]
    waiting = [each for each in version.invitations.all() if each.state == InvitationState.WAITING]
    days = sorted(timezone.localdate(each.expires_at - timedelta(seconds=1)) for each in waiting)
    marks = {
        "declined": any(each.lifted_at is None for each in version.declines.all()),
        "question": is_asked,
        "expired": any(not each.is_open(at) for each in waiting),
        "soon": any(each.is_open(at) and each.expires_at <= at + SOON for each in waiting),
        "uninvited": not version.signatures.all()
        and all(each.state == InvitationState.VOID for each in version.invitations.all()),
    }
    done = sum(min(given[duty.party_id], duty.needed) for duty in duties)
    needed = sum(duty.needed for duty in duties)
    return Waiting(
        deal=deal,
        is_change=deal.state != State.OFFERED,
        given=done,
        needed=needed,
        progress=progress_in_words(done, needed),
        turn=listed(turn),
        last_day=days[0] if days else None,
        latest_day=days[-1] if days else None,
        looks=[Look(*LOOKS[kind], str(ATTENTION[kind])) for kind, holds in marks.items() if holds],
        can_be_extended=bool(waiting),
    )


def to_extend(user: User, deals: Sequence[str]) -> list[Invitation]:
    """Return the invitations that wait in the deals with these public ids, as far as the officer may change them."""
    own = waiting_deals(user).filter(public_id__in=deals).values("pk")
    found = Invitation.objects.visible_to(user).waiting().filter(version__deal__in=own)
    return list(found.select_related("version__deal", "party__organisation").order_by("version__deal", "pk"))
