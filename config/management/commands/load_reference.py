"""manage.py load_reference: regions, their municipalities and policy sectors; adds what is missing."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts import reference
from accounts.models import Region
from employers.models import PolicySector


class Command(BaseCommand):
    """Load the reference data that ships with the registry. Safe to run again."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and count."""
        reference.load()
        for slug, name in reference.POLICY_SECTORS.items():
            PolicySector.objects.get_or_create(slug=slug, defaults={"name": name})
        if options["verbosity"]:
            self.stdout.write(
                f"{Region.objects.count()} regions, {PolicySector.objects.count()} policy sectors."
            )
