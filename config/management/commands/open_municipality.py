"""manage.py open_municipality: the first step of an installation, a municipality with its first administrator."""

from argparse import ArgumentParser
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.urls import reverse
from django.utils.text import slugify

from accounts.models import Membership, Municipality, Organisation, User
from accounts.roles import Role
from trail.models import Entry


class Command(BaseCommand):
    help = "Let a municipality use this registry and give it an administrator, who invites everyone else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help='such as "Gemeente Duinstede"')
        parser.add_argument("--administrator", required=True, metavar="EMAIL")
        parser.add_argument("--called", default="", metavar="NAME", help="the administrator's name")
        parser.add_argument("--theme", default="delta")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            open_municipality(
                options["name"], options["administrator"], called=options["called"], theme=options["theme"]
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        reset = settings.BASE_URL + reverse("account_reset_password")
        self.stdout.write(
            f"{options['name']} is open. {options['administrator']} chooses a password at {reset}"
        )


@transaction.atomic
def open_municipality(name: str, email: str, *, called: str, theme: str) -> Membership:
    """Save the municipality, its administrator and the membership that joins them; one that exists is used."""
    home = Organisation.objects.filter(name=name).first() or Organisation.objects.create(name=name)
    Municipality.objects.update_or_create(
        organisation=home,
        defaults={"uses_registry": True, "theme": theme},
        create_defaults={
            "uses_registry": True,
            "theme": theme,
            "slug": slugify(name.removeprefix("Gemeente ")),
        },
    )
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = User.objects.create_user(email, full_name=called or email)
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    membership, made = Membership.objects.get_or_create(
        user=person,
        organisation=home,
        role=Role.ADMINISTRATOR,
        until=None,
        defaults={"manages_members": True},
    )
    if made:
        Entry.objects.record(home, "open", by=None, changes={"administrator": [None, person.public_id]})
    return membership
