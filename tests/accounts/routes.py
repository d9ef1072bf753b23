"""Who gets the pages of this room, and of the sign-in pages that come with allauth."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.utils import timezone

from accounts.models import MemberInvitation, Region
from accounts.roles import Role
from tests.routes import PEOPLE, Route

SIGNED_IN = {person: 200 for person in PEOPLE if person != "anonymous"}
EVERYBODY = dict.fromkeys(PEOPLE, 200)
NOTHING_TO_PROVE = dict.fromkeys(SIGNED_IN, 403)  # the people of the tests have no password to type again
GONE = dict.fromkeys(PEOPLE, 404)
HELMGRAS = {"employer": 200, "officer": 200, "administrator": 200, "neighbour": 200}


def helmgras(request: Any) -> dict[str, Any]:
    return {"organisation": request.getfixturevalue("helmgras").public_id}


def colleague(request: Any) -> dict[str, Any]:
    employer = request.getfixturevalue("employer")
    return helmgras(request) | {"person": employer.public_id, "role": Role.EMPLOYER.value}


def invitation(request: Any) -> dict[str, Any]:
    """An open invitation of the employer, to somebody new."""
    employer, now = request.getfixturevalue("employer"), timezone.now()
    made = MemberInvitation.objects.create(
        organisation=request.getfixturevalue("helmgras").organisation,
        email="new@helmgras.example",
        role=Role.EMPLOYER,
        token_hash="0" * 64,
        invited_by=employer,
        invited_at=now,
        expires_at=now + timedelta(days=14),
    )
    return {"invitation": made.public_id}


def token(request: Any) -> dict[str, Any]:
    public_id = invitation(request)["invitation"]
    return {"token": MemberInvitation.objects.get(public_id=public_id).fresh_token()}


def region(request: Any) -> dict[str, Any]:
    return {
        "code": Region.objects.create(code="AM21", name="Haaglanden", centre_municipality="Den Haag").code
    }


def reset(request: Any) -> dict[str, Any]:
    user = request.getfixturevalue("employer")
    return {"uidb36": "1", "key": default_token_generator.make_token(user)}


OURS = [
    Route("accounts:members", SIGNED_IN),
    Route("accounts:organisation_members", HELMGRAS, helmgras),
    Route("accounts:invite", HELMGRAS | {"officer": 403, "neighbour": 403}, helmgras),
    Route(
        "accounts:member_end",
        {"employer": 200, "administrator": 200, "officer": 302, "neighbour": 302},
        colleague,
    ),
    Route("accounts:member_entrust", dict.fromkeys(HELMGRAS, 302), colleague, method="post"),
    Route(
        "accounts:invitation_again",
        {"employer": 302, "administrator": 302, "officer": 403, "neighbour": 403},
        invitation,
        method="post",
    ),
    Route(
        "accounts:invitation_withdraw",
        {"employer": 302, "administrator": 302, "officer": 403, "neighbour": 403},
        invitation,
        method="post",
    ),
    Route("accounts:invitation", dict.fromkeys(PEOPLE, 403) | {"anonymous": 200}, token, is_open=True),
    Route("accounts:profile", SIGNED_IN),
    Route("accounts:second_factor", SIGNED_IN),
    Route("accounts:regions", SIGNED_IN),
    Route("accounts:region", SIGNED_IN, region),
    Route("accounts:municipalities", SIGNED_IN),
    Route("set_language", dict.fromkeys(PEOPLE, 302), method="post", is_open=True),
]
ALLAUTH = [
    Route("account_login", dict.fromkeys(PEOPLE, 302) | {"anonymous": 200}, is_open=True),
    Route("account_signup", dict.fromkeys(PEOPLE, 302) | {"anonymous": 200}, is_open=True),
    Route("account_logout", dict.fromkeys(PEOPLE, 302), method="post", is_open=True),
    Route("account_inactive", EVERYBODY, is_open=True),
    Route("account_confirm_email", EVERYBODY, lambda request: {"key": "unknown"}, is_open=True),
    Route("account_email_verification_sent", EVERYBODY, is_open=True),
    Route("account_reset_password", EVERYBODY, is_open=True),
    Route("account_reset_password_done", EVERYBODY, is_open=True),
    Route("account_reset_password_from_key", EVERYBODY, reset, is_open=True),
    Route("account_reset_password_from_key_done", EVERYBODY, is_open=True),
    Route("account_confirm_login_code", dict.fromkeys(PEOPLE, 302), is_open=True),
    Route("mfa_authenticate", dict.fromkeys(PEOPLE, 302), is_open=True),
    Route("mfa_login_webauthn", dict.fromkeys(PEOPLE, 302), is_open=True),
    Route("account_email", SIGNED_IN),
    Route("account_change_password", dict.fromkeys(SIGNED_IN, 302)),  # nobody here has one yet
    Route("account_set_password", SIGNED_IN),
    Route("account_reauthenticate", NOTHING_TO_PROVE),
    Route("usersessions_list", SIGNED_IN),
    Route("mfa_index", SIGNED_IN),
    Route("mfa_reauthenticate", NOTHING_TO_PROVE),
    Route("mfa_reauthenticate_webauthn", NOTHING_TO_PROVE),
    Route("mfa_activate_totp", SIGNED_IN),
    Route("mfa_deactivate_totp", GONE | {"anonymous": 302}),
    Route("mfa_view_recovery_codes", GONE | {"anonymous": 302}),
    Route("mfa_generate_recovery_codes", SIGNED_IN),
    Route("mfa_download_recovery_codes", GONE | {"anonymous": 302}),
    Route("mfa_list_webauthn", SIGNED_IN),
    Route("mfa_add_webauthn", SIGNED_IN),
    Route("mfa_remove_webauthn", GONE | {"anonymous": 302}, lambda request: {"pk": 1}),
    Route("mfa_edit_webauthn", GONE | {"anonymous": 302}, lambda request: {"pk": 1}),
]
ROUTES = OURS + ALLAUTH
