"""Reference data that ships with the registry: regions, who belongs to them, and names of policy sectors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from accounts.models import Municipality, Organisation, Region, RegionMembership

FACTS: dict[str, Any] = json.loads(Path(__file__).with_name("regions.json").read_text(encoding="utf-8"))
POLICY_SECTORS: dict[str, str] = {slugify(name): name for name in FACTS["policy_sectors"]}


@transaction.atomic
def load() -> None:
    """Add what is missing; what somebody has checked or corrected since stays as it is."""
    for row in FACTS["regions"]:
        Region.objects.get_or_create(code=row["code"], defaults=row)
    for row in FACTS["memberships"]:
        region = Region.objects.get(code=row["region"])
        for name in row["municipalities"]:
            _join(_municipality(name), region, row["source"])


def _municipality(name: str) -> Municipality:
    slug = slugify(name)
    if found := Municipality.objects.filter(slug=slug).first():
        return found
    organisation = Organisation.objects.filter(name=f"Gemeente {name}").first()
    organisation = organisation or Organisation.objects.create(name=f"Gemeente {name}", place=name)
    return Municipality.objects.create(organisation=organisation, slug=slug)


def _join(municipality: Municipality, region: Region, source: str) -> None:
    if not municipality.region_memberships.exists():
        RegionMembership.objects.create(municipality=municipality, region=region, source=source)
