"""Reading a variant file of somebody else: every problem is said at its place, and nothing is guessed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deals.kinds import CommitmentKind, DealKind, Obligation, Provenance
from deals.models import LARGEST_QUANTITY, content_hash
from deals.texts import variables
from deals.variant_files.file import FORMAT
from deals.variant_files.values import Problem, Values
from partners.models import SupportKind
from ui.formats import size

MOST_BYTES = 3_000_000
MOST_ROWS, MOST_CLAUSES, MOST_ORIGINS = 40, 200, 50
ORIGIN_NAMES = ("municipality", "variant", "version", "published_at", "is_fictional")


class Unreadable(Exception):
    """The file is no variant file; the message says so in words for who sent it."""


@dataclass(frozen=True)
class Reading:
    """What a file says, and what is wrong with it."""

    name: str
    code: str
    deal_kind: str
    values: dict[str, Any]  # columns of VariantVersion
    origin: dict[str, Any]
    sha256: str  # as worked out from what stands in the file
    is_unchanged: bool  # whether that is what the file says itself
    problems: list[Problem] = field(default_factory=list)

    @property
    def origins(self) -> list[dict[str, Any]]:
        """The chain that the new version keeps: the earlier origins and this one, oldest first."""
        this = self.origin | {"sha256": self.sha256} | ({} if self.is_unchanged else {"changed": True})
        return [*self.values["origins"], this]

    def columns(self) -> dict[str, Any]:
        """Return the columns of the version to write: an assumption elsewhere stays one, the rest was taken over."""
        is_assumption = self.values["provenance"] == Provenance.ASSUMPTION
        kind = Provenance.ASSUMPTION if is_assumption else Provenance.TAKEN_OVER
        return self.values | {"provenance": kind, "origins": self.origins}


def read(raw: bytes) -> Reading:
    """Return what a file says. Raises Unreadable when it is none of ours."""
    content = _parsed(raw)
    if content.get("format") != FORMAT or not isinstance(content.get("variant"), dict):
        raise Unreadable(_wrong_format(content.get("format")))
    told = content.pop("sha256", None)
    sha256 = content_hash(content)
    top = Values(content)
    variant = Values(content.get("variant"), place=_("Variant"), problems=top.problems)
    reading = Reading(
        name=variant.text("name", _("name"), most=120),
        code=variant.code("code", _("code"), most=30),
        deal_kind=variant.choice("deal_kind", _("kind of deal"), DealKind.values),
        values=_columns(variant) | {"origins": _earlier(top)},
        origin=_origin(content.get("origin"), _("Origin"), top.problems),
        sha256=sha256,
        is_unchanged=told == sha256,
        problems=top.problems,
    )
    top.known("format", "variant", "origin", "earlier")
    variant.known("name", "code", "deal_kind", *(name for name in reading.values if name != "origins"))
    return reading


def _parsed(raw: bytes) -> dict[str, Any]:
    """Return the object in the file. Raises Unreadable."""
    if not raw:
        raise Unreadable(_("This file is empty. Choose the file again."))
    if len(raw) > MOST_BYTES:
        words = {"size": size(len(raw)), "most": size(MOST_BYTES)}
        raise Unreadable(_("This file is %(size)s. It may be %(most)s at most.") % words)
    try:
        text = raw.decode("utf-8-sig")
        content = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse)
        json.dumps(content, ensure_ascii=False, allow_nan=False).encode()  # half signs and 1e999
    except (ValueError, RecursionError):
        raise Unreadable(_("This is not a JSON file, or it is damaged. Ask for the file again.")) from None
    if not isinstance(content, dict):
        raise Unreadable(_wrong_format(None))
    return content


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse an object in which a name stands twice: readers would differ on what it says."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


def _refuse(sign: str) -> None:
    """Refuse numbers that JSON does not have."""
    raise ValueError(sign)


def _wrong_format(told: Any) -> str:
    """Say which format we read."""
    family = FORMAT.partition("/")[0] + "/"
    if isinstance(told, str) and told.startswith(family) and told != FORMAT:
        words = {"told": told[:40], "wanted": FORMAT}
        return _("This file has the format %(told)s. Here %(wanted)s can be read.") % words
    return _("This is not a file with a variant. It must say: format %(wanted)s.") % {"wanted": FORMAT}


def _columns(variant: Values) -> dict[str, Any]:
    """Return what a version of the variant keeps."""
    return {
        "summary": variant.text("summary", _("in one sentence"), most=300),
        "provenance": variant.choice("provenance", _("provenance"), Provenance.values),
        "provenance_note": variant.text(
            "provenance_note", _("note on provenance"), most=300, is_required=False
        ),
        "allowed_kinds": variant.choices("allowed_kinds", _("commitments that fit"), CommitmentKind.values),
        "allows_other_kinds": variant.flag("allows_other_kinds", _("may deviate")),
        "allows_delegation": variant.flag("allows_delegation", _("signatories may let somebody else sign")),
        "default_months": variant.whole("default_months", _("usual term in months"), 1, 120),
        "default_lines": [
            _line(each) for each in variant.rows("default_lines", _("Commitment"), most=MOST_ROWS)
        ],
        "default_support": [
            _support(each) for each in variant.rows("default_support", _("Support"), most=MOST_ROWS)
        ],
        "clauses": [_clause(each) for each in variant.rows("clauses", _("Clause"), most=MOST_CLAUSES)],
    }


def _line(row: Values) -> dict[str, Any]:
    """Return a commitment filled in beforehand."""
    line = {
        "kind": row.choice("kind", _("kind"), CommitmentKind.values),
        "quantity": row.whole("quantity", _("How many"), 1, LARGEST_QUANTITY, is_required=False),
        "hours_per_week": row.whole("hours_per_week", _("Hours a week"), 1, 40, is_required=False),
        "months": row.whole("months", _("months"), 1, 120, is_required=False),
        "obligation": row.choice("obligation", _("Effort or result"), Obligation.values),
    }
    row.known(*line)
    return _filled(line)


def _support(row: Values) -> dict[str, Any]:
    """Return support filled in beforehand."""
    support = {
        "kind": row.choice("kind", _("kind"), SupportKind.values),
        "text": row.text("text", _("How much"), most=160, is_required=False),
    }
    row.known(*support)
    return _filled(support)


def _clause(row: Values) -> dict[str, str]:
    """Return a clause whose variables are right."""
    clause = {
        "title": row.text("title", _("Heading"), most=120),
        "text": row.text("text", _("Text"), most=4000, is_long=True),
    }
    row.known(*clause)
    row.add(_("Heading"), variables.heading_problems(clause["title"]))
    row.add(_("Text"), variables.problems(clause["text"]))
    return clause


def _earlier(top: Values) -> list[dict[str, Any]]:
    """Return the origins before this one, oldest first."""
    found = []
    for row in top.rows("earlier", _("Earlier origin"), most=MOST_ORIGINS):
        earlier = _origin(row.values, row.place, row.problems, also=("sha256", "changed"))
        earlier["sha256"] = row.text("sha256", _("hash"), most=64)
        if row.values.get("changed") is True:
            earlier["changed"] = True
        found.append(earlier)
    return found


def _origin(given: Any, place: str, problems: list[Problem], also: Iterable[str] = ()) -> dict[str, Any]:
    """Return where a version comes from."""
    row = Values(given, place=place, problems=problems)
    origin = {
        "municipality": row.text("municipality", _("municipality"), most=160),
        "variant": row.code("variant", _("variant"), most=10),
        "version": row.whole("version", _("version"), 1, 32_767),
        "published_at": row.text("published_at", _("published on"), most=40),
        "is_fictional": row.flag("is_fictional", _("fictional")),
    }
    row.known(*ORIGIN_NAMES, *also)
    if not _is_moment(str(origin["published_at"])):
        row.add(_("published on"), [_("This is not a moment with its time zone.")])
    return origin


def _is_moment(text: str) -> bool:
    """Whether this is a moment that everyone reads alike."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not filled in, as the page on which variants are written does."""
    return {name: value for name, value in row.items() if value not in (None, "")}
