"""The frame around every page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from config.navigation import shell_of
from deals.models import Deal
from tests.factories import user as make_user


def asked_by(person: User | AnonymousUser, path: str = "/ui/", **cookies: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = person
    request.COOKIES |= cookies
    return request


def test_frame_names_the_municipality_and_the_person(officer: User) -> None:
    frame = shell_of(asked_by(officer, "/ui/?q=a"))

    assert (frame.owner, frame.user_name, frame.here) == ("Gemeente Duinstede", "Olga Officer", "/ui/?q=a")


def test_visitor_gets_no_menu() -> None:
    frame = shell_of(asked_by(AnonymousUser()))

    assert (frame.menu, frame.user_name, frame.login_url) == ([], "", "/accounts/login/")


@pytest.mark.parametrize(("saved", "scheme"), [("dark", "dark"), ("light", "light"), ('"><script>', "")])
def test_saved_scheme_wins_and_anything_else_is_ignored(saved: str, scheme: str) -> None:
    assert shell_of(asked_by(AnonymousUser(), scheme=saved)).scheme == scheme


def test_language_switch_keeps_the_address(client: Client, officer: User) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")

    page = client.get("/ui/?q=a").content.decode()
    answer = client.post(reverse("set_language"), {"language": "nl", "next": "/ui/?q=a"})

    assert '<input type="hidden" name="next" value="/ui/?q=a">' in page
    assert answer.headers["Location"] == "/ui/?q=a"
    assert '<html lang="nl"' in client.get("/ui/?q=a").content.decode()


def test_demo_accounts_are_shown_in_the_demo_only(client: Client, settings: object, db: None) -> None:
    make_user("someone@duinstede.example", is_demo=True)

    outside = client.get(reverse("account_login")).content.decode()
    settings.DEMO = True
    inside = client.get(reverse("account_login")).content.decode()

    assert ("someone@duinstede.example" in outside, "someone@duinstede.example" in inside) == (False, True)


def test_fiction_is_marked_on_every_page(client: Client, officer: User) -> None:
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    organisation = officer.memberships.get().organisation

    before = client.get("/ui/").content.decode()
    organisation.is_fictional = True
    organisation.save()
    after = client.get("/ui/").content.decode()

    assert ("does not exist: its employers" in before, "does not exist: its employers" in after) == (
        False,
        True,
    )


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("", ""), ("pink", "")])
def test_scheme_is_kept_on_this_device(client: Client, db: None, chosen: str, kept: str) -> None:
    answer = client.post(reverse("ui:scheme"), {"scheme": chosen, "next": "/ui/?q=a"})

    assert (answer.headers["Location"], answer.cookies["scheme"].value) == ("/ui/?q=a", kept)


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_scheme_leads_nowhere_else(client: Client, db: None, back: str) -> None:
    assert client.post(reverse("ui:scheme"), {"scheme": "dark", "next": back}).headers["Location"] == "/"


def test_employer_sees_the_municipality_of_its_deal(deal: Deal, employer: User, outsider: User) -> None:
    assert (shell_of(asked_by(employer)).owner, shell_of(asked_by(outsider)).owner) == (
        "Gemeente Duinstede",
        "",
    )
