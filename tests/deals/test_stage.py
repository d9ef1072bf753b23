"""The stage of a signing day: who may do what and when, once, and all or nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from deals.actions import SignatureEntry
from deals.actions.ceremony import Post, sign_on_stage
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.paper import check_signature
from deals.agenda import AgendaState
from deals.kinds import CommitmentKind
from deals.lifecycle import InvitationState, State
from deals.mail import DECLINED, VOIDED
from deals.models import AgendaItem, CheckOutcome, Deal, Programme, Signature, SignatureMethod, StageAct
from events.models import Event
from notices.models import Notice
from tests import factories
from tests.conftest import LookingClient
from tests.deals.ceremonies import STROKES, Tablet, den_haag_werkt, fields_of, words, work_agreement
from trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(officer: User, programme: Programme) -> Event:
    """A signing day today with two deals on its agenda."""
    event = den_haag_werkt(programme)
    deals = [
        work_agreement(officer, programme, name, [(CommitmentKind.LEARN_WORK_PLACE, 4)])
        for name in ("RegioTV", "Cirkel Rond")
    ]
    AgendaItem.objects.list_deals(event, deals, by=officer, at=timezone.now())
    return event


@pytest.fixture
def tablet(officer: User, day: Event, signed_in: Any) -> Tablet:
    """The officer's tablet."""
    return Tablet(signed_in(officer), day)


@pytest.fixture
def first(day: Event) -> AgendaItem:
    """The first deal on the agenda."""
    return day.agenda.in_order()[0]  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def second(day: Event) -> AgendaItem:
    """The second deal on the agenda."""
    return day.agenda.in_order()[1]  # type: ignore[attr-defined,no-any-return]


def states(day: Event) -> list[str]:
    return list(day.agenda.order_by("position").values_list("state", flat=True))  # type: ignore[attr-defined]


def test_drawn_signatures_are_kept_with_who_recorded_them_and_where(
    tablet: Tablet, first: AgendaItem, officer: User
) -> None:
    tablet.call(first)

    tablet.sign(first)

    ours, theirs = Signature.objects.order_by("party__position")
    assert {ours.method, theirs.method} == {SignatureMethod.DRAWN}
    assert (theirs.person_name, theirs.capacity) == ("A. Verzonnen", "directeur")  # as prepared
    assert (ours.recorded_by, ours.event, ours.place) == (officer, tablet.event, "World Forum, Den Haag")
    assert ours.drawing
    assert ours.signed_at is not None
    first.deal.refresh_from_db()
    assert first.deal.state == State.SIGNED
    assert first.deal.documents.get().state == "due"  # the sealed document follows by itself


def test_signed_on_paper_is_in_ink_on_the_day_of_the_event(tablet: Tablet, first: AgendaItem) -> None:
    tablet.call(first)
    fields = {name: "ink" if name.endswith("-method") else value for name, value in tablet.signing().items()}

    tablet.sign(first, fields)

    assert set(Signature.objects.values_list("method", "signed_on")) == {("ink", tablet.event.on)}
    assert not Signature.objects.exclude(drawing=None).exists()


def test_one_refused_signature_keeps_all_others_of_the_deal_out(
    tablet: Tablet, first: AgendaItem, second: AgendaItem
) -> None:
    tablet.call(first)
    tablet.sign(first)
    tablet.call(second)
    fields = tablet.signing()
    last = next(name for name in reversed(fields) if name.endswith("-drawing"))

    answer = tablet.sign(second, fields | {last: ""})

    assert answer.status_code == 422
    assert "Draw the signature, or choose that it was signed on paper." in words(answer.content.decode())
    assert STROKES.replace('"', "&quot;") in answer.content.decode()  # what was drawn is still there
    assert Signature.objects.filter(version__deal=second.deal).count() == 0
    assert Signature.objects.filter(version__deal=first.deal).count() == 2
    assert states(tablet.event) == [AgendaState.SIGNED, AgendaState.ON_STAGE]


def test_a_post_that_lacks_a_party_signs_nothing(tablet: Tablet, first: AgendaItem, officer: User) -> None:
    tablet.call(first)
    one = next(name for name in tablet.signing() if name.endswith("-method")).removesuffix("-method")
    cut = {name: value for name, value in tablet.signing().items() if not name.startswith(f"{one}-")}

    answer = tablet.sign(first, cut)

    assert answer.status_code == 422
    assert Signature.objects.count() == 0


