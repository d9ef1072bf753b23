"""Who acts for which organisation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import policies
from accounts.forms import InviteForm
from accounts.http import Request
from accounts.models import MemberInvitation, Membership, Organisation


@require_GET
def member_list(request: Request) -> HttpResponse:
    """Show the colleagues at the reader's own organisations."""
    own = [member.organisation_id for member in request.user.active_memberships]
    return _members_page(request, Organisation.objects.filter(pk__in=own))


@require_GET
def organisation_members(request: Request, organisation: str) -> HttpResponse:
    """Show who acts for one organisation."""
    get_object_or_404(Organisation.objects.with_members_visible_to(request.user), public_id=organisation)
    return _members_page(request, Organisation.objects.filter(public_id=organisation))


def _members_page(request: Request, organisations: QuerySet[Organisation]) -> HttpResponse:
    visible = Organisation.objects.with_members_visible_to(request.user)
    groups: Iterable[Any] = visible.filter(pk__in=organisations).with_members_at(timezone.now())
    context = {
        "groups": [
            {
                "organisation": group,
                "members": group.members_now,
                "invitations": group.invitations_waiting,
                "manages": policies.managing_denial(request.user, group) is None,
                "invites": policies.inviting_denial(request.user, group) is None,
            }
            for group in groups
        ],
        "now": timezone.now(),
    }
    return render(request, "accounts/members.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def member_invite(request: Request, organisation: str) -> HttpResponse:
    """Ask somebody to act for an organisation."""
    found = get_object_or_404(
        Organisation.objects.with_members_visible_to(request.user), public_id=organisation
    )
    if why := policies.inviting_denial(request.user, found):
        raise PermissionDenied(why)
    form = InviteForm(request.POST or None, organisation=found)
    if form.is_valid():
        try:
            MemberInvitation.objects.invite(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("The invitation goes to %(email)s.") % form.cleaned_data)
            return redirect("accounts:organisation_members", found.public_id)
    context = {"form": form, "organisation": found}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def member_end(request: Request, organisation: str, person: str, role: str) -> HttpResponse:
    """Let somebody no longer act for an organisation, after a question."""
    membership = _membership(request, organisation, person, role)
    if why := policies.ending_denial(request.user, membership):
        messages.error(request, why)
        return redirect("accounts:organisation_members", organisation)
    if request.method == "POST":
        membership.end(by=request.user, at=timezone.now())
        messages.success(
            request, _("%(name)s no longer acts for this organisation.") % {"name": membership.user}
        )
        return redirect("accounts:members")
    return render(request, "accounts/member_end.html", {"membership": membership})


@require_POST
def member_entrust(request: Request, organisation: str, person: str, role: str) -> HttpResponse:
    """Give somebody the right to manage members, or take it back."""
    membership = _membership(request, organisation, person, role)
    try:
        membership.entrust(manages=request.POST.get("manages") == "yes", by=request.user)
    except PermissionDenied as why:
        messages.error(request, str(why))
    return redirect("accounts:organisation_members", organisation)


def _membership(request: Request, organisation: str, person: str, role: str) -> Membership:
    visible = Organisation.objects.with_members_visible_to(request.user)
    rows = Membership.objects.in_force(timezone.now()).select_related("user", "organisation__municipality")
    return get_object_or_404(
        rows,
        organisation__in=visible,
        organisation__public_id=organisation,
        user__public_id=person,
        role=role,
    )


@require_POST
def invitation_again(request: Request, invitation: str) -> HttpResponse:
    """Send the letter again, with a new link."""
    found = _invitation(request, invitation)
    found.send_again(by=request.user, at=timezone.now())
    messages.success(request, _("A new invitation goes to %(email)s.") % {"email": found.email})
    return redirect("accounts:organisation_members", found.organisation.public_id)


@require_POST
def invitation_withdraw(request: Request, invitation: str) -> HttpResponse:
    """Let the link in the letter work no more."""
    found = _invitation(request, invitation)
    found.withdraw(by=request.user, at=timezone.now())
    messages.success(request, _("The invitation of %(email)s was withdrawn.") % {"email": found.email})
    return redirect("accounts:organisation_members", found.organisation.public_id)


def _invitation(request: Request, public_id: str) -> MemberInvitation:
    visible = Organisation.objects.with_members_visible_to(request.user)
    rows = MemberInvitation.objects.select_related(
        "organisation__municipality", "organisation__employer", "organisation__partner"
    )
    return get_object_or_404(rows, organisation__in=visible, public_id=public_id)
