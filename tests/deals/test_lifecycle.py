"""Every state × move × person: what is listed here by hand is allowed, all the rest is refused and leaves nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from accounts.models import User
from deals.actions import sign_on_paper
from deals.lifecycle import MEANINGS, MOVES, State
from deals.management.commands.draw_lifecycle import PAGE, drawing
from deals.models import Deal, Programme
from employers.models import Employer
from partners.models import Partner
from tests import factories
from tests.routes import PEOPLE
from trail.models import Entry

WHO = [person for person in PEOPLE if person != "anonymous"]
ALLOWED = {
    ("announced", "write", "officer"): "draft",
    ("announced", "cancel", "officer"): "cancelled",
    ("draft", "offer", "officer"): "offered",
    ("draft", "cancel", "officer"): "cancelled",
    ("offered", "take_back", "officer"): "draft",
    ("offered", "cancel", "officer"): "cancelled",
    ("signed", "suspend", "officer"): "suspended",
    ("signed", "end", "officer"): "ended",
    ("suspended", "resume", "officer"): "signed",
    ("suspended", "end", "officer"): "ended",
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("move", MOVES)
def test_only_the_listed_moves_can_be_made(
    state: str,
    move: str,
    officer: User,
    programme: Programme,
    helmgras: Employer,
    duinwerk: Partner,
    request: Any,
) -> None:
    for person in WHO:
        by = request.getfixturevalue(person)
        deal = factories.deal(
            officer, programme, helmgras.organisation, supporter=duinwerk.organisation, state=State(state)
        )
        before = Entry.objects.of(deal).count()
        target = ALLOWED.get((state, move, person))

        if target:
            deal.make(move, by=by, reason="By agreement.")
        else:
            with pytest.raises(PermissionDenied):
                deal.make(move, by=by, reason="By agreement.")

        now = Deal.objects.get(pk=deal.pk)
        assert (now.state, Entry.objects.of(deal).count()) == (target or state, before + bool(target)), person
        assert (move in now.moves_for(by)) is bool(ALLOWED.get((now.state, move, person)))


@pytest.mark.parametrize("move", [name for name, move in MOVES.items() if move.needs_reason])
def test_serious_move_needs_a_reason(move: str, officer: User, deal: Deal) -> None:
    source = sorted(MOVES[move].sources)[-1]
    deal = (
        deal
        if source == State.SIGNED
        else factories.deal(officer, deal.programme, factories.employer().organisation, state=source)
    )

    with pytest.raises(PermissionDenied, match="Give a reason"):
        deal.make(move, by=officer, reason="  ")


def test_last_signature_concludes_the_deal_and_the_system_alone_cannot(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)

    with pytest.raises(PermissionDenied, match="Still to sign: Gemeente Duinstede, Helmgras Groen"):
        deal.make("sign", by=None)


def test_text_that_is_taken_back_keeps_its_signatures_for_when_it_is_offered_again(
    officer: User, programme: Programme, helmgras: Employer
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, state=State.OFFERED)
    municipality, employer = factories.signatures(deal)
    sign_on_paper(deal, [municipality], by=officer)

    deal.make("take_back", by=officer, reason="A typing error, it seemed.")
    deal.make("offer", by=officer)
    sign_on_paper(deal, [employer], by=officer)

    assert (deal.state, deal.newest_version().number) == (State.SIGNED, 1)


def test_suspension_and_end_are_dated(officer: User, deal: Deal) -> None:
    deal.make("suspend", by=officer, on=date(2025, 5, 1), reason="Unsafe work.")
    deal.make("end", by=officer, on=date(2025, 6, 1), reason="By agreement.")

    assert (deal.suspended_on, deal.ended_on) == (date(2025, 5, 1), date(2025, 6, 1))


def test_membership_that_ended_gives_no_move(officer: User, deal: Deal) -> None:
    officer.memberships.update(until=factories.LONG_AGO)
    former = User.objects.get(pk=officer.pk)

    assert deal.moves_for(former) == []


def test_each_state_has_its_meaning() -> None:
    assert set(MEANINGS) == set(State)


def test_drawing_of_the_lifecycle_is_current(capsys: pytest.CaptureFixture[str]) -> None:
    assert PAGE.read_text(encoding="utf-8") == drawing(), "run manage.py draw_lifecycle"

    call_command("draw_lifecycle", "--check")

    assert "current" in capsys.readouterr().out
