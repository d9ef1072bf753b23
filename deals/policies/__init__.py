"""Who may make which move on a deal, and why not. Returns reasons; writes nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import MUNICIPAL_ROLES, Role
from deals.kinds import PartyStanding
from deals.lifecycle import (
    AMENDMENT_MOVES,
    INVITATION_MOVES,
    MOVES,
    PLEDGED,
    Actor,
    EndKind,
    InvitationState,
    State,
)
from deals.texts.differences import differences

if TYPE_CHECKING:
    from deals.models import Amendment, Deal, DealVersion, GoodPractice, Invitation, Question

MOST_DELEGATIONS = 3

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
    if move == "offer" and not deal.newest_version().parties.filter(signs=True).exists():
        return _("Name at least one party that signs.")
    if move == "offer" and (lacking := deal.newest_version().lacking()):
        return " ".join(lacking)
    if move == "sign" and (missing := deal.parties_still_to_sign()):
        names = ", ".join(party.organisation.name for party in missing)
        return _("Still to sign: %(names)s.") % {"names": names}
    if move == "sign" and deal.newest_version().signatures.to_check().exists():
        return _("Somebody still has to look at a signature.")
    if move == "end" and deal.amendments.pending().exists():
        return _("Withdraw the change that is being made to this deal first.")
    return None


def unexplained(move: str, deal: Deal, how: str | None, reason: str, on: date) -> str | None:
    """Return why the move cannot be made in these words, or None: a reason is missing, or the term is not over.

    `how` it ends goes with the move `end`: only a termination must be explained.
    """
    if MOVES[move].needs_reason and not reason.strip() and how in {None, EndKind.TERMINATED}:
        return _("Give a reason.")
    if how == EndKind.TERM_OVER and not deal.is_past_its_term(on):
        return _("The term of the deal is not over.")
    return None


def roles_of(user: User, deal: Deal) -> frozenset[Role]:
    """Return the roles that the user has with regard to this deal, now; for a party also after it left."""
    parties = {party.organisation_id for party in deal.parties.all() if party.standing == PartyStanding.PARTY}
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
    version = deal.version_to_sign()
    if version is None:
        return _("Signatures are recorded on a deal that waits for them.")
    return editing_denial(user, deal) or decline_obstacle(version)


def decline_obstacle(version: DealVersion) -> str | None:
    """Return which party would not sign this text, or None: nobody signs what cannot be agreed."""
    decline = version.declines.standing().select_related("party__organisation").first()
    if decline is None:
        return None
    return _("%(name)s declined this text. The account manager decides what comes next.") % {
        "name": decline.party.organisation.name
    }


def inviting_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not invite signatories or change their invitations; None if they may."""
    if deal.version_to_sign() is None:
        return _("Signatories are invited once the text is offered for signing.")
    return editing_denial(user, deal)


def invitation_denial(
    move: str, invitation: Invitation, actor: Actor, *, at: datetime, by: User | None = None
) -> str | None:
    """Return why this may not be done with an invitation now, or None. The holder has shown link and code before."""
    rule, deal = INVITATION_MOVES[move], invitation.version.deal
    if actor != rule.actor:
        return _("This step is for %(who)s.") % {"who": rule.actor.label}
    if actor == Actor.OFFICER and by is not None and (why := editing_denial(by, deal)):
        return why
    if invitation.state != InvitationState.WAITING:
        return _("This invitation is closed: %(state)s.") % {"state": invitation.get_state_display()}
    if deal.version_to_sign() != invitation.version:
        return _("This text is no longer offered for signing.")
    if rule.in_time and not invitation.is_open(at):
        return _("The time to sign is over. Ask the account manager for more time.")
    if move in {"sign", "remind"} and (why := decline_obstacle(invitation.version)):
        return why
    return turn_obstacle(invitation) if rule.in_turn else None


def turn_obstacle(invitation: Invitation) -> str | None:
    """Return why the party of an invitation cannot sign yet, or no more; None when it is its turn."""
    waiting = {duty.party_id: duty for duty in invitation.version.duties_open()}
    if invitation.party_id not in waiting:
        return _("This party has signed this text already.")
    stage = waiting[invitation.party_id].stage
    first = [str(duty.party.organisation) for duty in waiting.values() if duty.stage < stage]
    return _("First to sign: %(names)s.") % {"names": ", ".join(first)} if first else None


