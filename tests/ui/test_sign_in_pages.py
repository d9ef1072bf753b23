"""The sign-in pages in a browser: dressed like the rest, quiet under the policy, and usable by keyboard."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser import PageAt, assert_accessible, assert_sound

PASSWORD = "correct-horse-battery"
OPEN = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
OWN = ["account_email", "account_change_password", "mfa_index", "usersessions_list", "account_logout"]
SECOND_STEP = ["mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn"]


@pytest.fixture
def known(officer: User) -> User:
    officer.set_password(PASSWORD)
    officer.save()
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    return officer


def sign_in(page: Page, person: User) -> None:
    """Sign in as a person without a mouse does."""
    page.get_by_label("E-mail").focus()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.name") != "password":
        page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "login" not in address)


def confirm(page: Page) -> None:
    """Type the password once more, as changing the second step asks."""
    assert_accessible(page)
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "reauthenticate" not in address)


@pytest.mark.browser
def test_open_pages_are_accessible(page_at: PageAt) -> None:
    seat = page_at()

    for name in OPEN:
        assert_sound(seat.open(reverse(name)))


@pytest.mark.browser
def test_own_pages_are_accessible_after_signing_in_by_keyboard(page_at: PageAt, known: User) -> None:
    seat = page_at(390)
    sign_in(seat.open(reverse("account_login")), known)

    confirm(seat.open(reverse("mfa_activate_totp")))
    for name in OWN + SECOND_STEP:
        page = seat.open(reverse(name))
        assert page.url.endswith(reverse(name))
        assert_sound(page)


@pytest.mark.browser
def test_second_step_shows_its_code_under_the_policy(page_at: PageAt, known: User) -> None:
    seat = page_at()
    sign_in(seat.open(reverse("account_login")), known)

    page = seat.open(reverse("mfa_activate_totp"))
    confirm(page)

    expect(page.locator(".hs-qr svg path")).to_be_visible()


@pytest.mark.browser
def test_wrong_password_is_said_above_the_form_and_in_the_title(page_at: PageAt, known: User) -> None:
    page = page_at().open(reverse("account_login"))
    page.locator("[name=login]").fill(known.email)
    page.locator("[name=password]").fill("wrong")
    page.keyboard.press("Enter")

    expect(page.locator("#errors")).to_be_focused()
    assert page.title().startswith(("Fout: ", "Error: "))
    assert page.locator("[name=login]").input_value() == known.email


@pytest.mark.browser
def test_menu_opens_and_closes_by_keyboard_without_javascript(page_at: PageAt, known: User) -> None:
    page = page_at(390, user=known, javascript=False).open(reverse("ui:components"))
    menu = page.locator("#menu")

    expect(menu).to_be_hidden()
    page.locator(".hs-nav__toggle").press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()


@pytest.mark.browser
def test_language_and_scheme_and_sign_out_work_without_javascript(page_at: PageAt, known: User) -> None:
    page = page_at(user=known, javascript=False).open(reverse("ui:components") + "?q=a")

    page.locator(".hs-tools [lang=nl]").click()
    assert (page.locator("html").get_attribute("lang"), page.url.endswith("/ui/?q=a")) == ("nl", True)
    page.get_by_role("button", name="Donker").click()
    assert page.locator("html").get_attribute("data-color-scheme") == "dark"
    page.locator(".hs-tools").get_by_role("button", name="Uitloggen").click()
    page.goto(page.url.partition("/accounts")[0].rstrip("/") + reverse("ui:components"))
    assert reverse("account_login") in page.url
