"""People about themselves: who they are, how they read, how they sign in."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods
from django.views.i18n import set_language

from accounts.adapter import has_second_factor
from accounts.forms import ProfileForm
from accounts.http import Request
from accounts.middleware import KNOWN, without_second_factor
from accounts.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: Request) -> HttpResponse:
    """Change name, function, telephone number and language."""
    person = User.objects.get(
        pk=request.user.pk
    )  # the form writes into it; the page still greets by the saved name
    form = ProfileForm(request.POST or None, instance=person)
    if form.is_valid():
        request.user.change_profile(**form.cleaned_data)
        with override(request.user.language):
            messages.success(request, _("Your details were saved."))
        response = redirect("accounts:profile")
        _remember(response, request.user.language)
        return response
    context = {
        "form": form,
        "second_factor": has_second_factor(request.user),
        "roles": request.user.active_memberships,
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@without_second_factor
@require_GET
def second_factor(request: Request) -> HttpResponse:
    """Explain the second factor to those who should have one, and lead them to it."""
    context = {"required": settings.REQUIRE_SECOND_FACTOR, "present": has_second_factor(request.user)}
    return render(request, "accounts/second_factor.html", context)


@login_not_required
def language_switch(request: HttpRequest) -> HttpResponse:
    """Switch the language, and remember it with the person who signed in."""
    response = set_language(request)
    chosen = request.POST.get("language", "")
    if request.method == "POST" and chosen in KNOWN and isinstance(request.user, User):
        request.user.change_profile(language=chosen)
    return response


def _remember(response: HttpResponse, language: str) -> None:
    """Keep the language for the pages after signing out, too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        samesite="Lax",
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
    )
