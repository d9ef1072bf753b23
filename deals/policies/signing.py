"""Who plans and follows the signing of a deal, and why not. Returns reasons; writes nothing."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.names import plain
from accounts.roles import MUNICIPAL_ROLES, Role
from deals import policies
from deals.lifecycle import Actor, State

if TYPE_CHECKING:
    from deals.models import Deal, DealVersion, Invitation, Party, Signature

MOST_QUESTIONS = 10  # that wait for an answer, of one signatory


def planning_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not say who signs and in which order; None if they may."""
    if deal.state not in {State.ANNOUNCED, State.DRAFT}:
        return _("Who signs is part of the text that was offered. Take the deal back to change it.")
    return policies.editing_denial(user, deal)


def signatory_denial(version: DealVersion, party: Party, email: str, name: str = "") -> str | None:
    """Return why the person at this address does not sign this text for this party; None if they may.

    Where a party signs with two people, those are two; and who works for the municipality signs for no other party,
    unless they work there as well.
    """
    if version.signatures.standing().filter(party=party, invitation__email=email).exists():
        return _("%(email)s has signed for this party already.") % {"email": email}
    if why := name_denial(version, party, name):
        return why
    municipality = version.deal.municipality
    person = User.objects.filter(email=email, is_active=True).first()
    if person is None or municipality.pk not in person.municipalities_as(*MUNICIPAL_ROLES):
        return None
    if party.organisation_id in {member.organisation_id for member in person.active_memberships}:
        return None
    return _("%(email)s works for the municipality, and so does not sign for %(party)s.") % {
        "email": email,
        "party": party.organisation,
    }


def name_denial(version: DealVersion, party: Party, name: str) -> str | None:
    """Return why this name does not stand under this text for this party again; None if it may: two people are two."""
    given = version.signatures.standing().filter(party=party).values_list("person_name", flat=True)
    if name and plain(name) in {plain(each) for each in given}:
        return _("%(name)s has signed for this party already.") % {"name": name}
    return None


def asking_denial(invitation: Invitation) -> str | None:
    """Return why a signatory asks no further question now; None if they may: each is a letter to the account manager."""
    if invitation.questions.filter(answered_at=None).count() >= MOST_QUESTIONS:
        return _("You asked several questions already. Wait for the answers, or call your contact.")
    return None


def reminding_denial(invitation: Invitation, *, by: User | None, at: datetime) -> str | None:
    """Return why a signatory is not written to again now; None if that may be. `None` as `by`: the rule for reminders."""
    if why := policies.invitation_denial("remind", invitation, Actor.OFFICER, by=by, at=at):
        return why
    if invitation.was_just_reminded(at):
        return _("The last reminder was written less than an hour ago.")
    return None


def checking_denial(user: User, signature: Signature, outcome: str, reason: str) -> str | None:
    """Return why the user may not say what a second look at a signature showed; None if they may."""
    if why := second_look_denial(user, signature):
        return why
    if outcome == "refused" and not reason.strip():
        return _("Give a reason.")
    has_scan = signature.version.documents.filter(kind="scan").exists()
    if outcome == "accepted" and not signature.has_other_name and not has_scan:
        return _("There is no scan of this paper yet. Add it first.")
    return None


def second_look_denial(user: User, signature: Signature) -> str | None:
    """Return why the user may not look at a signature as the second person; None if they may."""
    if not signature.needs_check or hasattr(signature, "second_look"):
        return _("This signature does not wait for a second look.")
    if signature.recorded_by == user:
        return _("Somebody else than who recorded the signature looks at it.")
    if signature.invitation and signature.invitation.email == user.email:
        return _("Somebody else than who signed looks at the name.")
    return policies.editing_denial(user, signature.version.deal)


def following_denial(user: User, deal: Deal) -> str | None:
    """Return why the user may not see to whom the text was sent; None if they may."""
    if policies.roles_of(user, deal) & MUNICIPAL_ROLES:
        return None
    return _("Only people of the municipality see to whom the text was sent.")


def waiting_denial(user: User) -> str | None:
    """Return why the user may not follow all deals that wait for signatures; None if they may."""
    if user.municipalities_as(Role.OFFICER):
        return None
    return _("Only an account manager of a municipality follows who must still sign.")
