"""The map: labour market regions and municipalities, as dated reference data."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import Request
from accounts.models import Municipality, Region
from ui.formats import day


@require_GET
def region_list(request: Request) -> HttpResponse:
    """Show the regions, and which of them nobody has checked yet."""
    regions = list(Region.objects.visible_to(request.user).on(timezone.localdate()).order_by("code"))
    unverified = sum(region.verified_on is None for region in regions)
    return render(request, "accounts/regions.html", {"regions": regions, "unverified": unverified})


@require_GET
def region_detail(request: Request, code: str) -> HttpResponse:
    """Show one region and who belonged to it, from when until when."""
    region = get_object_or_404(Region.objects.visible_to(request.user), code=code)
    members = [
        {
            "name": member.municipality.organisation.name,
            "since": day(member.since),
            "until": day(member.until),
            "verified": day(member.verified_on) if member.verified_on else "",
            "source": member.source,
        }
        for member in region.memberships.select_related("municipality__organisation").order_by(
            "municipality__organisation__sort_key", "since"
        )
    ]
    return render(request, "accounts/region.html", {"region": region, "members": members})


@require_GET
def municipality_list(request: Request) -> HttpResponse:
    """Show the municipalities that are known here, each with its region now."""
    municipalities = Municipality.objects.visible_to(request.user).with_region_on(timezone.localdate())
    return render(request, "accounts/municipalities.html", {"municipalities": municipalities})
