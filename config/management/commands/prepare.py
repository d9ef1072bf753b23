"""manage.py prepare: bring database, files and translations up to date before anything serves."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils.translation.reloader import translation_file_changed

from config import catalogues


class Command(BaseCommand):
    help = "Migrate, collect the static files, compile the translations; with DEMO=1 fill an empty database."

    def handle(self, *args: object, **options: object) -> None:
        catalogues.compile_all(settings.BASE_DIR)
        translation_file_changed(
            None, Path("django.mo")
        )  # what was read before is stale: the demo is told in Dutch
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMO:
            call_command("demo", stdout=self.stdout)
