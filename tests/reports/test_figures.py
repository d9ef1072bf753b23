"""What a line and a deal count at a day."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from accounts.models import User
from deals import actions
from deals.actions import sign_on_paper
from deals.actions.amending import begin_amendment
from deals.kinds import CommitmentKind
from deals.lifecycle import State
from deals.models import Deal, Programme
from employers.models import Employer
from placements.lifecycle import EndReason, PlacementState
from reports.figures import deal_figures, line_figures
from reports.planning import Status
from tests import factories

NEW_YEAR = date(2026, 1, 1)


def test_line_counts_places_by_what_became_of_them(deal: Deal, officer: User) -> None:
    line = deal.commitments.get()
    factories.placement(line, officer)
    factories.placement(line, officer, ended_on=date(2025, 9, 1), end_reason=EndReason.AS_PLANNED)
    factories.placement(line, officer, state=PlacementState.REPORTED)
    factories.placement(line, officer, state=PlacementState.PREPARED)
    factories.placement(line, officer, state=PlacementState.REFUSED)

    (found,) = line_figures(Deal.objects.all(), as_of=NEW_YEAR)[deal.pk]

    assert (found.pledged, found.started, found.running, found.ended) == (10, 2, 1, 1)
    assert (found.prepared, found.open) == (2, 6)
    assert (found.kind_label, found.unit_label) == ("learn-work place", "places")


@pytest.mark.parametrize("state", [State.ANNOUNCED, State.DRAFT, State.OFFERED, State.CANCELLED])
def test_deal_that_is_not_signed_pledges_nothing(
    officer: User, programme: Programme, helmgras: Employer, state: State
) -> None:
    made = factories.deal(officer, programme, helmgras.organisation, state=state)

    figures = deal_figures([made], as_of=NEW_YEAR)[made.pk]

    assert (figures.pledged_mixed, figures.standing, figures.status) == (0, "not_yet", Status.UNKNOWN)


@pytest.mark.parametrize(("state", "standing"), [(State.SUSPENDED, "suspended"), (State.ENDED, "history")])
def test_deal_that_stopped_pledges_nothing_from_that_day(
    officer: User, programme: Programme, helmgras: Employer, state: State, standing: str
) -> None:
    made = factories.deal(officer, programme, helmgras.organisation, state=state)

    before = deal_figures([made], as_of=date(2025, 5, 31))[made.pk]
    after = deal_figures([made], as_of=date(2025, 6, 1))[made.pk]

    assert (before.pledged_mixed, before.standing) == (10, "stands")
    assert (after.pledged_mixed, after.promised_by_kind, after.standing) == (
        0,
        {"learn_work_place": 10},
        standing,
    )


def test_deal_past_its_term_stops_counting_by_itself(deal: Deal) -> None:
    last, after = (deal_figures([deal], as_of=day)[deal.pk] for day in (date(2026, 12, 31), date(2027, 1, 1)))

    assert (last.pledged_mixed, after.pledged_mixed, after.standing) == (10, 0, "history")


def test_paid_total_holds_paid_kinds_only_and_a_sum_over_kinds_says_mixed(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    lines = [
        actions.CommitmentEntry(helmgras.organisation, CommitmentKind.LEARN_WORK_PLACE, 7),
        actions.CommitmentEntry(helmgras.organisation, CommitmentKind.PAID_JOB_LONG, 4),
        actions.CommitmentEntry(helmgras.organisation, CommitmentKind.GUIDANCE_HOURS, 120),
    ]
    made = factories.deal(officer, programme, helmgras.organisation, commitments=lines)
    for line in made.commitments.exclude(kind=CommitmentKind.GUIDANCE_HOURS):
        factories.placement(line, officer)

    figures = deal_figures([made], as_of=NEW_YEAR)[made.pk]

    assert (figures.paid_pledged, figures.paid_started) == (4, 1)
    assert (figures.pledged_mixed, figures.started_mixed, figures.label) == (11, 2, "places, mixed")
    assert figures.pledged_by_kind == {"learn_work_place": 7, "paid_job_long": 4, "guidance_hours": 120}


def test_amended_terms_count_from_the_day_they_take_effect(deal: Deal, officer: User) -> None:
    amendment = begin_amendment(
        deal, reason="More places.", effective_on=date(2025, 7, 1), by=officer, at=factories.LONG_AGO
    )
    amendment.version.commitment_terms.update(quantity=15)
    amendment.make("offer", by=officer, at=factories.LONG_AGO)

    unsigned = deal_figures([deal], as_of=NEW_YEAR)[deal.pk]
    sign_on_paper(deal, factories.signatures(deal, on=date(2025, 6, 1)), by=officer)
    before, after = (
        deal_figures([deal], as_of=day)[deal.pk] for day in (date(2025, 6, 30), date(2025, 7, 1))
    )

    assert [each.pledged_mixed for each in (unsigned, before, after)] == [10, 10, 15]


@pytest.mark.parametrize(
    ("started", "status"),
    [(2, Status.BEHIND), (4, Status.ON_TRACK), (5, Status.ON_TRACK), (7, Status.AHEAD), (10, Status.REACHED)],
)
def test_status_compares_with_half_of_the_promise_halfway_the_term(
    deal: Deal, officer: User, started: int, status: Status
) -> None:
    for _each in range(started):
        factories.placement(deal.commitments.get(), officer)

    figures = deal_figures([deal], as_of=date(2025, 12, 31))[deal.pk]

    assert (figures.planned_mixed, figures.status) == (5, status)


def test_figures_take_two_queries_however_many_deals(
    officer: User, programme: Programme, helmgras: Employer, deal: Deal, django_assert_num_queries: Any
) -> None:
    factories.deal(officer, programme, helmgras.organisation)
    both = list(Deal.objects.all())

    for deals in (both[:1], both):
        with django_assert_num_queries(2):
            deal_figures(deals, as_of=NEW_YEAR)
