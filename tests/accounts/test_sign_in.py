"""Signing in and out, resetting, confirming, sessions, second factor, languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD
from trail.models import Entry

EVIL = "https://evil.example/deals/"


@pytest.fixture(autouse=True)
def _no_limits_of_earlier_tests() -> None:
    cache.clear()


@pytest.fixture
def known(employer: User) -> User:
    """Somebody with a password and a confirmed address."""
    employer.set_password(PASSWORD)
    employer.save()
    employer.confirm_address()
    return employer


def sign_in(client: Any, email: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password} | more)


def link_in_mail() -> str:
    found = re.search(r"http://\S+", str(mail.outbox[-1].body))
    assert found
    return found.group().removeprefix("http://testserver").removeprefix("http://localhost:8000")


def signed_in_as(client: Any) -> str | None:
    return client.session.get("_auth_user_id")


def test_password_opens_the_door_whatever_the_capitals_of_the_address(known: User, client: Any) -> None:
    response = sign_in(client, known.email.upper())

    assert response.url == reverse("home")
    assert signed_in_as(client) == str(known.pk)


@pytest.mark.parametrize("email", ["employer@helmgras.example", "nobody@helmgras.example"])
def test_wrong_password_and_unknown_address_read_the_same(email: str, known: User, client: Any) -> None:
    client.cookies["language"] = "en"

    response = sign_in(client, email, "wrong-password-entirely")

    assert "not correct" in response.content.decode()
    assert signed_in_as(client) is None


def test_guessing_is_limited(known: User, client: Any) -> None:
    client.cookies["language"] = "en"
    for _turn in range(5):
        sign_in(client, known.email, "wrong-password-entirely")

    response = sign_in(client, known.email)

    assert "Too many failed" in response.content.decode()
    assert signed_in_as(client) is None


def test_person_who_may_not_sign_in_any_more_is_refused(known: User, client: Any) -> None:
    User.objects.filter(pk=known.pk).update(is_active=False)

    sign_in(client, known.email)

    assert signed_in_as(client) is None


def test_unconfirmed_address_is_confirmed_first(known: User, client: Any) -> None:
    EmailAddress.objects.all().delete()

    asked = sign_in(client, known.email)
    page = link_in_mail()
    client.post(page)

    assert asked.url == reverse("account_email_verification_sent")
    assert EmailAddress.objects.get(user=known).verified


def test_nobody_registers_uninvited(db: None, client: Any) -> None:
    typed = {
        "email": "new@helmgras.example",
        "password1": "regen-onder-fiets",
        "password2": "regen-onder-fiets",
    }

    client.post(reverse("account_signup"), typed)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    "target", [EVIL, "//evil.example/", "https:evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_sign_in_leads_to_no_foreign_address(target: str, known: User, client: Any) -> None:
    response = sign_in(client, known.email, next=target)

    assert response.url == reverse("home")


@pytest.mark.parametrize("name", ["set_language", "account_logout"])
def test_other_redirects_lead_to_no_foreign_address(name: str, known: User, signed_in: Any) -> None:
    response = signed_in(known).post(reverse(name), {"next": EVIL, "language": "nl"})

    assert "evil" not in response.url


def test_sign_in_leads_on_to_the_page_that_was_asked_for(known: User, client: Any) -> None:
    page = reverse("accounts:profile")

    asked = client.get(page)
    response = client.post(asked.url, {"login": known.email, "password": PASSWORD, "next": page})

    assert response.url == page


def test_signing_out_takes_a_button_not_a_link(known: User, signed_in: Any) -> None:
    client = signed_in(known)

    client.get(reverse("account_logout"))
    still = signed_in_as(client)
    client.post(reverse("account_logout"))

    assert still == str(known.pk)
    assert signed_in_as(client) is None


def test_forgotten_password_is_set_anew_by_the_link_once(known: User, client: Any) -> None:
    client.post(reverse("account_reset_password"), {"email": known.email})
    link = link_in_mail()
    form = client.get(link).url
    client.post(form, {"password1": "storm-boven-zee", "password2": "storm-boven-zee"})
    client.logout()
    again = type(client)().get(link, follow=True)

    known.refresh_from_db()
    assert known.check_password("storm-boven-zee")
    assert 'name="password1"' not in again.content.decode()


def test_reset_tells_nobody_who_has_an_account(known: User, client: Any) -> None:
    known_answer = client.post(reverse("account_reset_password"), {"email": known.email})
    unknown_answer = client.post(reverse("account_reset_password"), {"email": "nobody@helmgras.example"})

    assert known_answer.url == unknown_answer.url


def test_new_password_ends_the_other_sessions(known: User, client: Any, signed_in: Any) -> None:
    elsewhere = signed_in(known)
    sign_in(client, known.email)

    client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "storm-boven-zee", "password2": "storm-boven-zee"},
    )

    assert elsewhere.get(reverse("accounts:profile")).status_code == 302


def test_sessions_are_listed_and_the_others_ended(known: User, client: Any) -> None:
    elsewhere = type(client)(HTTP_USER_AGENT="A forgotten computer")
    sign_in(elsewhere, known.email)
    elsewhere.get(reverse("accounts:profile"))
    sign_in(client, known.email)

    page = client.get(reverse("usersessions_list")).content.decode()
    client.post(reverse("usersessions_list"))

    assert "A forgotten computer" in page
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302
    assert client.get(reverse("accounts:profile")).status_code == 200


@pytest.mark.parametrize(("demo", "enters"), [(True, True), (False, False)])
def test_demo_accounts_enter_the_demo_only(
    demo: bool, enters: bool, known: User, client: Any, settings: Any
) -> None:
    settings.DEMO = demo
    User.objects.filter(pk=known.pk).update(is_demo=True)

    sign_in(client, known.email)

    assert (signed_in_as(client) == str(known.pk)) is enters


def test_demo_accounts_do_not_enter_by_a_reset_password_either(known: User, client: Any) -> None:
    User.objects.filter(pk=known.pk).update(is_demo=True)
    client.post(reverse("account_reset_password"), {"email": known.email})
    form = client.get(link_in_mail()).url

    client.post(form, {"password1": "storm-boven-zee", "password2": "storm-boven-zee"})

    assert signed_in_as(client) is None


def with_authenticator(person: User) -> str:
    """Give somebody an app as second factor; return its secret."""
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    return secret


def test_second_factor_is_asked_after_the_password(known: User, client: Any) -> None:
    secret = with_authenticator(known)

    asked = sign_in(client, known.email)
    between = signed_in_as(client)
    code = totp.format_hotp_value(totp.hotp_value(secret, next(iter(totp.yield_hotp_counters_from_time()))))
    client.post(asked.url, {"code": code})

    assert asked.url == reverse("mfa_authenticate")
    assert between is None
    assert signed_in_as(client) == str(known.pk)


def test_wrong_code_does_not_open_the_door(known: User, client: Any) -> None:
    with_authenticator(known)
    asked = sign_in(client, known.email)

    client.post(asked.url, {"code": "000000"})

    assert signed_in_as(client) is None


@pytest.mark.parametrize(
    ("person", "page"),
    [
        ("officer", "accounts:second_factor"),
        ("administrator", "accounts:second_factor"),
        ("alderman", "home"),
    ],
)
def test_those_who_decide_over_others_are_shown_the_second_factor(
    person: str, page: str, request: Any, client: Any
) -> None:
    user = request.getfixturevalue(person)
    user.set_password(PASSWORD)
    user.save()
    user.confirm_address()

    assert sign_in(client, user.email).url == reverse(page)


def test_second_factor_can_wait_where_it_is_not_required(officer: User, signed_in: Any) -> None:
    client = signed_in(officer)

    page = client.get(reverse("accounts:second_factor")).content.decode()

    assert "Not now" in page
    assert client.get(reverse("employers:list")).status_code == 200


@pytest.mark.parametrize(
    ("person", "status"),
    [("officer", 302), ("administrator", 302), ("alderman", 200), ("employer", 200), ("partner", 200)],
)
def test_required_second_factor_stands_before_every_page(
    person: str, status: int, request: Any, signed_in: Any, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    client = signed_in(request.getfixturevalue(person))

    response = client.get(reverse("employers:list"))

    assert response.status_code == status
    assert client.get(reverse("accounts:second_factor")).status_code == 200
    assert client.get(reverse("mfa_index")).status_code == 200


def test_required_second_factor_lets_its_owner_through(officer: User, signed_in: Any, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    with_authenticator(officer)

    assert signed_in(officer).get(reverse("employers:list")).status_code == 200


def test_recovery_codes_alone_are_no_second_factor(officer: User, signed_in: Any, settings: Any) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    Authenticator.objects.create(user=officer, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})

    assert signed_in(officer).get(reverse("employers:list")).status_code == 302


@pytest.mark.parametrize(("required", "left"), [(True, 1), (False, 0)])
def test_last_required_second_factor_is_not_removed(
    required: bool, left: int, officer: User, client: Any, settings: Any
) -> None:
    settings.REQUIRE_SECOND_FACTOR = required
    officer.set_password(PASSWORD)
    officer.save()
    officer.confirm_address()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    with_authenticator(officer)

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=officer, type="totp").count() == left


def test_language_of_the_person_counts_before_the_cookie(known: User, signed_in: Any) -> None:
    client = signed_in(known)
    client.cookies["language"] = "nl"

    assert client.get(reverse("accounts:profile"))["Content-Language"] == "en"


def test_language_of_a_visitor_is_dutch_or_what_was_chosen(db: None, client: Any) -> None:
    by_default = client.get(reverse("account_login"), headers={"Accept-Language": "en"})
    client.post(reverse("set_language"), {"language": "en"})
    chosen = client.get(reverse("account_login"))

    assert (by_default["Content-Language"], chosen["Content-Language"]) == ("nl", "en")


def test_language_switch_is_remembered_with_the_person(known: User, signed_in: Any) -> None:
    client = signed_in(known)

    client.post(reverse("set_language"), {"language": "nl"})
    client.post(reverse("set_language"), {"language": "xx"})

    known.refresh_from_db()
    assert known.language == "nl"


def test_profile_is_saved_with_a_record_that_holds_no_values(known: User, signed_in: Any) -> None:
    typed = {"full_name": "Emma Anders", "function": "directeur", "phone": "015 123", "language": "nl"}

    response = signed_in(known).post(reverse("accounts:profile"), typed)

    known.refresh_from_db()
    assert response.status_code == 302
    assert (known.full_name, known.language) == ("Emma Anders", "nl")
    assert Entry.objects.of(known).get().changes == {"fields": ["full_name", "function", "phone", "language"]}


def test_profile_without_a_name_is_refused_and_keeps_the_rest(known: User, signed_in: Any) -> None:
    response = signed_in(known).post(
        reverse("accounts:profile"), {"full_name": "", "phone": "015 123", "language": "en"}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="015 123"' in page
    assert "Emma Employer" in page  # the page still greets by the saved name
