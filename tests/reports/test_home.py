"""The first page: whose it is, what stands on it, and that one broken part leaves the others."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.models import Deal
from partners.models import Partner
from placements.models import Placement
from reports.views import homes
from tests import factories
from trail.models import Entry


def page_of(client: Any, **query: str) -> str:
    return client.get("/", query).content.decode()


@pytest.mark.django_db
def test_everyone_sees_what_it_is_and_where_to_sign_in(client: Any) -> None:
    client.cookies["language"] = "en"
    page = page_of(client)

    for words in ("From the handshake to a figure", "Sign in", "/verify/", "An example, not a real deal"):
        assert words in page


@pytest.mark.parametrize(
    ("person", "title"),
    [
        ("officer", "Today"),
        ("alderman", "Overview"),
        ("partner", "Support that you promised"),
        ("administrator", "Administration"),
        ("privacy_officer", "What happened"),
    ],
)
def test_each_role_has_its_own_home(
    deal: Deal, request: pytest.FixtureRequest, signed_in: Any, person: str, title: str
) -> None:
    page = page_of(signed_in(request.getfixturevalue(person)))

    assert f'<h1 class="nl-heading nl-heading--level-1">{title}</h1>' in page


def test_an_employer_goes_to_the_dashboard(deal: Deal, employer: User, signed_in: Any) -> None:
    assert signed_in(employer).get("/").headers["Location"] == "/dashboard/"


def test_who_has_no_role_any_more_is_told_so(db: None, signed_in: Any) -> None:
    assert "You have no role here now" in page_of(signed_in(factories.user(language="en")))


def test_officer_sees_what_waits(deal: Deal, officer: User, employer: User, signed_in: Any) -> None:
    factories.placement(deal.commitments.get(), employer, state="reported")
    deal.change(by=officer, revision=deal.revision, next_progress_on=timezone.localdate() + timedelta(days=2))

    page = page_of(signed_in(officer))

    assert "Confirm the start" in page
    assert "Talks this week" in page
    assert page.count("Deal with Helmgras Groen") >= 2  # its talk, and it lags behind
    assert "<b>0</b> of 10 filled" in page


def test_officer_confirms_from_the_home_page(
    deal: Deal, officer: User, employer: User, signed_in: Any
) -> None:
    placement = factories.placement(deal.commitments.get(), employer, state="reported")

    answer = signed_in(officer).post(
        f"/placements/{placement.public_id}/confirm/", {"revision": 1, "next": "/"}
    )

    assert answer.headers["Location"] == "/"
    assert Placement.objects.get().state == "confirmed"


def test_a_neighbour_sees_nothing_of_it(deal: Deal, neighbour: User, employer: User, signed_in: Any) -> None:
    factories.placement(deal.commitments.get(), employer, state="reported")

    page = page_of(signed_in(neighbour))

    assert "Helmgras" not in page
    assert "Nothing waits for you" in page


def test_partner_sees_what_is_due_and_what_was_delivered(deal: Deal, partner: User, signed_in: Any) -> None:
    client = signed_in(partner)
    assert "It was delivered" in page_of(client)

    deal.support_promises.get().deliver(by=partner, on=timezone.localdate())

    page = page_of(client)
    assert "You have delivered all that you promised" in page
    assert "It was delivered" not in page


def test_privacy_officer_reads_the_trail_of_its_own_municipality(
    deal: Deal, neighbour: User, privacy_officer: User, signed_in: Any
) -> None:
    foreign = factories.organisation("Elsewhere")
    Entry.objects.record(foreign, "register", by=neighbour)

    page = page_of(signed_in(privacy_officer))

    assert "Deal with Helmgras Groen" in page
    assert "computed again just now" in page
    assert "Elsewhere" not in page


def test_several_roles_have_tabs(deal: Deal, officer: User, duinwerk: Partner, signed_in: Any) -> None:
    factories.membership(officer, Role.PARTNER, duinwerk.organisation)
    client = signed_in(officer)

    assert "?role=partner" in page_of(client)
    assert "Job coach" in page_of(client, role="partner")
    assert "Places to confirm" in page_of(client, role="alderman")  # not hers: her own first


def test_one_part_that_fails_leaves_the_others(
    deal: Deal, officer: User, rf: RequestFactory, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(request: Any) -> dict[str, Any]:
        raise ValueError("broken")

    request = rf.get("/")
    request.user = officer
    talks = next(
        each for each in homes.HOMES[Role.OFFICER].parts if each.template == "reports/home_talks.html"
    )
    parts = [homes.Part(fails, talks.template), talks]

    with caplog.at_level(logging.ERROR):
        broken, whole = homes.drawn(request, parts)

    assert "This part cannot be shown now" in broken
    assert "Talks this week" in whole
    assert "broken" in caplog.text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_officers_day_takes_as_many_queries_for_one_row_as_for_three(
    deal: Deal, officer: User, employer: User, signed_in: Any, django_assert_num_queries: Any, rows: int
) -> None:
    for _row in range(rows):
        factories.placement(deal.commitments.get(), employer, state="reported")
    client = signed_in(officer)

    with django_assert_num_queries(19):
        client.get("/")
