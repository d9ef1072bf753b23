"""The first page: of the reader's role, or for everyone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.roles import Role
from reports.views import homes
from ui import formats


@login_not_required
@require_GET
def home(request: Request) -> HttpResponse:
    """Show the front to everyone, and to who signed in the home of the role asked for, else of their first."""
    if not request.user.is_authenticated:
        return render(request, "reports/front.html")
    roles = homes.roles_of(request.user)
    if not roles:
        return render(request, "reports/home_nothing.html")
    asked = request.GET.get("role", "")
    role = Role(asked) if asked in roles else roles[0]
    if role == Role.EMPLOYER:
        return redirect("reports:dashboard")
    context = {
        "role": role,
        "home": homes.HOMES[role],
        "tabs": homes.tabs(request.user, role),
        "cards": homes.drawn(request, homes.HOMES[role].parts),
        "today": formats.day(timezone.localdate()),
        "can_log": role == Role.OFFICER,
    }
    return render(request, "reports/home.html", context)
