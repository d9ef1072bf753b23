"""Asking employers how things stand: who is asked, when, and what is still to come. One deal is one transaction."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.roles import Role
from deals.kinds import PartyRole
from deals.lifecycle import AmendmentState, State
from deals.models import Amendment, Deal, Party
from notices.models import PROGRESS, Notice, ReminderRule
from placements import progress_policies
from placements.models import ProgressRound
from trail.models import Entry

log = logging.getLogger(__name__)
PAUSE = timedelta(hours=24)  # between two letters that an officer sends by hand


@dataclass(frozen=True)
class Coming:
    """A reminder that will be written: for which deal, when, the how-manieth, to whom."""

    deal: Deal
    on: date
    number: int
    at_most: int
    to: list[str]


def write_next(on: date, *, at: datetime) -> Deal | None:
    """Write the reminders of one deal that is due by this day; return it, or None when no deal waits.

    Any number of processes may do this at once: each deal is taken by one, and done by it whole or not at all.
    """
    with transaction.atomic():
        waiting = Deal.objects.to_remind(on).select_for_update(skip_locked=True, of=("self",))
        deal = waiting.select_related("municipality__organisation").first()
        if deal is None:
            return None
        try:
            with transaction.atomic():
                _remind(deal, on=on, at=at, by=None)
        except Exception:
            log.exception("The reminders of deal %s were not written; again tomorrow", deal.public_id)
            deal.move_reminder(on + timedelta(days=1))  # so that it does not hold up the others
    return deal


def plan_after_renewal(on: date, *, at: datetime) -> int:
    """Plan the next talk of deals whose talks stopped with their term and that go on; return of how many.

    A talk that an account manager took away stays away.
    """
    goes_on = Q(ends_on=None) | Q(ends_on__gt=on)
    deals = Deal.objects.filter(goes_on, state=State.SIGNED, next_progress_on=None)
    talked = ProgressRound.objects.filter(deal=OuterRef("pk"), closed_at__isnull=False)
    changed = Exists(Amendment.objects.filter(deal=OuterRef("pk"), state=AmendmentState.AGREED))
    return sum(
        _plan_again(deal, on=on, at=at) for deal in deals.filter(Exists(talked), changed).order_by("pk")
    )


@transaction.atomic
def _plan_again(deal: Deal, *, on: date, at: datetime) -> bool:
    """Plan the next talk if the last one was followed by none because the term was over; return whether."""
    deal.hold()
    last = deal.progress_rounds.order_by("-due_on")[0]
    if deal.next_progress_on or last.closed_at is None:
        return False
    text = deal.versions.filter(conclusion__at__lte=last.closed_at).order_by("-number").first()
    over = text and text.ends_on and text.ends_on <= max(last.due_on, timezone.localdate(last.closed_at))
    talk = last.next_talk(on) if over else None
    if talk is None:
        return False
    deal.next_progress_on = talk
    deal.plan_reminder()
    deal.revision += 1
    deal.save(update_fields=["next_progress_on", "next_reminder_on", "revision", "updated_at"])
    Entry.objects.record(deal, "change", by=None, changes={"next_progress_on": [None, talk]}, at=at)
    return True


def nudge_denial(user: User, deal: Deal, *, at: datetime) -> str | None:
    """Return why the user may not send a reminder by hand now, or None."""
    if why := progress_policies.officer_denial(user, deal):
        return why
    last = last_written(deal)
    if last and at < last.created_at + PAUSE:
        return _("The last reminder was written less than a day ago.")
    if not _readers(_round_of(deal), deal, at):
        return _("There is nobody to write to: everybody answered, or no address is known.")
    return None


def last_written(deal: Deal) -> Notice | None:
    """Return the newest reminder of this deal."""
    return Notice.objects.about(deal).filter(kind=PROGRESS).order_by("-created_at", "-pk").first()


def nudge(deal: Deal, *, by: User, at: datetime) -> list[Notice]:
    """Write the reminder now, whatever the rule says; raises PermissionDenied with the reason why not."""
    with transaction.atomic():
        deal.refresh_from_db(from_queryset=Deal.objects.select_for_update())
        if why := nudge_denial(by, deal, at=at):
            raise PermissionDenied(why)
        return _remind(deal, on=timezone.localdate(at), at=at, by=by)


def skip(deal: Deal, *, expected: date, by: User, at: datetime) -> None:
    """Leave out the coming reminder of this day; the next follows in the rhythm of the rule.

    Raises PermissionDenied with the reason why not, also when it is no longer that day's.
    """
    with transaction.atomic():
        deal.refresh_from_db(from_queryset=Deal.objects.select_for_update())
        if why := progress_policies.officer_denial(by, deal):
            raise PermissionDenied(why)
        if deal.next_reminder_on != expected:
            raise PermissionDenied(_("This reminder was written or moved already."))
        round = ProgressRound.objects.of(deal, at=at)
        _count(round, deal, from_day=max(expected, timezone.localdate(at)))
        changes = {"number": round.reminders, "on": expected}
        Entry.objects.record(deal, "skip_reminder", by=by, changes=changes, at=at)


def recipients(deal: Deal, *, at: datetime) -> list[str]:
    """Return the addresses to which a reminder would go now."""
    readers = [reader for _party, reader in _readers(_round_of(deal), deal, at)]
    return [reader.email if isinstance(reader, User) else reader for reader in readers]


def _remind(deal: Deal, *, on: date, at: datetime, by: User | None) -> list[Notice]:
    """Write one letter to each reader, and move the deal to its next reminder: the caller holds the deal."""
    if deal.is_past_its_term(on):
        deal.move_reminder(None)
        return []
    round = ProgressRound.objects.of(deal, at=at)
    _count(round, deal, from_day=on)
    written = [
        Notice.objects.owe(
            PROGRESS,
            deal,
            to=reader,
            period=f"{round.due_on.isoformat()}.{round.reminders}",
            at=at,
            municipality=deal.municipality,
            organisation=party.organisation,
            context={"round": round.public_id, "number": round.reminders, "by_hand": by is not None},
        )
        for party, reader in _readers(round, deal, at)
    ]
    changes = {"number": round.reminders, "letters": len(written)}
    Entry.objects.record(deal, "remind", by=by, changes=changes, at=at)
    return written


def _count(round: ProgressRound, deal: Deal, *, from_day: date) -> None:
    """Count a reminder of the round, written or skipped, and set the day of the next one if there is one."""
    rule = ReminderRule.objects.of(PROGRESS)
    round.reminders += 1
    round.save(update_fields=["reminders"])
    more = round.reminders < rule.at_most and rule.is_active
    deal.move_reminder(from_day + timedelta(days=rule.repeat_every_days) if more else None)


def _readers(round: ProgressRound | None, deal: Deal, at: datetime) -> list[tuple[Party, User | str]]:
    """Return whom to write: the people of each employer who did not answer yet, else its contact's address."""
    asked = (
        round.still_to_answer()
        if round
        else ProgressRound(deal=deal, due_on=timezone.localdate(at)).employers()
    )
    people = people_of((party.organisation_id for party in asked), at)
    return [(party, reader) for party in asked for reader in readers_of(party, people)]


