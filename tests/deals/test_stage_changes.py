"""Changes of signed deals on a signing day: listed, shown as what differs, signed by whom the rule names, counted apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from deals.actions.amending import begin_amendment, rewrite_amendment, take_back
from deals.actions.entries import SignatureEntry
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.paper import sign_on_paper
from deals.agenda import AGENDA_MOVES, AgendaState
from deals.kinds import CommitmentKind
from deals.lifecycle import AmendmentState, InvitationState, State
from deals.models import AgendaItem, Amendment, Deal, Programme, Signature
from events.models import Event
from reports.figures import deal_figures
from tests import factories
from tests.deals import amending
from tests.deals.ceremonies import Tablet, den_haag_werkt, fields_of, words, work_agreement
from tests.routes import PEOPLE

pytestmark = pytest.mark.django_db
WHO = [person for person in PEOPLE if person != "anonymous"]
ALLOWED = {
    ("waiting", "call"), ("on_stage", "call"), ("declined", "call"), ("put_off", "call"),
    ("on_stage", "step_back"), ("waiting", "put_off"), ("on_stage", "put_off"),
    ("waiting", "sign"), ("on_stage", "sign"), ("put_off", "sign"),
    ("waiting", "decline"), ("on_stage", "decline"), ("put_off", "decline"),
    ("waiting", "change"), ("on_stage", "change"), ("put_off", "change"),
}  # fmt: skip


@pytest.fixture
def signed(officer: User, programme: Programme, helmgras: Any, duinwerk: Any) -> Deal:
    """A deal of three parties that was signed: 12 places, and a partner that signs too."""
    deal = work_agreement(officer, programme, "Helmgras Tuinen", [(CommitmentKind.LEARN_WORK_PLACE, 12)])
    sign_on_paper(deal, factories.signatures(deal), by=officer)
    return deal


@pytest.fixture
def change(signed: Deal, officer: User) -> Amendment:
    """A change of it to 9 places, that waits for signatures."""
    return amending.offered(signed, officer, timezone.now(), effective_on=timezone.localdate())


@pytest.fixture
def day(officer: User, programme: Programme, change: Amendment) -> Event:
    """A signing day today, with a deal and then the change on its agenda."""
    event = den_haag_werkt(programme)
    deal = work_agreement(officer, programme, "RegioTV", [(CommitmentKind.LEARN_WORK_PLACE, 4)])
    AgendaItem.objects.list_deals(event, [deal, change.deal], by=officer, at=timezone.now())
    return event


@pytest.fixture
def tablet(officer: User, day: Event, signed_in: Any) -> Tablet:
    """The officer's tablet."""
    return Tablet(signed_in(officer), day)


@pytest.fixture
def place(day: Event) -> AgendaItem:
    """The place of the change on the agenda."""
    return AgendaItem.objects.get(event=day, amends__isnull=False)


def board(tablet: Tablet) -> str:
    return words(tablet.board().content.decode())


def test_a_change_is_put_on_the_agenda_by_the_page_and_offered_by_that(
    officer: User, programme: Programme, signed: Deal, signed_in: Any
) -> None:
    tablet = Tablet(signed_in(officer), den_haag_werkt(programme))
    before = words(tablet.client.get(tablet.url("signing_day")).content.decode())
    change = amending.proposed(signed, officer, timezone.now(), effective_on=timezone.localdate())
    listed = words(tablet.client.get(tablet.url("signing_day")).content.decode())

    tablet.client.post(tablet.url("signing_day"), {"deals": [signed.public_id]})

    change.refresh_from_db()
    page = words(tablet.client.get(tablet.url("signing_day")).content.decode())
    assert "Helmgras Tuinen" not in before  # a signed deal has nothing to sign
    assert "Change of Werkakkoord Helmgras Tuinen Still being written" in listed
    assert change.state == AmendmentState.OFFERED
    assert "Change of Werkakkoord Helmgras Tuinen Waits for its turn 12 → 9 learn-work places until" in page
    assert "(its own promise changes)" in page
    assert "There are no other deals or changes" in page


