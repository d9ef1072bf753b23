"""The thirteen work agreements of Den Haag Werkt!: twelve sign, one declines on stage, one is changed on the spot.

End to end through the pages, with a connection that drops, a second tablet, and a crash between two deals.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from accounts.models import User
from deals.agenda import AgendaState
from deals.lifecycle import State
from deals.models import AgendaItem, Deal, Programme, Signature, StageAct
from events.models import Event
from reports.figures import deal_figures
from tests.conftest import LookingClient
from tests.deals.ceremonies import EMPLOYERS, Tablet, den_haag_werkt, fields_of, thirteen, words
from trail.verification import breaks

pytestmark = pytest.mark.django_db
DECLINES, CHANGES = EMPLOYERS.index("USG People"), EMPLOYERS.index("Haagbouw")


@pytest.fixture
def day(officer: User, programme: Programme) -> Event:
    """The day itself, with its thirteen deals on no agenda yet."""
    thirteen(officer, programme)
    return den_haag_werkt(programme)


@pytest.fixture
def tablet(officer: User, day: Event, signed_in: Any) -> Tablet:
    """The officer's tablet."""
    return Tablet(signed_in(officer), day)


def another(tablet: Tablet, officer: User) -> Tablet:
    """A second tablet, that knows nothing but the address."""
    client = LookingClient()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    return Tablet(client, tablet.event)


def agenda(tablet: Tablet) -> list[AgendaItem]:
    return list(tablet.event.agenda.in_order())  # type: ignore[attr-defined]


def prepare(tablet: Tablet) -> list[AgendaItem]:
    """Put all deals on the agenda in the order of the invitation, by the page."""
    codes = [Deal.objects.get(title=f"Werkakkoord {name}").public_id for name in EMPLOYERS]
    answer = tablet.client.post(tablet.url("signing_day"), {"deals": codes})
    assert answer.status_code == 302
    for wanted, name in enumerate(EMPLOYERS):
        at = [item.deal.title for item in agenda(tablet)].index(f"Werkakkoord {name}")
        for _step in range(at - wanted):
            item = next(each for each in agenda(tablet) if each.deal.title == f"Werkakkoord {name}")
            tablet.client.post(tablet.url("agenda_shift", item), {"step": "up"})
    return agenda(tablet)


def test_thirteen_deals_at_one_event(tablet: Tablet, officer: User) -> None:
    items = prepare(tablet)
    assert [item.deal.title for item in items] == [f"Werkakkoord {name}" for name in EMPLOYERS]
    board = words(tablet.board().content.decode())
    assert "0 of 13 deals signed" in board
    assert "Nothing yet: only signed deals count." in board

    for at, item in enumerate(items):
        tablet.call(item)
        if at == DECLINES:
            decline(tablet, item)
            continue
        if at == CHANGES:
            change(tablet, item)
        sent = tablet.signing()
        assert tablet.sign(item, sent).status_code == 302
        assert tablet.sign(item, sent).status_code == 302  # the connection dropped before the answer came
        if at == 5:  # the first laptop is closed for good; another goes on where it stood
            tablet = another(tablet, officer)
            assert "Next on stage Werkakkoord Binck Bouw Verkeer" in words(tablet.stage())

    signed = Deal.objects.filter(state=State.SIGNED)
    assert signed.count() == 12
    assert Deal.objects.get(state=State.OFFERED).title == f"Werkakkoord {EMPLOYERS[DECLINES]}"
    assert Counter(Signature.objects.values_list("version__deal", flat=True)) == {
        deal.pk: 2 for deal in signed
    }
    assert StageAct.objects.filter(move="sign").count() == 12
    assert not list(breaks())
    assert_board_counts_signed_deals_only(words(tablet.board().content.decode()))


def assert_board_counts_signed_deals_only(board: str) -> None:
    """What was signed, per kind and never added up; nothing of who declined."""
    assert "12 of 13 deals signed" in board
    for line in (
        "1 permanent paid job",
        "17 paid jobs of six months or longer",
        "8 subsidised jobs",
        "2 carved jobs",
        "10 learn-work places",  # Haagbouw promised 2 and made it 1 on the spot
        "13 work experience places",
        "6 trial placements",
        "40 hours of guidance",
    ):
        assert line in board
    assert "agency" not in board  # the one who declined
    assert "Verzonnen" not in board  # no names of people
    assert pledged_by_report() == {
        "paid_job_permanent": 1,
        "paid_job_long": 17,
        "subsidised_job": 8,
        "carved_job": 2,
        "learn_work_place": 10,
        "work_experience_place": 13,
        "trial_placement": 6,
        "guidance_hours": 40,
    }


def pledged_by_report() -> dict[str, int]:
    """What the reports count as promised by the same deals, on a day within their term."""
    deals = Deal.objects.filter(state=State.SIGNED)
    sums: Counter[str] = Counter()
    for figures in deal_figures(
        deals, as_of=max(deal.signed_on for deal in deals if deal.signed_on)
    ).values():
        for line in figures.lines:
            sums[line.kind] += line.pledged
    return {kind: count for kind, count in sums.items() if count}


def decline(tablet: Tablet, item: AgendaItem) -> None:
    """The employer says no, with everyone looking; the queue goes on."""
    fields = fields_of(tablet.stage(), "/decline/")
    employer = item.deal.parties.get(role="employer")
    answer = tablet.client.post(
        tablet.url("stage_decline", item),
        fields | {"party": str(employer.pk), "reason": "numbers", "words": "Thirty is too many this year."},
    )
    assert answer.status_code == 302
    item.refresh_from_db()
    refused = item.deal.versions.get().declines.get()
    assert (item.state, refused.event, refused.recorded_by) == (
        AgendaState.DECLINED,
        tablet.event,
        item.added_by,
    )


def change(tablet: Tablet, item: AgendaItem) -> None:
    """The employer can promise one place less, until a month earlier."""
    page = tablet.client.get(tablet.url("stage_change", item)).content.decode()
    fields = fields_of(page) | {
        "promise-1-quantity": "1",
        "promise-1-ends_on_month": "11",
        "promise-1-ends_on_day": "30",
        "reason": "One mentor is away until spring.",
    }
    answer = tablet.client.post(tablet.url("stage_change", item), fields)
    assert answer.status_code == 302
    first, second = item.deal.versions.order_by("number")
    before, after = first.commitment_terms.get(), second.commitment_terms.get()
    assert (before.quantity, before.ends_on) == (2, date(2026, 12, 31))
    assert (after.quantity, after.ends_on) == (1, date(2026, 11, 30))
    assert "2 → 1" in words(tablet.stage())


def test_a_crash_between_two_deals_keeps_the_first_whole_and_the_second_untouched(
    tablet: Tablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, *_rest = prepare(tablet)
    tablet.call(first)
    tablet.sign(first)
    tablet.call(second)
    sent = tablet.signing()

    def crash(*_args: Any, **_values: Any) -> None:
        raise SystemExit("the machine stopped")

    with monkeypatch.context() as broken:
        broken.setattr(AgendaItem, "close", crash)  # after all signatures, before the last write
        with pytest.raises(SystemExit):
            tablet.sign(second, sent)

    second.refresh_from_db()
    assert first.deal.versions.get().signatures.count() == 2
    assert second.deal.versions.get().signatures.count() == 0
    assert (second.state, second.deal.state) == (AgendaState.ON_STAGE, State.OFFERED)
    assert tablet.sign(second, sent).status_code == 302  # the same post, sent again
    assert second.deal.versions.get().signatures.count() == 2
