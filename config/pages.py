"""Pages about the registry itself: accessibility, privacy, help, and whom to tell about a weakness."""

from datetime import UTC, timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    """Say what was tested and what was not, and how to complain."""
    return render(request, "config/accessibility.html")


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    """Say what is kept of whom, and what never is."""
    return render(request, "config/privacy.html")


@login_not_required
@require_GET
def help_page(request: HttpRequest) -> HttpResponse:
    """Say how to get in, how to do the main things, and whom to ask."""
    return render(request, "config/help.html")


@login_not_required
@require_GET
def security_txt(request: HttpRequest) -> HttpResponse:
    """Tell researchers where to report a weakness (RFC 9116), when the installation says where."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = timezone.now().astimezone(UTC) + timedelta(days=180)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
