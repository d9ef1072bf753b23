"""Themes: every pair of colours can be read, every name that the components use has a value."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import settings as pace
from hypothesis import strategies as st

from ui import themes
from ui.colours import contrast

STATIC = settings.BASE_DIR / "static"


@pytest.mark.parametrize("theme", themes.SHIPPED.values(), ids=str)
def test_shipped_theme_can_be_read(theme: themes.Theme) -> None:
    assert [pair for pair in themes.report(theme) if pair.ratio < pair.needed] == []


@pytest.mark.parametrize("theme", themes.SHIPPED.values(), ids=str)
def test_shipped_stylesheet_is_what_the_command_writes(theme: themes.Theme) -> None:
    assert (STATIC / "css" / f"theme-{theme.name}.css").read_text(encoding="utf-8") == themes.css(theme)


@pace(max_examples=25, deadline=None)
@given(brand=st.integers(0, 0xFFFFFF), accent=st.integers(0, 0xFFFFFF))
def test_no_two_colours_give_an_unreadable_theme(brand: int, accent: int) -> None:
    theme = themes.Theme("any", f"#{brand:06x}", f"#{accent:06x}")

    assert [pair for pair in themes.report(theme) if pair.ratio < pair.needed] == []


@pytest.mark.parametrize("theme", themes.SHIPPED)
def test_every_name_that_the_components_use_has_a_value(theme: str) -> None:
    sheets = [
        (STATIC / "css" / name).read_text(encoding="utf-8")
        for name in ("base.css", f"theme-{theme}.css", "app.css")
    ]
    given_values = {name for sheet in sheets for name in re.findall(r"(--[\w-]+)\s*:", sheet)}
    contract = set((STATIC / "vendor" / "basis-contract.txt").read_text(encoding="utf-8").split())
    ours = {name for sheet in sheets for name in re.findall(r"var\((--(?:basis|hs)-[\w-]+)\s*\)", sheet)}

    assert (contract | ours) - given_values == set()


def test_our_stylesheet_names_no_colour() -> None:
    sheet = (STATIC / "css" / "app.css").read_text(encoding="utf-8")

    assert re.findall(r"#[0-9a-f]{3,8}\b|hsl\(", sheet) == []


def test_command_writes_a_theme(tmp_path: Path, settings: object) -> None:
    settings.BASE_DIR = tmp_path
    (tmp_path / "static" / "css").mkdir(parents=True)

    call_command("theme", "zand", "#ffd000", "#123456", stdout=StringIO())

    assert (
        "--basis-color-accent-1-bg-document" in (tmp_path / "static" / "css" / "theme-zand.css").read_text()
    )


def test_command_wants_both_colours() -> None:
    with pytest.raises(CommandError):
        call_command("theme", "zand", "#ffd000")


def test_contrast_is_what_wcag_says() -> None:
    assert (round(contrast("#000000", "#ffffff"), 1), round(contrast("#767676", "#ffffff"), 2)) == (
        21.0,
        4.54,
    )
