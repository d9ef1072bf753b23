"""In what a deal differs from its variant: shown wherever the text is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from deals.kinds import CommitmentKind
from deals.models import VariantVersion
from deals.texts import variables


@dataclass(frozen=True)
class Clause:
    """One clause of a deal, and how it stands to the variant's text: "", "added" or "changed"."""

    title: str
    text: str
    difference: str = ""


def compared(
    clauses: Sequence[dict[str, str]],
    version: VariantVersion | None,
    facts: Mapping[str, str] | None = None,
    fixed: Sequence[dict[str, str]] | None = None,
) -> list[Clause]:
    """Return the clauses as they are read, each with how it differs from the variant's clause of that heading.

    Variables are filled in from `facts`; a text that was frozen is shown as it was `fixed`. A variable and the
    fact that it stands for are the same.
    """
    usual = {clause["title"]: clause["text"] for clause in version.clauses} if version else {}
    known = facts or {}
    shown = variables.previewed(clauses, known) if fixed is None else fixed
    found = []
    for clause, words in zip(clauses, shown, strict=True):
        title, text = clause["title"], clause["text"]
        difference = "" if not usual else "added" if title not in usual else ""
        if title in usual and _plain(usual[title]) != _plain(text):
            same = _plain(variables.preview(usual[title], known)) == _plain(words["text"])
            difference = "" if same else "changed"
        found.append(Clause(title, words["text"], difference))
    return found


def deviations(
    clauses: Sequence[dict[str, str]],
    kinds: Iterable[str],
    version: VariantVersion | None,
    facts: Mapping[str, str] | None = None,
) -> list[str]:
    """Return in sentences what differs from the variant; nothing when there is none."""
    if version is None:
        return []
    titles = {clause["title"] for clause in clauses}
    said = [
        _("Not usual in this variant: %(kind)s.") % {"kind": CommitmentKind(kind).label}
        for kind in sorted(set(kinds) - set(version.allowed_kinds))
    ]
    words = {"added": _("Clause added: %(title)s."), "changed": _("Clause changed: %(title)s.")}
    said += [
        words[each.difference] % {"title": each.title}
        for each in compared(clauses, version, facts)
        if each.difference
    ]
    left_out = [clause["title"] for clause in version.clauses if clause["title"] not in titles]
    return said + [_("Clause left out: %(title)s.") % {"title": title} for title in left_out]


def _plain(text: str) -> str:
    """Return the words, whatever the line ends and the spaces around them."""
    return " ".join(text.split())
