"""Who may administer whom. Returns reasons; writes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.roles import MUNICIPAL_ROLES, Role

if TYPE_CHECKING:
    from accounts.models import MemberInvitation, Membership, Organisation, User

REGISTRARS = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
SECOND_FACTOR_ROLES = frozenset({Role.OFFICER, Role.ADMINISTRATOR})


def fitting_roles(organisation: Organisation) -> list[Role]:
    """Return the roles that people can have for this organisation, by the parts that it plays."""
    fitting = (
        [role for role in Role if role in MUNICIPAL_ROLES] if hasattr(organisation, "municipality") else []
    )
    if hasattr(organisation, "employer"):
        fitting.append(Role.EMPLOYER)
    if hasattr(organisation, "partner"):
        fitting.append(Role.PARTNER)
    return fitting


def registering_denial(user: User) -> str | None:
    """Return why the user may not add or change employers, partners and events; None if they may."""
    if user.roles & REGISTRARS:
        return None
    return _("Only account managers and administrators change the registry.")


def managing_denial(user: User, organisation: Organisation) -> str | None:
    """Return why the user may not decide who acts for this organisation, or None."""
    for member in user.active_memberships:
        if member.organisation_id == organisation.pk and member.manages_members:
            return None
    if Role.ADMINISTRATOR in user.roles and not hasattr(organisation, "municipality"):
        return None
    return _("Only somebody who manages the members of this organisation does this.")


def inviting_denial(user: User, organisation: Organisation) -> str | None:
    """Return why the user may not invite people here, or None: an officer may bring in the first one."""
    if not fitting_roles(organisation):
        return _("This organisation is no municipality, employer or partner: nobody can act for it here.")
    if (
        Role.OFFICER in user.roles
        and not hasattr(organisation, "municipality")
        and not organisation.has_members()
    ):
        return None
    return managing_denial(user, organisation)


def ending_denial(user: User, membership: Membership) -> str | None:
    """Return why the user may not end this membership, or None: everyone may leave, but not the last manager."""
    if membership.until is not None:
        return _("This membership has already ended.")
    if membership.user_id != user.pk and (why := managing_denial(user, membership.organisation)):
        return why
    if membership.is_last_manager():
        return _("Nobody else manages the members of this organisation. Give that to a colleague first.")
    return None


def entrusting_denial(user: User, membership: Membership, *, manages: bool) -> str | None:
    """Return why the user may not give or take the right to manage members, or None."""
    if membership.until is not None:
        return _("This membership has already ended.")
    if why := managing_denial(user, membership.organisation):
        return why
    if not manages and membership.is_last_manager():
        return _("Nobody else manages the members of this organisation. Give that to a colleague first.")
    return None


def accepting_denial(user: User, invitation: MemberInvitation, *, at: datetime) -> str | None:
    """Return why the user cannot accept this invitation, or None: it is for one address, once, for a while."""
    if why := invitation.closed_because(at):
        return why
    if user.email.lower() != invitation.email.lower():
        return _("This invitation is for %(invited)s, but you are signed in as %(user)s.") % {
            "invited": invitation.email,
            "user": user.email,
        }
    return None


def merging_denial(user: User, duplicate: Organisation, kept: Organisation) -> str | None:
    """Return why these two cannot become one, or None. Only a clean merge is made: nothing signed changes hands."""
    if why := registering_denial(user):
        return why
    if duplicate.pk == kept.pk:
        return _("Choose another organisation: this is the same one.")
    if duplicate.merged_into_id or kept.merged_into_id:
        return _("One of the two was merged already.")
    if duplicate.kvk_number and kept.kvk_number and duplicate.kvk_number != kept.kvk_number:
        return _("Both have a KvK number of their own, so they are two organisations.")
    if ties := duplicate.ties():
        return _("%(name)s still has: %(ties)s. Merge the other way round, or move these first.") % {
            "name": duplicate.name,
            "ties": ", ".join(ties),
        }
    return None
