"""How sign-in differs from allauth's defaults: nobody signs up uninvited, demo accounts stay in the demo."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Closed registration; demo accounts are refused outside the demo."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers by themselves: an organisation invites."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Refuse the demo's accounts, whose password is public, everywhere but in the demo."""
        user = super().authenticate(request, **credentials)
        if user is not None and user.is_demo and not settings.DEMO:
            return None
        return user
