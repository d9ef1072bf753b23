"""Requests of people who signed in."""

from django.http import HttpRequest

from accounts.models import User


class Request(HttpRequest):
    """A request behind the sign-in gate: its user is one of ours."""

    user: User  # type: ignore[assignment]
