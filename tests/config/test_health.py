"""What a load balancer hears."""

import pytest
from django.test import Client

from config.celery import app


def test_a_stranger_may_ask_whether_we_live(client: Client) -> None:
    assert client.get("/health/live").json() == {"alive": True}


@pytest.mark.django_db
def test_we_are_ready_when_database_and_broker_answer(client: Client) -> None:
    response = client.get("/health/ready")

    assert (response.status_code, response.json()) == (200, {"database": True, "broker": True})


@pytest.mark.django_db
def test_without_the_broker_people_go_on_working(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.conf, "broker_write_url", "redis+socket:///nowhere.sock")

    response = client.get("/health/ready")

    assert (response.status_code, response.json()) == (200, {"database": True, "broker": False})


def test_health_may_be_asked_without_tls(client: Client, settings: object) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/health/live").status_code == 200
    assert client.get("/accounts/login/").status_code == 301
