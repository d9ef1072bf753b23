"""What a report, a confirmation, an end and a correction do to a place, and who may."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from accounts.roles import Role
from deals.lifecycle import State
from deals.models import ChangedMeanwhile, Commitment, Deal
from placements import policies
from placements.lifecycle import STEPS, EndReason, PlacementState
from placements.models import Placement, Surprising
from tests import factories
from trail.models import Entry

NOW = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)
TODAY = date(2025, 6, 2)
END = {"ended_on": date(2025, 5, 30), "end_reason": EndReason.AS_PLANNED}
CORRECTION = {"started_on": date(2025, 3, 3)}


@pytest.fixture
def commitment(deal: Deal) -> Commitment:
    return deal.commitments.get()


def acts(placement: Placement) -> list[str]:
    return [entry.act for entry in Entry.objects.of(placement)]


def report(commitment: Commitment, by: User, **values: object) -> Placement:
    return Placement.objects.report(commitment, by=by, at=NOW, **{"started_on": date(2025, 5, 1)} | values)


def test_employer_reports_and_officer_confirms(commitment: Commitment, employer: User, officer: User) -> None:
    placement = report(commitment, employer, hours_per_week=24)
    assert (placement.state, placement.kind) == (PlacementState.REPORTED, commitment.kind)

    placement.take("confirm", by=officer, at=NOW)

    assert placement.state == PlacementState.CONFIRMED
    assert (placement.confirmed_by, placement.confirmed_at) == (officer, NOW)
    assert acts(placement) == ["report", "confirm"]


def test_officer_records_and_that_is_confirmed_at_once(commitment: Commitment, officer: User) -> None:
    placement = report(commitment, officer)

    assert placement.state == PlacementState.CONFIRMED
    assert acts(placement) == ["record"]


@pytest.mark.parametrize("who", ["officer", "employer"])
def test_a_start_to_come_is_in_preparation(
    commitment: Commitment, request: pytest.FixtureRequest, who: str
) -> None:
    placement = report(commitment, request.getfixturevalue(who), started_on=TODAY + timedelta(days=1))

    assert placement.state == PlacementState.PREPARED


def test_a_start_to_come_is_not_confirmed(commitment: Commitment, officer: User) -> None:
    placement = report(commitment, officer, started_on=TODAY + timedelta(days=1))

    with pytest.raises(PermissionDenied, match="still to come"):
        placement.take("confirm", by=officer, at=NOW)

    placement.take("confirm", by=officer, at=NOW + timedelta(days=1))
    assert placement.state == PlacementState.CONFIRMED


@pytest.mark.parametrize("state", [state for state in State if state != State.SIGNED])
def test_starts_are_recorded_on_signed_deals_only(
    officer: User, programme: object, helmgras: object, state: State
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, state=state)

    with pytest.raises(PermissionDenied):
        report(deal.commitments.get(), officer)

    assert Placement.objects.count() == 0


@pytest.mark.parametrize("move", ["suspend", "end"])
def test_ends_are_recorded_when_the_deal_stopped(
    commitment: Commitment, deal: Deal, officer: User, employer: User, move: str
) -> None:
    placement = factories.placement(commitment, officer)
    deal.make(move, by=officer, on=date(2025, 6, 1), reason="A concern.")

    placement.take("report_end", by=employer, at=NOW, **END)

    assert placement.ended_on == END["ended_on"]
    assert placement.end_confirmed_at is None


@pytest.mark.parametrize(
    ("started_on", "field"),
    [(date(2023, 12, 1), "started_on"), (TODAY + timedelta(days=400), "started_on")],
)
def test_a_start_that_cannot_be_is_refused(
    commitment: Commitment, officer: User, started_on: date, field: str
) -> None:
    with pytest.raises(ValidationError) as error:
        report(commitment, officer, started_on=started_on)

    assert list(error.value.message_dict) == [field]


@pytest.mark.parametrize("started_on", [date(2024, 12, 20), date(2024, 2, 1)])
def test_a_start_outside_the_term_is_asked_about(
    commitment: Commitment, officer: User, started_on: date
) -> None:
    with pytest.raises(Surprising) as surprise:
        report(commitment, officer, started_on=started_on)
    assert list(surprise.value.questions) == ["outside_term"]

    assert report(commitment, officer, started_on=started_on, sure_of={"outside_term"}).pk


def test_more_than_promised_is_asked_about(commitment: Commitment, officer: User, employer: User) -> None:
    for _place in range(10):
        factories.placement(commitment, officer)
    with pytest.raises(Surprising, match="All 10 promised places are taken"):
        report(commitment, employer)
    assert Placement.objects.count() == 10

    assert report(commitment, employer, sure_of={"more"}).pk


def test_a_refused_report_leaves_the_place_open(commitment: Commitment, officer: User) -> None:
    for _place in range(10):
        factories.placement(commitment, officer)
    Placement.objects.first().take("strike", by=officer, at=NOW, reason="unknown")

    assert report(commitment, officer).pk


def test_only_kinds_that_people_fill_have_places(officer: User, commitment: Commitment) -> None:
    with pytest.raises(ValidationError):
        report(commitment, officer, kind="guidance_hours")
    with pytest.raises(ValidationError, match="40"):
        report(commitment, officer, hours_per_week=41)


def test_the_same_form_sent_twice_makes_one_record(
    commitment: Commitment, employer: User, officer: User
) -> None:
    first = report(commitment, employer, token="abcdefghjk")
    second = report(commitment, employer, token="abcdefghjk")
    foreign = report(commitment, officer, token="abcdefghjk")

    assert first == second
    assert foreign not in {first}
    assert Placement.objects.count() == 2


def test_an_end_that_cannot_be_is_refused(commitment: Commitment, officer: User) -> None:
    placement = factories.placement(commitment, officer)

    for ended_on in (date(2025, 2, 1), TODAY + timedelta(days=1), None):
        with pytest.raises(ValidationError):
            placement.take("report_end", by=officer, at=NOW, ended_on=ended_on, end_reason=EndReason.OTHER)
    placement.refresh_from_db()
    assert placement.ended_on is None


def test_employer_reports_an_end_and_officer_confirms(
    commitment: Commitment, employer: User, officer: User
) -> None:
    placement = factories.placement(commitment, officer)

    placement.take("report_end", by=employer, at=NOW, **END)
    assert list(Placement.objects.to_confirm()) == [placement]
    placement.take("confirm_end", by=officer, at=NOW)

    assert placement.end_confirmed_at == NOW
    assert list(Placement.objects.to_confirm()) == []


def test_a_correction_by_the_employer_is_a_report_again(
    commitment: Commitment, employer: User, officer: User
) -> None:
    placement = factories.placement(commitment, officer)

    placement.take("correct", by=employer, at=NOW, **CORRECTION)

    assert (placement.state, placement.confirmed_by) == (PlacementState.REPORTED, None)
    entry = Entry.objects.of(placement).last()
    assert entry.changes["started_on"] == ["2025-03-01", "2025-03-03"]


def test_a_correction_by_the_officer_is_kept_with_before_and_after(
    commitment: Commitment, officer: User
) -> None:
    placement = factories.placement(commitment, officer)

    placement.take("correct", by=officer, at=NOW, **CORRECTION)

    assert placement.state == PlacementState.CONFIRMED
    assert Entry.objects.of(placement).last().changes == {"started_on": ["2025-03-01", "2025-03-03"]}


def test_a_step_on_an_older_reading_changes_nothing(
    commitment: Commitment, employer: User, officer: User
) -> None:
    placement = report(commitment, employer)
    seen = placement.revision
    placement.take("correct", by=employer, at=NOW, **CORRECTION)

    with pytest.raises(ChangedMeanwhile):
        placement.take("confirm", by=officer, at=NOW, revision=seen)

    placement.refresh_from_db()
    assert placement.state == PlacementState.REPORTED


def test_a_reason_of_the_list_is_needed_to_refuse(
    commitment: Commitment, employer: User, officer: User
) -> None:
    placement = report(commitment, employer)

    with pytest.raises(PermissionDenied, match="Give a reason"):
        placement.take("refuse", by=officer, at=NOW, reason="Because he was ill.")

    placement.take("refuse", by=officer, at=NOW, reason="twice")
    assert placement.state == PlacementState.REFUSED


def test_what_was_just_done_can_be_undone(commitment: Commitment, employer: User, officer: User) -> None:
    placement = report(commitment, employer)
    placement.take("confirm", by=officer, at=NOW)

    assert policies.undo_for(officer, placement, at=NOW) == "unconfirm"
    assert policies.undo_for(employer, placement, at=NOW) is None
    assert policies.undo_for(officer, placement, at=NOW + timedelta(hours=1)) is None
    placement.take("unconfirm", by=officer, at=NOW)
    assert (placement.state, placement.confirmed_at) == (PlacementState.REPORTED, None)


P, R, C, X = (
    PlacementState.PREPARED,
    PlacementState.REPORTED,
    PlacementState.CONFIRMED,
    PlacementState.REFUSED,
)
STAGES = {  # the five stages that differ in what can be done
    "prepared": {"state": P},
    "reported": {"state": R},
    "confirmed": {"state": C},
    "end reported": {"state": C, **END},
    "end confirmed": {"state": C, **END, "end_confirmed_at": NOW},
    "refused": {"state": X},
}
ALLOWED = {
    *(("officer", stage, step) for stage in ("prepared", "reported") for step in ("confirm", "refuse")),
    *((who, stage, "withdraw") for who in ("officer", "employer") for stage in ("prepared", "reported")),
    ("employer", "prepared", "report_start"),
    *(
        (who, stage, "correct")
        for who in ("officer", "employer")
        for stage in ("prepared", "reported", "confirmed", "end reported", "end confirmed")
    ),
    ("officer", "refused", "reopen"),
    ("officer", "confirmed", "unconfirm"),
    ("officer", "confirmed", "strike"),
    *(
        (who, stage, "report_end")
        for who in ("officer", "employer")
        for stage in ("confirmed", "end reported", "end confirmed")
    ),
    ("officer", "end reported", "confirm_end"),
    ("officer", "end reported", "refuse_end"),
    ("officer", "end reported", "withdraw_end"),
    ("employer", "end reported", "withdraw_end"),
    ("officer", "end confirmed", "withdraw_end"),
    ("officer", "end confirmed", "unconfirm_end"),
}
PEOPLE = (
    "officer",
    "employer",
    "partner",
    "alderman",
    "privacy_officer",
    "administrator",
    "neighbour",
    "outsider",
)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_stage_step_and_person(
    request: pytest.FixtureRequest, commitment: Commitment, officer: User, who: str
) -> None:
    """Allowed steps leave one entry; all others raise and leave nothing."""
    person = request.getfixturevalue(who)
    for stage, step in product(STAGES, STEPS):
        placement = factories.placement(commitment, officer, **STAGES[stage])
        before = placement.told()
        facts = END if step == "report_end" else CORRECTION if step == "correct" else {}

        if (who, stage, step) in ALLOWED:
            placement.take(step, by=person, at=NOW, reason="twice", **facts)
            assert acts(placement) == [step], (stage, step)
        else:
            with pytest.raises(PermissionDenied):
                placement.take(step, by=person, at=NOW, reason="twice", **facts)
            placement.refresh_from_db()
            assert (placement.told(), acts(placement)) == (before, []), (stage, step)
        placement.refresh_from_db()
        Placement.objects.filter(pk=placement.pk).delete()


def test_a_membership_that_ended_gives_nothing(
    commitment: Commitment, helmgras: object, officer: User
) -> None:
    former = factories.user("former@helmgras.example")
    factories.membership(former, Role.EMPLOYER, helmgras.organisation, until=NOW - timedelta(days=100))

    with pytest.raises(PermissionDenied):
        report(commitment, former)
    assert list(Placement.objects.visible_to(former)) == []
