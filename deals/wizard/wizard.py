"""A draft with its pages: what was answered, what is still wrong, and the deal that it makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from accounts.roles import Role
from deals.forms.parties import Register, Side
from deals.forms.programme import UMBRELLAS
from deals.kinds import PartyRole
from deals.lifecycle import State
from deals.models import Adoption, Deal, DealDraft, Programme, Variant, VariantVersion
from deals.wizard.defaults import usual_promises
from deals.wizard.earlier import as_asked_now
from deals.wizard.pages import Page, PartiesPage, ProgrammePage, PromisesPage
from employers.models import Employer
from events.models import Event
from partners.models import Partner

STEPS = ("programme", "parties", "promises")
TRIED = "tried"  # stands with the answers once somebody asked for the next step
MOST_KNOWN_PARTNERS = 24


def versions_for(user: User, draft: DealDraft | None) -> list[VariantVersion]:
    """Return the current version of each variant with which the officer may log a deal."""
    municipalities = [draft.municipality_id] if draft else user.municipalities_as(Role.OFFICER)
    variants = Variant.objects.visible_to(user).filter(
        programme__municipality__in=municipalities, programme__archived_on=None, retired_on=None
    )
    newest = (
        VariantVersion.objects.filter(variant__in=variants, published_at__isnull=False)
        .select_related("variant__programme__municipality__organisation")
        .order_by("variant", "-number")
        .distinct("variant")
    )
    return sorted(
        newest, key=lambda each: (each.variant.programme.name, each.variant.position, each.variant.name)
    )


class Wizard:
    """The answers of one draft, page by page; a page can be replaced by what was just posted."""

    def __init__(self, draft: DealDraft | None, user: User, *, today: date) -> None:
        self.draft, self.user, self.today = draft, user, today

    @cached_property
    def programme(self) -> ProgrammePage:
        """The first page."""
        return self._programme_page(self.kept("programme"))

    @cached_property
    def parties(self) -> PartiesPage:
        """The second page; the first must be valid."""
        return self._parties_page(self.kept("parties"))

    @cached_property
    def promises(self) -> PromisesPage:
        """The third page; the first two must be valid."""
        return self._promises_page(self.kept("promises"), None)

    def kept(self, step: str) -> QueryDict | None:
        """Return what was typed in a step, as it was posted; None when nobody was there yet."""
        answers = self.draft.answers.get(step) if self.draft else None
        if answers is None:
            return None
        data = QueryDict(mutable=True)
        for name, values in answers.items():
            data.setlist(name, values)
        return as_asked_now(data) if step == "parties" else data

    def replace(self, step: str, data: QueryDict, files: Any) -> Page:
        """Answer a step anew."""
        page: Page
        if step == "programme":
            page = self.programme = self._programme_page(data)
        elif step == "parties":
            page = self.parties = self._parties_page(data)
        else:
            page = self.promises = self._promises_page(data, files)
        return page

    def page(self, step: str) -> Page:
        """Return a page as it was kept; complaints show only after somebody asked for the next step."""
        page: Page = getattr(self, step)
        kept = self.kept(step)
        if kept is not None and TRIED not in kept:
            page.hold_back()
        return page

    def first_unfinished(self, *, before: str = "") -> str:
        """Return the first step that is not answered, of all or of those before one; "" when there is none."""
        for step in STEPS:
            if step == before:
                return ""
            if not getattr(self, step).is_valid():
                return step
        return ""

    @property
    def version(self) -> VariantVersion:
        """The version of the variant that was chosen."""
        return self.programme.form.version

    @property
    def chosen_programme(self) -> Programme:
        """The programme of that variant."""
        return self.version.variant.programme

    @cached_property
    def sides(self) -> list[Side]:
        """The parties: the municipality, the employers, the partners; who has two parts signs once, for both."""
        own = self.chosen_programme.municipality.organisation
        sides = [Side(own.public_id, own, PartyRole.MUNICIPALITY, signs=True)]
        for side in [*self.parties.employer_sides(), *self.parties.form.partner_sides()]:
            has_signed = any(each.signs and each.key == side.key for each in sides)
            sides.append(replace(side, signs=side.signs and not has_signed))
        return sides

    def _programme_page(self, data: QueryDict | None) -> ProgrammePage:
        umbrellas = (
            Deal.objects.visible_to(self.user)
            .filter(kind__in=UMBRELLAS)
            .exclude(state__in=[State.ENDED, State.CANCELLED])
            .exclude(drafts__pk=self.draft.pk if self.draft else 0)
            .order_by("title")
        )
        versions = versions_for(self.user, self.draft)
        return ProgrammePage(data, versions=versions, umbrellas=list(umbrellas[:100]))

    def _parties_page(self, data: QueryDict | None) -> PartiesPage:
        initial = {"our_contact": self.user.public_id}
        return PartiesPage(data, register=self._register(), version=self.version, initial=initial)

    def _promises_page(self, data: QueryDict | None, files: Any) -> PromisesPage:
        municipality = self.chosen_programme.municipality
        events = (
            Event.objects.visible_to(self.user)
            .filter(Q(municipality=municipality) | Q(municipality=None), on__lte=self.today)
            .order_by("-on", "-pk")
        )
        adoption = Adoption.objects.filter(draft=self.draft).first() if self.draft else None
        initial = usual_promises(
            self.version, self.sides, self.today, adoption.proposal if adoption else None
        )
        return PromisesPage(
            data,
            files,
            version=self.version,
            sides=self.sides,
            events=events,
            today=self.today,
            initial=initial,
        )

    def _register(self) -> Register:
        """Return what the second page may choose from."""
        own = self.chosen_programme.municipality.organisation
        current, parts = Organisation.objects.current(), self._parts_before(own)
        partners = current.filter(
            Q(partner__in=Partner.objects.visible_to(self.user)) | Q(pk__in=parts)
        ).select_related("partner")
        known = (
            partners.filter(parties__deal__programme=self.chosen_programme).distinct().order_by("sort_key")
        )
        members = Membership.objects.in_force(timezone.now()).filter(organisation=own, role=Role.OFFICER)
        return Register(
            employers=current.filter(
                Q(employer__in=Employer.objects.visible_to(self.user))
                | Q(partner__isnull=False)
                | Q(pk=own.pk)
            ).select_related("employer"),
            partners=partners,
            known_partners=list(known[:MOST_KNOWN_PARTNERS])
            or list(partners.order_by("sort_key")[: MOST_KNOWN_PARTNERS // 2]),
            officers=list(
                User.objects.filter(memberships__in=members, is_active=True)
                .distinct()
                .order_by("full_name", "pk")
            ),
            parts=parts,
        )

    def _parts_before(self, own: Organisation) -> dict[int, PartyRole]:
        """Return in which part each partner stands in the deal that is written anew."""
        if self.draft is None or self.draft.deal is None:
            return {}
        others = self.draft.deal.newest_version().parties.exclude(organisation=own)
        rows = others.exclude(role=PartyRole.EMPLOYER).values_list("organisation", "role")
        return {organisation: PartyRole(role) for organisation, role in rows}
