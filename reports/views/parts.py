"""What the parts of the homes show: a few rows each, and where to find the rest. `{}`: nothing to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from accounts.http import Request
from accounts.roles import Role
from deals.lifecycle import State
from deals.models import Deal, DealDraft, Document, Party, Programme, Signature, SupportTerms
from deals.policies import support_denial
from deals.shown import stuck
from deals.shown import waiting as signing_list
from deals.shown.history import SAID
from notices.models import Notice, NoticeState
from partners.models import SupportKind
from placements.lifecycle import HISTORY
from placements.models import AnswerState, Placement, ProgressAnswer
from placements.views import shown
from reports.figures import deal_figures
from reports.in_force import versions_in_force
from reports.models import Snapshot
from reports.planning import Status
from reports.views.told import support_badge
from trail.models import Entry
from trail.verification import breaks
from ui import formats

FEW = 6  # rows of a part; the rest is a link away
MANY = 40
SOON = timedelta(days=7)


def to_confirm(request: Request) -> dict[str, Any]:
    """Starts and ends that employers reported, and planned starts that have passed."""
    today = timezone.localdate()
    visible = Placement.objects.visible_to(request.user).filter(municipality__in=_of_officer(request))
    found = visible.to_confirm() | visible.past_their_start(today)
    places = list(found.select_related("deal", "employer").order_by("reported_at", "pk")[: FEW + 1])
    rows = [shown.row(place, request.user, today=today) for place in places[:FEW]]
    return {
        "rows": rows,
        "has_more": len(places) > FEW,
        "url": f"{reverse('placements:list')}?show=to_confirm",
    }


def signatures(request: Request) -> dict[str, Any]:
    """Signatures on paper that wait for a second person; those that the reader recorded are for a colleague."""
    found = Signature.objects.to_check().in_play().exclude(recorded_by=request.user)
    found = found.filter(version__deal__municipality__in=_of_officer(request))
    rows = list(found.select_related("version__deal", "party__organisation").order_by("pk")[: FEW + 1])
    url = reverse("deals:signatures_to_check")
    return {"rows": rows[:FEW], "has_more": len(rows) > FEW, "url": url} if rows else {}


def answers(request: Request) -> dict[str, Any]:
    """What employers answered on progress."""
    found = (
        ProgressAnswer.objects.visible_to(request.user)
        .filter(state=AnswerState.RECEIVED, round__deal__municipality__in=_of_officer(request))
        .select_related("organisation", "round__deal")
        .order_by("answered_at", "pk")
    )
    rows = list(found[: FEW + 1])
    return (
        {"rows": rows[:FEW], "has_more": len(rows) > FEW, "url": reverse("placements:answers")}
        if rows
        else {}
    )


def signing(request: Request) -> dict[str, Any]:
    """Deals of which the signing needs somebody: a refusal, a question, a link that expired or soon will."""
    now = timezone.now()
    found = list(signing_list.attention(request.user, at=now)[: FEW + 1])
    rows = signing_list.lines_of(found[:FEW], at=now)
    url = reverse("deals:signing_waiting")
    return {"rows": rows, "has_more": len(found) > FEW, "url": url} if rows else {}


def talks(request: Request) -> dict[str, Any]:
    """Talks of this week, and those of which the date has passed."""
    today = timezone.localdate()
    deals = _standing(request).filter(next_progress_on__lte=today + SOON).order_by("next_progress_on", "pk")
    rows = [
        (deal, formats.day(deal.next_progress_on), deal.next_progress_on < today) for deal in deals[: FEW + 1]
    ]
    return {"rows": rows[:FEW], "has_more": len(rows) > FEW, "url": reverse("deals:list")}


def behind(request: Request) -> dict[str, Any]:
    """Deals that lag behind their plan, the furthest first."""
    today = timezone.localdate()
    deals = {deal.pk: deal for deal in _standing(request)}
    figures = deal_figures(deals.values(), as_of=today)
    late = [(deals[pk], each) for pk, each in figures.items() if each.status == Status.BEHIND]
    late.sort(key=lambda pair: (pair[1].started_mixed - (pair[1].planned_mixed or 0), pair[0].pk))
    rows = [Behind(deal, each.started_mixed, each.pledged_mixed, each.label) for deal, each in late[:FEW]]
    return {"rows": rows, "count": len(late)}


@dataclass(frozen=True)
class Behind:
    """A deal with what came of it, under the label that its sums need."""

    deal: Deal
    started: int
    pledged: int
    label: str


def drafts(request: Request) -> dict[str, Any]:
    """Entries of deals that somebody began."""
    found = DealDraft.objects.visible_to(request.user).unfinished().select_related("owner")
    rows = [(draft, formats.moment(draft.updated_at)) for draft in found[: FEW + 1]]
    return {"rows": rows[:FEW], "has_more": len(rows) > FEW} if rows else {}


def documents(request: Request) -> dict[str, Any]:
    """Documents that are owed and not there."""
    found = Document.objects.visible_to(request.user).not_ready().select_related("deal")
    rows = list(found[: FEW + 1])
    return (
        {"rows": rows[:FEW], "has_more": len(rows) > FEW, "url": reverse("deals:unfinished")} if rows else {}
    )


def stuck_deals(request: Request) -> dict[str, Any]:
    """What does not go on by itself between the offer of a text and its document."""
    mine = Deal.objects.visible_to(request.user).filter(municipality__in=_of_officer(request))
    rows = stuck.stuck(mine, at=timezone.now())
    return {"rows": rows[:FEW], "count": len(rows), "url": reverse("deals:unfinished")} if rows else {}


def letters(request: Request) -> dict[str, Any]:
    """Letters that could not be sent."""
    failed = (
        Notice.objects.visible_to(request.user)
        .filter(state=NoticeState.FAILED)
        .order_by("-created_at", "-pk")
    )
    rows = list(failed[: FEW + 1])
    return {"rows": rows[:FEW], "has_more": len(rows) > FEW, "url": reverse("notices:list")} if rows else {}


def newest_report(request: Request) -> dict[str, Any]:
    """The report that was made last."""
    reports = Snapshot.objects.visible_to(request.user).select_related("programme", "author")
    report = reports.order_by("-as_of", "-pk").first()
    as_of = formats.day(report.as_of) if report else ""
    return {
        "report": report,
        "as_of": as_of,
        "new_url": reverse("reports:new"),
        "url": reverse("reports:list"),
    }


def programmes(request: Request) -> dict[str, Any]:
    """Each programme with what is promised under it: promises are no people, so nothing needs hiding."""
    today = timezone.localdate()
    found = Programme.objects.visible_to(request.user).filter(archived_on=None).order_by("name", "pk")
    listed = list(found[:MANY])
    deals = list(Deal.objects.visible_to(request.user).pledging_on(today).filter(programme__in=listed))
    figures = deal_figures(deals, as_of=today)
    rows = []
    for programme in listed:
        own = [figures[deal.pk] for deal in deals if deal.programme_id == programme.pk]
        kinds = {kind for each in own for kind in each.kinds}
        pledged = sum(each.pledged_mixed for each in own)
        rows.append((programme, len(own), formats.number(pledged) if kinds else "", len(kinds) > 1))
    return {"rows": rows, "new_url": reverse("reports:new"), "as_of": formats.day(today)}


def support(request: Request) -> dict[str, Any]:
    """What the reader's organisations promised employers, what is due first."""
    today = timezone.localdate()
    own = request.user.organisations_as(Role.PARTNER)
    deals = Deal.objects.visible_to(request.user).filter(state__in=[State.SIGNED, State.SUSPENDED])
    there = Party.objects.taking_part(today).filter(organisation__in=own)
    ids = list(deals.filter(pk__in=there.values("deal")).values_list("pk", flat=True))
    terms = (
        SupportTerms.objects.filter(version__in=versions_in_force(ids, today).values("pk"))
        .filter(promise__party__organisation__in=own)
        .select_related("promise__deal__municipality", "promise__party")
        .prefetch_related("promise__deal__parties")
        .order_by("promise__delivered_on", "due_on", "pk")
    )
    lines = [owed(each, request, today) for each in terms]
    return {
        "open": [line for line in lines if not line.delivered],
        "delivered": [line for line in reversed(lines) if line.delivered],
    }


