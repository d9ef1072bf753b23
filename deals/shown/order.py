"""Who signs in which order, as sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def listed(names: Sequence[str]) -> str:
    """Return names as one reads them out: a comma between them, "and" before the last."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def signer(name: str, needed: int) -> str:
    """Return a party with how many people sign for it, when that is not one."""
    words = ngettext("%(name)s", "%(name)s (%(count)s people)", needed)
    return words % {"name": name, "count": needed}


def order_in_words(signers: Iterable[tuple[int, str]]) -> str:
    """Return a sentence about who signs first and who then, from stages with names."""
    stages: dict[int, list[str]] = defaultdict(list)
    for stage, name in signers:
        stages[stage].append(name)
    groups = [listed(stages[stage]) for stage in sorted(stages)]
    if not groups:
        return _("Nobody signs yet.")
    if len(groups) > 1:
        then = _(", then ").join(groups[1:])
        return _("First %(first)s, then %(then)s.") % {"first": groups[0], "then": then}
    if len(next(iter(stages.values()))) == 1:
        return _("Only %(name)s signs.") % {"name": groups[0]}
    return capfirst(_("%(names)s sign side by side, in any order.") % {"names": groups[0]})
