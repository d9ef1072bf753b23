"""In the reader's own language, and with a second factor where the role asks for one."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation

from accounts.adapter import has_second_factor
from accounts.models import User

KNOWN = {code for code, _ in settings.LANGUAGES}
OPEN_PREFIX = "allauth."
PASSED = "second-factor-seen"


class LanguageMiddleware:
    """Speak the language of the person who signed in; to a visitor that of the cookie, else Dutch.

    The browser's own preference does not count: Dutch is the default of a Dutch municipality.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        of_a_visitor = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        chosen = request.user.language if isinstance(request.user, User) else of_a_visitor
        with translation.override(chosen if chosen in KNOWN else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response


class SecondFactorMiddleware:
    """Where the installation asks for it: people whose role decides over others set up a second factor first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., HttpResponse],
        view_args: tuple,
        view_kwargs: dict,
    ) -> HttpResponse | None:
        """Send them to the page that explains it, whatever they asked for; what is open to all stays open."""
        user = request.user
        if not settings.REQUIRE_SECOND_FACTOR or not isinstance(user, User) or request.session.get(PASSED):
            return None
        if view_func.__module__.startswith(OPEN_PREFIX) or not getattr(view_func, "login_required", True):
            return None
        if not user.needs_second_factor() or getattr(view_func, "without_second_factor", False):
            return None
        if has_second_factor(user):
            request.session[PASSED] = True  # the last one cannot be removed: see MFAAdapter
            return None
        return redirect("accounts:second_factor")


def without_second_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that people reach before they have set up their second factor."""
    view.without_second_factor = True  # type: ignore[attr-defined]
    return view
