"""Answering htmx: the same view gives a whole page, or only the part that changes."""

from django import shortcuts
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxRequest(HttpRequest):
    """A request that passed django-htmx's middleware."""

    htmx: HtmxDetails


def wants_part(request: HttpRequest) -> bool:
    """Tell whether htmx asks for a fragment (a boosted link or a restored page is a whole page)."""
    details: HtmxDetails | None = getattr(request, "htmx", None)
    return bool(details and not details.boosted and not details.history_restore_request)


def render(
    request: HttpRequest, template: str, context: dict[str, object], *, partial: str, status: int = 200
) -> HttpResponse:
    """Render the whole page, or only its `partial` when htmx asks for it."""
    name = f"{template}#{partial}" if wants_part(request) else template
    response = shortcuts.render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
