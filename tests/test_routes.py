"""Every address, for every person: what it answers. An address that no room lists fails here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.core.cache import cache
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.conftest import LookingClient
from tests.routes import PEOPLE, Route

ROOMS = sorted(path.parent.name for path in Path(__file__).parent.glob("*/routes.py"))
ROUTES: list[Route] = [route for room in ROOMS for route in import_module(f"tests.{room}.routes").ROUTES]
# Views of ours that answer whoever asks. Adding one is a decision.
OPEN = {
    "accessibility",
    "accounts:invitation",
    "deals:evaluate",
    "deals:evaluate_code",
    "deals:copy",
    "deals:copy_document",
    "deals:sign",
    "deals:sign_ask",
    "deals:sign_code",
    "deals:sign_decline",
    "deals:sign_document",
    "deals:sign_page",
    "deals:sign_pass_on",
    "deals:sign_returned",
    "deals:sign_sign",
    "deals:sign_with",
    "deals:verify",
    "deals:verify_code",
    "health_live",
    "health_ready",
    "help",
    "home",
    "notices:demo_letter",
    "notices:demo_letters",
    "notices:demo_mail",
    "placements:progress",
    "placements:progress_code",
    "privacy",
    "security_txt",
    "set_language",
    "ui:scheme",
}
# Those of allauth, which marks them itself.
OPEN_TO_SIGN_IN = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}


def patterns(resolver: URLResolver, names: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Walk the URLconf: the full name of each address, and its pattern."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, (*names, each.namespace) if each.namespace else names)
        else:
            yield ":".join([*names, each.name or str(each.pattern)]), each


ALL = dict(patterns(get_resolver()))


def test_every_address_is_listed_once() -> None:
    listed = [route.name for route in ROUTES]

    assert sorted(set(ALL) - set(listed)) == []
    assert sorted(set(listed) - set(ALL)) == []


def test_open_views_are_exactly_these() -> None:
    marked = {name for name, pattern in ALL.items() if not getattr(pattern.callback, "login_required", True)}

    assert sorted(marked) == sorted(OPEN | OPEN_TO_SIGN_IN)
    assert sorted({route.name for route in ROUTES if route.is_open}) == sorted(OPEN | OPEN_TO_SIGN_IN)


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.name} {route.method}")
def test_every_person_gets_the_page_or_is_refused(route: Route, request: Any) -> None:
    people = {person: None if person == "anonymous" else request.getfixturevalue(person) for person in PEOPLE}
    address = reverse(route.name, kwargs=route.kwargs(request))
    cache.clear()  # limits count requests

    found = {person: answer(user, route, address) for person, user in people.items()}

    assert {person: status for person, (status, _to) in found.items()} == {
        person: route.status_for(person) for person in PEOPLE
    }
    if not route.is_open:
        assert f"{REDIRECT_FIELD_NAME}={address}" in unquote(found["anonymous"][1])


def answer(user: Any, route: Route, address: str) -> tuple[int, str]:
    """Return status and target for one person; whatever the request changed is undone."""
    client = LookingClient(raise_request_exception=False)
    if user:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    with transaction.atomic():
        response = getattr(client, route.method)(address)
        transaction.set_rollback(True)
    return response.status_code, response.get("Location", "")
