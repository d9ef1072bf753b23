"""Who gets which page of signing by a link. Without a link that this browser opened there is nothing, for anyone."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from deals.kinds import PartyRole
from deals.models import CopyLink, InvitationLink
from tests.deals import signing
from tests.routes import Route

HERE = ("officer", "alderman", "privacy_officer", "administrator")
ALL = (*HERE, "employer", "partner", "neighbour", "outsider", "anonymous")
NOBODY = dict.fromkeys(ALL, 404)


def of_token(request: Any) -> dict[str, Any]:
    names = ("officer", "programme", "helmgras", "duinwerk")
    officer, programme, helmgras, duinwerk = (request.getfixturevalue(name) for name in names)
    deal = signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)
    return {"token": InvitationLink.objects.issue(signing.invited(deal, officer)[PartyRole.EMPLOYER])}


def of_invitation(request: Any) -> dict[str, Any]:
    of_token(request)
    return {"public_id": InvitationLink.objects.get().invitation.public_id}


def of_copy(request: Any) -> dict[str, Any]:
    deal = request.getfixturevalue("deal")
    party = deal.parties.get(role=PartyRole.PARTNER)
    party.contact_email = "contact@duinwerk.example"
    party.save()
    version = deal.newest_version()
    return {"token": CopyLink.objects.issue(version, party, email=party.contact_email, at=timezone.now())}


ROUTES = [
    Route("deals:copy", dict.fromkeys(ALL, 200), of_copy, is_open=True),
    Route("deals:copy_document", dict.fromkeys(ALL, 302), of_copy, is_open=True),
    Route("deals:sign", dict.fromkeys(ALL, 302), of_token, is_open=True),
    Route("deals:sign_page", NOBODY, of_invitation, is_open=True),
    Route("deals:sign_code", NOBODY, of_invitation, method="post", is_open=True),
    Route("deals:sign_sign", NOBODY, of_invitation, is_open=True),
    Route("deals:sign_decline", NOBODY, of_invitation, is_open=True),
    Route("deals:sign_pass_on", NOBODY, of_invitation, is_open=True),
    Route("deals:sign_ask", NOBODY, of_invitation, is_open=True),
    Route("deals:sign_with", NOBODY, of_invitation, is_open=True),
    Route("deals:sign_returned", NOBODY, of_invitation, is_open=True),
    Route("deals:sign_document", NOBODY, of_invitation, is_open=True),
]
