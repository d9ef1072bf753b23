"""What an employer sees of its deal, and only of its own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals import actions
from deals.kinds import CommitmentKind, PartyRole
from deals.lifecycle import State
from deals.models import Deal, Programme
from employers.models import Employer
from partners.models import Partner
from placements.models import Placement
from reports.dashboard import dashboard_of
from reports.views.told import timeline
from tests import factories
from tests.deals import amending
from tests.reports.factories import noon

URL = "/dashboard/"
TODAY = date(2025, 6, 2)


@pytest.fixture
def lively(deal: Deal, officer: User) -> Deal:
    """A deal with seven places filled and three in preparation of ten, and a talk to come."""
    commitment = deal.commitments.get()
    for _place in range(7):
        factories.placement(commitment, officer)
    for _place in range(2):
        factories.placement(commitment, officer, state="reported")
    deal.change(
        by=officer,
        revision=deal.revision,
        account_manager=officer,
        next_progress_on=timezone.localdate() + timedelta(days=9),
    )
    return deal


def test_the_promise_and_what_came_of_it(lively: Deal, employer: User) -> None:
    seen = dashboard_of(lively.pk, employer, today=TODAY)

    assert (seen.promised, seen.started, seen.prepared, seen.open) == (10, 7, 2, 1)


def test_the_page_tells_all_of_it(lively: Deal, employer: User, signed_in: Any) -> None:
    page = signed_in(employer).get(URL).content.decode()

    for words in (
        "Deal with Helmgras Groen",
        "Signed on 12 December 2024",
        "Runs until 31 December 2026",
        "Learn-work place, as of",
        "10 promised places: 7 filled, 2 in preparation, 1 still open.",
        "7 people started",
        "of the 10 places are filled",
        "Job coach",
        "Duinwerk",
        "by 1 June 2025",
        "Overdue",
        "Olga Officer",
        "mailto:officer@duinstede.example",
        "Put it in your calendar",
        "Tell now how it is going",
        "Report a start",
    ):
        assert words in page, words


def test_a_figure_opens_its_list_with_the_same_count(lively: Deal, employer: User, signed_in: Any) -> None:
    client = signed_in(employer)
    seen = dashboard_of(lively.pk, employer, today=timezone.localdate())

    for show, count in (("started", seen.started), ("prepared", seen.prepared)):
        answer = client.get(reverse("placements:list"), {"deal": lively.public_id, "show": show})
        assert answer.context["count"] == count
        assert f"{count} places" in answer.content.decode()


def test_a_report_moves_from_in_preparation_to_filled(
    deal: Deal, employer: User, officer: User, signed_in: Any
) -> None:
    now = timezone.now()
    placement = Placement.objects.report(
        deal.commitments.get(), by=employer, at=now, started_on=date(2025, 5, 1)
    )
    client = signed_in(employer)
    assert "0 filled, 1 in preparation, 9 still open" in client.get(URL).content.decode()

    placement.take("confirm", by=officer, at=now)

    assert "1 filled, 0 in preparation, 9 still open" in client.get(URL).content.decode()


def test_kinds_are_added_up_only_under_a_label_that_says_so(
    officer: User, employer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    lines = [
        actions.CommitmentEntry(helmgras.organisation, CommitmentKind.LEARN_WORK_PLACE, 4),
        actions.CommitmentEntry(helmgras.organisation, CommitmentKind.PAID_JOB_LONG, 3),
        actions.CommitmentEntry(helmgras.organisation, CommitmentKind.GUIDANCE_HOURS, 20),
    ]
    factories.deal(officer, programme, helmgras.organisation, commitments=lines)

    page = signed_in(employer).get(URL).content.decode()

    assert "Places, mixed, as of" in page
    assert "of the 7 places are filled" in page
    assert "Different kinds of places are added up here" in page
    assert "Hours of guidance: 20 hours" in page


def test_an_employer_sees_only_its_own_lines_of_a_shared_deal(
    officer: User, employer: User, outsider: User, programme: Programme, helmgras: Employer
) -> None:
    other = outsider.active_memberships[0].organisation
    lines = [
        actions.CommitmentEntry(helmgras.organisation, CommitmentKind.LEARN_WORK_PLACE, 4),
        actions.CommitmentEntry(other, CommitmentKind.LEARN_WORK_PLACE, 6),
    ]
    parties = [
        actions.PartyEntry(programme.municipality.organisation, PartyRole.MUNICIPALITY),
        actions.PartyEntry(helmgras.organisation, PartyRole.EMPLOYER),
        actions.PartyEntry(other, PartyRole.EMPLOYER),
    ]
    deal = factories.deal(officer, programme, helmgras.organisation, commitments=lines, parties=parties)
    factories.placement(deal.commitments.get(employer=other), officer)

    own = dashboard_of(deal.pk, employer, today=TODAY)
    theirs = dashboard_of(deal.pk, outsider, today=TODAY)

    assert (own.promised, own.started, own.starts) == (4, 0, [])
    assert (theirs.promised, theirs.started, len(theirs.starts)) == (6, 1, 1)


def test_several_deals_have_a_switch(
    deal: Deal, officer: User, employer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    other = factories.deal(officer, programme, helmgras.organisation, title="Second deal", quantity=3)
    client = signed_in(employer)

    page = client.get(URL, {"deal": other.public_id}).content.decode()

    assert "of the 3 places are filled" in page
    assert f"?deal={deal.public_id}" in page


@pytest.mark.parametrize("state", [State.OFFERED, State.SUSPENDED, State.ENDED])
def test_a_deal_that_does_not_count_says_why(
    officer: User, employer: User, programme: Programme, helmgras: Employer, signed_in: Any, state: State
) -> None:
    factories.deal(officer, programme, helmgras.organisation, state=state)

    page = signed_in(employer).get(URL).content.decode()

    words = {"offered": "waits for signatures", "suspended": "is suspended", "ended": "has ended"}
    assert words[state] in page
    assert "Report a start" not in page


def test_the_timeline_tells_each_suspension_on_its_own_day_and_when_the_deal_changed(
    deal: Deal, officer: User, employer: User, signed_in: Any
) -> None:
    amending.agreed(deal, officer)
    days = {"suspend": [date(2025, 3, 3), date(2025, 5, 5)], "resume": [date(2025, 4, 4)]}
    for move, day in [
        ("suspend", days["suspend"][0]),
        ("resume", days["resume"][0]),
        ("suspend", days["suspend"][1]),
    ]:
        deal.make(move, by=officer, on=day, reason="Unsafe.", at=noon(day))

    told = [(moment.title, moment.on) for moment in timeline(dashboard_of(deal.pk, employer, today=TODAY))]

    suspended = [on for title, on in told if title == "Deal suspended"]
    assert suspended == days["suspend"]
    assert ("Change of the deal agreed", amending.AT.date()) in told


def test_foreign_deals_and_drafts_are_not_there(
    deal: Deal,
    officer: User,
    outsider: User,
    employer: User,
    programme: Programme,
    helmgras: Employer,
    signed_in: Any,
) -> None:
    draft = factories.deal(officer, programme, helmgras.organisation, state=State.DRAFT)

    assert signed_in(outsider).get(URL, {"deal": deal.public_id}).status_code == 200
    assert "You take part in no deal yet" in signed_in(outsider).get(URL).content.decode()
    assert signed_in(employer).get(URL, {"deal": draft.public_id}).status_code == 404


def test_one_person_as_employer_and_partner_sees_both(
    deal: Deal, employer: User, duinwerk: Partner, signed_in: Any
) -> None:
    factories.membership(employer, Role.PARTNER, duinwerk.organisation)
    client = signed_in(employer)

    assert "?role=partner" in client.get(URL).content.decode()
    home = client.get("/", {"role": "partner"}).content.decode()
    assert "Job coach" in home
    assert 'href="/dashboard/"' in home


def test_queries_do_not_grow(
    lively: Deal, employer: User, officer: User, signed_in: Any, django_assert_num_queries: Any
) -> None:
    client = signed_in(employer)
    client.get(URL)
    with django_assert_num_queries(7):
        client.get(URL)

    commitment = lively.commitments.get()
    for day in range(1, 28):
        factories.placement(commitment, officer, started_on=date(2025, 4, day))
    with django_assert_num_queries(7):
        client.get(URL)


def test_the_talk_as_a_file_for_the_calendar(lively: Deal, employer: User, signed_in: Any) -> None:
    lively.refresh_from_db()
    answer = signed_in(employer).get(reverse("reports:calendar", args=[lively.public_id]))

    lines = answer.content.decode().split("\r\n")
    assert answer["Content-Type"].startswith("text/calendar")
    assert f"DTSTART;VALUE=DATE:{lively.next_progress_on:%Y%m%d}" in lines
    assert "SUMMARY:Progress talk: Deal with Helmgras Groen" in lines
    assert all(len(line.encode()) <= 75 for line in lines)


def test_where_the_source_gives_no_number_the_page_claims_none(
    officer: User, employer: User, programme: Programme, helmgras: Employer, signed_in: Any
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, commitments=[])
    deal.change(by=officer, revision=deal.revision, source="a news item")

    page = signed_in(employer).get(URL).content.decode()

    assert page.count("not published") == 3
    assert "no number of places was promised" not in page
