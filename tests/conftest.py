"""The people of the tests, each named for who they are, and a client that looks at every answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client, TransactionTestCase
from django.utils import translation

from accounts.models import Municipality, User
from accounts.roles import Role
from deals.models import Deal, Programme
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.browser import chromium, page_at

__all__ = ["chromium", "page_at"]  # one browser for the whole run, so they are fixtures of everyone


KEPT = {"django_migrations", "django_content_type", "auth_permission"}  # made with the tables


def empty_tables(_case: TransactionTestCase) -> None:
    """Empty every table after a test that commits, those that only grow too; a test of its own holds that rule.

    Ten times quicker than Django's `flush`, which makes each table's files and all permissions anew.
    """
    names = [name for name in connection.introspection.django_table_names() if name not in KEPT]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no triggers, no references
        for name in names:
            cursor.execute(f'DELETE FROM "{name}"')


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Empty the tables in our way; at the end, let threads and processes of tests go, so that the database can."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Tests read English, the language of the source, unless they ask for another."""
    with translation.override("en"):
        yield


@pytest.fixture
def municipality(db: None) -> Municipality:
    """The municipality of most tests."""
    return factories.municipality("Duinstede", slug="duinstede")


@pytest.fixture
def programme(municipality: Municipality) -> Programme:
    """Its programme."""
    return factories.programme(municipality, "Aan de slag")


@pytest.fixture
def officer(municipality: Municipality) -> User:
    """An account manager of the municipality."""
    return factories.user(
        "officer@duinstede.example",
        role=Role.OFFICER,
        of=municipality.organisation,
        full_name="Olga Officer",
        language="en",
    )


@pytest.fixture
def alderman(municipality: Municipality) -> User:
    """The alderman of the municipality."""
    return factories.user(
        "alderman@duinstede.example",
        role=Role.ALDERMAN,
        of=municipality.organisation,
        full_name="Aafke Alderman",
        language="en",
    )


@pytest.fixture
def privacy_officer(municipality: Municipality) -> User:
    """The privacy officer of the municipality."""
    return factories.user(
        "privacy@duinstede.example",
        role=Role.PRIVACY_OFFICER,
        of=municipality.organisation,
        full_name="Piet Privacy",
        language="en",
    )


@pytest.fixture
def administrator(municipality: Municipality) -> User:
    """The administrator of the municipality."""
    return factories.user(
        "admin@duinstede.example",
        role=Role.ADMINISTRATOR,
        of=municipality.organisation,
        full_name="Ada Administrator",
        language="en",
    )


@pytest.fixture
def helmgras(db: None) -> Employer:
    """The employer of most tests."""
    return factories.employer("Helmgras Groen")


@pytest.fixture
def employer(helmgras: Employer) -> User:
    """The contact of the employer."""
    return factories.user(
        "employer@helmgras.example",
        role=Role.EMPLOYER,
        of=helmgras.organisation,
        full_name="Emma Employer",
        language="en",
    )


@pytest.fixture
def duinwerk(db: None) -> Partner:
    """The partner of most tests."""
    return factories.partner("Duinwerk")


@pytest.fixture
def partner(duinwerk: Partner) -> User:
    """The contact of the partner."""
    return factories.user(
        "partner@duinstede.example",
        role=Role.PARTNER,
        of=duinwerk.organisation,
        full_name="Pim Partner",
        language="en",
    )


@pytest.fixture
def neighbour(db: None) -> User:
    """An account manager of another municipality."""
    other = factories.municipality("Strandhoek")
    return factories.user(
        "officer@strandhoek.example",
        role=Role.OFFICER,
        of=other.organisation,
        full_name="Nico Neighbour",
        language="en",
    )


@pytest.fixture
def outsider(db: None) -> User:
    """The contact of an employer that takes part in no deal."""
    other = factories.employer("Buitenstaander")
    return factories.user(
        "employer@buiten.example",
        role=Role.EMPLOYER,
        of=other.organisation,
        full_name="Otto Outsider",
        language="en",
    )


@pytest.fixture
def deal(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    """A signed deal: ten learn-work places by the employer, a job coach by the partner."""
    return factories.deal(officer, programme, helmgras.organisation, supporter=duinwerk.organisation)


class LookingClient(Client):
    """A client that looks at each page: no template marks left over, one heading, nothing inline that the CSP blocks."""

    def request(self, **request: Any) -> Any:
        """Answer as Django's client does, after a look at the page."""
        response = super().request(**request)
        is_mail = "sandbox" in response.get("Content-Security-Policy", "")  # a letter brings its own styles
        if (
            response.get("Content-Type", "").startswith("text/html")
            and not response.streaming
            and not is_mail
        ):
            look_at(response.content.decode(), whole="HTTP_HX_REQUEST" not in request)
        return response


def look_at(page: str, *, whole: bool) -> None:
    """Assert what holds for every page."""
    for mark in ("{{", "{%", "{#", " style=", " onclick=", " onchange=", "javascript:"):
        assert mark not in page, f"{mark!r} in the page"
    if whole and page.strip():
        assert page.count("<h1") == 1, "a page has one h1"


@pytest.fixture
def client() -> LookingClient:
    """A visitor who looks."""
    return LookingClient()


@pytest.fixture
def signed_in(client: LookingClient) -> Any:
    """A function that returns a client of a person who signed in."""

    def sign_in(person: User) -> LookingClient:
        fresh = LookingClient()
        fresh.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return fresh

    return sign_in
