"""The letters about signing in: plain words, in the reader's language, with a link that works."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from accounts.models import User


@pytest.fixture
def known(officer: User) -> User:
    EmailAddress.objects.create(user=officer, email=officer.email, verified=True, primary=True)
    officer.set_password("correct-horse-battery")
    officer.save()
    return officer


def ask(client: Client, address: str, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.post(reverse("account_reset_password"), {"email": address})


@pytest.mark.parametrize(
    ("language", "subject", "greeting"),
    [("nl", "Kies een nieuw wachtwoord", "Goedendag,"), ("en", "Choose a new password", "Hello,")],
)
def test_new_password_is_offered_in_the_readers_language(
    client: Client, known: User, mailoutbox: list[EmailMessage], language: str, subject: str, greeting: str
) -> None:
    ask(client, known.email, language)

    (letter,) = mailoutbox
    assert (letter.subject, letter.to, letter.body.startswith(greeting)) == (subject, [known.email], True)
    assert "{" not in letter.body
    link = re.search(r"http\S+", letter.body)
    assert link is not None
    assert client.get(link[0], follow=True).status_code == 200


def test_unknown_address_is_told_so_by_letter_only(
    client: Client, db: None, mailoutbox: list[EmailMessage]
) -> None:
    ask(client, "nobody@example.com", "nl")

    (letter,) = mailoutbox
    assert letter.subject == "Wij kennen dit adres niet"
    assert "nobody@example.com" in letter.body
    assert "http" not in letter.body.replace(settings.BASE_URL, "")


def test_changed_password_is_reported_with_what_to_do(
    client: Client, known: User, mailoutbox: list[EmailMessage]
) -> None:
    known.language = "nl"
    known.save()
    client.force_login(known, backend="django.contrib.auth.backends.ModelBackend")
    passwords = {
        "oldpassword": "correct-horse-battery",
        "password1": "another-horse-2026",
        "password2": "another-horse-2026",
    }

    client.post(reverse("account_change_password"), passwords)

    (letter,) = mailoutbox
    assert letter.subject == "Uw wachtwoord is gewijzigd"
    assert "Was u dit niet? Wijzig dan nu uw wachtwoord" in letter.body
