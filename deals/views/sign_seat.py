"""Who sits at the page where a deal is signed: by which link, after which code, or only looking on.

The token of the letter is used once, at the door. From then on this browser's session holds the link, so that the
token stands in no address, history or referrer; and once the code was typed, for half an hour of quiet at most.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from deals.lifecycle import InvitationState
from deals.models import Invitation, InvitationLink
from deals.shown.closed import CLOSED
from notices.link_pages import confidential, too_often

SEATS = "signing"  # in the session: the links that this browser opened
IDLE = 30 * 60  # seconds of quiet after which a code is asked again
MOST_SEATS = 20
MOST_TYPED = 150_000  # signs of a form that came too late, a drawn signature included
MISSES = {"most": 30, "seconds": 600}  # unknown links from one address
GONE = frozenset({InvitationState.VOID, InvitationState.DELEGATED})  # such a link opens nothing any more
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Seat:
    """One reader at one invitation."""

    link: InvitationLink
    is_proven: bool  # typed the code, not long ago
    is_onlooker: bool  # signed in as somebody else than who was invited: may look, never act
    has_asked: bool  # for a code, which may still be on its way

    @property
    def invitation(self) -> Invitation:
        """The invitation of the link."""
        return self.link.invitation


def take_seat(request: HttpRequest, link: InvitationLink) -> None:
    """Let this browser's session hold a link; a code that was typed for the same invitation goes on counting."""
    seats = request.session.get(SEATS, {})
    before = seats.pop(link.invitation.public_id, {})
    seats[link.invitation.public_id] = {"shown": before.get("shown", 0), "link": link.pk}
    request.session[SEATS] = dict(list(seats.items())[-MOST_SEATS:])


def seat_of(request: HttpRequest, public_id: str) -> Seat | None:
    """Return who sits here, or None when this browser opened no link to this invitation."""
    held = request.session.get(SEATS, {}).get(public_id)
    if held is None:
        return None
    links = InvitationLink.objects.with_page().filter(pk=held["link"], invitation__public_id=public_id)
    link = links.first()
    if link is None:
        return None
    request.municipality = link.invitation.version.deal.municipality  # type: ignore[attr-defined]
    now = timezone.now().timestamp()
    is_proven = 0 <= now - held["shown"] < IDLE
    if is_proven:
        note(request, public_id, shown=now)
    user = request.user
    is_onlooker = bool(user.is_authenticated and user.email.lower() != link.invitation.email)
    return Seat(link, is_proven, is_onlooker, "asked" in held)


def note(request: HttpRequest, public_id: str, **values: Any) -> None:
    """Keep something with this seat, in the session."""
    seats = request.session[SEATS]
    seats[public_id] = seats[public_id] | values
    request.session[SEATS] = seats


def prove(request: HttpRequest, seat: Seat) -> None:
    """Note that the code was right, in a session that nobody else can know the key of."""
    request.session.cycle_key()
    note(request, seat.invitation.public_id, shown=timezone.now().timestamp())


def by_the_holder(view: View) -> View:
    """Let in only who was invited and has typed the code; who is signed in as another can never act."""

    @login_not_required
    @confidential
    @wraps(view)
    def answer(request: HttpRequest, public_id: str, **kwargs: Any) -> HttpResponse:
        seat = seat_of(request, public_id)
        if seat is None:
            return unknown(request)
        refuse_onlookers(request, seat)
        if seat.is_onlooker or not seat.is_proven or seat.invitation.state in GONE:
            keep_typed(request, seat)
            return redirect("deals:sign_page", public_id)
        return view(request, seat, **kwargs)

    return answer


def refuse_onlookers(request: HttpRequest, seat: Seat) -> None:
    """Raise PermissionDenied when somebody signed in wants to act in the place of who was invited."""
    if request.method == "POST" and seat.is_onlooker:
        raise PermissionDenied(
            _("Only the person who was invited does this. You are signed in as somebody else.")
        )


def keep_typed(request: HttpRequest, seat: Seat) -> None:
    """Say that a form came too late; after a new code it is shown again with what was typed.

    What a provider gave the reader to bring back, in the address, is kept in the same way.
    """
    if request.method != "POST":
        if (query := request.GET.urlencode()) and len(query) <= MOST_TYPED:
            note(request, seat.invitation.public_id, brought={"page": page_name(request), "query": query})
        return
    if seat.invitation.state in GONE:
        if (seat.invitation.state, page_name(request)) != (InvitationState.DELEGATED, "deals:sign_pass_on"):
            messages.warning(request, _("Nothing of what you sent was kept."))
        return  # a button that was pressed twice: it was passed on
    messages.warning(request, _("It was quiet for a while. After a new code you find back what you typed."))
    values = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    if sum(map(len, values.values())) <= MOST_TYPED:
        note(request, seat.invitation.public_id, typed={"page": page_name(request), "values": values})


def typed(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """Return what was typed on this page before a new code was asked, once."""
    held = request.session[SEATS][seat.invitation.public_id].get("typed")
    if request.method == "POST" or held is None or held["page"] != page_name(request):
        return {}
    values: dict[str, Any] = take(request, seat, "typed")["values"]
    return {name: value for name, value in values.items() if name not in {"text", "agree"}}


def take(request: HttpRequest, seat: Seat, name: str) -> Any:
    """Return something that was kept with this seat, and keep it no longer."""
    seats = request.session[SEATS]
    held = seats[seat.invitation.public_id].pop(name, None)
    request.session[SEATS] = seats
    return held


def page_name(request: HttpRequest) -> str:
    """Return the name of the address that was asked for."""
    return request.resolver_match.view_name if request.resolver_match else ""


def after_code(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Go on where the reader was: to what they brought, or the form that came too late, else to the text."""
    brought = take(request, seat, "brought")
    held = brought or request.session[SEATS][seat.invitation.public_id].get("typed", {})
    address = reverse(held.get("page", "deals:sign_page"), args=[seat.invitation.public_id])
    return redirect(f"{address}?{brought['query']}" if brought else address)


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer a link that we never sent, or that this browser did not open; who keeps trying is slowed down."""
    many = too_often(request, "sign-misses", **MISSES)
    return slow_down(request) if many else nothing_here(request, "unknown", status=404)


def slow_down(request: HttpRequest) -> HttpResponse:
    """Answer somebody who tries too often."""
    return nothing_here(request, "guessing", status=429)


def nothing_here(request: HttpRequest, why: str, *, status: int, **context: Any) -> HttpResponse:
    """Say in plain words why there is nothing to sign, and what to do."""
    words = {"why": why, "words": CLOSED[why]}
    return render(request, "deals/sign/closed.html", words | context, status=status)


def speak(request: HttpRequest, response: HttpResponse, language: str) -> HttpResponse:
    """Let the pages speak the language of the letter, unless the reader chose one."""
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
