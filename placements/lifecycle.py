"""Which steps a placement can take, and whose step each is. Plain data.

An employer says, an account manager confirms; what an account manager records is confirmed at once.
"""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class PlacementState(TextChoices):
    """Where a place stands. Only `confirmed` counts as started."""

    PREPARED = "prepared", _("in preparation")
    REPORTED = "reported", _("reported, to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("not confirmed")


class EndReason(TextChoices):
    """Why a place ended, coarsely; never a reason of health."""

    AS_PLANNED = "as_planned", _("as planned")
    REGULAR_JOB_HERE = "regular_job_here", _("went on to a regular job here")
    REGULAR_JOB_ELSEWHERE = "regular_job_elsewhere", _("went on to a job elsewhere")
    TRAINING = "training", _("went on to training")
    DID_NOT_COME = "did_not_come", _("did not come")
    NO_MATCH = "no_match", _("work and person did not fit")
    EMPLOYER_STOPPED = "employer_stopped", _("the employer stopped")
    OTHER = "other", _("other")


@dataclass(frozen=True)
class Step:
    """One step of a placement: from which states, to which, by whom."""

    label: Promise
    sources: frozenset[PlacementState]
    target: PlacementState
    roles: frozenset[Role]
    needs_reason: bool = False


BOTH = frozenset({Role.OFFICER, Role.EMPLOYER})
OFFICER = frozenset({Role.OFFICER})
STATE = PlacementState

STEPS: dict[str, Step] = {
    "report_start": Step(_("Report the start"), frozenset({STATE.PREPARED}), STATE.REPORTED, BOTH),
    "confirm": Step(
        _("Confirm the start"), frozenset({STATE.PREPARED, STATE.REPORTED}), STATE.CONFIRMED, OFFICER
    ),
    "refuse": Step(
        _("Do not confirm"),
        frozenset({STATE.PREPARED, STATE.REPORTED}),
        STATE.REFUSED,
        OFFICER,
        needs_reason=True,
    ),
    "reopen": Step(_("Look at it again"), frozenset({STATE.REFUSED}), STATE.REPORTED, OFFICER),
    "report_end": Step(_("Report the end"), frozenset({STATE.CONFIRMED}), STATE.CONFIRMED, BOTH),
    "confirm_end": Step(_("Confirm the end"), frozenset({STATE.CONFIRMED}), STATE.CONFIRMED, OFFICER),
    "withdraw": Step(
        _("Take back the report"), frozenset({STATE.PREPARED, STATE.REPORTED}), STATE.REFUSED, BOTH
    ),
}