def test_the_same_post_twice_is_one_signing_and_the_same_answer(tablet: Tablet, first: AgendaItem) -> None:
    tablet.call(first)
    fields = tablet.signing()

    answers = [tablet.sign(first, fields) for _time in range(3)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, f"{tablet.url('stage')}?done={fields['key']}")
    }
    assert Signature.objects.count() == 2
    assert StageAct.objects.filter(move="sign").count() == 1
    assert Entry.objects.of(tablet.event).filter(act="stage_sign").count() == 1


def test_another_tablet_that_signs_later_hears_that_it_was_done(
    tablet: Tablet, first: AgendaItem, officer: User
) -> None:
    tablet.call(first)
    mine, theirs = tablet.signing(), tablet.signing()
    assert mine["key"] != theirs["key"]
    tablet.sign(first, mine)

    answer = tablet.sign(first, theirs)

    assert answer.status_code == 422
    assert "This was signed on this stage already." in words(answer.content.decode())
    assert Signature.objects.count() == 2


def test_signatures_that_arrive_when_the_next_deal_is_on_stage_still_count(
    tablet: Tablet, first: AgendaItem, second: AgendaItem
) -> None:
    tablet.call(first)
    fields = tablet.signing()  # drawn, and then the connection was away
    tablet.call(second)

    answer = tablet.sign(first, fields)

    assert answer.status_code == 302
    assert states(tablet.event) == [AgendaState.SIGNED, AgendaState.ON_STAGE]


def test_a_text_that_changed_since_the_page_was_opened_is_not_signed(
    tablet: Tablet, first: AgendaItem, officer: User
) -> None:
    tablet.call(first)
    fields = tablet.signing()
    changed = fields_of(tablet.client.get(tablet.url("stage_change", first)).content.decode())
    changed |= {"promise-1-quantity": "3", "reason": "By agreement."}
    assert tablet.client.post(tablet.url("stage_change", first), changed).status_code == 302

    answer = tablet.sign(first, fields)

    assert answer.status_code == 422
    assert "The text was changed since you opened this page." in words(answer.content.decode())
    assert Signature.objects.count() == 0


def test_a_change_on_the_spot_tells_who_was_invited_and_shows_what_changed(
    tablet: Tablet, first: AgendaItem, officer: User
) -> None:
    party = first.deal.parties.get(role="employer")
    until = timezone.localdate() + timedelta(days=10)
    people = [SignatoryEntry(party, "A. Verzonnen", "a@verzonnen.example", "directeur")]
    (invitation,) = invite(first.deal, people, until=until, by=officer, at=timezone.now())
    tablet.call(first)
    fields = fields_of(tablet.client.get(tablet.url("stage_change", first)).content.decode())
    fields |= {"promise-1-quantity": "3", "reason": "One mentor less."}

    answers = [tablet.client.post(tablet.url("stage_change", first), fields) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.VOID
    assert Notice.objects.filter(kind=VOIDED, recipient_email="a@verzonnen.example").count() == 1
    assert first.deal.versions.count() == 2
    assert "4 → 3 learn-work places" in words(tablet.stage())
    assert Entry.objects.of(first.deal).filter(act="change_on_stage").get().reason == "One mentor less."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"reason": ""}, "Fill this in."),
        ({"reason": "Why."}, "Nothing was changed."),
        ({"reason": "Why.", "promise-1-quantity": "0"}, "greater than or equal to 1"),
        ({"reason": "Why.", "promise-1-ends_on_year": "2031"}, "The whole deal ends earlier."),
        ({"reason": "Why.", "deal_ends_on_year": "2024"}, "The end must be later than the start."),
    ],
)
def test_a_change_that_cannot_be_leaves_the_text_as_it_was(
    tablet: Tablet, first: AgendaItem, fields: dict[str, str], said: str
) -> None:
    tablet.call(first)
    page = fields_of(tablet.client.get(tablet.url("stage_change", first)).content.decode())

    answer = tablet.client.post(tablet.url("stage_change", first), page | fields)

    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    first.deal.refresh_from_db()
    assert (first.deal.state, first.deal.versions.count()) == (State.OFFERED, 1)


def test_a_longer_promise_goes_with_a_longer_deal(tablet: Tablet, first: AgendaItem) -> None:
    tablet.call(first)
    fields = fields_of(tablet.client.get(tablet.url("stage_change", first)).content.decode())
    fields |= {"reason": "A year more.", "promise-1-ends_on_year": "2027", "deal_ends_on_year": "2027"}

    tablet.client.post(tablet.url("stage_change", first), fields)
    tablet.sign(first)

    first.deal.refresh_from_db()
    assert (first.deal.state, first.deal.ends_on.year) == (State.SIGNED, 2027)


