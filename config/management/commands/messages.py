"""manage.py messages: extract the strings to translate, check or compile the catalogues."""

from argparse import ArgumentParser

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config import catalogues


class Command(BaseCommand):
    help = "Bring the catalogues in locale/ up to date with the sources; or check them; or compile them."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("apps", nargs="*", metavar="APP", help="only these apps")
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--check", action="store_true", help="change nothing; fail when one is missing")
        way.add_argument("--compile", action="store_true", help="write what Django reads")

    def handle(self, *, check: bool, compile: bool, **options: list[str]) -> None:
        root = settings.BASE_DIR
        ours = sorted(app.label for app in apps.get_app_configs() if root / app.label == root / app.path)
        wanted = options["apps"] or ours
        if unknown := set(wanted) - set(ours):
            raise CommandError(f"No such app: {', '.join(sorted(unknown))}. There are: {', '.join(ours)}.")
        if compile:
            self.stdout.write(f"{catalogues.compile_all(root)} catalogues compiled.")
        elif check:
            found = [fault for app in wanted for fault in sorted(catalogues.faults(root, app, ours))]
            found += catalogues.contradictions(root, ours)
            if found:
                raise CommandError("\n".join(found))
            self.stdout.write("Every string is translated.")
        else:
            changed = [app for app in wanted if catalogues.update(root, app, ours)]
            self.stdout.write(f"Changed: {', '.join(changed) or 'nothing'}.")
