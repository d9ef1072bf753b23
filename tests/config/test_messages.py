"""Extraction, keeping and checking of the catalogues, on a small project of its own."""

from pathlib import Path

import pytest

from config import catalogues

APPS = ["deals", "ui"]
CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
label = _("A signed " "deal")
text = f"<b>{_('Inside an f-string')}</b>"
month = pgettext_lazy("month", "May")
count = ngettext("%(n)s place", "%(n)s places", n)
"""
TEMPLATE = """
    {% translate "From the template" as x %}
  {% blocktranslate count n=n trimmed %}
        {{ n }} letter
      {% plural %}
        {{ n }} letters
  {% endblocktranslate %} it's {{ _("In a variable")|upper }} {% field label=_("In a tag") %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "deals").mkdir()
    (tmp_path / "deals/models.py").write_text(CODE)
    (tmp_path / "ui").mkdir()
    (tmp_path / "templates/deals").mkdir(parents=True)
    (tmp_path / "templates/deals/list.html").write_text(TEMPLATE)
    (tmp_path / "templates/base.html").write_text("{% translate 'Menu' %}")
    return tmp_path


def translate(root: Path, app: str, **words: str) -> None:
    path = catalogues.catalogue_path(root, app)
    text = path.read_text()
    for message, translation in words.items():
        text = text.replace(f'msgid "{message}"\nmsgstr ""', f'msgid "{message}"\nmsgstr "{translation}"')
    path.write_text(text)


def test_every_way_of_marking_a_string_is_found(root: Path) -> None:
    found = catalogues.messages(catalogues.extracted(root, "deals", APPS))

    assert [message.id for message in found.values()] == [
        "A signed deal",
        "Inside an f-string",
        "May",
        ("%(n)s place", "%(n)s places"),
        "From the template",
        ("%(n)s letter", "%(n)s letters"),
        "In a variable",
        "In a tag",
    ]


def test_templates_of_no_app_belong_to_ui(root: Path) -> None:
    found = catalogues.messages(catalogues.extracted(root, "ui", APPS))

    assert list(found) == [(None, "Menu")]


def test_updating_keeps_translations_and_drops_what_is_gone(root: Path) -> None:
    catalogues.update(root, "ui", APPS)
    translate(root, "ui", Menu="Keuzes")
    (root / "templates/extra.html").write_text("{% translate 'Extra' %}")

    catalogues.update(root, "ui", APPS)

    kept = catalogues.messages(catalogues.stored(root, "ui"))
    assert {found[1]: message.string for found, message in kept.items()} == {"Menu": "Keuzes", "Extra": ""}
    (root / "templates/extra.html").unlink()
    catalogues.update(root, "ui", APPS)
    assert list(catalogues.messages(catalogues.stored(root, "ui"))) == [(None, "Menu")]


def test_a_second_update_changes_nothing(root: Path) -> None:
    assert catalogues.update(root, "deals", APPS)
    assert not catalogues.update(root, "deals", APPS)


def test_the_check_names_each_fault(root: Path) -> None:
    catalogues.update(root, "ui", APPS)
    assert list(catalogues.faults(root, "ui", APPS)) == ["ui: not translated: 'Menu'"]

    translate(root, "ui", Menu="Keuzes")
    assert list(catalogues.faults(root, "ui", APPS)) == []

    (root / "templates/base.html").write_text("{% translate 'Choices' %}")
    assert sorted(catalogues.faults(root, "ui", APPS)) == [
        "ui: no longer used: 'Menu'",
        "ui: not in the catalogue: 'Choices'",
    ]


def test_a_translation_with_another_placeholder_is_a_fault(root: Path) -> None:
    (root / "templates/base.html").write_text("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}")
    catalogues.update(root, "ui", APPS)

    translate(root, "ui", **{"Hello %(name)s": "Dag %(naam)s"})

    assert list(catalogues.faults(root, "ui", APPS)) == [
        "ui: other placeholders in the translation: 'Hello %(name)s'"
    ]


def test_one_string_translated_in_two_ways_is_a_fault(root: Path) -> None:
    (root / "deals/models.py").write_text("_('Menu')")
    for app, word in [("deals", "Kaart"), ("ui", "Keuzes")]:
        catalogues.update(root, app, APPS)
        translate(root, app, Menu=word)

    assert list(catalogues.contradictions(root, APPS)) == ["ui and deals: translated differently: 'Menu'"]


def test_compiling_writes_only_what_changed(root: Path) -> None:
    catalogues.update(root, "ui", APPS)

    assert catalogues.compile_all(root) == 1
    assert catalogues.compile_all(root) == 0