def test_the_stage_shows_what_differs_and_asks_only_whom_the_rule_names(
    tablet: Tablet, place: AgendaItem
) -> None:
    tablet.call(place)

    page = words(tablet.stage())

    assert "Change of Werkakkoord Helmgras Tuinen is on stage." not in page  # said only after the act itself
    assert "12 → 9 learn-work places until 31 December 2026 (Helmgras Tuinen)" in page
    assert "Helmgras Tuinen : its own promise changes" in page
    assert "Gemeente Duinstede : the municipality signs every change" in page
    assert "Sign the change" in page
    assert "Sign the deal" not in page


def test_who_takes_part_but_is_not_touched_signs_nothing(
    officer: User, programme: Programme, helmgras: Any, duinwerk: Any, signed_in: Any
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, supporter=duinwerk.organisation)
    amending.offered(deal, officer, timezone.now(), effective_on=timezone.localdate())
    event = den_haag_werkt(programme)
    AgendaItem.objects.list_deals(event, [deal], by=officer, at=timezone.now())
    tablet, place = Tablet(signed_in(officer), event), event.agenda.get()
    tablet.call(place)

    fields = tablet.signing()
    answer = tablet.sign(place, fields)

    assert answer.status_code == 302
    signers = Signature.objects.filter(version=place.text).values_list("party__organisation__name", flat=True)
    assert set(signers) == {"Gemeente Duinstede", str(helmgras.organisation)}
    assert len([name for name in fields if name.endswith("-drawing")]) == 2


@pytest.mark.parametrize("method", ["drawn", "ink"])
def test_a_change_is_signed_on_stage_and_the_deal_goes_on_by_the_new_text(
    tablet: Tablet, place: AgendaItem, signed: Deal, change: Amendment, method: str
) -> None:
    tablet.call(place)
    fields = {name: method if name.endswith("-method") else value for name, value in tablet.signing().items()}

    answers = [tablet.sign(place, fields) for _time in range(2)]  # the answer got lost: sent again

    assert [answer.status_code for answer in answers] == [302, 302]
    change.refresh_from_db()
    signed.refresh_from_db()
    assert (change.state, signed.state) == (AmendmentState.AGREED, State.SIGNED)
    assert Signature.objects.filter(version=change.version, method=method, event=tablet.event).count() == 2
    assert signed.text_in_force(timezone.localdate()) == change.version
    assert change.version.documents.get().state == "due"
    done = words(tablet.client.get(answers[0]["Location"]).content.decode())
    assert "Change of Werkakkoord Helmgras Tuinen is signed." in done
    assert "0 of 1 deal signed · 1 of 1 change signed" in done


def test_one_missing_signature_keeps_the_whole_change_out(
    tablet: Tablet, place: AgendaItem, change: Amendment
) -> None:
    tablet.call(place)
    fields = tablet.signing()
    last = next(name for name in reversed(fields) if name.endswith("-drawing"))

    answer = tablet.sign(place, fields | {last: ""})

    assert answer.status_code == 422
    assert change.version.signatures.count() == 0
    assert Amendment.objects.get().state == AmendmentState.OFFERED


def test_the_board_counts_changes_apart_and_no_place_twice(
    tablet: Tablet, place: AgendaItem, day: Event
) -> None:
    nothing = board(tablet)
    for item in AgendaItem.objects.filter(event=day).in_order():
        tablet.call(item)
        tablet.sign(item)

    page = board(tablet)

    assert "0 of 1 deal signed" in nothing
    assert "0 of 1 change signed" in nothing
    assert "→" not in nothing
    assert "1 of 1 deal signed 1 of 1 change signed" in page
    assert "Promised in the deals signed here 4 learn-work places" in page
    assert "Changed in the deals that were signed before 12 → 9 learn-work places" in page
    assert "These numbers were promised before" in page
    assert not {"13 learn", "16 learn", "9 → "} & set(page.split("·"))
    as_of = timezone.localdate()
    figures = deal_figures(Deal.objects.filter(state=State.SIGNED), as_of=as_of)
    assert sum(line.pledged for deal in figures.values() for line in deal.lines) == 4 + 9


