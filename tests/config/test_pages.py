"""Pages about the registry itself are open to anyone."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("accessibility", "WCAG 2.2"),
        ("privacy", "There is no field for them"),
        ("help", "You get in by invitation"),
    ],
)
def test_page_is_open_and_says_what_it_is_about(name: str, words: str, client: Client) -> None:
    client.cookies["language"] = "en"

    page = client.get(reverse(name))

    assert page.status_code == 200
    assert words in page.content.decode()


def test_security_txt_names_the_contact_of_the_installation(client: Client, settings: LazySettings) -> None:
    settings.SECURITY_CONTACT = "mailto:security@duinstede.example"

    text = client.get("/.well-known/security.txt").content.decode()

    assert text.startswith("Contact: mailto:security@duinstede.example\nExpires: ")


def test_security_txt_is_absent_until_there_is_a_contact(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404
