"""Versions of variants in words: what differs besides the text, and the facts above a preview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deals.models import VariantVersion
from deals.texts.clauses import ClauseDifference, Part, words


def summary_of(old: VariantVersion, new: VariantVersion, clauses: Sequence[ClauseDifference]) -> str:
    """Return in a sentence how many clauses differ."""
    count = sum(each.kind != "same" for each in clauses)
    if not count:
        return _("The text is the same.")
    sentence = ngettext("%(count)s clause differs", "%(count)s clauses differ", count)
    return sentence % {"count": count}


def besides_the_text(old: VariantVersion, new: VariantVersion) -> list[tuple[str, list[Part]]]:
    """Return what differs between two versions outside their clauses, each with its name."""
    pairs = [
        (_("In one sentence"), words(old.summary, new.summary)),
        (_("Note on provenance"), words(old.provenance_note, new.provenance_note)),
        (_("Usual term in months"), words(str(old.default_months), str(new.default_months))),
        (_("May deviate"), words(_yes(old.allows_other_kinds), _yes(new.allows_other_kinds))),
        (
            _("Signatories may let somebody else sign"),
            words(_yes(old.allows_delegation), _yes(new.allows_delegation)),
        ),
        (_("Commitments that fit"), _listed(old.allowed_kind_labels(), new.allowed_kind_labels())),
        (_("Commitments filled in beforehand"), _listed(old.line_labels(), new.line_labels())),
        (_("Support filled in beforehand"), _listed(old.support_labels(), new.support_labels())),
    ]
    return [(label, parts) for label, parts in pairs if any(part.kind != "kept" for part in parts)]


def preview_summary(facts: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the facts that stand above a text, those that are there."""
    named = [
        (_("Municipality"), "municipality"),
        (_("Programme"), "programme"),
        (_("Employer"), "employer"),
        (_("Partners"), "partners"),
        (_("Starts on"), "starts_on"),
        (_("Ends on"), "ends_on"),
        (_("What is promised"), "promises"),
        (_("Support in return"), "support"),
    ]
    return [(label, facts[name]) for label, name in named if facts.get(name)]


def _yes(value: bool) -> str:
    """Return yes or no."""
    return _("yes") if value else _("no")


def _listed(old: list[str], new: list[str]) -> list[Part]:
    """Return the items of two lists, each marked as kept, added or removed."""
    gone = [Part("removed", each + "; ") for each in old if each not in new]
    return [Part("kept" if each in old else "added", each + "; ") for each in new] + gone
