"""Requests of people who signed in."""

from django.http import HttpRequest

from accounts.models import Municipality, User


class Request(HttpRequest):
    """A request behind the sign-in gate: its user is one of ours."""

    user: User
    municipality: Municipality | None  # set by a view that knows whose page it is: its name and colours
