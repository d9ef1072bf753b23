"""Each signatory can have a last day of their own: in the form, the letter, the pages and the reminders."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from deals import mail
from deals.actions import PartyEntry, write_deal
from deals.actions.inviting import SignatoryEntry, extend, invite, write_reminders
from deals.kinds import PartyRole
from deals.models import Deal, Invitation, Programme
from employers.models import Employer
from notices.models import SIGNING, Notice, ReminderRule
from notices.outbox import send_due
from partners.models import Partner
from tests import factories
from tests.deals import signing
from tests.deals.sign_pages import letters_to
from tests.deals.test_signing_pages import address, day, invite_form, words
from ui.formats import day as in_words

NOON = signing.NOON
DAY = timedelta(days=1)


@pytest.fixture
def offered(officer: User, programme: Programme, helmgras: Employer, duinwerk: Partner) -> Deal:
    return signing.offered(officer, programme, helmgras.organisation, duinwerk.organisation)


@pytest.fixture
def desk(officer: User, signed_in: Any) -> Any:
    return signed_in(officer)


def last_day(invitation: Invitation) -> date:
    return timezone.localdate(invitation.expires_at - timedelta(seconds=1))


def row_of(deal: Deal, part: str) -> str:
    return f"invite-{deal.parties.get(role=part).pk}-0"


def people(deal: Deal, **days: date) -> list[SignatoryEntry]:
    """Somebody for the employer and for the partner, some with a day of their own."""
    return [
        SignatoryEntry(
            deal.parties.get(role=part), part, f"{part}@x.example", language="en", until=days.get(part)
        )
        for part in ("employer", "partner")
    ]


def test_one_party_gets_another_last_day_than_the_others(desk: Any, offered: Deal) -> None:
    common, own = timezone.localdate() + 10 * DAY, timezone.localdate() + 30 * DAY
    form = invite_form(offered, until=common, employer="e@x.example", partner="p@x.example")

    page = desk.post(
        address("signing_invite", offered),
        form | day(f"{row_of(offered, 'partner')}-until", own),
        follow=True,
    )

    assert "2 people are invited." in words(page)
    assert f"can sign until {in_words(common)}" in words(page)
    assert f"can sign until {in_words(own)}" in words(page)
    ends = {each.party.role: last_day(each) for each in Invitation.objects.all()}
    assert ends == {"employer": common, "partner": own}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (day("until", date(2020, 1, 1)), "This date is over."),
        (day("until", timezone.localdate() + 400 * DAY), "This is more than a year ahead."),
        ({"until_day": "31", "until_month": "2", "until_year": "2027"}, "This date does not exist."),
        ({"until_day": "3"}, "Fill in the day, the month and the year."),
    ],
)
def test_wrong_last_day_of_one_person_stands_at_that_person(
    desk: Any, offered: Deal, typed: dict[str, str], said: str
) -> None:
    row = row_of(offered, "employer")
    form = invite_form(offered, employer="e@x.example") | {f"{row}-{name}": to for name, to in typed.items()}

    page = desk.post(address("signing_invite", offered), form)

    assert page.status_code == 422
    assert said in words(page)
    body = page.content.decode()
    assert f'href="#id_{row}-until' in body
    assert body.count('<details class="hs-details" open>') == 1
    assert not Invitation.objects.exists()


def test_day_for_nobody_asks_who_it_is_for(desk: Any, offered: Deal) -> None:
    form = invite_form(offered, partner="p@x.example")
    own = day(f"{row_of(offered, 'employer')}-until", timezone.localdate() + 5 * DAY)

    page = desk.post(address("signing_invite", offered), form | own)

    assert page.status_code == 422
    assert "Fill in who signs." in words(page)


def test_two_people_of_one_party_have_a_day_each(
    desk: Any, officer: User, programme: Programme, helmgras: Employer
) -> None:
    parties = [PartyEntry(helmgras.organisation, PartyRole.EMPLOYER, signatories_needed=2)]
    deal = write_deal(factories.deal_entry(programme, helmgras.organisation, parties=parties), by=officer)
    deal.make("offer", by=officer)
    pk, today = deal.parties.get().pk, timezone.localdate()
    data = day("until", today + 9 * DAY) | day(f"invite-{pk}-1-until", today + 2 * DAY)
    for number in range(3):
        row = f"invite-{pk}-{number}"
        names = (f"Person {number}", f"p{number}@x.example") if number < 2 else ("", "")
        data |= {f"{row}-name": names[0], f"{row}-email": names[1], f"{row}-language": "nl"}

    desk.post(address("signing_invite", deal), data)

    first, second = Invitation.objects.order_by("pk")
    assert (last_day(first), last_day(second)) == (today + 9 * DAY, today + 2 * DAY)
    later = timezone.now() + 4 * DAY
    assert (first.is_open(later), second.is_open(later)) == (True, False)


def test_letter_and_its_page_name_the_day_of_the_person(offered: Deal, officer: User) -> None:
    now, own = timezone.now(), timezone.localdate() + 3 * DAY
    entries = people(offered, employer=own)

    invite(offered, entries, until=own + 20 * DAY, by=officer, at=now)
    send_due(timezone.now(), most=10)

    assert in_words(own) in letters_to("employer@x.example")[-1].body
    assert in_words(own + 20 * DAY) in letters_to("partner@x.example")[-1].body


def test_own_day_that_is_over_invites_nobody(offered: Deal, officer: User) -> None:
    entries = people(offered, partner=NOON.date() - DAY)

    with pytest.raises(PermissionDenied, match="over already"):
        invite(offered, entries, until=NOON.date() + 9 * DAY, by=officer, at=NOON)
    assert not Invitation.objects.exists()


def test_reminders_follow_the_day_of_the_person(offered: Deal, officer: User) -> None:
    ReminderRule.objects.update_or_create(kind=SIGNING, defaults={"repeat_every_days": 7, "at_most": 3})
    entries = people(offered, employer=NOON.date() + 5 * DAY)

    invite(offered, entries, until=NOON.date() + 20 * DAY, by=officer, at=NOON)
    write_reminders(NOON + 7 * DAY)

    told = Notice.objects.filter(kind=mail.REMINDED).values_list("recipient_email", flat=True)
    assert list(told) == ["partner@x.example"]


def test_list_shows_who_has_the_least_time_and_the_most(desk: Any, offered: Deal, officer: User) -> None:
    now, today = timezone.now(), timezone.localdate()
    entries = people(offered, employer=today + DAY)

    invite(offered, entries, until=today + 25 * DAY, by=officer, at=now)

    said = words(desk.get("/deals/signing/", {"show": "soon"}))
    assert "1 deal found" in said
    assert (
        f"{in_words(today + DAY, short=True)} others until {in_words(today + 25 * DAY, short=True)}" in said
    )


def test_more_time_for_all_takes_nothing_from_who_has_more(offered: Deal, officer: User) -> None:
    entries = people(offered, employer=NOON.date() + 60 * DAY)
    made = invite(offered, entries, until=NOON.date() + 5 * DAY, by=officer, at=NOON)

    done = extend(made, NOON.date() + 30 * DAY, by=officer, at=NOON)

    ends = {each.party.role: last_day(each) for each in Invitation.objects.all()}
    assert done == 1
    assert ends == {"employer": NOON.date() + 60 * DAY, "partner": NOON.date() + 30 * DAY}


def test_more_time_that_is_less_for_everybody_is_said_at_the_field(
    desk: Any, offered: Deal, officer: User
) -> None:
    now, today = timezone.now(), timezone.localdate()
    made = invite(offered, people(offered), until=today + 30 * DAY, by=officer, at=now)
    data = {"who": [each.public_id for each in made]} | day("until", today + 3 * DAY)

    page = desk.post(address("signing_extend", offered), data)

    assert page.status_code == 422
    assert "Everybody you chose can sign until that day already, or longer." in words(page)
