"""Whether data is a text of ours: read with care, put in the canonical form, and compared by its hash."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.public_id import ALPHABET, LENGTH
from deals.models import DealVersion, content_hash

PUBLIC_ID = re.compile(rf"[{ALPHABET}]{{{LENGTH}}}")
MOST_BYTES = 2_000_000  # a deal with 200 long clauses takes a tenth


class TextFinding(TextChoices):
    """What a text proved to be."""

    AGREED = "agreed", _("This is the text that was signed")
    WAITING = "waiting", _("This text is ours, but not all have signed it")
    ALTERED = "altered", _("This is not the text that we keep")
    UNKNOWN = "unknown", _("This text is not ours")
    UNREADABLE = "unreadable", _("This is not the data of a deal")


@dataclass(frozen=True)
class TextVerdict:
    """What was found, the version that it is about, and the hash that came out."""

    finding: TextFinding
    version: DealVersion | None = None
    hash: str = ""


def judge_text(content: bytes) -> TextVerdict:
    """Compare data with the texts that we keep; spaces, line ends and the order of keys do not count."""
    try:
        deal = read_deal(content)
        found = content_hash(deal)
    except (ValueError, RecursionError):  # a ValueError too when it holds what is no text in UTF-8
        return TextVerdict(TextFinding.UNREADABLE)
    named = _named(deal)
    if named is None:
        return TextVerdict(TextFinding.UNKNOWN, hash=found)
    if named.content_hash != found:
        return TextVerdict(TextFinding.ALTERED, hash=found)  # who only knows which deal it is hears no more
    agreed = hasattr(named, "conclusion")
    return TextVerdict(TextFinding.AGREED if agreed else TextFinding.WAITING, named, found)


def read_deal(content: bytes) -> dict[str, Any]:
    """Return the data of a deal. Raises ValueError for what can be read in two ways, or not at all."""
    if len(content) > MOST_BYTES:
        raise ValueError("too much data for a deal")
    deal = json.loads(
        content.decode("utf-8-sig"),
        object_pairs_hook=_each_key_once,
        parse_float=_not_in_a_deal,
        parse_constant=_not_in_a_deal,
    )
    if not isinstance(deal, dict):
        raise ValueError("a deal is an object")
    return deal


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a key that is there twice: people might read the one, and we the other."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _not_in_a_deal(text: str) -> NoReturn:
    raise ValueError(f"a deal holds whole numbers only, not {text}")


def _named(deal: dict[str, Any]) -> DealVersion | None:
    """Return the version that the data says it is, if we have that."""
    public_id, number = deal.get("deal"), deal.get("version")
    if not isinstance(public_id, str) or not PUBLIC_ID.fullmatch(public_id):
        return None
    if not isinstance(number, int) or not 0 < number < 2**15:
        return None
    known = DealVersion.objects.exclude(content=None).select_related(
        "conclusion", "deal__municipality__organisation"
    )
    return known.filter(deal__public_id=public_id, number=number).first()
