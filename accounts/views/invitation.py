"""The page behind the link in an invitation: open to whoever holds the link."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.forms import NewMemberForm
from accounts.models import MemberInvitation, User
from accounts.policies import accepting_denial

TEMPLATE = "accounts/invitation.html"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation; looking at the page changes nothing, mail scanners look too."""
    invitation = get_object_or_404(MemberInvitation.objects.with_token(token))
    if why := invitation.closed_because(timezone.now()):
        return render(request, TEMPLATE, {"invitation": invitation, "closed": why}, status=410)
    if isinstance(request.user, User):
        return _accept_signed_in(request, request.user, invitation)
    if _has_account(invitation.email):
        return render(request, TEMPLATE, {"invitation": invitation, "sign_in": True})
    return _accept_as_new(request, invitation)


def _has_account(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


def _accept_signed_in(request: HttpRequest, user: User, invitation: MemberInvitation) -> HttpResponse:
    if why := accepting_denial(user, invitation, at=timezone.now()):
        return render(request, TEMPLATE, {"invitation": invitation, "foreign": why}, status=403)
    if request.method != "POST":
        return render(request, TEMPLATE, {"invitation": invitation})
    invitation.accept(by=user, at=timezone.now())
    messages.success(request, _("You now act for %(name)s.") % {"name": invitation.organisation})
    return redirect("home")


def _accept_as_new(request: HttpRequest, invitation: MemberInvitation) -> HttpResponse:
    form = NewMemberForm(request.POST or None, email=invitation.email)
    if not form.is_valid():
        context = {"invitation": invitation, "form": form}
        return render(request, TEMPLATE, context, status=422 if form.errors else 200)
    person = invitation.accept_as_new(
        full_name=form.cleaned_data["full_name"],
        password=form.cleaned_data["password"],
        language=get_language() or "nl",
        at=timezone.now(),
    )
    messages.success(request, _("Welcome. You now act for %(name)s.") % {"name": invitation.organisation})
    return perform_login(request, person, email_verification="none")