def test_who_declines_on_stage_holds_the_text_up_and_the_account_manager_is_told(
    tablet: Tablet, first: AgendaItem, second: AgendaItem
) -> None:
    tablet.call(first)
    fields = fields_of(tablet.stage(), "/decline/")
    party = first.deal.parties.get(role="employer")
    fields |= {"party": str(party.pk), "reason": "mandate", "words": ""}

    answers = [tablet.client.post(tablet.url("stage_decline", first), fields) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert first.deal.versions.get().declines.count() == 1
    assert Notice.objects.filter(kind=DECLINED).count() == 1
    assert states(tablet.event) == [AgendaState.DECLINED, AgendaState.WAITING]
    assert "Next on stage Werkakkoord Cirkel Rond" in words(tablet.stage())
    tablet.call(first)
    page = words(tablet.stage())
    assert "Nobody can sign this text now." in page
    assert "Sign the deal" not in page


def test_put_off_and_called_again_and_back_in_the_queue(
    tablet: Tablet, first: AgendaItem, second: AgendaItem
) -> None:
    tablet.call(first)
    tablet.client.post(tablet.url("stage_move", first, move="put_off"), {"key": "k1"})
    assert states(tablet.event) == [AgendaState.PUT_OFF, AgendaState.WAITING]

    tablet.call(first)
    tablet.client.post(tablet.url("stage_move", first, move="step_back"), {"key": "k2"})
    tablet.client.post(tablet.url("stage_move", first, move="step_back"), {"key": "k2"})

    assert states(tablet.event) == [AgendaState.WAITING, AgendaState.WAITING]
    assert StageAct.objects.filter(key="k2").count() == 1


def test_one_deal_is_on_stage_at_a_time(tablet: Tablet, first: AgendaItem, second: AgendaItem) -> None:
    tablet.call(first)
    tablet.call(second)

    assert states(tablet.event) == [AgendaState.WAITING, AgendaState.ON_STAGE]


@pytest.mark.parametrize(("days", "opens"), [(-2, False), (-1, True), (0, True), (1, False)])
def test_the_stage_is_open_on_the_day_and_the_day_after(
    tablet: Tablet, first: AgendaItem, days: int, opens: bool
) -> None:
    Event.objects.update(on=timezone.localdate() + timedelta(days=days))

    answer = tablet.client.post(tablet.url("stage_move", first, move="call"), {"key": "k"})

    assert answer.status_code == (302 if opens else 403)
    assert ("Nothing can be signed on this stage now" in words(tablet.stage())) != opens


def test_a_deal_that_is_not_on_the_agenda_is_not_found(
    tablet: Tablet, officer: User, programme: Programme
) -> None:
    elsewhere = factories.event("Another day", on=timezone.localdate(), municipality=programme.municipality)
    other = work_agreement(officer, programme, "TeamWerk", [(CommitmentKind.LEARN_WORK_PLACE, 1)])
    AgendaItem.objects.list_deals(elsewhere, [other], by=officer, at=timezone.now())

    answer = tablet.client.post(tablet.url("stage_move", elsewhere.agenda.get(), move="call"), {"key": "k"})  # type: ignore[attr-defined]

    assert answer.status_code == 404


def test_an_event_without_a_municipality_has_no_signing_day(tablet: Tablet) -> None:
    Event.objects.update(municipality=None)

    answer = tablet.client.get(tablet.url("signing_day"))

    assert answer.status_code == 403
    assert "First fill in which municipality organises this event." in words(answer.content.decode())


def test_a_deal_signed_elsewhere_meanwhile_is_signed_here_too(
    tablet: Tablet, first: AgendaItem, officer: User
) -> None:
    tablet.call(first)
    fields = tablet.signing()
    factories.actions.sign_on_paper(first.deal, factories.signatures(first.deal), by=officer)

    answer = tablet.sign(first, fields)

    assert answer.status_code == 422
    assert "1 of 2 deals signed" in words(tablet.board().content.decode())
    assert Signature.objects.count() == 2


def test_a_witness_signs_and_binds_nobody(tablet: Tablet, first: AgendaItem, officer: User) -> None:
    town = first.deal.parties.get(role="municipality")
    names = fields_of(tablet.client.get(tablet.url("agenda_names", first)).content.decode())
    names |= {
        "witnesses-TOTAL_FORMS": "1",
        "witnesses-0-party": str(town.pk),
        "witnesses-0-person_name": "V. Verzonnen",
        "witnesses-0-capacity": "wethouder Werkgelegenheid",
    }
    assert tablet.client.post(tablet.url("agenda_names", first), names).status_code == 302
    tablet.call(first)
    fields = tablet.signing()
    alone = {
        name: "not_now" if name.startswith("sign-") and name.endswith("-method") else value
        for name, value in fields.items()
    }

    refused, signed = tablet.sign(first, alone), tablet.sign(first, fields)

    assert (refused.status_code, signed.status_code) == (422, 302)
    witness = Signature.objects.get(as_witness=True)
    assert (witness.person_name, witness.party) == ("V. Verzonnen", town)
    assert Signature.objects.standing().count() == 2


def test_the_board_answers_that_nothing_changed_until_something_does(
    tablet: Tablet, first: AgendaItem
) -> None:
    whole = tablet.board()
    asked = {"HX-Request": "true", "If-None-Match": whole["ETag"]}

    same = tablet.board(**asked)
    tablet.call(first)
    news = tablet.board(**asked)

    assert (same.status_code, same.content) == (304, b"")
    assert news.status_code == 200
    assert "On stage now Werkakkoord RegioTV" in words(news.content.decode())
    assert news["ETag"] != whole["ETag"]
    assert "<html" not in news.content.decode()


def test_the_board_asks_the_same_of_the_database_for_one_deal_and_more(
    tablet: Tablet, first: AgendaItem, second: AgendaItem
) -> None:
    counts = []
    for item in (first, second):
        tablet.call(item)
        tablet.sign(item)
        with CaptureQueriesContext(connection) as asked:
            tablet.board()
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 10


def test_nothing_of_a_signing_day_is_for_another_municipality(
    day: Event, first: AgendaItem, neighbour: User
) -> None:
    client = LookingClient()
    client.force_login(neighbour, backend="django.contrib.auth.backends.ModelBackend")
    tablet = Tablet(client, day)

    found = [tablet.client.get(tablet.url(name)).status_code for name in ("signing_day", "stage", "board")]

    assert found == [403, 403, 403]
    with pytest.raises(PermissionDenied):
        first.make("call", by=neighbour, at=timezone.now())


def test_the_page_of_the_event_says_what_became_of_each_deal(
    tablet: Tablet, first: AgendaItem, second: AgendaItem
) -> None:
    tablet.call(first)
    tablet.sign(first)
    tablet.client.post(tablet.url("stage_move", second, move="put_off"), {"key": "k"})

    page = words(tablet.client.get(tablet.event.get_absolute_url()).content.decode())

    assert "Werkakkoord RegioTV Signed" in page
    assert "Werkakkoord Cirkel Rond Put off" in page


def test_the_database_keeps_a_second_deal_off_the_stage(day: Event) -> None:
    with pytest.raises(Exception, match="one_deal_on_stage_at_a_time"):
        day.agenda.update(state="on_stage")  # type: ignore[attr-defined]


def test_a_deal_comes_on_an_agenda_once_and_a_draft_is_offered_by_that(
    tablet: Tablet, officer: User, programme: Programme, helmgras: Any
) -> None:
    draft = factories.deal(officer, programme, helmgras.organisation, state=State.DRAFT)

    for _time in range(2):
        tablet.client.post(tablet.url("signing_day"), {"deals": [draft.public_id]})

    draft.refresh_from_db()
    assert draft.state == State.OFFERED
    assert tablet.event.agenda.filter(deal=draft).count() == 1  # type: ignore[attr-defined]


def test_what_happened_to_on_stage_cannot_be_taken_off_the_agenda(
    tablet: Tablet, first: AgendaItem, second: AgendaItem
) -> None:
    tablet.call(first)

    kept = tablet.client.post(tablet.url("agenda_take_off", first))
    gone = tablet.client.post(tablet.url("agenda_take_off", second))

    assert (kept.status_code, gone.status_code) == (403, 302)
    assert Deal.objects.get(pk=second.deal_id).state == State.OFFERED
    assert len(states(tablet.event)) == 1


@pytest.mark.parametrize("name", ["signing_day", "agenda_print", "stage"])
def test_pages_ask_the_same_of_the_database_for_two_deals_and_for_more(
    tablet: Tablet, officer: User, programme: Programme, name: str
) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert tablet.client.get(tablet.url(name)).status_code == 200
        return len(found)

    before = asked()
    more = [
        work_agreement(officer, programme, employer, [(CommitmentKind.LEARN_WORK_PLACE, 1)])
        for employer in ("TeamWerk", "Mastermate", "Haagbouw")
    ]
    AgendaItem.objects.list_deals(tablet.event, more, by=officer, at=timezone.now())

    assert asked() == before <= 16


def test_ink_on_stage_waits_for_the_second_person_and_a_refused_signature_comes_back(
    tablet: Tablet, first: AgendaItem, programme: Programme
) -> None:
    programme.checks_paper = True
    programme.save()
    colleague = factories.user(role=Role.OFFICER, of=programme.municipality.organisation)
    tablet.call(first)
    fields = {name: "ink" if name.endswith("-method") else value for name, value in tablet.signing().items()}
    tablet.sign(first, fields)
    board = words(tablet.board().content.decode())
    assert "0 of 2 deals signed" in board
    assert "1 more is signed on paper and counts after a second look." in board
    assert "Signed on paper; waits for a second look" in words(tablet.stage())

    good, bad = Signature.objects.order_by("pk")
    check_signature(bad, CheckOutcome.REFUSED, by=colleague, at=timezone.now(), reason="Unreadable.")
    assert "A signature on paper was refused and is missing" in words(tablet.stage())
    refused = tablet.call(first)
    tablet.client.post(tablet.url("stage_move", first, move="recall"), {"key": "again"})
    again = tablet.sign(first)

    assert (refused.status_code, again.status_code) == (422, 302)
    assert Signature.objects.filter(party=bad.party).count() == 2
    assert Signature.objects.filter(party=good.party).count() == 1


def test_who_signs_for_the_municipality_is_filled_in_once_for_the_whole_day(
    tablet: Tablet, first: AgendaItem, second: AgendaItem
) -> None:
    town = first.deal.parties.get(role="municipality")
    fields = fields_of(tablet.client.get(tablet.url("agenda_names", first)).content.decode())
    fields |= {f"sign-{town.pk}-1-person_name": "W. Verzonnen", f"sign-{town.pk}-1-capacity": "wethouder"}

    tablet.client.post(tablet.url("agenda_names", first), fields)

    page = words(tablet.client.get(tablet.url("agenda_print")).content.decode())
    assert page.count("W. Verzonnen, wethouder") == 2
    tablet.call(second)
    assert 'value="W. Verzonnen"' in tablet.stage()


def test_signing_with_one_of_two_parties_keeps_nothing(
    tablet: Tablet, first: AgendaItem, officer: User
) -> None:
    tablet.call(first)
    party = first.deal.parties.get(role="employer")
    alone = SignatureEntry(party.organisation, "director", tablet.event.on, party=party)
    post = Post(officer, timezone.now(), "key", first.deal.versions.get().content_hash)

    with pytest.raises(PermissionDenied, match="Not everyone has signed yet: Gemeente Duinstede"):
        sign_on_stage(AgendaItem.objects.get(pk=first.pk), [alone], post=post)

    assert Signature.objects.count() == 0
    assert not StageAct.objects.filter(key="key").exists()


def test_a_key_that_no_page_of_ours_made_does_no_harm(tablet: Tablet, first: AgendaItem) -> None:
    tablet.call(first)

    answers = [tablet.sign(first, tablet.signing(key=key)) for key in ("\x00", "k" * 200, "")]
    page = tablet.client.get(tablet.url("stage"), {"done": "\x00"})

    assert [answer.status_code for answer in answers] == [422] * 3
    assert page.status_code == 200
    assert Signature.objects.count() == 0


def test_a_party_that_signs_with_two_people_has_two_places_on_stage(
    tablet: Tablet, officer: User, programme: Programme, first: AgendaItem
) -> None:
    first.deal.make("take_back", by=officer, reason="Two directors sign.")
    first.deal.parties.filter(role="employer").update(signatories_needed=2)
    version = first.deal.newest_version().copied(number=2, effective_on=None)
    first.deal.make("offer", by=officer)
    tablet.call(first)
    fields = tablet.signing()

    tablet.sign(first, fields)

    assert len([name for name in fields if name.endswith("-drawing")]) == 3
    assert version.signatures.filter(party__role="employer").count() == 2
    first.deal.refresh_from_db()
    assert first.deal.state == State.SIGNED
