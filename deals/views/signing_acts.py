"""What an account manager does about one invitation to sign: remind, give time, withdraw, answer a question."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.http import Request
from deals import policies
from deals.actions import inviting, signing
from deals.forms.inviting import ExtendForm, ReplyForm, WithdrawForm
from deals.lifecycle import Actor
from deals.models import Deal, Invitation, Question
from deals.policies import signing as signing_policies
from deals.views.deal import deal_or_404, post_or_get


@require_POST
def signing_remind(request: Request, public_id: str, invitation_id: str) -> HttpResponse:
    """Write to a signatory again, now; why that has no use, if so, is said on the page."""
    now = timezone.now()
    invitation = _invitation(request, public_id, invitation_id)
    _hold_to_officers(request, invitation.version.deal)
    if why := signing_policies.reminding_denial(invitation, by=request.user, at=now):
        messages.warning(request, why)
    else:
        inviting.remind(invitation, by=request.user, at=now)
        messages.success(request, _("A reminder to %(name)s is on its way.") % {"name": invitation.name})
    return redirect("deals:signing", public_id)


@post_or_get
def signing_withdraw(request: Request, public_id: str, invitation_id: str) -> HttpResponse:
    """Let an invitation end, with a reason that its reader gets."""
    now = timezone.now()
    invitation = _invitation(request, public_id, invitation_id)
    if why := policies.invitation_denial("withdraw", invitation, Actor.OFFICER, by=request.user, at=now):
        raise PermissionDenied(why)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        inviting.withdraw(invitation, form.cleaned_data["reason"], by=request.user, at=now)
        messages.success(request, _("The invitation of %(name)s has ended.") % {"name": invitation.name})
        return redirect("deals:signing", public_id)
    context = {"deal": invitation.version.deal, "invitation": invitation, "form": form}
    return render(request, "deals/signing/withdraw.html", context, status=422 if form.is_bound else 200)


@post_or_get
def signing_extend(request: Request, public_id: str) -> HttpResponse:
    """Give several signatories of one deal more time."""
    deal, now = deal_or_404(request, public_id), timezone.now()
    version = deal.version_to_sign()
    if version is None or policies.inviting_denial(request.user, deal):
        raise PermissionDenied(policies.inviting_denial(request.user, deal))
    form = ExtendForm(
        request.POST if request.method == "POST" else None,
        today=timezone.localdate(now),
        invitations=list(
            version.invitations.waiting().select_related("version__deal", "party__organisation")
        ),
        only=request.GET.get("only", ""),
    )
    done = form.save(by=request.user, at=now) if form.is_valid() else None
    if done is not None:
        messages.success(request, extended_in_words(done))
        return redirect("deals:signing", deal.public_id)
    context = {"deal": deal, "form": form}
    return render(request, "deals/signing/extend.html", context, status=422 if form.is_bound else 200)


@require_POST
def signing_after_all(request: Request, public_id: str) -> HttpResponse:
    """Let a party that declined sign after all: on paper, or with a new invitation."""
    deal = deal_or_404(request, public_id)
    if why := policies.inviting_denial(request.user, deal):
        raise PermissionDenied(why)
    parties = {str(party.pk): party for party in deal.parties.select_related("organisation")}
    party = parties.get(request.POST.get("party", ""))
    if party is None:
        raise Http404
    inviting.let_sign_after_all(deal, party, by=request.user, at=timezone.now())
    said = _("%(name)s can sign after all. Invite somebody, or record a signature on paper.")
    messages.success(request, said % {"name": party.organisation})
    return redirect("deals:signing", deal.public_id)


@post_or_get
def signing_reply(request: Request, public_id: str, question_id: str) -> HttpResponse:
    """Answer a signatory's question, by mail; it stays with the deal."""
    deal = deal_or_404(request, public_id)
    found = Question.objects.filter(invitation__in=Invitation.objects.visible_to(request.user))
    question = get_object_or_404(
        found.select_related("invitation__version__deal", "invitation__party__organisation"),
        public_id=question_id,
        invitation__version__deal=deal,
    )
    if why := policies.reply_denial(request.user, question):
        raise PermissionDenied(why)
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        signing.reply(question, form.cleaned_data["answer"], by=request.user, at=timezone.now())
        messages.success(request, _("Your answer is on its way."))
        return redirect("deals:signing", deal.public_id)
    context = {"deal": deal, "question": question, "form": form}
    return render(request, "deals/signing/reply.html", context, status=422 if form.is_bound else 200)


def extended_in_words(done: int) -> str:
    """Return how many people got more time."""
    words = ngettext("%(count)s person got more time.", "%(count)s people got more time.", done)
    return words % {"count": done}


def _invitation(request: Request, public_id: str, invitation_id: str) -> Invitation:
    """Return an invitation of this deal, if the reader may know of it."""
    invitations = Invitation.objects.visible_to(request.user).select_related(
        "version__deal__municipality__organisation", "party__organisation"
    )
    return get_object_or_404(invitations, public_id=invitation_id, version__deal__public_id=public_id)


def _hold_to_officers(request: Request, deal: Deal) -> None:
    """Refuse who may read this but not act on it."""
    if why := policies.editing_denial(request.user, deal):
        raise PermissionDenied(why)
