"""What somebody who is asked to sign does: sign, decline, let somebody else sign, ask."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deals.actions import signing
from deals.forms.sign import AskForm, DeclineForm, PassOnForm, SignForm
from deals.lifecycle import InvitationState
from deals.models import DeclineReason
from deals.providers import provider
from deals.shown.sign import page_of, refusal
from deals.views.sign_seat import Seat, by_the_holder, typed

post_or_get = require_http_methods(["GET", "HEAD", "POST"])


@by_the_holder
@post_or_get
def sign_sign(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take a signature: a typed name, in what capacity, and a tick; sent twice it is there once."""
    if answer := obstacle(request, seat, "sign"):
        return answer
    form = SignForm(request.POST or None, invitation=seat.invitation, initial=typed(request, seat))
    if not form.is_valid():
        return show(request, seat, "sign", form, provider=provider())
    given = form.cleaned_data
    try:
        signing.sign_online(
            seat.invitation,
            text_hash=given["text"],
            name=given["name"],
            capacity=given["capacity"],
            mandate=given["mandate"],
            drawing=given["drawing"],
            at=timezone.now(),
        )
    except PermissionDenied as why:
        return refused(request, seat, str(why))
    return redirect("deals:sign_page", seat.invitation.public_id)


@by_the_holder
@post_or_get
def sign_decline(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take a refusal with its reason, after asking whether somebody is sure."""
    if answer := obstacle(request, seat, "decline"):
        return answer
    form = DeclineForm(request.POST or None, initial=typed(request, seat))
    if not form.is_valid() or "back" in request.POST:
        return show(request, seat, "decline", form)
    reason, words = DeclineReason(form.cleaned_data["reason"]), form.cleaned_data["words"]
    if "sure" not in request.POST:
        return show(request, seat, "decline_sure", form, reason=reason.label, words=words, status=200)
    try:
        signing.decline(seat.invitation, reason, words, at=timezone.now())
    except PermissionDenied as why:
        return refused(request, seat, str(why))
    return redirect("deals:sign_page", seat.invitation.public_id)


@by_the_holder
@post_or_get
def sign_pass_on(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Let somebody else of the same party sign; the reader's own link ends."""
    if answer := obstacle(request, seat, "delegate"):
        return answer
    form = PassOnForm(request.POST or None, initial=typed(request, seat))
    if not form.is_valid():
        return show(request, seat, "pass_on", form)
    try:
        signing.delegate(seat.invitation, **form.cleaned_data, at=timezone.now())
    except (PermissionDenied, ValidationError) as why:
        if refusal("delegate", seat.invitation, timezone.now()):
            return refused(request, seat, str(why))
        form.add_error("email", why.messages if isinstance(why, ValidationError) else str(why))
        return show(request, seat, "pass_on", form)
    return redirect("deals:sign_page", seat.invitation.public_id)


@by_the_holder
@post_or_get
def sign_ask(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Put a question to the account manager; when the time is over, one for more time."""
    if answer := obstacle(request, seat, "ask"):
        return answer
    is_late = not seat.invitation.is_open(timezone.now())
    more_time = _("I would like to have more time to sign.") if is_late else ""
    form = AskForm(request.POST or None, initial={"question": more_time} | typed(request, seat))
    if not form.is_valid():
        return show(request, seat, "ask", form, is_late=is_late)
    try:
        signing.ask(seat.invitation, form.cleaned_data["question"], at=timezone.now())
    except PermissionDenied as why:
        return refused(request, seat, str(why))
    messages.success(request, _("Your question is on its way to your contact. The answer comes by letter."))
    return redirect("deals:sign_page", seat.invitation.public_id)


def obstacle(request: HttpRequest, seat: Seat, move: str) -> HttpResponse | None:
    """Return an answer when the reader cannot do this now: the page says why, and what else there is to do."""
    why = refusal(move, seat.invitation, timezone.now())
    if why is None:
        return None
    if request.method == "POST":
        return refused(request, seat, why)
    return redirect("deals:sign_page", seat.invitation.public_id)


def refused(request: HttpRequest, seat: Seat, why: str) -> HttpResponse:
    """Say why nothing was kept; who had signed already gets the receipt again."""
    seat.invitation.refresh_from_db()
    if seat.invitation.state in {InvitationState.SIGNED, InvitationState.DECLINED}:
        return redirect("deals:sign_page", seat.invitation.public_id)
    context = {"why": why, "invitation": seat.invitation, "deal": seat.invitation.version.deal}
    return render(request, "deals/sign/refused.html", context, status=409)


def show(
    request: HttpRequest, seat: Seat, page: str, form: Any, *, status: int = 422, **more: Any
) -> HttpResponse:
    """Show a form, with what it is about."""
    context = page_of(seat.invitation, at=timezone.now()) | {"form": form} | more
    return render(request, f"deals/sign/{page}.html", context, status=status if form.is_bound else 200)