def delegating_denial(invitation: Invitation) -> str | None:
    """Return why the person who was invited may not let somebody else sign; None if they may."""
    variant = invitation.version.variant_version
    if variant and not variant.allows_delegation:
        return _("For this kind of deal only the person who was invited signs.")
    if len(invitation.origin()) >= MOST_DELEGATIONS:
        return _("This invitation was passed on too often. Ask the account manager to invite somebody.")
    return None


def reply_denial(user: User, question: Question) -> str | None:
    """Return why the user may not answer a question of a signatory; None if they may."""
    if question.answered_at:
        return _("This question was answered.")
    if Role.OFFICER in roles_of(user, question.invitation.version.deal):
        return None
    return _("Only an account manager of the municipality answers.")


def amending_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not begin a change of a signed deal; None if they may."""
    if deal.state not in PLEDGED:
        return _("Only a signed deal is changed in this way.")
    if deal.amendments.pending().exists():
        return _("A change of this deal is under way already.")
    return editing_denial(user, deal)


def amendment_denial(user: User | None, move: str, amendment: Amendment) -> str | None:
    """Return why `user` may not make `move` on a change of a deal; None if they may. `None` as user is the system."""
    rule = AMENDMENT_MOVES[move]
    if amendment.state not in rule.sources:
        state = amendment.get_state_display()
        return _("This is not possible while the change is %(state)s.") % {"state": state}
    if user is None and not rule.system:
        return _("This step is for a person.")
    if user is not None and (why := editing_denial(user, amendment.deal)):
        return why
    if move == "offer" and (lacking := amendment.version.lacking()):
        return " ".join(lacking)
    if move == "offer" and not differences(amendment.amends.wording(), amendment.version.wording()):
        return _("Nothing is different yet: change something first.")
    if move == "agree" and not amendment.version.is_complete():
        return _("Not all who must sign have signed.")
    return None


def scan_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not add a scan of what was signed, or None when they may."""
    if deal.state not in PLEDGED | {State.OFFERED}:
        return _("A scan belongs to a text that was offered for signing.")
    return editing_denial(user, deal)


def support_denial(user: User, deal: Deal, organisation_id: int) -> str | None:
    """Return why the user may not record delivery of support promised by this organisation; None if they may."""
    if deal.state not in PLEDGED:
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


def practice_reading_denial(user: User) -> str | None:
    """Return why the user may not read good practices; None if they may: they are for those who make deals."""
    if user.municipalities_as(*MUNICIPAL_ROLES):
        return None
    return _("Good practices are for people who work for a municipality.")


def practice_writing_denial(user: User) -> str | None:
    """Return why the user may not write good practices at all; None if they may."""
    if user.municipalities_as(Role.OFFICER):
        return None
    return _("Only an account manager of the municipality writes its good practices.")


def practice_denial(user: User, municipality_id: int) -> str | None:
    """Return why the user may not write the good practices of this municipality; None if they may."""
    if municipality_id in user.municipalities_as(Role.OFFICER):
        return None
    return _("Only an account manager of the municipality writes its good practices.")


def practice_undo_denial(user: User, practice: GoodPractice) -> str | None:
    """Return why publishing cannot be undone; None if it can: nobody took it over."""
    if practice.published_at is None:
        return _("This good practice is not published.")
    if practice.adoptions.exists():
        return _("Somebody adopted this already. Take it off the list instead.")
    return practice_denial(user, practice.municipality_id)


def adopting_denial(user: User, practice: GoodPractice, municipality_id: int | None = None) -> str | None:
    """Return why the user may not begin a deal from this practice, in this municipality or in any; None if they may."""
    own = user.municipalities_as(Role.OFFICER)
    if not own or (municipality_id is not None and municipality_id not in own):
        return _("Only an account manager of a municipality logs deals.")
    if not practice.is_on_offer:
        return _("This good practice is not published.")
    return None
