"""How the signing of one text stands: by stage, party and person, and what comes next. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals import mail
from deals.models import DealVersion, Signature
from deals.shown.order import listed, signer
from deals.shown.signing_lines import Look, PartyLine, SignatureLine, line_of
from notices.models import Notice

WITH_A_LINK = (mail.INVITED, mail.REMINDED, mail.REPLY)


@dataclass(frozen=True)
class Stage:
    """The parties that sign side by side."""

    number: int
    look: Look
    parties: list[PartyLine]

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"turn-{self.number}"


@dataclass(frozen=True)
class Board:
    """All that is known about the signing of one version."""

    version: DealVersion
    stages: list[Stage]
    given: int
    needed: int
    progress: str
    next_step: str
    open_parties: list[PartyLine]

    @property
    def can_be_extended(self) -> bool:
        """Whether somebody's invitation still waits, so that there is time to give."""
        return any(line.can_be_extended for each in self.lines for line in each.invitations)

    @property
    def lines(self) -> list[PartyLine]:
        """All parties, in the order of signing."""
        return [line for stage in self.stages for line in stage.parties]

    @property
    def needs_people(self) -> bool:
        """Whether a party of which signatures lack has too few people who can sign."""
        return any(not line.reachable for line in self.open_parties)

    @property
    def nobody_invited(self) -> bool:
        """Whether the first thing to do is to invite people."""
        return self.given == 0 and not any(line.invitations for line in self.lines)


def board_of(version: DealVersion, *, at: datetime) -> Board:
    """Return how the signing of a version stands."""
    lines = _party_lines(version, at=at)
    late = [line for line in lines if line.missing]
    now = late[0].duty.stage if late else None
    needed = sum(line.duty.needed for line in lines)
    given = needed - sum(line.missing for line in lines)
    return Board(
        version=version,
        stages=[
            _stage(number, now, [line for line in lines if line.duty.stage == number])
            for number in sorted({line.duty.stage for line in lines})
        ],
        given=given,
        needed=needed,
        progress=progress_in_words(given, needed),
        next_step=next_step(lines, now),
        open_parties=late,
    )


def _party_lines(version: DealVersion, *, at: datetime) -> list[PartyLine]:
    """Return every party that must sign with its people, in the order of signing."""
    duties = version.duties_in_order()
    signatures = _by_party(
        version.signatures.select_related("second_look", "event", "invitation__delegated_from")
    )
    people = list(
        version.invitations.select_related(
            "party__organisation", "delegated_from", "delegated_to", "decline"
        ).order_by("pk")
    )
    declines = {each.party_id: each for each in version.declines.standing()}
    missing = {each.pk: max(0, each.needed - _given(signatures[each.party_id])) for each in duties}
    now = next((each.stage for each in duties if missing[each.pk]), None)
    failed = failed_letters(version)
    return [
        PartyLine(
            duty=duty,
            name=str(duty.party.organisation),
            signatures=[SignatureLine(each) for each in signatures[duty.party_id]],
            invitations=[
                line_of(
                    each,
                    at=at,
                    is_turn=duty.stage == now,
                    failed=failed,
                    others=people,
                    blocked=bool(declines),
                )
                for each in people
                if each.party_id == duty.party_id
            ],
            decline=declines.get(duty.party_id),
            missing=missing[duty.pk],
            is_turn=duty.stage == now,
            is_held_up=bool(declines),
        )
        for duty in duties
    ]


def failed_letters(version: DealVersion) -> dict[str, Notice]:
    """Return per invitation its newest letter with a link, when that could not be delivered."""
    letters = Notice.objects.about(version.deal).filter(kind__in=WITH_A_LINK).order_by("created_at", "pk")
    newest = {str(letter.context.get("invitation")): letter for letter in letters}
    return {of: letter for of, letter in newest.items() if letter.state == "failed"}


def progress_in_words(given: int, needed: int) -> str:
    """Return how many signatures are there."""
    words = ngettext("%(given)s of %(needed)s signature", "%(given)s of %(needed)s signatures", needed)
    return words % {"given": given, "needed": needed}


def next_step(lines: list[PartyLine], now: int | None) -> str:
    """Return in a sentence what happens next, or what the account manager has to do."""
    refused = [line.name for line in lines if line.decline]
    if refused:
        return _(
            "%(names)s declined, so nobody can sign now. Change the text, or invite that party again."
        ) % {"names": listed(refused)}
    to_check = [each for line in lines for each in line.signatures if each.to_check]
    if any(each.signature.has_other_name for each in to_check):
        return _(
            "Somebody signed under another name than who was invited. Say whether it is the same person."
        )
    if to_check:
        return _("A second person must look at a signature on paper before it counts.")
    if now is None:
        return _("All have signed.") if lines else _("This text was not offered yet.")
    turn = [line for line in lines if line.is_turn and line.missing]
    lonely = [line.name for line in turn if not line.reachable]
    if lonely:
        return _(
            "Nobody can sign for %(names)s now. Invite somebody, give more time, or record a signature on paper."
        ) % {"names": listed(lonely)}
    later = sorted({line.duty.stage for line in lines if line.missing and line.duty.stage > now})
    after = [line.name for line in lines if later and line.duty.stage == later[0]]
    names = {"names": listed([signer(line.name, line.missing) for line in turn]), "after": listed(after)}
    if after:
        return _("It is the turn of %(names)s. After that it is the turn of %(after)s.") % names
    return _("It is the turn of %(names)s. The last signature concludes the deal.") % names


def _stage(number: int, now: int | None, lines: list[PartyLine]) -> Stage:
    """Return a stage with where it stands."""
    if number == now and any(line.is_held_up for line in lines):
        look = Look("negative", "circle-x", _("declined"))
    elif number == now:
        look = Look("info", "writing-sign", _("signing now"))
    elif now is not None and number > now:
        look = Look("neutral", "clock", _("waits"))
    elif any(each.to_check for line in lines for each in line.signatures):
        look = Look("warning", "eye", _("waits for a second look"))
    else:
        look = Look("positive", "circle-check", _("all signed"))
    return Stage(number, look, lines)


def _given(signatures: Iterable[Signature]) -> int:
    """Return how many of the signatures stand."""
    return sum(SignatureLine(each).stands for each in signatures)


def _by_party(rows: Iterable[Signature]) -> dict[int, list[Signature]]:
    """Return signatures by their party, in the order in which they came."""
    found: dict[int, list[Signature]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.pk):
        found[row.party_id].append(row)
    return found
