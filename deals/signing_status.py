"""How the signing of one text stands: by stage, party and person, and what comes next. Writes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals import mail
from deals.models import DealVersion, Decline, Invitation, Signature, SigningDuty
from deals.signing_lines import InvitationLine, Look, PartyLine, SignatureLine, line_of
from deals.signing_words import listed, signer
from notices.models import Notice

Row = TypeVar("Row", Signature, Invitation)
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
    duties = version.duties_in_order()
    signatures = _by_party(
        version.signatures.select_related("second_look", "event", "invitation__delegated_from")
    )
    invitations = _by_party(
        version.invitations.select_related("party__organisation", "delegated_from", "delegated_to", "decline")
    )
    declines = {each.party_id: each for each in version.declines.standing()}
    given = {duty.party_id: _given(signatures[duty.party_id]) for duty in duties}
    open_duties = [duty for duty in duties if given[duty.party_id] < duty.needed]
    now = open_duties[0].stage if open_duties else None
    people = [each for own in invitations.values() for each in own]
    failed = failed_letters(version)
    lines = {
        duty.party_id: _party_line(
            duty,
            signatures[duty.party_id],
            [
                line_of(
                    each,
                    at=at,
                    is_turn=duty.stage == now,
                    failed=failed,
                    others=people,
                    blocked=bool(declines),
                )
                for each in invitations[duty.party_id]
            ],
            declines.get(duty.party_id),
            is_turn=duty.stage == now,
        )
        for duty in duties
    }
    numbers = sorted({duty.stage for duty in duties})
    done = sum(min(given[duty.party_id], duty.needed) for duty in duties)
    needed = sum(duty.needed for duty in duties)
    return Board(
        version=version,
        stages=[
            Stage(
                number,
                _stage_look(number, now),
                [lines[each.party_id] for each in duties if each.stage == number],
            )
            for number in numbers
        ],
        given=done,
        needed=needed,
        progress=progress_in_words(done, needed),
        next_step=next_step(version, list(lines.values()), now),
        open_parties=[lines[duty.party_id] for duty in open_duties],
    )


def failed_letters(version: DealVersion) -> dict[str, Notice]:
    """Return per invitation its newest letter with a link, when that could not be delivered."""
    letters = Notice.objects.about(version.deal).filter(kind__in=WITH_A_LINK).order_by("created_at", "pk")
    newest = {str(letter.context.get("invitation")): letter for letter in letters}
    return {of: letter for of, letter in newest.items() if letter.state == "failed"}


def progress_in_words(given: int, needed: int) -> str:
    """Return how many signatures are there."""
    words = ngettext("%(given)s of %(needed)s signature", "%(given)s of %(needed)s signatures", needed)
    return words % {"given": given, "needed": needed}


def next_step(version: DealVersion, lines: list[PartyLine], now: int | None) -> str:
    """Return in a sentence what happens next, or what the account manager has to do."""
    refused = [line.name for line in lines if line.decline]
    if refused:
        return _(
            "%(names)s declined, so nobody can sign now. Change the text, or invite that party again."
        ) % {"names": listed(refused)}
    if any(each.to_check for line in lines for each in line.signatures):
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


def _party_line(
    duty: SigningDuty,
    signatures: list[Signature],
    invitations: list[InvitationLine],
    decline: Decline | None,
    *,
    is_turn: bool,
) -> PartyLine:
    """Return one party with its people."""
    shown = [SignatureLine(each) for each in signatures]
    return PartyLine(
        duty=duty,
        name=str(duty.party.organisation),
        signatures=shown,
        invitations=invitations,
        decline=decline,
        missing=max(0, duty.needed - _given(signatures)),
        is_turn=is_turn,
    )


def _stage_look(number: int, now: int | None) -> Look:
    """Return where a stage stands."""
    if now is None or number < now:
        return Look("positive", "circle-check", _("all signed"))
    return (
        Look("info", "writing-sign", _("signing now"))
        if number == now
        else Look("neutral", "clock", _("waits"))
    )


def _given(signatures: Iterable[Signature]) -> int:
    """Return how many of the signatures stand."""
    return sum(SignatureLine(each).stands for each in signatures)


def _by_party(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Return rows by their party, in the order in which they came."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda each: each.pk):
        found[row.party_id].append(row)
    return found
