"""manage.py verify_trail: is the record of what happened still whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trail.models import Entry
from trail.verification import breaks


class Command(BaseCommand):
    """Recompute every chain; exit non-zero when one does not hold."""

    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each break, or how many entries hold."""
        found = list(breaks())
        for each in found:
            self.stderr.write(f"{each.subject} entry {each.seq} (row {each.entry_id}): {each.problem}")
        if found:
            raise CommandError(f"The trail does not hold in {len(found)} place(s).")
        self.stdout.write(f"The trail holds: {Entry.objects.count()} entries.")
