"""manage.py demo: fill an empty database with the demo."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.roles import Role
from config.demo.duinstede import fill_duinstede
from config.demo.people import PASSWORD, Accounts
from config.demo.published import fill_delft, fill_den_haag


class Command(BaseCommand):
    help = (
        "Fill an empty database with Delft, Den Haag and the fictional Duinstede; leave a filled one alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="the day that the demo takes for today")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists():
            self.stdout.write("There are people here already: the demo leaves this database alone.")
            return
        fill(options["on"] or timezone.localdate())
        self.stdout.write(f"The demo is in. Every account has the password {PASSWORD}.")


@transaction.atomic
def fill(today: date) -> None:
    """Save the whole demo, or nothing."""
    call_command("load_reference", verbosity=0)
    accounts = Accounts()
    fill_delft(accounts)
    fill_den_haag(accounts)
    fill_duinstede(accounts, today)
    homes = Organisation.objects.filter(municipality__uses_registry=True)
    accounts.add("admin@handslag.example", "Beheerder Handslag", Role.ADMINISTRATOR, *homes)
