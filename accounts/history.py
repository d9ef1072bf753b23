"""What happened to an organisation, in words for its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from trail.models import Entry
from ui.formats import moment

ACTS = {
    "register": gettext_lazy("Added to the registry"),
    "change": gettext_lazy("Facts changed"),
    "change_employer": gettext_lazy("Facts as employer changed"),
    "change_partner": gettext_lazy("Facts as partner changed"),
    "offer": gettext_lazy("Support on offer changed"),
    "appoint": gettext_lazy("Account manager changed"),
    "merge": gettext_lazy("Merged into another organisation"),
    "take_over": gettext_lazy("A duplicate was merged into this one"),
    "invite": gettext_lazy("Somebody was invited"),
    "invite_again": gettext_lazy("An invitation was sent again"),
    "withdraw_invitation": gettext_lazy("An invitation was withdrawn"),
    "join": gettext_lazy("Somebody accepted an invitation"),
    "end_membership": gettext_lazy("A membership ended"),
    "entrust_members": gettext_lazy("Somebody may manage members"),
    "relieve_of_members": gettext_lazy("Somebody no longer manages members"),
}


@dataclass(frozen=True)
class Moment:
    """One line of a timeline."""

    on: datetime
    date: str
    title: str
    text: str
    kind: str = ""
    url: str = ""


def history_of(organisation: Organisation, *, most: int = 20) -> list[Moment]:
    """Return the newest acts, the latest first."""
    entries = Entry.objects.of(organisation).reverse()[:most]
    return [
        Moment(
            on=entry.at,
            date=moment(entry.at),
            title=str(ACTS.get(entry.act, entry.act)),
            text=_("by %(name)s") % {"name": entry.actor_label} if entry.actor_label else "",
        )
        for entry in entries
    ]
