"""The list of deals: filters in the address, newest first, unfinished drafts above it."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import Request
from deals import policies
from deals.kinds import PartyRole
from deals.models import Deal, DealDraft, Party
from deals.shown.facets import MOST_COUNTED, Facets
from ui import formats, htmx
from ui.keyset import sliced

PAGE = 50
OWN_SIDES = (PartyRole.MUNICIPALITY, PartyRole.EMPLOYER)


@require_safe
def deal_list(request: Request) -> HttpResponse:
    """Show the deals that the reader may see."""
    facets = Facets(request.GET, request.user)
    found = Deal.objects.visible_to(request.user).matching(facets.words)
    facets.count(found)
    total = facets.total(found)
    today = timezone.localdate()
    rows = with_names(facets.narrow(found).select_related("variant", "programme"), today)
    logs = policies.logging_denial(request.user) is None
    context = {
        "facets": facets,
        "page": sliced(request, rows, by="updated_at", size=PAGE),
        "found": found_in_words(total),
        "today": today,
        "logs": logs,
        "lead": facets.lead(),
        "drafts": DealDraft.objects.visible_to(request.user).unfinished()[:5] if logs else [],
    }
    return htmx.render(request, "deals/list.html", context, partial="results")


def with_names(deals: QuerySet[Deal], today: date) -> QuerySet[Deal]:
    """Add who takes part beside the municipality: the employers, and the others."""
    there = Party.objects.taking_part(today).filter(deal=OuterRef("pk")).order_by("position", "pk")
    employers, others = there.filter(role=PartyRole.EMPLOYER), there.exclude(role__in=OWN_SIDES)
    return deals.annotate(
        partner_names=ArraySubquery(others.values("organisation__name")),
        employer_names=ArraySubquery(employers.values("organisation__name")),
    )


def found_in_words(total: int) -> str:
    """Return how many deals were found, up to the most that is counted."""
    if total > MOST_COUNTED:
        return _("More than %(count)s deals found") % {"count": formats.number(MOST_COUNTED)}
    words = ngettext("%(count)s deal found", "%(count)s deals found", total)
    return words % {"count": formats.number(total)}
