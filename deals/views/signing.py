"""The signing of one deal, for the municipality: who signs in which order, whom to ask, and how it stands."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import Request
from deals import policies
from deals.forms.inviting import InviteForms
from deals.forms.signing_plan import PlanForms
from deals.models import Deal, DealVersion, Question
from deals.policies import signing as signing_policies
from deals.shown.signing import board_of
from deals.texts import content as content_words
from deals.views.deal import deal_or_404, post_or_get


@post_or_get
def signing_plan(request: Request, public_id: str) -> HttpResponse:
    """Say who signs, in which order and by how many people, before the text is offered."""
    deal = deal_or_404(request, public_id)
    if why := signing_policies.planning_denial(request.user, deal):
        raise PermissionDenied(why)
    plan = PlanForms(request.POST if request.method == "POST" else None, deal=deal)
    if plan.is_valid():
        changed = plan.save(deal, by=request.user, at=timezone.now())
        messages.success(request, plan.in_words if changed else _("Nothing changed."))
        return redirect("deals:signing_plan", deal.public_id)
    newest = deal.newest_version()
    context = {
        "deal": deal,
        "plan": plan,
        "may_offer": policies.denial(request.user, "offer", deal) is None,
        "voids": newest.frozen_at is not None and newest.signatures.exists(),
    }
    return render(request, "deals/signing/plan.html", context, status=422 if plan.is_bound else 200)


@require_safe
def signing(request: Request, public_id: str) -> HttpResponse:
    """Show how the signing stands, what comes next, and what signatories asked."""
    deal = deal_or_404(request, public_id)
    if why := signing_policies.following_denial(request.user, deal):
        raise PermissionDenied(why)
    now, version = timezone.now(), version_of(deal)
    board = board_of(version, at=now)
    may_invite = policies.inviting_denial(request.user, deal) is None
    first = may_invite and board.nobody_invited
    context: dict[str, Any] = {
        "deal": deal,
        "version": version,
        "board": board,
        "is_open": deal.version_to_sign() is not None,
        "may_invite": may_invite,
        "may_sign": policies.signing_denial(request.user, deal) is None,
        "may_plan": signing_policies.planning_denial(request.user, deal) is None,
        "questions": questions_of(version),
        "invite": InviteForms(None, version=version, today=timezone.localdate(now)) if first else None,
    }
    return render(request, "deals/signing/status.html", context)


@post_or_get
def signing_invite(request: Request, public_id: str) -> HttpResponse:
    """Ask people to sign for the parties that still must, each by a letter when it is their turn."""
    deal = deal_or_404(request, public_id)
    version = deal.version_to_sign()
    if version is None or policies.inviting_denial(request.user, deal):
        raise PermissionDenied(policies.inviting_denial(request.user, deal))
    now = timezone.now()
    data = request.POST if request.method == "POST" else None
    only = request.GET.get("party", "")
    invite = InviteForms(data, version=version, today=timezone.localdate(now), only=only)
    made = invite.save(deal, by=request.user, at=now) if invite.is_valid() else None
    if made is not None:
        words = ngettext("%(count)s person is invited.", "%(count)s people are invited.", len(made))
        messages.success(request, words % {"count": len(made)})
        return redirect("deals:signing", deal.public_id)
    context = {"deal": deal, "invite": invite}
    return render(request, "deals/signing/invite.html", context, status=422 if data else 200)


@require_safe
def signing_preview(request: Request, public_id: str) -> HttpResponse:
    """Show the text as a signatory reads it; nothing here can sign."""
    deal = deal_or_404(request, public_id)
    if why := signing_policies.following_denial(request.user, deal):
        raise PermissionDenied(why)
    version = version_of(deal)
    content = version.content or version.canonical()
    context = {"deal": deal, "version": version, "content": content} | content_words.in_words(content)
    return render(request, "deals/signing/preview.html", context)


def version_of(deal: Deal) -> DealVersion:
    """Return the text that waits for signatures, else the newest."""
    return deal.text_at_hand()


def questions_of(version: DealVersion) -> list[Question]:
    """Return what signatories asked about a text, the open questions first."""
    asked = Question.objects.filter(invitation__version=version).select_related(
        "invitation__party__organisation", "answered_by"
    )
    return sorted(asked.order_by("asked_at", "pk"), key=lambda question: question.answered_at is not None)
