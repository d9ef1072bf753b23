"""A promise that counts something else than places says so, and is never added up with places."""

from __future__ import annotations

from datetime import date

from accounts.models import User
from deals import actions
from deals.kinds import CommitmentKind, DealKind, PartyRole, Unit
from deals.models import Deal, Programme
from deals.shown.board import promised_by
from deals.shown.signing_day import promises_of
from deals.texts.differences import differences
from employers.models import Employer
from tests.deals.test_differences import content, line


def test_change_of_hours_is_said_in_hours() -> None:
    before = content(commitments=[line(quantity=40, unit="hours")])
    after = content(commitments=[line(quantity=30, unit="hours")])

    [said] = map(str, differences(before, after))

    assert said == "40 → 30 hours: learn-work place until 31 December 2026 (Helmgras)"


def test_other_unit_is_said_apart_from_the_number() -> None:
    before = content(commitments=[line(quantity=4, unit="places")])
    after = content(commitments=[line(quantity=40, unit="hours")])

    assert [str(each) for each in differences(before, after)] == [
        "4 → 40 hours: learn-work place until 31 December 2026 (Helmgras)",
        "Learn-work places of Helmgras: places → hours",
    ]


def test_board_adds_no_hours_to_places(officer: User, programme: Programme, helmgras: Employer) -> None:
    organisation, kind = helmgras.organisation, CommitmentKind.LEARN_WORK_PLACE
    texts = [
        offered(
            officer, programme, actions.CommitmentEntry(organisation, kind, quantity, unit)
        ).newest_version()
        for quantity, unit in ((4, None), (3, Unit.PLACES), (40, Unit.HOURS))
    ]

    assert promised_by(texts) == [("40", "hours: learn-work place"), ("7", "learn-work places")]
    assert promises_of(texts[2]) == [("40", "hours: learn-work place")]


def offered(officer: User, programme: Programme, promise: actions.CommitmentEntry) -> Deal:
    """A deal with one promise."""
    municipality = programme.municipality.organisation
    parties = [
        actions.PartyEntry(municipality, PartyRole.MUNICIPALITY),
        actions.PartyEntry(promise.organisation, PartyRole.EMPLOYER),
    ]
    entry = actions.DealEntry(
        kind=DealKind.WORK_AGREEMENT,
        title="Deal",
        programme=programme,
        parties=parties,
        commitments=[promise],
        starts_on=date(2025, 1, 1),
    )
    deal = actions.write_deal(entry, by=officer)
    deal.make("offer", by=officer)
    return deal
