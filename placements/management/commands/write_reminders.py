"""Write the progress reminders that are due, as the daily task does."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from placements import reminders


class Command(BaseCommand):
    """`manage.py write_reminders [--on 2026-11-22]`."""

    help = "Write the progress reminders that are due by a day (today when unset)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day."""
        parser.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD")

    def handle(self, *args: Any, on: date | None, **options: Any) -> None:
        """Write them, one deal after the other, and say for which."""
        count = 0
        while deal := reminders.write_next(on or timezone.localdate(), at=timezone.now()):
            count += 1
            self.stdout.write(f"{deal.public_id}  {deal}")
        self.stdout.write(f"Reminders written for {count} deals.")