def people_of(organisations: Iterable[int], at: datetime) -> dict[int, list[User]]:
    """Return who acts as employer for each of these organisations now."""
    members = Membership.objects.in_force(at).filter(
        organisation__in=set(organisations), role=Role.EMPLOYER, user__is_active=True
    )
    people: dict[int, list[User]] = defaultdict(list)
    for member in members.select_related("user").order_by("pk"):
        people[member.organisation_id].append(member.user)
    return people


def readers_of(party: Party, people: dict[int, list[User]]) -> list[User | str]:
    """Return who reads the letters of this party: its people, else the address in the deal, else nobody."""
    found: list[User | str] = list(people.get(party.organisation_id, []))
    return found or ([party.contact_email] if party.contact_email else [])


def coming(user: User, *, today: date, days: int, at: datetime, most: int) -> list[Coming]:
    """Return the reminders that will be written in the next days for the deals of this officer, by day."""
    deals = list(
        Deal.objects.visible_to(user)
        .to_remind(today + timedelta(days=days))
        .filter(municipality__in=user.municipalities_as(Role.OFFICER))
        .prefetch_related("parties__organisation", "progress_rounds__answers")[:most]
    )
    rule = ReminderRule.objects.of(PROGRESS)
    asked = {deal.pk: _to_ask(deal, today) for deal in deals}
    people = people_of((party.organisation_id for parties in asked.values() for party in parties), at)
    return [
        Coming(
            deal,
            max(deal.next_reminder_on or today, today),
            _number(deal),
            rule.at_most,
            [
                reader.email if isinstance(reader, User) else reader
                for party in asked[deal.pk]
                for reader in readers_of(party, people)
            ],
        )
        for deal in deals
    ]


def _round_of(deal: Deal) -> ProgressRound | None:
    """Return the round of the next talk from the rows at hand."""
    return next((one for one in deal.progress_rounds.all() if one.due_on == deal.next_progress_on), None)


def _number(deal: Deal) -> int:
    """Return the how-manieth the coming reminder is."""
    round = _round_of(deal)
    return round.reminders + 1 if round else 1


def _to_ask(deal: Deal, today: date) -> list[Party]:
    """Return the employers who did not answer yet, from the rows at hand."""
    round = _round_of(deal)
    answered = {answer.organisation_id for answer in round.answers.all()} if round else set()
    return [
        party
        for party in deal.parties.all()
        if party.role == PartyRole.EMPLOYER
        and party.organisation_id not in answered
        and party.takes_part(deal.next_progress_on or today)
    ]


def forgotten(at: datetime) -> int:
    """Return how many deals should have had their reminder written a day ago and had not."""
    return Deal.objects.to_remind(timezone.localdate(at) - timedelta(days=2)).count()
