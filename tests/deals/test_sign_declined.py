"""After a party declined: why is for the municipality only, and once it is asked again everyone else hears of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from deals import mail
from deals.actions import SignatureEntry, sign_on_paper
from deals.actions.inviting import SignatoryEntry, invite
from deals.actions.signing import decline
from deals.models import Deal, DeclineReason, Invitation, Programme, Signature
from employers.models import Employer
from notices.models import Notice
from partners.models import Partner
from tests.deals import signing
from tests.deals.sign_pages import invited, letters_to, send_all, soon, visitor, words

WHY = "We cannot find six people."


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def invitations(offered: Deal, officer: User) -> dict[str, Invitation]:
    return invited(offered, officer)


def again(deal: Deal, before: Invitation, officer: User) -> Invitation:
    """Ask the party of an invitation once more, in the person of somebody else."""
    entry = SignatoryEntry(before.party, "Somebody else", "else@sign.example", language="en")
    return invite(deal, [entry], until=soon(), by=officer, at=timezone.now())[0]


def test_other_parties_see_on_the_deal_that_one_declined_but_not_why(
    offered: Deal,
    invitations: dict[str, Invitation],
    officer: User,
    employer: User,
    partner: User,
    signed_in: Any,
) -> None:
    decline(invitations["employer"], DeclineReason.NUMBERS, WHY, at=timezone.now())

    pages = {
        person: words(signed_in(person).get(offered.get_absolute_url()))
        for person in (officer, employer, partner)
    }

    for person in (employer, partner):
        assert "Declined to sign" in pages[person]
        assert WHY not in pages[person]
        assert "not feasible" not in pages[person]
    assert pages[officer].count(WHY) == 2  # at the party, and in the history
    for page in pages.values():
        assert "Held up by the refusal" in page
        assert "May sign now" not in page


def test_who_waited_hears_that_the_text_can_be_signed_again(
    offered: Deal, invitations: dict[str, Invitation], officer: User
) -> None:
    send_all()
    decline(invitations["employer"], DeclineReason.TEXT, "", at=timezone.now())
    send_all()

    again(offered, invitations["employer"], officer)
    send_all()

    assert letters_to("partner@sign.example")[-1].subject.startswith("Reminder")
    assert not letters_to("municipality@sign.example")  # not its turn yet
    assert visitor(invitations["partner"]).enter().status_code == 200


def test_who_was_invited_while_another_declined_gets_the_letter_when_that_is_over(
    offered: Deal, officer: User
) -> None:
    parties = {party.role: party for party in offered.parties_still_to_sign()}
    now = timezone.now()
    first = SignatoryEntry(parties["employer"], "Emma de Vries", "employer@sign.example", language="en")
    second = SignatoryEntry(parties["partner"], "Pim Bakker", "partner@sign.example", language="en")
    [refused] = invite(offered, [first], until=soon(), by=officer, at=now)
    send_all()
    decline(refused, DeclineReason.TEXT, "", at=now)
    [waits] = invite(offered, [second], until=soon(), by=officer, at=now)
    send_all()
    assert not letters_to("partner@sign.example")

    again(offered, refused, officer)
    send_all()

    assert letters_to("partner@sign.example")
    waits.refresh_from_db()
    assert visitor(waits).sign().status_code == 404  # a link, and no code yet
    assert visitor(waits).enter().status_code == 200
    assert not Signature.objects.exists()


def test_letter_that_was_held_back_by_a_refusal_goes_out_after_it(offered: Deal, officer: User) -> None:
    invitations = invited(offered, officer)
    decline(invitations["employer"], DeclineReason.TEXT, "", at=timezone.now())
    send_all()  # only now: the mail server was away
    assert not letters_to("partner@sign.example")

    again(offered, invitations["employer"], officer)
    send_all()

    assert letters_to("partner@sign.example")
    assert timezone.now() - timedelta(minutes=1) < Notice.objects.filter(kind=mail.REMINDED).get().created_at


def test_party_that_thinks_again_signs_on_paper_without_a_new_letter(
    offered: Deal, invitations: dict[str, Invitation], officer: User, signed_in: Any
) -> None:
    send_all()
    decline(invitations["employer"], DeclineReason.TEXT, "", at=timezone.now())
    desk, page = signed_in(officer), reverse("deals:signing", args=[offered.public_id])
    party = invitations["employer"].party
    assert "Let them sign after all : Helmgras Groen" in words(desk.get(page))

    said = desk.post(f"{page}after-all/", {"party": party.pk}, follow=True)
    send_all()

    assert "Helmgras Groen can sign after all." in words(said)
    assert "Let them sign after all" not in words(said)
    assert letters_to("partner@sign.example")[-1].subject.startswith("Reminder")
    entry = SignatureEntry(party.organisation, "director", timezone.localdate(), party=party)
    sign_on_paper(offered, [entry], by=officer)
    assert Signature.objects.get().party == party
    assert "May sign after all Party: Helmgras Groen." in words(desk.get(offered.get_absolute_url()))


def test_only_what_was_declined_is_taken_back(
    offered: Deal, invitations: dict[str, Invitation], officer: User, employer: User, signed_in: Any
) -> None:
    page = reverse("deals:signing", args=[offered.public_id])
    named = {"party": invitations["employer"].party_id}

    assert signed_in(officer).post(f"{page}after-all/", named).status_code == 403
    decline(invitations["employer"], DeclineReason.TEXT, "", at=timezone.now())
    assert signed_in(employer).post(f"{page}after-all/", named).status_code == 403
    assert signed_in(officer).post(f"{page}after-all/", {"party": "0"}).status_code == 404
    assert offered.newest_version().declines.standing().count() == 1
