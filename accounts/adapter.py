"""How sign-in differs from allauth's defaults: invited people only, demo accounts stay in the demo, second factor asked."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from accounts.models import User

STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """Closed registration; demo accounts are refused outside the demo."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers by themselves: an organisation invites."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Refuse the demo's accounts, whose password is public, everywhere but in the demo."""
        user = super().authenticate(request, **credentials)
        return None if _is_stray_demo_account(user) else user

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuse them by every other door too: a passkey, a reset password, a confirmed address."""
        if _is_stray_demo_account(user):
            return redirect("account_inactive")
        return super().pre_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead those who should have a second factor past the page that explains it."""
        user = request.user
        if isinstance(user, User) and user.needs_second_factor() and not has_second_factor(user):
            return resolve_url("accounts:second_factor")
        return super().get_login_redirect_url(request)


class MFAAdapter(DefaultMFAAdapter):
    """A second factor that one's roles ask for can be replaced, not just removed."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to remove the last strong factor of people who must have one."""
        if not settings.REQUIRE_SECOND_FACTOR or not authenticator.user.needs_second_factor():
            return True
        others = Authenticator.objects.filter(user=authenticator.user, type__in=STRONG).exclude(
            pk=authenticator.pk
        )
        return authenticator.type not in STRONG or others.exists()


def has_second_factor(user: User) -> bool:
    """Return whether the person signs in with more than a password. Recovery codes alone do not count."""
    return Authenticator.objects.filter(user=user, type__in=STRONG).exists()


def _is_stray_demo_account(user: Any) -> bool:
    return user is not None and user.is_demo and not settings.DEMO
