"""The live board of a signing day, for the big screen: what is signed, what is on stage, what is promised."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.http import Request
from deals.shown.board import board_of, version_of
from deals.shown.signing_day import rows_of
from deals.views.ceremony import own_event
from ui import htmx


@require_safe
def board(request: Request, event: str) -> HttpResponse:
    """Show the board; asked again while nothing changed, answer just that (304)."""
    found = own_event(request, event)
    rows = rows_of(found.agenda.read())
    version = version_of(rows, get_language() or "")
    etag = f'"{version}"'
    if htmx.wants_part(request):
        same = get_conditional_response(request, etag=etag)
        if same is not None:
            return same
    context = {"event": found, "board": board_of(rows, version)}
    response = htmx.render(request, "deals/stage/board.html", context, partial="state")
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    return response
