"""The page behind a letter that asks somebody to sign: the door, the code, and the text to read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from deals import notifications
from deals.forms.sign import CodeForm
from deals.lifecycle import InvitationState
from deals.models import Amendment, Deal, InvitationLink
from deals.shown.sign import invited_again, page_of, receipt_of, why_closed
from deals.views import sign_seat
from deals.views.documents import give
from deals.views.sign_seat import GONE, Seat, by_the_holder, seat_of, unknown
from notices.link_pages import confidential, masked, too_often
from notices.tasks import hurry

WRONG = {"most": 30, "seconds": 600}  # wrong codes from one address


@login_not_required
@confidential
@require_safe
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """The door: take the token of a letter once, and go on without it in the address."""
    link = InvitationLink.objects.of_token(token).first()
    if link is None:
        return unknown(request)
    sign_seat.take_seat(request, link)
    answer = redirect("deals:sign_page", link.invitation.public_id)
    answer["Referrer-Policy"] = "no-referrer"
    return sign_seat.speak(request, answer, link.invitation.language)


@login_not_required
@confidential
@require_safe
def sign_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask for a code; then show the text and what can be done, or what became of it."""
    seat = seat_of(request, public_id)
    if seat is None:
        return unknown(request)
    if seat.is_onlooker:
        return look_on(request, seat)
    if seat.invitation.state in GONE:
        return closed(request, seat, why_closed(seat.invitation))
    if not seat.is_proven:
        return render(request, "deals/sign/code.html", code_context(seat, CodeForm()))
    seat.invitation.note_reading(timezone.now())
    return own_page(request, seat)


def own_page(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Answer who was invited and has typed the code."""
    now, invitation = timezone.now(), seat.invitation
    if invitation.state == InvitationState.SIGNED:
        context = page_of(invitation, at=now) | receipt_of(invitation)
        return render(request, "deals/sign/receipt.html", context)
    if invitation.state == InvitationState.DECLINED:
        return closed(request, seat, "declined")
    if not invitation.is_open(now):
        return closed(request, seat, "expired")
    return render(request, "deals/sign/page.html", page_of(invitation, at=now))


def look_on(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Answer somebody who is signed in as another: who may read the deal reads along, and can do nothing."""
    version = seat.invitation.version
    known = Deal.objects.visible_to(request.user).filter(pk=version.deal_id)
    if not known.exists() and not Amendment.objects.visible_to(request.user).filter(version=version).exists():
        return closed(request, seat, "other", status=403)
    context = page_of(seat.invitation, at=timezone.now()) | {"may": {}, "onlooker": True}
    return render(request, "deals/sign/page.html", context)


def closed(request: HttpRequest, seat: Seat, why: str, *, status: int = 410) -> HttpResponse:
    """Say in plain words why there is nothing to sign, and what to do; the reason only to who typed the code."""
    invitation = seat.invitation
    context: dict[str, Any] = {"deal": invitation.version.deal, "invitation": invitation}
    if seat.is_proven and not seat.is_onlooker:
        questions = invitation.questions.order_by("asked_at", "pk")
        context |= {"proven": True, "questions": questions, "again": invited_again(invitation)}
    return sign_seat.nothing_here(request, why, status=status, **context)


def code_context(seat: Seat, form: CodeForm) -> dict[str, Any]:
    """Return what the page that asks for a code shows; nothing of the deal."""
    invitation = seat.invitation
    return {
        "form": form,
        "action": reverse("deals:sign_code", args=[invitation.public_id]),
        "address": masked(invitation.email),
        "sent": seat.has_asked or seat.link.has_code(timezone.now()),
        "municipality": invitation.version.deal.municipality,
    }


@login_not_required
@confidential
@require_POST
def sign_code(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send a code to the address of the letter, or take the one that was typed."""
    seat = seat_of(request, public_id)
    if seat is None:
        return unknown(request)
    sign_seat.refuse_onlookers(request, seat)
    if seat.is_proven or seat.invitation.state in GONE:
        return redirect("deals:sign_page", public_id)
    if too_often(request, "sign-codes", **WRONG, add=0):
        return sign_seat.slow_down(request)
    if "send" in request.POST:
        return send_code(request, seat)
    form = CodeForm(request.POST)
    if form.is_valid() and seat.link.accepts(form.cleaned_data["code"], at=timezone.now()):
        sign_seat.prove(request, seat)
        return sign_seat.after_code(request, seat)
    if form.is_valid():
        too_often(request, "sign-codes", **WRONG)
        form.add_error("code", _("This code is wrong or no longer works. Try again, or ask for a new one."))
    return render(request, "deals/sign/code.html", code_context(seat, form), status=422)


def send_code(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Owe the person who was invited a code, and say so."""
    if notice := notifications.send_code(seat.link, at=timezone.now()):
        hurry(notice)
        sign_seat.note(request, seat.invitation.public_id, asked=True)
        messages.success(request, _("We are sending you a code. It can take a minute to arrive."))
    else:
        messages.error(request, _("We sent several codes already. Wait an hour, or call your contact."))
    return redirect("deals:sign_page", seat.invitation.public_id)


@by_the_holder
@require_safe
def sign_document(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Give the sealed document to who signed."""
    copy = (
        receipt_of(seat.invitation)["document"] if seat.invitation.state == InvitationState.SIGNED else None
    )
    if copy is None:
        raise Http404(_("The document is not ready yet."))
    return give(request, copy)
