"""What an employer sees of one deal: its promise, what came of it, what it is owed, and what comes next.

One query fetches the deal with its parties, support, files and history as JSON, two its figures: however much there is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef
from django.db.models.functions import JSONObject

from accounts.models import User
from accounts.roles import Role
from deals.kinds import PartyRole
from deals.lifecycle import State
from deals.models import Commitment, Deal, Document, DocumentState, Party, SupportTerms
from deals.models.deal import DealQuerySet
from placements.lifecycle import PlacementState
from placements.models import Placement, ProgressRound
from reports.figures import NOT_YET, STANDS, DealFigures, deal_figures
from reports.in_force import versions_in_force
from trail.models import Entry

TOLD = (
    "offer",
    "sign",
    "amendment_agree",
    "suspend",
    "resume",
    "end",
)  # what a deal's history tells an employer


@dataclass(frozen=True)
class Dashboard:
    """One deal as an employer sees it on a day. The lists hold what the database gave: dates as ISO text."""

    deal: Deal
    figures: DealFigures
    today: date
    supporters: list[str]
    support: list[dict[str, Any]]
    files: list[dict[str, Any]]
    happenings: list[dict[str, Any]]
    starts: list[dict[str, Any]]
    ends: list[dict[str, Any]]
    talks: list[dict[str, Any]]
    answers_progress: bool

    @property
    def promised(self) -> int:
        """Places that the text promises, over kinds: only under a label that says so."""
        return sum(line.promised for line in self.figures.place_lines)

    @property
    def started(self) -> int:
        """Places that started, over kinds."""
        return self.figures.started_mixed

    @property
    def prepared(self) -> int:
        """Places in preparation, over kinds."""
        return self.figures.prepared_mixed

    @property
    def open(self) -> int:
        """Places still to fill: when the deal counts those of the figures, else what the text leaves open."""
        if self.figures.standing == STANDS:
            return self.figures.open_mixed
        return max(0, self.promised - self.started - self.prepared)

    @property
    def is_signed(self) -> bool:
        """Whether the promise stands or stood."""
        return self.figures.standing != NOT_YET


def deals_of(user: User, today: date) -> DealQuerySet:
    """Return the deals in which the user's organisations take part as employer, the newest signed first."""
    own = Party.objects.staying(today).filter(
        organisation__in=user.organisations_as(Role.EMPLOYER), role__in=PROMISING
    )
    deals = Deal.objects.visible_to(user).filter(pk__in=own.values("deal"))
    return deals.order_by(F("signed_on").desc(nulls_last=True), "title", "pk")


# An agency or an umbrella body promises places as well.
PROMISING = (PartyRole.EMPLOYER, PartyRole.AGENCY, PartyRole.UMBRELLA_BODY)


def dashboard_of(deal_id: int, user: User, *, today: date) -> Dashboard:
    """Return what the user's organisations see of one deal."""
    employers = user.organisations_as(Role.EMPLOYER)
    deal: Any = (
        deals_of(user, today)
        .select_related("municipality__organisation", "programme", "variant", "account_manager")
        .annotate(**_owed_and_done(deal_id, employers, today))
        .get(pk=deal_id)
    )
    return Dashboard(
        deal=deal,
        figures=deal_figures([deal], as_of=today, only=set(deal.own_lines))[deal.pk],
        today=today,
        supporters=deal.supporters,
        support=deal.support,
        files=deal.files,
        happenings=deal.happenings,
        starts=deal.starts,
        ends=deal.ends,
        talks=deal.talks,
        answers_progress=deal.state == State.SIGNED and PartyRole.EMPLOYER in deal.own_parts,
    )


def _owed_and_done(deal_id: int, employers: Collection[int], today: date) -> dict[str, ArraySubquery]:
    """Return everything around a deal as arrays of the deal's own row."""
    own = Commitment.objects.filter(deal=OuterRef("pk"), employer__in=employers)
    places = Placement.objects.filter(deal=OuterRef("pk"), employer__in=employers)
    confirmed = places.filter(state=PlacementState.CONFIRMED)
    parties = Party.objects.taking_part(today).filter(deal=OuterRef("pk")).order_by("position", "pk")
    own_sides = (PartyRole.MUNICIPALITY, PartyRole.EMPLOYER)  # an employer beside this one supports nobody
    supporters = parties.exclude(organisation__in=employers).exclude(role__in=own_sides)
    files = Document.objects.filter(deal=OuterRef("pk"), state=DocumentState.FINAL).order_by(
        "-made_at", "-pk"
    )
    entries = Entry.objects.filter(
        subject_type=Deal._meta.label_lower, subject_id=OuterRef("public_id"), act__in=TOLD
    ).order_by("seq")
    talks = ProgressRound.objects.filter(deal=OuterRef("pk"), due_on__lt=today).order_by("due_on")
    return {
        "own_lines": ArraySubquery(own.values("pk")),
        "own_parts": ArraySubquery(parties.filter(organisation__in=employers).values("role")),
        "supporters": ArraySubquery(supporters.values("organisation__name")),
        "support": ArraySubquery(_support(deal_id, today)),
        "files": ArraySubquery(
            files.values(
                json=JSONObject(
                    id="public_id",
                    kind="kind",
                    name="original_name",
                    size="size",
                    made="made_at",
                    language="language",
                )
            )
        ),
        "happenings": ArraySubquery(entries.values(json=JSONObject(act="act", at="at", reason="reason"))),
        "starts": ArraySubquery(_per_day(confirmed.filter(started_on__lte=today), "started_on")),
        "ends": ArraySubquery(_per_day(confirmed.filter(ended_on__lte=today), "ended_on")),
        "talks": ArraySubquery(talks.values(json=JSONObject(on="due_on", answered=Count("answers")))),
    }


def _support(deal_id: int, today: date) -> Any:
    """Return the support promised in the text in force, in order."""
    return (
        SupportTerms.objects.filter(version__in=versions_in_force([deal_id], today).values("pk"))
        .filter(promise__deal=OuterRef("pk"))
        .order_by("promise__number")
        .values(
            json=JSONObject(
                kind="promise__kind",
                text="text",
                due="due_on",
                delivered="promise__delivered_on",
                evidence="promise__evidence",
                partner="promise__party__organisation__name",
            )
        )
    )


def _per_day(places: Any, column: str) -> Any:
    """Return how many per day and kind."""
    return (
        places.order_by(column)
        .values(column, "kind")
        .annotate(count=Count("pk"))
        .values(json=JSONObject(on=column, kind="kind", count="count"))
    )