@dataclass(frozen=True)
class Owed:
    """One promise of support in words."""

    terms: SupportTerms
    what: str
    due: str
    delivered: str
    badge: tuple[str, str, str]
    may_record: bool


def owed(terms: SupportTerms, request: Request, today: date) -> Owed:
    """Return a promise of support as its partner sees it."""
    promise = terms.promise
    denied = support_denial(request.user, promise.deal, promise.party.organisation_id)
    return Owed(
        terms=terms,
        what=": ".join(filter(None, [capfirst(str(SupportKind(promise.kind).label)), terms.text])),
        due=formats.day(terms.due_on) if terms.due_on else "",
        delivered=formats.day(promise.delivered_on) if promise.delivered_on else "",
        badge=support_badge(promise.delivered_on, terms.due_on, today),
        may_record=denied is None,
    )


def management(request: Request) -> dict[str, Any]:
    """The programmes of the reader's municipalities, and the ways to what an administrator keeps."""
    found = Programme.objects.visible_to(request.user).order_by("name", "pk")
    return {"programmes": list(found[:MANY])}


def trail(request: Request) -> dict[str, Any]:
    """The newest entries of the municipality, and whether their chains hold."""
    deals = Deal.objects.visible_to(request.user).values("public_id")
    places = Placement.objects.visible_to(request.user).values("public_id")
    own = [member.organisation.public_id for member in request.user.active_memberships]
    entries = Entry.objects.filter(
        Q(subject_type=Deal._meta.label_lower, subject_id__in=deals)
        | Q(subject_type=Placement._meta.label_lower, subject_id__in=places)
        | Q(subject_type="accounts.organisation", subject_id__in=own)
    ).order_by("-pk")[:MANY]
    listed = list(entries)
    chains = Entry.objects.filter(subject_id__in={entry.subject_id for entry in listed})
    rows = [(entry, _act(entry), formats.moment(entry.at)) for entry in listed]
    return {"rows": rows, "broken": list(breaks(chains))}


def _act(entry: Entry) -> str:
    """Return what was done in words, where the room of the subject has them."""
    said = HISTORY if entry.subject_type == Placement._meta.label_lower else SAID
    return str(said.get(entry.act, entry.act.replace("_", " ")))


def _of_officer(request: Request) -> list[int]:
    return request.user.municipalities_as(Role.OFFICER)


def _standing(request: Request) -> Any:
    """Return the deals in the officer's municipalities that count as promised today."""
    deals = Deal.objects.visible_to(request.user).filter(municipality__in=_of_officer(request))
    return deals.pledging_on(timezone.localdate()).filter(state=State.SIGNED)
