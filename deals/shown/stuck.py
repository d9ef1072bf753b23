"""What is stuck between a text that was offered and its sealed document: why, since when, what to do. Writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, DateTimeField, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils.translation import gettext as _

from deals import mail
from deals.lifecycle import PLEDGED, AmendmentState, State
from deals.models import (
    Deal,
    DealVersion,
    Decline,
    Document,
    DocumentState,
    Invitation,
    Signature,
    SignatureMethod,
    SigningDuty,
)
from deals.shown.signing_lines import SignatureLine
from notices.models import Notice, NoticeState
from ui.formats import moment

LATE = timedelta(minutes=15)  # a document takes seconds, a conclusion none
UNANSWERED = timedelta(days=2)  # that a party declined, or that every link expired
SILENT = timedelta(days=14)
MOST = 200
WITH_A_LINK = (mail.INVITED, mail.REMINDED, mail.REPLY)


@dataclass(frozen=True)
class Stuck:
    """One deal that does not go on by itself."""

    deal: Deal
    code: str
    why: str
    since: datetime
    advice: str
    url: str = ""  # where it can be done
    act: str = ""  # what is done there, when that is not to follow the signing
    document: Document | None = None  # that can be tried again
    can_conclude: bool = False


def stuck(deals: QuerySet[Deal], *, at: datetime) -> list[Stuck]:
    """Return what is stuck among these deals, the longest first."""
    found = [
        *late_documents(deals, at),
        *not_concluded(deals, at),
        *other_names(deals),
        *halted(deals, at),
    ]
    return sorted(found, key=lambda each: each.since)


def counts(deals: QuerySet[Deal], *, at: datetime) -> Counter[str]:
    """Return how many are stuck for each reason; more than is shown counts as that many."""
    return Counter(each.code for each in stuck(deals, at=at))


def late_documents(deals: QuerySet[Deal], at: datetime) -> Iterator[Stuck]:
    """Yield documents that failed, or wait longer than making one ever takes."""
    late = Q(state=DocumentState.FAILED) | Q(created_at__lte=at - LATE)
    found = Document.objects.not_ready().filter(late, deal__in=deals).select_related("deal", "version")
    for document in found[:MOST]:
        failed = document.state == DocumentState.FAILED
        yield Stuck(
            document.deal,
            "document",
            document.reason or _("Nobody makes its document. Is the worker for documents running?"),
            document.created_at,
            _("Take away the cause, then try again.") if failed else _next_try(document.due_at, at),
            document=document,
        )


def not_concluded(deals: QuerySet[Deal], at: datetime) -> Iterator[Stuck]:
    """Yield deals that all have signed and that are not concluded: the sweep does it, so it keeps failing."""
    found = complete_versions(deals).select_related("deal", "conclusion_missed")
    for version in found.annotate(last=Max("signatures__recorded_at"))[:MOST]:
        if version.last <= at - LATE:
            yield Stuck(
                version.deal,
                "conclusion",
                _("Every signature is there, but the deal was not concluded."),
                version.last,
                _conclude_or_wait(version, at),
                can_conclude=True,
            )


def other_names(deals: QuerySet[Deal]) -> Iterator[Stuck]:
    """Yield signatures for which a provider names somebody else than who was invited, until somebody has looked."""
    waiting = (
        Signature.objects.to_check().in_play().filter(method=SignatureMethod.ONLINE, version__deal__in=deals)
    )
    for each in waiting.select_related("version__deal", "invitation").order_by("pk")[:MOST]:
        yield Stuck(
            each.version.deal,
            "name",
            SignatureLine(each).names,
            each.signed_at or each.recorded_at,
            _("Say whether it is the same person. Until then the signature does not count."),
            url=f"{reverse('deals:check', args=[each.version.deal.public_id])}#signature-{each.pk}",
            act=_("Look at the name"),
        )


def _next_try(due_at: datetime | None, at: datetime) -> str:
    """Return when it is tried again by itself."""
    if due_at is None or due_at <= at:
        return _("It is tried again by itself.")
    return _("It is tried again by itself at %(moment)s.") % {"moment": moment(due_at)}


def _conclude_or_wait(version: DealVersion, at: datetime) -> str:
    """Return what to do about a deal that was not concluded, and when that is tried again."""
    words = _("Conclude it now. If that fails, tell the administrator.")
    missed = getattr(version, "conclusion_missed", None)
    return f"{words} {_next_try(missed.due_at, at)}" if missed else words


def halted(deals: QuerySet[Deal], at: datetime) -> Iterator[Stuck]:
    """Yield deals that wait for signatures while nothing moves; each with the first reason that holds."""
    for version in _with_reasons(_waiting(deals), at)[:MOST]:
        code, why, since, advice = _reason(version)
        url = reverse("deals:signing", args=[version.deal.public_id])
        yield Stuck(version.deal, code, why, since, advice, url=url)


def complete_versions(deals: QuerySet[Deal]) -> QuerySet[Any]:
    """Return the versions that wait for signatures and need none any more."""
    given = (
        Signature.objects.counting()
        .filter(version=OuterRef("version"), party=OuterRef("party"))
        .values("party")
        .annotate(count=Count("pk"))
        .values("count")
    )
    duties = SigningDuty.objects.filter(version=OuterRef("pk"))
    missing = duties.annotate(given=Coalesce(Subquery(given), 0)).filter(needed__gt=F("given"))
    return _waiting(deals).filter(Exists(duties)).exclude(Exists(missing))


def _waiting(deals: QuerySet[Deal]) -> QuerySet[Any]:
    """Return the version of each deal that waits for signatures: the newest, or that of a change."""
    newest = DealVersion.objects.filter(deal=OuterRef("deal")).order_by("-number").values("number")[:1]
    of_the_deal = Q(deal__state=State.OFFERED, number=Subquery(newest))
    of_a_change = Q(deal__state__in=PLEDGED, amendment__state=AmendmentState.OFFERED)
    found = DealVersion.objects.filter(
        of_the_deal | of_a_change, deal__in=deals, conclusion=None, frozen_at__isnull=False
    )
    return found.select_related("deal").order_by("frozen_at", "pk")


def _with_reasons(versions: QuerySet[Any], at: datetime) -> QuerySet[Any]:
    """Return those of which nothing moves, with since when for each reason."""
    of_this = {"version": OuterRef("pk")}
    people = Invitation.objects.filter(**of_this)
    letters = Notice.objects.filter(
        kind__in=WITH_A_LINK, subject_type=Deal._meta.label_lower, created_at__gte=OuterRef("frozen_at")
    )
    later = Notice.objects.filter(
        kind__in=WITH_A_LINK,
        subject_type=OuterRef("subject_type"),
        subject_id=OuterRef("subject_id"),
        recipient_email=OuterRef("recipient_email"),
        created_at__gt=OuterRef("created_at"),
    )
    lost = letters.filter(subject_id=OuterRef("deal__public_id"), state=NoticeState.FAILED).exclude(
        Exists(later)
    )
    declines = Decline.objects.standing().filter(**of_this, at__lte=at - UNANSWERED)
    expired = people.waiting().filter(expires_at__lte=at - UNANSWERED)
    moved = Greatest(
        "frozen_at",
        _newest(Signature.objects.filter(**of_this), "recorded_at"),
        _newest(people, "created_at"),
        _newest(people, "last_read_at"),
    )
    return versions.annotate(
        declined_at=_first(declines, "at"),
        lost_at=_first(lost, "created_at"),
        lost_to=Subquery(lost.order_by("created_at").values("recipient_email")[:1]),
        expired_at=_first(expired, "-expires_at"),
        moved_at=moved,
    ).filter(
        Q(declined_at__isnull=False)
        | Q(lost_at__isnull=False)
        | Q(expired_at__isnull=False) & ~Exists(people.open(at))
        | Q(moved_at__lte=at - SILENT)
    )


def _first(rows: QuerySet[Any], field: str) -> Subquery:
    """Return the first moment in `field` of the rows."""
    return Subquery(rows.order_by(field).values(field.removeprefix("-"))[:1], output_field=DateTimeField())


def _newest(rows: QuerySet[Any], field: str) -> Coalesce:
    """Return the newest moment in `field`; that of freezing when there is none."""
    found = rows.filter(**{f"{field}__isnull": False})
    return Coalesce(_first(found, f"-{field}"), F("frozen_at"))


def _reason(version: Any) -> tuple[str, str, datetime, str]:
    """Return why a version halts, since when, and what to do."""
    if version.declined_at:
        why = _("A party declined, and nothing happened since.")
        return "declined", why, version.declined_at, _("Change the text, or invite that party again.")
    if version.lost_at:
        why = _("A letter to %(address)s could not be delivered.") % {"address": version.lost_to}
        return "letter", why, version.lost_at, _("Ask for the right address, and invite that person there.")
    if version.expired_at:
        why = _("Every link to sign has expired.")
        return "expired", why, version.expired_at, _("Give more time, or invite somebody else.")
    why = _("Nothing happened for two weeks.")
    return "silent", why, version.moved_at, _("Call who must sign.")