def test_a_deal_and_its_change_on_one_day_count_the_places_of_the_deal_once(
    tablet: Tablet, officer: User, programme: Programme
) -> None:
    deal = work_agreement(officer, programme, "TeamWerk", [(CommitmentKind.CARVED_JOB, 5)])
    AgendaItem.objects.list_deals(tablet.event, [deal], by=officer, at=timezone.now())
    sign_on_paper(
        deal, factories.signatures(deal), by=officer
    )  # signed in the morning, changed in the afternoon
    amending.offered(deal, officer, timezone.now(), quantity=3, effective_on=timezone.localdate())
    AgendaItem.objects.list_deals(tablet.event, [deal], by=officer, at=timezone.now())
    place = AgendaItem.objects.get(deal=deal, amends__isnull=False)
    tablet.call(place)
    assert tablet.sign(place).status_code == 302

    page = board(tablet)

    assert "5 carved jobs" in page
    assert "5 → 3 carved jobs" in page
    assert "8 carved jobs" not in page


def test_a_change_of_words_only_says_that_no_number_changed(
    tablet: Tablet, officer: User, signed: Deal, place: AgendaItem
) -> None:
    anew = take_back(place.text.amendment, "Other words instead.", by=officer, at=timezone.now())
    rewrite_amendment(
        anew,
        amending.as_it_is(
            signed, effective_on=timezone.localdate(), clauses=[{"title": "Doel", "text": "Anders."}]
        ),
        by=officer,
        at=timezone.now(),
    )
    anew.make("offer", by=officer, at=timezone.now())
    place = AgendaItem.objects.get(pk=place.pk)
    tablet.call(place)
    tablet.sign(place)

    assert "The changes that are signed change words or days, and no numbers." in board(tablet)


def test_a_change_taken_back_and_offered_anew_keeps_its_place(
    tablet: Tablet, officer: User, place: AgendaItem, change: Amendment
) -> None:
    tablet.call(place)
    old = tablet.signing()
    anew = take_back(change, "A slip.", by=officer, at=timezone.now())
    while_written = words(tablet.stage())
    rewrite_amendment(
        anew,
        amending.fewer(change.deal, 8, effective_on=timezone.localdate()),
        by=officer,
        at=timezone.now(),
    )
    anew.make("offer", by=officer, at=timezone.now())

    refused, signed = tablet.sign(place, old), tablet.sign(place)

    assert "This does not wait for signatures. It is now: being written." in while_written
    assert (refused.status_code, signed.status_code) == (422, 302)
    assert "The text was changed since you opened this page." in words(refused.content.decode())
    assert Amendment.objects.get(pk=anew.pk).state == AmendmentState.AGREED
    assert change.version.signatures.count() == 0


