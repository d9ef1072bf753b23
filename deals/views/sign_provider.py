"""Signing with an outside provider: there with the hash of the text, back with a proof, each once."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from deals.actions import signing
from deals.forms.sign import CapacityForm
from deals.providers import NotSigned, Proof, provider
from deals.views import sign_seat
from deals.views.sign_acts import obstacle, refused, show
from deals.views.sign_seat import Seat, by_the_holder

log = logging.getLogger(__name__)


@by_the_holder
@require_http_methods(["GET", "HEAD", "POST"])
def sign_with(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Ask in what capacity, and send the signatory on to the provider."""
    outside = provider()
    if outside is None:
        raise Http404
    if answer := obstacle(request, seat, "sign"):
        return answer
    invitation, typed = seat.invitation, sign_seat.typed(request, seat)
    form = CapacityForm(request.POST or None, invitation=invitation, initial=typed)
    if not form.is_valid():
        return show(request, seat, "with", form, provider=outside)
    if form.cleaned_data["text"] != invitation.version.content_hash:
        return refused(request, seat, _("The text was changed since you opened this page. Read it again."))
    held = {"state": secrets.token_urlsafe(24)} | form.cleaned_data
    sign_seat.note(request, invitation.public_id, provider=held)
    back = reverse("deals:sign_returned", args=[invitation.public_id])
    address = outside.begin(
        invitation, text_hash=held["text"], return_address=f"{settings.BASE_URL}{back}?state={held['state']}"
    )
    return render(request, "deals/sign/leaving.html", {"address": address, "provider": outside})


@by_the_holder
@require_safe
def sign_returned(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Take what came back from the provider, once, and only in the browser that went there for this invitation."""
    held = sign_seat.take(request, seat, "provider")
    outside, state = provider(), request.GET.get("state", "")
    if outside is None or held is None or not constant_time_compare(held["state"], state):
        return refused(
            request, seat, _("This answer of a provider belongs to no signature that was begun here.")
        )
    try:
        proof = outside.finish(request.GET.dict())
        keep(seat, held, proof)
    except (NotSigned, PermissionDenied) as why:
        log.info("invitation %s was not signed with a provider", seat.invitation.public_id)
        return refused(request, seat, str(why))
    return redirect("deals:sign_page", seat.invitation.public_id)


def keep(seat: Seat, held: dict[str, Any], proof: Proof) -> None:
    """Sign with a proof, under the text that the signatory read before leaving."""
    signing.sign_online(
        seat.invitation,
        text_hash=held["text"],
        name=proof.signer[:120],
        capacity=held["capacity"],
        mandate=held["mandate"],
        proof=proof,
        at=timezone.now(),
    )
