"""What pages behind a link in a letter share: nobody keeps their address, and who guesses is slowed down."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

log = logging.getLogger(__name__)
View = Callable[..., HttpResponse]
DOT = "•"


def confidential(view: View) -> View:
    """Let nobody keep, index or pass on the address of this page: it may be the key to it."""

    @wraps(view)
    @never_cache
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # Not "no-referrer": with that, browsers hide the origin of our own form from the check against forgery.
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answer


def too_often(request: HttpRequest, what: str, *, most: int, seconds: int, add: int = 1) -> bool:
    """Count one more of `what` from this address, or with 0 look only; return whether it was too often by now.

    When nobody can count, nobody is kept out: what must hold then too is counted in the database, at each link.
    """
    key = f"{what}-{get_adapter(request).get_client_ip(request)}"
    try:
        cache.add(key, 0, seconds)
        return cache.incr(key, add) > most - (not add)
    except Exception:  # as many kinds as there are caches; also when the time ran out between both lines
        log.exception("Could not count %s", what)
        return False


def masked(email: str) -> str:
    """Return an address that its owner knows again and nobody else learns: `o•••@delft.example`."""
    name, _at, host = email.partition("@")
    return f"{name[:1]}{DOT * 3}@{host}"
