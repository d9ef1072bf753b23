"""Extracts the strings to translate, keeps the catalogues, compiles them: without GNU gettext.

One catalogue per app: the strings of its code and of templates/<app>/; templates/emails/ belongs to
`notices`, all other templates to `ui`.
"""

import ast
import io
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGE = "nl"
HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: nl\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
SINGULAR = ("gettext", "gettext_lazy", "gettext_noop", "_", "_now")
WITH_CONTEXT = ("pgettext", "pgettext_lazy")
PLURAL = ("ngettext", "ngettext_lazy")
PLURAL_WITH_CONTEXT = ("npgettext", "npgettext_lazy")
# Babel's notation: which argument is the message, its plural, its context
KEYWORDS = (
    dict.fromkeys(SINGULAR, None)
    | dict.fromkeys(WITH_CONTEXT, ((1, "c"), 2))
    | dict.fromkeys(PLURAL, (1, 2))
    | dict.fromkeys(PLURAL_WITH_CONTEXT, ((1, "c"), 2, 3))
)
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg", ".xml"}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w+\}")

Key = tuple[str | None, str]  # context, message
Found = tuple[str | None, str | tuple[str, str]]  # context, message or (singular, plural)


def catalogue_path(root: Path, app: str) -> Path:
    """Return where the catalogue of an app is kept."""
    return root / "locale" / app / LANGUAGE / "LC_MESSAGES" / "django.po"


def python_strings(source: str) -> Iterator[Found]:
    """Yield the strings that Python code marks, inside f-strings too."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        function = getattr(call.func, "id", None) or getattr(call.func, "attr", "")
        constants = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
        texts = [constant for constant in constants if isinstance(constant, str)]
        if function in SINGULAR and texts:
            yield None, texts[0]
        elif function in WITH_CONTEXT and len(texts) >= 2:
            yield texts[0], texts[1]
        elif function in PLURAL and len(texts) >= 2:
            yield None, (texts[0], texts[1])
        elif function in PLURAL_WITH_CONTEXT and len(texts) >= 3:
            yield texts[0], (texts[1], texts[2])


def template_strings(source: str) -> Iterator[Found]:
    """Yield the strings that a template marks."""
    code = "\n".join(line.lstrip() for line in templatize(source).splitlines())
    for _line, message, _comments, context in extract("python", io.BytesIO(code.encode()), keywords=KEYWORDS):
        yield context, (message[0], message[1]) if isinstance(message, tuple) else message


def sources(root: Path, app: str, apps: Iterable[str]) -> Iterator[Path]:
    """Yield the files whose strings belong to the app, always in the same order."""
    yield from (path for path in sorted((root / app).rglob("*.py")) if "migrations" not in path.parts)
    others = set(apps) - {"ui"}
    for path in sorted((root / "templates").rglob("*")):
        folder = path.relative_to(root / "templates").parts[0]
        owner = "notices" if folder == "emails" else folder
        if path.suffix in TEMPLATE_SUFFIXES and (owner if owner in others else "ui") == app:
            yield path


def extracted(root: Path, app: str, apps: Iterable[str]) -> Catalog:
    """Return a catalogue of the app's strings, none translated yet."""
    catalogue = Catalog(locale=LANGUAGE)
    for path in sources(root, app, apps):
        text = path.read_text()
        for context, message in python_strings(text) if path.suffix == ".py" else template_strings(text):
            if message:
                catalogue.add(message, context=context, locations=[(path.relative_to(root).as_posix(), 0)])
    return catalogue


def stored(root: Path, app: str) -> Catalog:
    """Return the catalogue as it is kept, without obsolete strings."""
    path = catalogue_path(root, app)
    if not path.exists():
        return Catalog(locale=LANGUAGE)
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, ignore_obsolete=True)


def texts_of(text: object) -> list[str]:
    """Return a text and its plural forms, whichever of Babel's shapes it has."""
    return [str(form or "") for form in text] if isinstance(text, list | tuple) else [str(text or "")]


def key(message: Message) -> Key:
    """Return what makes two messages the same."""
    return message.context, texts_of(message.id)[0]


def messages(catalogue: Catalog) -> dict[Key, Message]:
    """Return the messages by their key, without the header."""
    return {key(message): message for message in catalogue if message.id}


def update(root: Path, app: str, apps: Iterable[str]) -> bool:
    """Bring the kept catalogue up to date with the sources; translations stay. Return whether it changed."""
    fresh, known = extracted(root, app, apps), messages(stored(root, app))
    for found, message in messages(fresh).items():
        if found in known and isinstance(known[found].id, tuple) == isinstance(message.id, tuple):
            message.string, message.flags = known[found].string, message.flags | known[found].flags
            message.user_comments = known[found].user_comments
    path = catalogue_path(root, app)
    if not messages(fresh) and not path.exists():
        return False
    written = io.BytesIO()
    write_po(written, fresh, omit_header=True, include_lineno=False, width=110)
    content = HEADER.encode() + written.getvalue()
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return True


def faults(root: Path, app: str, apps: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the catalogue of an app, in words."""
    wanted, known = messages(extracted(root, app, apps)), messages(stored(root, app))
    yield from (f"{app}: not in the catalogue: {message!r}" for _, message in wanted.keys() - known.keys())
    yield from (f"{app}: no longer used: {message!r}" for _, message in known.keys() - wanted.keys())
    for found in wanted.keys() & known.keys():
        yield from (f"{app}: {fault}: {found[1]!r}" for fault in message_faults(known[found]))


def message_faults(message: Message) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    translations = texts_of(message.string)
    if not all(translations):
        yield "not translated"
    elif message.fuzzy:
        yield "marked as unsure"
    else:
        ids = texts_of(message.id)
        allowed = {name for text in ids for name in PLACEHOLDER.findall(text)}
        needed = set(PLACEHOLDER.findall(ids[-1]))
        if set(PLACEHOLDER.findall(translations[-1])) != needed or any(
            set(PLACEHOLDER.findall(text)) - allowed for text in translations
        ):
            yield "other placeholders in the translation"


def contradictions(root: Path, apps: Iterable[str]) -> Iterator[str]:
    """Yield strings that two apps translate differently: at run time one of the two would win silently."""
    seen: dict[Key, tuple[str, object]] = {}
    for app in apps:
        for found, message in messages(stored(root, app)).items():
            if message.string and found in seen and seen[found][1] != message.string:
                yield f"{app} and {seen[found][0]}: translated differently: {found[1]!r}"
            seen.setdefault(found, (app, message.string))


def compile_all(root: Path) -> int:
    """Compile each catalogue that is newer than its compiled form. Return how many were."""
    written = 0
    for path in sorted(root.glob(f"locale/*/{LANGUAGE}/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > path.stat().st_mtime:
            continue
        unfinished = path.with_suffix(f".{os.getpid()}.tmp")
        with path.open("rb") as source, unfinished.open("wb") as file:
            write_mo(file, read_po(source, locale=LANGUAGE))
        unfinished.replace(target)
        written += 1
    return written
