"""Who may make which move on a deal, and why not. Returns reasons; writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role
from deals.lifecycle import MOVES, State

if TYPE_CHECKING:
    from deals.models import Deal

# States in which the other parties may see a deal: before that it is the municipality's own draft.
SHARED_STATES = frozenset({State.OFFERED, State.SIGNED, State.SUSPENDED, State.ENDED})


def denial(user: User | None, move: str, deal: Deal) -> str | None:
    """Return why `user` may not make `move` on `deal`, or None when they may; `None` as user is the system."""
    rule = MOVES[move]
    if deal.state not in rule.sources:
        return _("This is not possible while the deal is %(state)s.") % {"state": deal.get_state_display()}
    if user is None:
        if not rule.system:
            return _("This step is for a person.")
    elif not rule.roles & roles_of(user, deal):
        return _("This step is for the account manager of the municipality.")
    return obstacle(move, deal)


def obstacle(move: str, deal: Deal) -> str | None:
    """Return what the deal itself still lacks for this move, or None."""
    if move == "offer" and not deal.parties.filter(signs=True).exists():
        return _("Name at least one party that signs.")
    if move == "sign" and (missing := deal.parties_still_to_sign()):
        names = ", ".join(party.organisation.name for party in missing)
        return _("Still to sign: %(names)s.") % {"names": names}
    if move == "take_back" and deal.newest_version().signatures.exists():
        return _("Somebody has signed this text already.")
    return None


def roles_of(user: User, deal: Deal) -> frozenset[Role]:
    """Return the roles that the user has with regard to this deal, now."""
    parties = {party.organisation_id for party in deal.parties.all()}
    return frozenset(
        Role(member.role)
        for member in user.active_memberships
        if member.organisation_id == deal.municipality.organisation_id
        or (member.role in {Role.EMPLOYER, Role.PARTNER} and member.organisation_id in parties)
    )


def editing_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not change who to call, the next date or other facts beside the text; None if they may."""
    if Role.OFFICER not in roles_of(user, deal):
        return _("Only an account manager of the municipality changes a deal.")
    if deal.state in {State.ENDED, State.CANCELLED}:
        return _("This deal is closed.")
    return None


def logging_denial(user: User) -> str | None:
    """Return why the user may not log deals, or None when they may."""
    if user.municipalities_as(Role.OFFICER):
        return None
    return _("Only an account manager of a municipality logs deals.")


def rewriting_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not write the deal anew, or None when they may."""
    if deal.state not in {State.ANNOUNCED, State.DRAFT}:
        return _("Only a deal that nobody was offered can be written anew.")
    return editing_denial(user, deal)


def signing_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not record signatures on paper, or None when they may."""
    if deal.state != State.OFFERED:
        return _("Signatures are recorded on a deal that waits for them.")
    return editing_denial(user, deal)


def scan_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not add a scan of what was signed, or None when they may."""
    if deal.state not in {State.OFFERED, State.SIGNED, State.SUSPENDED}:
        return _("A scan belongs to a text that was offered for signing.")
    return editing_denial(user, deal)


def support_denial(user: User, deal: Deal, organisation_id: int) -> str | None:
    """Return why the user may not record delivery of support promised by this organisation; None if they may."""
    if deal.state not in {State.SIGNED, State.SUSPENDED}:
        return _("Support is recorded on signed deals.")
    if user.has_role(Role.PARTNER, organisation_id) or Role.OFFICER in roles_of(user, deal):
        return None
    return _("Only the partner who promised it or the account manager records this.")


def programme_denial(user: User, municipality_id: int) -> str | None:
    """Return why the user may not change programmes and variants of this municipality; None if they may."""
    if municipality_id in user.municipalities_as(Role.ADMINISTRATOR):
        return None
    return _("Only an administrator of the municipality changes programmes and variants.")


def document_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not have the document made again; None if they may."""
    if Role.OFFICER in roles_of(user, deal):
        return None
    return _("Only an account manager of the municipality has a document made again.")
