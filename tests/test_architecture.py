"""What holds for every file: sizes, names, and where things may happen."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

ROOT = Path(settings.BASE_DIR)
ROOMS = [
    "config",
    "reports",
    "placements",
    "deals",
    "events",
    "employers",
    "partners",
    "notices",
    "trail",
    "accounts",
    "ui",
    "local",
]
FORBIDDEN = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "core",
    "services",
    "service",
    "managers",
    "misc",
}
MOST_LINES = {"file": 300, "function": 40, "view": 25, "template": 80}
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
PYTHON = [path for path in FILES if "migrations" not in path.parts]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[Function]:
    yield from (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, Function))


def lines_of(function: Function) -> int:
    return (function.end_lineno or 0) - function.lineno + 1


def is_view(path: Path) -> bool:
    return "views" in path.relative_to(ROOT).with_suffix("").parts


def test_files_functions_views_and_templates_stay_small() -> None:
    too_long = [name_of(path) for path in PYTHON if len(path.read_text().splitlines()) > MOST_LINES["file"]]
    for path in PYTHON:
        most = MOST_LINES["view" if is_view(path) else "function"]
        too_long += [f"{name_of(path)}:{f.name}" for f in functions(path) if lines_of(f) > most]
    for path in TEMPLATES:
        if len(path.read_text().splitlines()) > MOST_LINES["template"]:
            too_long.append(name_of(path))

    assert too_long == []


def test_no_room_or_file_is_a_drawer_for_everything() -> None:
    parts = {part for path in PYTHON for part in path.relative_to(ROOT).with_suffix("").parts}

    assert parts & FORBIDDEN == set()


def names_of_forms(tree: ast.Module) -> set[str]:
    """Return the variables that hold a form: its own save is validated input."""
    assignments = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    of_forms = [node for node in assignments if isinstance(node.value, ast.Call)]
    of_forms = [
        node for node in of_forms if ast.unparse(node.value.func).endswith(("Form", "Forms", "FormSet"))
    ]
    return {"form"} | {ast.unparse(target) for node in of_forms for target in node.targets}


def writes_in(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    forms = names_of_forms(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, verb = ast.unparse(node.func.value), node.func.attr
            if owner not in forms and (verb in WRITES or (verb == "update" and "objects" in owner)):
                yield f"{name_of(path)}:{node.lineno} {owner}.{verb}"


def test_views_never_write() -> None:
    """What changes a row is a verb of the domain, so that it can be told to the trail."""
    assert [write for path in PYTHON if is_view(path) for write in writes_in(path)] == []


def test_every_template_is_used() -> None:
    """Its name stands in code or in another template, whole or as the stem of a component or letter."""
    by_framework = re.compile(r"^(\d{3}\w*\.html|(account|allauth|mfa|usersessions|django)/)")
    sources = "\n".join(path.read_text() for path in [*PYTHON, *TEMPLATES])
    stems = set(re.findall(r"[\"']([\w/-]+)[\"'#]", sources))
    names = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]

    unused = [name for name in names if name not in sources and Path(name).stem not in stems]
    assert [name for name in unused if not by_framework.match(name)] == []


def test_templates_hold_no_inline_style_script_or_handler() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=", re.I)
    pages = [path for path in TEMPLATES if not {"emails", "documents", "letters"} & set(path.parts)]

    assert [name_of(path) for path in pages if inline.search(path.read_text())] == []


def test_every_static_file_that_is_named_exists() -> None:
    """In production a missing one is an error page; the tests serve files without hashes."""
    named = {name for path in TEMPLATES for name in re.findall(r"{% static [\"']([^\"']+)", path.read_text())}

    assert named
    assert {name for name in named if not finders.find(name)} == set()


def test_the_lock_file_names_only_the_two_public_hosts() -> None:
    addresses = re.findall(r'https?://[^"\s]+', (ROOT / "uv.lock").read_text())

    assert {urlsplit(address).hostname for address in addresses} == {"pypi.org", "files.pythonhosted.org"}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in PYTHON
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []
