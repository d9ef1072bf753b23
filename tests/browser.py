"""A real browser for tests: pages at a width and a colour scheme, accessibility rules, and what the console said.

Tests are marked `browser`; where no Chromium is found they are skipped with a reason, and in CI they fail.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from accounts.models import User
from local import native

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]
# Both schemes and every width on each page; the page of components in both schemes at every width. Below NARROW a page is
# the same with less room: there it must fit.
NARROW = 390
Look = tuple[int, int, str]  # width, height, scheme
LOOKS: list[Look] = [(1280, 900, "light"), (390, 900, "dark"), (320, 900, "light")]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = files("axe_playwright_python").joinpath("axe.min.js")
SPILL = """[...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.hs-scroll, .hs-sr'))
  .slice(0, 5).map(e => e.tagName + '.' + e.className)"""


@dataclass
class Seat:
    """A browser window on the test server. `open` and `path` take addresses such as "/deals/"."""

    page: Page
    address: str
    problems: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a page of ours."""
        self.page.goto(self.address + path)
        return self.page


PageAt = Callable[..., Seat]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file; its event loop ends with them, because sealing needs one of its own."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps an event loop on this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=native.chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page_at(chromium: Browser, live_server: Any) -> Iterator[PageAt]:
    """Open windows: `page_at(390, scheme="dark", user=officer, javascript=False)`.

    Afterwards each of them must have been quiet: no console error, no refused or failed request.
    """
    seats: list[tuple[BrowserContext, Seat]] = []

    def open_window(
        width: int = 1280, *, scheme: str = "light", user: User | None = None, javascript: bool = True
    ) -> Seat:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            locale="nl-NL",
            reduced_motion="reduce",
        )
        seat = Seat(context.new_page(), live_server.url)
        if user:
            context.add_cookies(
                [{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": seat.address}]
            )
        _listen(seat)
        seats.append((context, seat))
        return seat

    yield open_window
    problems = [problem for _context, seat in seats for problem in seat.problems]
    for context, _seat in seats:
        context.close()
    assert problems == []


def session_of(user: User) -> str:
    """Return the key of a new session in which this person is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def assert_sound(page: Page, looks: Sequence[Look] = LOOKS) -> None:
    """Hold a page to the rules in each look; it is loaded once, and turned back at the end."""
    size = page.viewport_size
    for width, height, scheme in looks:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        assert_fits(page)
        if width >= NARROW:
            assert_accessible(page)
    page.set_viewport_size(size)


def violations(page: Page) -> list[str]:
    """Return what axe finds: rule, how often, and the first place."""
    page.wait_for_load_state()  # a click returns when the next page begins, not when it is there
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # evaluate() is not bound by the page's own policy
    asked = f"axe.run(document, {{runOnly: {RULES}, resultTypes: ['violations']}}).then(found => found.violations)"
    return [
        f"{rule['id']} ×{len(rule['nodes'])}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in page.evaluate(asked)
        for node in rule["nodes"][:1]
    ]


def assert_accessible(page: Page) -> None:
    """WCAG 2.2 A and AA and best practice, as far as a machine can tell."""
    assert violations(page) == []


def assert_fits(page: Page) -> None:
    """Nothing makes the page scroll sideways."""
    page.wait_for_load_state()
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, page.evaluate(SPILL)


def _listen(seat: Seat) -> None:
    page = seat.page
    page.on(
        "console",
        lambda message: (
            message.type == "error"
            and "status of 422" not in message.text  # a form that came back with its errors
            and seat.problems.append(f"{page.url}: {message.text}")
        ),
    )
    page.on("pageerror", lambda error: seat.problems.append(f"{page.url}: {error}"))
    page.on("requestfailed", lambda request: _note_failure(seat, request))


def _note_failure(seat: Seat, request: Any) -> None:
    if request.failure != "net::ERR_ABORTED":  # a download, or a page left before it was there
        seat.problems.append(f"{request.url}: {request.failure}")
