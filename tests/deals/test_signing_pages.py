"""The pages on which an account manager plans, offers and follows the signing of a deal."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from deals import mail
from deals.actions import PartyEntry, write_deal
from deals.actions.amending import begin_amendment
from deals.actions.inviting import SignatoryEntry, extend, invite
from deals.actions.signing import ask, decline, delegate
from deals.forms.inviting import InviteForms
from deals.kinds import PartyRole
from deals.lifecycle import InvitationState, State
from deals.models import Deal, DeclineReason, Invitation, Programme, Question
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests import factories
from tests.deals import signing
from trail.models import Entry


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    now = timezone.now()
    people = [
        SignatoryEntry(party, f"Signatory of {party.organisation}", f"{party.role}@sign.example")
        for party in offered.parties_still_to_sign()
    ]
    made = invite(offered, people, until=timezone.localdate(now) + timedelta(days=21), by=officer, at=now)
    return {each.party.role: each for each in made}


@pytest.fixture
def desk(officer: User, signed_in: Any) -> Any:
    return signed_in(officer)


def address(name: str, deal: Deal, **more: str) -> str:
    return reverse(f"deals:{name}", kwargs={"public_id": deal.public_id} | more)


def words(response: Any) -> str:
    """The text of the page, with single spaces."""
    page = response.content.decode()
    body = page[: page.index("</main")]
    return " ".join(re.sub(r"<[^>]+>", " ", body[body.index("<body") :]).split())


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def invite_form(deal: Deal, *, until: date | None = None, **emails: str) -> dict[str, str]:
    """The posted form: one address for each part named."""
    data = day("until", until or timezone.localdate() + timedelta(days=10))
    for party in deal.parties_still_to_sign():
        row = f"invite-{party.pk}-0"
        email = emails.get(party.role, "")
        name = f"Somebody of {party.organisation}" if email else ""
        data |= {f"{row}-name": name, f"{row}-email": email, f"{row}-capacity": "", f"{row}-language": "nl"}
    return data


# The plan


@pytest.fixture
def draft(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    parties = [
        PartyEntry(programme.municipality.organisation, PartyRole.MUNICIPALITY),
        PartyEntry(helmgras.organisation, PartyRole.EMPLOYER),
        PartyEntry(duinwerk.organisation, PartyRole.PARTNER, signs=False),
    ]
    return write_deal(factories.deal_entry(programme, helmgras.organisation, parties=parties), by=officer)


def plan_form(deal: Deal, **asked: tuple[bool, int, int]) -> dict[str, str]:
    data = {}
    for party in deal.parties.all():
        signs, stage, needed = asked[party.role]
        row = f"party-{party.pk}"
        data |= {f"{row}-stage": str(stage), f"{row}-needed": str(needed)} | (
            {f"{row}-signs": "on"} if signs else {}
        )
    return data


def test_plan_is_kept_told_in_words_and_recorded(desk: Any, draft: Deal) -> None:
    form = plan_form(draft, municipality=(True, 5, 1), employer=(True, 2, 2), partner=(True, 2, 1))

    page = desk.post(address("signing_plan", draft), form, follow=True)

    assert "First Helmgras Groen (2 people) and Duinwerk, then Gemeente Duinstede." in words(page)
    found = {each.role: (each.signs, each.stage, each.signatories_needed) for each in draft.parties.all()}
    assert found == {"municipality": (True, 2, 1), "employer": (True, 1, 2), "partner": (True, 1, 1)}
    assert Entry.objects.of(draft).filter(act="plan_signing").count() == 3


def test_plan_in_which_nobody_signs_is_refused_and_stays_on_the_page(desk: Any, draft: Deal) -> None:
    form = plan_form(draft, municipality=(False, 1, 1), employer=(False, 3, 2), partner=(False, 1, 1))

    page = desk.post(address("signing_plan", draft), form)

    assert page.status_code == 422
    assert "Name at least one party that signs." in words(page)
    assert '<option value="3" selected>' in page.content.decode()
    assert draft.parties.filter(signs=True).count() == 2


def test_plan_is_fixed_with_the_text(desk: Any, offered: Deal, officer: User) -> None:
    assert desk.get(address("signing_plan", offered)).status_code == 403

    offered.make("take_back", by=officer, reason="Another order.")
    form = plan_form(offered, municipality=(True, 1, 1), employer=(True, 1, 1), partner=(True, 2, 1))
    desk.post(address("signing_plan", offered), form)
    offered.make("offer", by=officer)

    version = offered.newest_version()
    stages = {duty.party.role: duty.stage for duty in version.duties_in_order()}
    assert (version.number, stages) == (2, {"municipality": 1, "employer": 1, "partner": 2})


def test_plan_that_does_not_change_leaves_the_text_as_it_was(desk: Any, offered: Deal, officer: User) -> None:
    offered.make("take_back", by=officer, reason="A doubt.")
    form = plan_form(offered, municipality=(True, 2, 1), employer=(True, 1, 1), partner=(True, 1, 1))

    page = desk.post(address("signing_plan", offered), form, follow=True)

    assert "Nothing changed." in words(page)
    assert offered.newest_version().number == 1


# Offering and inviting


def test_offering_leads_to_the_invitations_filled_in_with_the_contact(
    desk: Any, draft: Deal, officer: User
) -> None:
    party = draft.parties.get(role="employer")
    party.change_contact(
        by=officer, contact_name="E. Example", contact_email="e@helmgras.example", contact_function="director"
    )

    page = desk.post(address("move", draft, move="offer"), follow=True)

    assert page.redirect_chain == [(address("signing", draft), 302)]
    body = page.content.decode()
    assert 'value="E. Example"' in body
    assert 'value="e@helmgras.example"' in body
    assert "0 of 2 signatures" in words(page)


def test_invitations_are_sent_to_whose_turn_it_is(desk: Any, offered: Deal) -> None:
    form = invite_form(
        offered, municipality="M@sign.example", employer="e@sign.example", partner="p@sign.example"
    )

    page = desk.post(address("signing_invite", offered), form, follow=True)

    assert "3 people are invited." in words(page)
    letters = Notice.objects.filter(kind=mail.INVITED).values_list("recipient_email", flat=True)
    assert set(letters) == {"e@sign.example", "p@sign.example"}
    assert words(page).count("Waits for its turn") >= 1
    assert "After that it is the turn of Gemeente Duinstede." in words(page)


def test_what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost(desk: Any, offered: Deal) -> None:
    form = invite_form(offered, employer="no address", until=timezone.localdate() - timedelta(days=1))
    row = f"invite-{offered.parties.get(role='partner').pk}-0"
    form[f"{row}-capacity"] = "chair of the board"

    page = desk.post(address("signing_invite", offered), form)

    said = words(page)
    assert page.status_code == 422
    assert "Enter a valid email address." in said
    assert "This date is over." in said
    assert "Fill in who signs." in said
    assert "Fill in where the letter goes to." in said
    assert 'value="no address"' in page.content.decode()
    assert 'value="chair of the board"' in page.content.decode()
    assert not Invitation.objects.exists()


def test_nobody_is_invited_twice_for_one_party(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    page = desk.post(
        address("signing_invite", offered), invite_form(offered, employer="EMPLOYER@sign.example")
    )

    assert page.status_code == 422
    assert "This person is invited already." in words(page)


def test_an_empty_form_says_that_somebody_is_needed(desk: Any, offered: Deal) -> None:
    page = desk.post(address("signing_invite", offered), invite_form(offered))

    assert "Fill in at least one person to invite." in words(page)


def test_one_person_signs_for_two_parties_and_that_is_said(desk: Any, offered: Deal) -> None:
    form = invite_form(offered, municipality="both@sign.example", employer="both@sign.example")

    page = desk.post(address("signing_invite", offered), form, follow=True)

    assert Invitation.objects.filter(email="both@sign.example").count() == 2
    assert "Also signs for Gemeente Duinstede." in words(page)
    assert "Also signs for Helmgras Groen." in words(page)


def test_after_a_change_the_same_people_are_invited_in_one_step(
    desk: Any, offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    offered.make("take_back", by=officer, reason="Nine places.")
    form = plan_form(offered, municipality=(True, 1, 1), employer=(True, 1, 1), partner=(True, 1, 1))
    desk.post(address("signing_plan", offered), form)
    page = desk.post(address("move", offered, move="offer"), follow=True)

    body = page.content.decode()

    assert all(f'value="{each.email}"' in body for each in invitations.values())


def test_party_that_needs_two_signatures_gets_a_row_for_each_and_one_more(
    desk: Any, draft: Deal, officer: User
) -> None:
    form = plan_form(draft, municipality=(True, 2, 1), employer=(True, 1, 2), partner=(False, 1, 1))
    desk.post(address("signing_plan", draft), form)
    draft.refresh_from_db()
    draft.make("offer", by=officer)
    pk = draft.parties.get(role="employer").pk
    data = day("until", timezone.localdate() + timedelta(days=5))
    for number in range(3):
        row = f"invite-{pk}-{number}"
        data |= {
            f"{row}-name": f"Person {number}",
            f"{row}-email": f"p{number}@x.example",
            f"{row}-language": "nl",
        }

    page = desk.post(
        address("signing_invite", draft), data | {f"invite-{pk - 1}-0-language": "nl"}, follow=True
    )

    assert "3 people are invited." in words(page)
    first, second, third = Invitation.objects.order_by("pk")
    for each in (first, second):
        signing.sign(each, at=timezone.now())
    third.refresh_from_db()
    assert third.state == InvitationState.VOID
    assert "2 of 3 signatures" in words(desk.get(address("signing", draft)))


# Following


def test_page_tells_for_each_person_how_it_stands(
    desk: Any, offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    now = timezone.now()
    signing.sign(invitations["employer"], at=now)
    delegate(
        invitations["partner"],
        name="Deputy",
        capacity="deputy",
        email="d@sign.example",
        mandate="On leave",
        at=now,
    )
    deputy = Invitation.objects.get(email="d@sign.example")
    deputy.note_reading(now)

    said = words(desk.get(address("signing", offered)))

    assert "1 of 3 signatures" in said
    assert "Signed online on" in said
    assert "Passed on to Deputy." in said
    assert "Passed on by Signatory of Duinwerk: On leave" in said
    assert "Read on" in said
    assert "Waits for its turn" in said


def test_expired_link_and_letter_that_failed_are_shown(
    desk: Any, offered: Deal, officer: User, invitations: dict[str, Invitation]
) -> None:
    Notice.objects.filter(recipient_email="partner@sign.example").update(state="failed")
    long_ago = signing.invited(offered, officer)["employer"]

    said = words(desk.get(address("signing", offered)))

    assert long_ago.expires_at < timezone.now()
    assert "Link expired on 24 March 2025" in said
    assert "Letter not delivered" in said


def test_decline_is_shown_with_its_reason_and_inviting_again_lifts_it(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    decline(invitations["employer"], DeclineReason.NUMBERS, "Eight is the most.", at=timezone.now())

    said = words(desk.get(address("signing", offered)))
    desk.post(address("signing_invite", offered), invite_form(offered, employer="other@sign.example"))

    assert "Helmgras Groen declined, so nobody can sign now." in said
    assert "The numbers are not feasible for us" in said
    assert "Eight is the most." in said
    assert "Invite again" in said
    assert not offered.newest_version().declines.standing().exists()


# Acts on one invitation


def test_reminder_goes_out_once_an_hour(desk: Any, offered: Deal, invitations: dict[str, Invitation]) -> None:
    url = address("signing_remind", offered, invitation_id=invitations["employer"].public_id)

    first = desk.post(url, follow=True)
    second = desk.post(url, follow=True)

    assert "A reminder to Signatory of Helmgras Groen is on its way." in words(first)
    assert "The last reminder was written less than an hour ago." in words(second)
    assert Notice.objects.filter(kind=mail.REMINDED).count() == 1


def test_who_is_not_yet_at_turn_is_not_reminded(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    url = address("signing_remind", offered, invitation_id=invitations["municipality"].public_id)

    assert "First to sign: Helmgras Groen, Duinwerk." in words(desk.post(url, follow=True))


def test_withdrawing_needs_a_reason_and_the_person_can_be_invited_again(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    url = address("signing_withdraw", offered, invitation_id=invitations["employer"].public_id)

    refused = desk.post(url, {"reason": " "})
    done = desk.post(url, {"reason": "The wrong address."}, follow=True)

    assert refused.status_code == 422
    assert "Give a reason." in words(refused)
    assert "The wrong address." in words(done)
    assert Notice.objects.filter(kind=mail.VOIDED, recipient_email="employer@sign.example").count() == 1
    again = desk.get(address("signing_invite", offered)).content.decode()
    assert 'value="employer@sign.example"' in again


def test_more_time_is_given_to_whom_is_ticked(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    until = timezone.localdate() + timedelta(days=40)
    chosen = [invitations[part].public_id for part in ("employer", "municipality")]

    page = desk.post(address("signing_extend", offered), {"who": chosen} | day("until", until), follow=True)

    assert "2 people got more time." in words(page)
    ends = {each.party.role: timezone.localdate(each.expires_at) for each in Invitation.objects.all()}
    assert ends["employer"] == ends["municipality"] == until + timedelta(days=1)
    assert ends["partner"] < until


def test_more_time_for_nobody_or_until_yesterday_is_refused_at_the_field(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    page = desk.post(address("signing_extend", offered), day("until", date(2020, 1, 1)))

    assert page.status_code == 422
    assert "Choose at least one person." in words(page)
    assert "This date is over." in words(page)
    assert 'value="2020"' in page.content.decode()


def test_expired_link_gets_more_time_and_no_letter_while_another_declined(
    offered: Deal, officer: User
) -> None:
    old = signing.invited(offered, officer)
    decline(old["partner"], DeclineReason.TEXT, "", at=signing.NOON)
    now = timezone.now()

    extend([old["employer"]], timezone.localdate(now) + timedelta(days=7), by=officer, at=now)

    old["employer"].refresh_from_db()
    assert old["employer"].is_open(now)
    assert not Notice.objects.filter(kind=mail.REMINDED).exists()  # nobody can sign a text that was declined


# Questions and preview


def test_question_is_answered_once_and_stays_with_the_deal(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    question = ask(invitations["employer"], "May we start in May?", at=timezone.now())
    url = address("signing_reply", offered, question_id=question.public_id)

    before = words(desk.get(address("signing", offered)))
    empty = desk.post(url, {"answer": ""})
    after = words(desk.post(url, {"answer": "Yes, from 1 May."}, follow=True))

    assert "May we start in May?" in before
    assert empty.status_code == 422
    assert "Yes, from 1 May." in after
    assert Question.objects.get().answered_by.full_name == "Olga Officer"
    assert Notice.objects.filter(kind=mail.REPLY, recipient_email="employer@sign.example").count() == 1
    assert desk.get(url).status_code == 403


def test_preview_shows_the_text_and_can_sign_nothing(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    page = desk.get(address("signing_preview", offered))

    main = page.content.decode().partition("<main")[2].partition("</main")[0]
    assert "You are looking; only the signatory can sign" in main
    assert "People learn and work." in main
    assert "<form" not in main
    assert desk.post(address("signing_preview", offered)).status_code == 405
    assert all(each.first_read_at is None for each in Invitation.objects.all())


# The page of the deal


def test_other_parties_see_organisations_and_states_but_no_addresses(
    offered: Deal, invitations: dict[str, Invitation], employer: User, signed_in: Any
) -> None:
    signing.sign(invitations["partner"], at=timezone.now())

    page = signed_in(employer).get(offered.get_absolute_url())

    said = words(page)
    assert "1 of 3 signatures" in said
    assert "Signed online" in said
    assert "sign.example" not in said
    assert "Follow the signing" not in said
    assert "Invited to sign" not in said


def test_history_of_the_officer_names_who_signed(
    desk: Any, offered: Deal, invitations: dict[str, Invitation]
) -> None:
    signing.sign(invitations["employer"], at=timezone.now())

    said = words(desk.get(offered.get_absolute_url()))

    assert "Invited to sign" in said
    assert "Signed online Party: Helmgras Groen. Signatory: Signatory of Helmgras Groen." in said
    assert said.count("the system") == 0
    assert offered.state == State.OFFERED


def test_change_of_a_signed_deal_is_offered_followed_and_signed_in_the_same_way(
    desk: Any, deal: Deal, officer: User
) -> None:
    now = timezone.now()
    change = begin_amendment(deal, reason="Fewer places.", effective_on=date(2027, 1, 1), by=officer, at=now)
    change.version.commitment_terms.update(quantity=8)
    change.make("offer", by=officer, at=now)

    before = words(desk.get(address("signing", deal)))
    form = invite_form(deal, employer="e@sign.example", municipality="m@sign.example")
    desk.post(address("signing_invite", deal), form)
    page = words(desk.get(deal.get_absolute_url()))
    for invitation in Invitation.objects.order_by("pk"):
        signing.sign(Invitation.objects.get(pk=invitation.pk), at=now)

    change.refresh_from_db()
    assert "Version 2, fixed on" in before
    assert "The change that waits for signatures" in page
    assert "Under the text in force" in page
    assert change.state == "agreed"
    assert "All have signed." in words(desk.get(address("signing", deal)))


def test_invitation_that_came_too_late_says_why_and_keeps_what_was_typed(
    desk: Any, offered: Deal, officer: User, monkeypatch: Any
) -> None:
    form = invite_form(offered, employer="e@sign.example")
    whole = InviteForms.is_valid

    def meanwhile(self: InviteForms) -> bool:
        """Somebody invites the same person between the look at the form and its saving."""
        valid = whole(self)
        person = SignatoryEntry(offered.parties.get(role="employer"), "The same", "e@sign.example")
        until = timezone.localdate() + timedelta(days=3)
        invite(offered, [person], until=until, by=officer, at=timezone.now())
        return valid

    monkeypatch.setattr(InviteForms, "is_valid", meanwhile)

    page = desk.post(address("signing_invite", offered), form)

    assert page.status_code == 422
    assert "This person is invited already." in words(page)
    assert 'value="e@sign.example"' in page.content.decode()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("state", [State.DRAFT, State.SIGNED])
def test_deal_that_waits_for_nothing_has_a_page_without_acts(
    desk: Any, officer: User, programme: Programme, helmgras: Employer, state: State
) -> None:
    deal = factories.deal(officer, programme, helmgras.organisation, state=state)

    page = desk.get(address("signing", deal))

    assert page.status_code == 200
    assert "Invite signatories" not in words(page)
    assert desk.get(address("signing_invite", deal)).status_code == 403
    assert desk.get(address("signing_extend", deal)).status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_page_takes_the_same_queries_for_one_person_and_three(
    desk: Any, offered: Deal, officer: User, django_assert_num_queries: Any, people: int
) -> None:
    party = offered.parties.get(role="employer")
    entries = [SignatoryEntry(party, f"Person {number}", f"p{number}@x.example") for number in range(people)]
    until = timezone.localdate() + timedelta(days=9)
    for invitation in invite(offered, entries, until=until, by=officer, at=timezone.now()):
        ask(invitation, "When?", at=timezone.now())
    desk.get("/")

    with django_assert_num_queries(18):
        desk.get(address("signing", offered))