def test_a_change_is_changed_on_the_spot_and_an_old_link_never_signs_the_new_words(
    tablet: Tablet, officer: User, place: AgendaItem, change: Amendment, signed: Deal
) -> None:
    party = change.deal.parties.get(role="employer")
    until = timezone.localdate() + timedelta(days=10)
    people = [SignatoryEntry(party, "A. Verzonnen", "a@verzonnen.example", "directeur")]
    (invitation,) = invite(change.deal, people, until=until, by=officer, at=timezone.now())
    tablet.call(place)
    page = tablet.client.get(tablet.url("stage_change", place)).content.decode()
    fields = fields_of(page) | {"promise-1-quantity": "7", "reason": "Two mentors are away."}

    answers = [tablet.client.post(tablet.url("stage_change", place), fields) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.VOID
    stage = words(tablet.stage())
    assert "12 → 7 learn-work places" in stage
    assert "Changed in this version 9 → 7 learn-work places" in stage
    assert tablet.sign(place).status_code == 302
    signed.refresh_from_db()
    assert signed.text_in_force(timezone.localdate()).commitment_terms.get().quantity == 7
    assert list(Amendment.objects.order_by("pk").values_list("state", flat=True)) == ["withdrawn", "agreed"]


def test_a_longer_term_agreed_on_the_spot_counts_only_once_it_is_signed(
    tablet: Tablet, place: AgendaItem, signed: Deal
) -> None:
    tablet.call(place)
    fields = fields_of(tablet.client.get(tablet.url("stage_change", place)).content.decode())
    fields |= {"reason": "A year more.", "deal_ends_on_year": "2027", "promise-1-ends_on_year": "2027"}

    tablet.client.post(tablet.url("stage_change", place), fields)
    signed.refresh_from_db()
    pending = signed.ends_on
    tablet.sign(place)

    signed.refresh_from_db()
    assert pending
    assert signed.ends_on
    assert (pending.year, signed.ends_on.year) == (2026, 2027)


def test_a_change_made_the_same_again_on_the_spot_is_not_offered(
    tablet: Tablet, place: AgendaItem, change: Amendment
) -> None:
    tablet.call(place)
    fields = fields_of(tablet.client.get(tablet.url("stage_change", place)).content.decode())

    answer = tablet.client.post(
        tablet.url("stage_change", place), fields | {"promise-1-quantity": "12", "reason": "Back to it."}
    )

    assert answer.status_code == 422
    assert "Nothing is different yet" in words(answer.content.decode())
    assert Amendment.objects.get().state == AmendmentState.OFFERED


def test_who_declines_a_change_leaves_the_deal_as_it_was(
    tablet: Tablet, place: AgendaItem, signed: Deal
) -> None:
    tablet.call(place)
    fields = fields_of(tablet.stage(), "/decline/")
    party = signed.parties.get(role="employer")

    answer = tablet.client.post(
        tablet.url("stage_decline", place),
        fields | {"party": str(party.pk), "reason": "numbers", "words": ""},
    )

    assert answer.status_code == 302
    place.refresh_from_db()
    signed.refresh_from_db()
    assert (place.state, signed.state) == (AgendaState.DECLINED, State.SIGNED)
    assert signed.text_in_force(timezone.localdate()).number == 1
    tablet.call(place)
    assert "Nobody can sign this text now." in words(tablet.stage())


def test_a_signed_deal_keeps_its_own_text_on_an_old_agenda_when_it_is_changed_later(
    tablet: Tablet, officer: User, day: Event
) -> None:
    first = AgendaItem.objects.filter(event=day).in_order()[0]
    tablet.call(first)
    tablet.sign(first)
    amending.offered(first.deal, officer, timezone.now(), quantity=1, effective_on=timezone.localdate())

    refused = tablet.call(first)
    page = words(tablet.client.get(tablet.url("agenda_print")).content.decode())

    assert refused.status_code == 422
    assert "This was signed on this stage already." in words(refused.content.decode())
    assert "Werkakkoord RegioTV 4 learn-work places" in page
    assert "1 of 1 deal signed" in board(tablet)


def test_a_withdrawn_change_is_signed_by_nobody(
    tablet: Tablet, officer: User, place: AgendaItem, change: Amendment
) -> None:
    tablet.call(place)
    fields = tablet.signing()
    change.make("withdraw", by=officer, at=timezone.now(), reason="Not needed.")

    answer = tablet.sign(place, fields)

    assert answer.status_code == 422
    assert "This no longer waits for signatures. It is now: withdrawn." in words(answer.content.decode())
    assert "0 of 1 change signed" in board(tablet)


def test_only_a_change_that_is_under_way_comes_on_an_agenda(
    officer: User, programme: Programme, signed: Deal
) -> None:
    event = den_haag_werkt(programme)

    with pytest.raises(PermissionDenied, match="Only a deal, or a change of one, that waits for signatures"):
        AgendaItem.objects.list_deals(event, [signed], by=officer, at=timezone.now())


def test_a_change_that_says_the_same_is_not_offered_by_putting_it_on_an_agenda(
    officer: User, programme: Programme, signed: Deal
) -> None:
    event = den_haag_werkt(programme)
    begin_amendment(
        signed, reason="Why not.", effective_on=timezone.localdate(), by=officer, at=timezone.now()
    )

    with pytest.raises(PermissionDenied, match="Nothing is different yet"):
        AgendaItem.objects.list_deals(event, [signed], by=officer, at=timezone.now())


def test_the_page_of_the_event_says_what_became_of_the_change(tablet: Tablet, place: AgendaItem) -> None:
    waiting = words(tablet.client.get(tablet.event.get_absolute_url()).content.decode())
    tablet.call(place)
    tablet.sign(place)
    signed = words(tablet.client.get(tablet.event.get_absolute_url()).content.decode())

    assert "Change of Werkakkoord Helmgras Tuinen Waits for its turn" in waiting
    assert "Change of Werkakkoord Helmgras Tuinen Signed" in signed


@pytest.mark.parametrize("kind", ["deal", "change"])
@pytest.mark.parametrize("state", AgendaState.values)
@pytest.mark.parametrize("move", AGENDA_MOVES)
def test_only_the_listed_moves_can_be_made_and_only_by_the_officer(
    kind: str, state: str, move: str, day: Event, request: Any
) -> None:
    item = AgendaItem.objects.get(event=day, amends__isnull=kind == "deal")
    closed = state in {"signed", "declined", "put_off"}
    AgendaItem.objects.filter(pk=item.pk).update(state=state, closed_at=timezone.now() if closed else None)
    item.refresh_from_db()
    allowed = (state, move) in ALLOWED or (state, move) == ("signed", "recall")  # a signature is missing here

    for person in WHO:
        if person == "officer":
            continue
        with pytest.raises(PermissionDenied):
            item.make(move, by=request.getfixturevalue(person), at=timezone.now())
    if not allowed:
        with pytest.raises(PermissionDenied):
            item.make(move, by=request.getfixturevalue("officer"), at=timezone.now())
        return
    item.make(move, by=request.getfixturevalue("officer"), at=timezone.now())

    assert AgendaItem.objects.get(pk=item.pk).state == AGENDA_MOVES[move].target


@pytest.mark.parametrize("move", AGENDA_MOVES)
def test_what_was_signed_on_this_stage_is_not_moved_any_more(
    tablet: Tablet, place: AgendaItem, officer: User, move: str
) -> None:
    tablet.call(place)
    tablet.sign(place)
    place = AgendaItem.objects.get(pk=place.pk)

    with pytest.raises(PermissionDenied):
        place.make(move, by=officer, at=timezone.now())


def test_signed_elsewhere_meanwhile_is_signed_here_too(
    tablet: Tablet, place: AgendaItem, officer: User, change: Amendment
) -> None:
    tablet.call(place)
    parties = change.deal.parties_still_to_sign()
    entries = [
        SignatureEntry(each.organisation, "director", tablet.event.on, person_name="A") for each in parties
    ]
    sign_on_paper(change.deal, entries, by=officer, at=timezone.now())

    page = words(tablet.stage())
    refused = tablet.call(place)

    assert "Everyone who must sign has signed. Next on stage: Werkakkoord RegioTV" in page
    assert "Put off to later" not in page
    assert refused.status_code == 422
    assert "It is now: agreed." in words(refused.content.decode())
    assert "1 of 1 change signed" in board(tablet)


def test_the_agenda_names_who_signed_once_it_is_signed(tablet: Tablet, place: AgendaItem) -> None:
    tablet.call(place)
    before = words(tablet.client.get(tablet.url("signing_day")).content.decode())
    tablet.sign(place)

    pages = [
        words(tablet.client.get(tablet.url(name)).content.decode())
        for name in ("signing_day", "agenda_print")
    ]

    assert "Gemeente Duinstede: B. Verzonnen, wethouder" not in before
    assert "Gemeente Duinstede: B. Verzonnen, wethouder" in pages[0]
    assert "Gemeente Duinstede B. Verzonnen, wethouder" in pages[1]
