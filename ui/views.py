"""The page that shows every component once, and the choice between light and dark."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST, require_safe

from ui import samples

A_YEAR = 365 * 24 * 60 * 60
SCHEMES = ("light", "dark")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Show every component, edge cases included: for who builds pages, and the test bed of accessibility."""
    return render(request, "ui/components.html", samples.context())


@require_GET
def confirmation(request: HttpRequest) -> HttpResponse:
    """Show what a page looks like that asks whether somebody is sure."""
    return render(request, "ui/confirmation.html")


@login_not_required
@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """Keep the reader's choice of light or dark on this device; anything else follows the device again."""
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    chosen = request.POST.get("scheme", "")
    if chosen in SCHEMES:
        response.set_cookie(
            "scheme",
            chosen,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        response.delete_cookie("scheme", samesite="Lax")
    return response
