"""Who signed a text, in words for its pages: in which capacity, how, when, for whom else, and who looked at it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from deals import strokes
from deals.models import DealVersion, Signature, SignatureLevel, SignatureMethod
from ui.formats import day, moment

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
    '<path d="{path}" fill="none" stroke="#1f2429" stroke-width="9" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


def signatures_of(version: DealVersion) -> list[Signature]:
    """Return the signatures that bind, in the order of the parties. One that was refused is no signature."""
    return _in_order(version.signatures.counting())


def witnesses_of(version: DealVersion) -> list[Signature]:
    """Return the signatures of witnesses, who bind nobody."""
    return _in_order(version.signatures.filter(as_witness=True))


def _in_order(found: Any) -> list[Signature]:
    related = ("party__organisation", "event", "recorded_by", "second_look__by", "invitation")
    return list(found.select_related(*related).order_by("party__position", "pk"))


def names_of(signatures: Iterable[Signature]) -> list[str]:
    """Return all names that stand at signatures: of who signed, and of who passed it on to them."""
    names: list[str] = []
    for each in signatures:
        names += [origin.name for origin in _origin(each)] + [each.person_name]
    return [name for name in names if name]


def in_words(each: Signature) -> dict[str, Any]:
    """Return who signed, for whom, and how."""
    look = getattr(each, "second_look", None)
    return {
        "organisation": each.party.organisation.name,
        "name": each.person_name,
        "invited_as": each.invited_as,
        "capacity": each.capacity,
        "mandate": "" if _is_said_before(each) else each.mandate_reference,
        "method": each.get_method_display(),
        "on": with_zone(each.signed_at) if each.signed_at else day(each.signed_on),
        "where": ", ".join(filter(None, [each.event.name if each.event else "", each.place])),
        "passed_on": _passed_on(each),
        "level": level_of(each),
        "picture": picture(each.drawing) if each.drawing else "",
        "recorded_by": str(each.recorded_by) if each.recorded_by else "",
        "recorded_at": with_zone(each.recorded_at),
        "checked_by": str(look.by) if look else "",
        "checked_at": with_zone(look.at) if look else "",
    }


def with_zone(value: datetime) -> str:
    """Return day and time with the zone in which it is told: `3 March 2025, 13:00 (CET)`."""
    return f"{moment(value)} ({timezone.localtime(value).tzname()})"


def picture(drawing: strokes.Drawing) -> str:
    """Return a drawn signature as the address of a picture that a page can hold."""
    drawn = PICTURE.format(width=strokes.WIDTH, height=strokes.HEIGHT, path=strokes.path(drawing))
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()


def level_of(each: Signature) -> str:
    """Return how strong one signature is, with the provider that says so."""
    if each.method == SignatureMethod.INK:
        return _("signature in ink, logged here")
    label = each.get_level_display()
    if not each.provider:
        return label
    facts = {"level": label, "provider": each.provider, "reference": each.provider_reference}
    return _("%(level)s, by %(provider)s under %(reference)s") % facts


def how_sure(signatures: Iterable[Signature]) -> list[str]:
    """Return what each kind of signature under a text proves, said plainly; each kind once."""
    kinds = {(each.method, each.level) for each in signatures}
    said = []
    if any(method == SignatureMethod.INK for method, _level in kinds):
        said.append(_("In ink: put on paper, and logged here by a named person. The paper is the proof."))
    if (SignatureMethod.ONLINE, SignatureLevel.SIMPLE) in kinds:
        said.append(
            _("Online: simple electronic signature, with a personal link and a code, both sent by mail.")
        )
    if any(method == SignatureMethod.DRAWN for method, _level in kinds):
        said.append(
            _("On our screen: simple electronic signature, drawn in the presence of who recorded it.")
        )
    if any(level in {SignatureLevel.ADVANCED, SignatureLevel.QUALIFIED} for _method, level in kinds):
        said.append(
            _("At a provider: advanced or qualified electronic signature. The provider keeps its proof.")
        )
    return said


def _is_said_before(each: Signature) -> bool:
    """Whether the mandate is in the words of who passed it on, which stand at the signature already."""
    words = each.invitation.mandate if each.invitation else ""
    return bool(words) and words.startswith(each.mandate_reference)


def _origin(each: Signature) -> list[Any]:
    """Return the invitations that were passed on before somebody signed."""
    return each.invitation.origin() if each.invitation else []


def _passed_on(each: Signature) -> list[str]:
    """Return in sentences who passed the signing on to whom, and in what words."""
    chain = [*_origin(each), each.invitation]
    sentences = []
    for before, after in pairwise(chain):
        who = f"{before.name}, {before.capacity}" if before.capacity else before.name
        facts = {"who": who, "whom": after.name, "words": after.mandate}
        if after.mandate:
            sentences.append(_("%(who)s passed this on to %(whom)s: “%(words)s”") % facts)
        else:
            sentences.append(_("%(who)s passed this on to %(whom)s.") % facts)
    return sentences
