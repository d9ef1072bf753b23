"""What each figure means. The texts are versioned as one: a report says by which version it was counted."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERSION = "1"

DEFINITIONS: dict[str, tuple[Promise, Promise]] = {
    "pledged": (
        _("What counts as promised?"),
        _(
            "The numbers in the version of a deal that was signed and in force on the day. Deals that are only "
            "announced, being written, offered or cancelled add nothing. A suspended or ended deal no longer counts. "
            "Under an umbrella deal, the promises of its members fill the shared promise: they are not added to it."
        ),
    ),
    "started": (
        _("When does a placement count as started?"),
        _(
            "When somebody started on or before the day and the account manager confirmed it. It keeps counting after "
            "it ends. Each placement counts once, for the deal under which it was made."
        ),
    ),
    "running": (
        _("What does still running mean?"),
        _(
            "Started, and no end is known on the day. If the planned end is past and nobody told us what happened, the "
            "outcome is unknown: those placements are also shown apart."
        ),
    ),
    "mixed": (
        _("Why does it say mixed?"),
        _(
            "A learn-work place is not a job. We never add kinds up to one result. Where a sum helps to see how far a "
            "deal is, the word mixed stands beside it. Paid jobs hold paid kinds only."
        ),
    ),
    "planned": (
        _("What is the plan to date?"),
        _(
            "A straight line over the period of the target or of the commitment. Behind means: less than 80 % of the "
            "plan to date, and at least one whole placement short. Ahead means: more than 120 %."
        ),
    ),
    "forecast": (
        _("How do we make the forecast?"),
        _(
            "From this programme's own pace over the last twelve months, or as much as there is, with a minimum of six. "
            "The range holds the outcome in eight of ten cases if the pace stays the same. Nothing is predicted about a "
            "person."
        ),
    ),
    "funnel": (
        _("Where do the counts per stage come from?"),
        _(
            "From counts that were reported, with their source and date; not from the registry's own placements. "
            "Streams are never added together. About means: the source gives an approximate number."
        ),
    ),
    "hidden": (
        _("Why is a number hidden?"),
        _(
            "A number of 1 to 4 people could point to a person. We show an x instead, also where another number would "
            "give it away, and where the difference with an earlier report would be so small. About means then: rounded "
            "for this reason."
        ),
    ),
}
