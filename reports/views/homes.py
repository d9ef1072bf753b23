"""The home of each role: which parts it has. A part that fails does not take the page along."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.http import Request
from accounts.models import User
from accounts.roles import Role
from reports.views import parts
from reports.views.ending_part import ending

log = logging.getLogger(__name__)
Gather = Callable[[Request], dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """One card: where its rows come from, and its template. Without rows (`{}`) it is left out."""

    gather: Gather
    template: str


@dataclass(frozen=True)
class Home:
    """The first page of a role."""

    title: Promise
    tab: Promise
    parts: tuple[Part, ...] = ()


HOMES: dict[Role, Home] = {
    Role.OFFICER: Home(
        _("Today"),
        _("Today"),
        (
            Part(parts.stuck_deals, "reports/home_stuck.html"),
            Part(parts.to_confirm, "reports/home_confirm.html"),
            Part(parts.answers, "reports/home_answers.html"),
            Part(parts.signatures, "reports/home_signatures.html"),
            Part(parts.signing, "reports/home_signing.html"),
            Part(parts.talks, "reports/home_talks.html"),
            Part(ending, "reports/home_ending.html"),
            Part(parts.behind, "reports/home_behind.html"),
            Part(parts.drafts, "reports/home_drafts.html"),
            Part(parts.letters, "reports/home_letters.html"),
        ),
    ),
    Role.EMPLOYER: Home(_("Your deal"), _("Your deal as employer")),
    Role.ALDERMAN: Home(
        _("Overview"),
        _("Reports"),
        (
            Part(parts.newest_report, "reports/home_report.html"),
            Part(parts.programmes, "reports/home_programmes.html"),
        ),
    ),
    Role.PARTNER: Home(
        _("Support that you promised"),
        _("Your support as partner"),
        (Part(parts.support, "reports/home_support.html"),),
    ),
    Role.ADMINISTRATOR: Home(
        _("Administration"),
        _("Administration"),
        (
            Part(parts.management, "reports/home_manage.html"),
            Part(parts.documents, "reports/home_documents.html"),
            Part(parts.letters, "reports/home_letters.html"),
        ),
    ),
    Role.PRIVACY_OFFICER: Home(
        _("What happened"), _("What happened"), (Part(parts.trail, "reports/home_trail.html"),)
    ),
}


@dataclass(frozen=True)
class Tab:
    """The way to the home of another role of the same person."""

    label: str
    url: str
    is_current: bool


def tabs(user: User, current: Role) -> list[Tab]:
    """Return a tab for each role of a person who has several."""
    roles = roles_of(user)
    if len(roles) < 2:
        return []
    return [Tab(str(HOMES[role].tab), address(role), role == current) for role in roles]


def roles_of(user: User) -> list[Role]:
    """Return the person's roles, the one with the most daily work first."""
    return [role for role in HOMES if role in user.roles]


def address(role: Role) -> str:
    """Return the address of a role's home."""
    return reverse("reports:dashboard") if role == Role.EMPLOYER else f"{reverse('home')}?role={role}"


def drawn(request: Request, chosen: Iterable[Part]) -> list[SafeString]:
    """Return each part drawn by itself: one that fails says so, and the others are there."""
    cards = []
    for part in chosen:
        try:
            if context := part.gather(request):
                cards.append(render_to_string(part.template, context, request))
        except Exception:
            log.exception("part %s of the home page failed", part.template)
            cards.append(render_to_string("reports/home_failed.html", {}, request))
    return cards
