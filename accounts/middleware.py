"""Closed by default, and in the reader's own language."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils import translation

KNOWN = {code for code, _ in settings.LANGUAGES}
OPEN_PREFIXES = ("allauth.", "django.views.i18n")


class LanguageMiddleware:
    """Speak the language of the person who signed in, else of the cookie, else Dutch.

    The browser's own preference does not count: Dutch is the default of a Dutch municipality.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen not in KNOWN and request.user.is_authenticated:
            chosen = request.user.language
        with translation.override(chosen if chosen in KNOWN else settings.LANGUAGE_CODE):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
            return response


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Ask every visitor to sign in, but for views that say they are open and the sign-in pages themselves."""

    def process_view(  # type: ignore[override]
        self, request: HttpRequest, view_func: Callable[..., HttpResponse], view_args: tuple, view_kwargs: dict
    ) -> HttpResponse | None:
        if view_func.__module__.startswith(OPEN_PREFIXES):
            return None  # allauth guards its own pages
        return super().process_view(request, view_func, view_args, view_kwargs)
