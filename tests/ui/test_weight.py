"""What a page makes somebody fetch, for who has a slow line."""

import gzip
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import engines

from config.navigation import Shell

SHEETS = ["css/base.css", "vendor/nlds-tokens.css", "vendor/nlds.css", "css/theme-delta.css", "css/app.css"]
SCRIPTS = ["django_htmx/htmx-2.min.js", "js/app.js"]
FONTS = ["latin-400", "latin-500", "latin-600"]


def weight(names: list[str]) -> int:
    return sum(len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in names)


def test_a_page_weighs_at_most_80_kilobytes_without_its_letters() -> None:
    page = engines["django"].get_template("base.html").render({"shell": Shell()})

    assert all(name in page for name in SHEETS)
    assert len(gzip.compress(page.encode())) + weight([*SHEETS, *SCRIPTS, "vendor/icons.svg"]) < 80_000


def test_the_letters_of_a_dutch_page_weigh_at_most_75_kilobytes() -> None:
    folder = settings.BASE_DIR / "static" / "vendor" / "fonts"

    assert sum((folder / f"fira-sans-{name}.woff2").stat().st_size for name in FONTS) < 75_000


def test_a_page_asks_nobody_else_for_anything() -> None:
    page = engines["django"].get_template("base.html").render({"shell": Shell()})

    assert ('src="http' in page, 'href="http' in page, "//" in page.replace("<!-- ", "")) == (
        False,
        False,
        False,
    )
