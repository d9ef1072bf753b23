"""Write the stylesheet of a theme from two brand colours, if every pair of colours can be read."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ui.themes import SHIPPED, Theme, css, report


class Command(BaseCommand):
    """`manage.py theme helm "#0f5f66" "#9d2b6b"` writes static/css/theme-helm.css; bare, all that we ship."""

    help = __doc__ or ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a new theme, or nothing."""
        parser.add_argument("name", nargs="?")
        parser.add_argument("brand", nargs="?", help="hex colour, such as #14508c")
        parser.add_argument("accent", nargs="?", help="hex colour for what is behind plan")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write each theme, and show its tightest pair."""
        wanted = (
            [Theme(options["name"], options["brand"], options["accent"])]
            if options["name"]
            else SHIPPED.values()
        )
        for theme in wanted:
            if not theme.accent:
                raise CommandError("Give a name, a brand colour and an accent colour.")
            pairs = report(theme)
            for pair in pairs:
                if pair.ratio < pair.needed:
                    raise CommandError(
                        f"{theme.name}, {pair.scheme}: {pair.what} has contrast {pair.ratio:.2f}"
                    )
            path = settings.BASE_DIR / "static" / "css" / f"theme-{theme.name}.css"
            path.write_text(css(theme), encoding="utf-8")
            tightest = min(pairs, key=lambda pair: pair.ratio / pair.needed)
            self.stdout.write(
                f"{path.name}: {len(pairs)} pairs hold; tightest {tightest.what}, {tightest.ratio:.2f}"
            )
