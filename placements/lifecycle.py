"""Which steps a placement can take, and whose step each is. Plain data.

An employer says, an account manager confirms; what an account manager records is confirmed at once.
"""

from dataclasses import dataclass
from datetime import timedelta

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


class Reason(TextChoices):
    """Why a report is not confirmed or a place struck out: a closed list, so that nobody writes about a person."""

    TWICE = "twice", _("it was reported twice")
    UNKNOWN = "unknown", _("we do not know of this start")
    OTHER_DEAL = "other_deal", _("it belongs to another deal or promise")
    WRONG_DATE = "wrong_date", _("the date is not right")
    STILL_THERE = "still_there", _("the person still works there")
    UNDONE = "undone", _("recorded by mistake")


@dataclass(frozen=True)
class Step:
    """One step of a placement: from which states, to which, by whom; with which facts; for `ended` ones or not.

    `target` None: the state follows from what is recorded and by whom (see `Placement.take`).
    """

    label: Promise
    sources: frozenset[PlacementState]
    target: PlacementState | None
    roles: frozenset[Role]
    needs_reason: bool = False
    needs_end: bool | None = None  # True: only with an end, False: only without, None: either way
    facts: frozenset[str] = frozenset()


BOTH = frozenset({Role.OFFICER, Role.EMPLOYER})
OFFICER = frozenset({Role.OFFICER})
EMPLOYER = frozenset({Role.EMPLOYER})
STATE = PlacementState
WAITING = frozenset({STATE.PREPARED, STATE.REPORTED})
STARTED = frozenset({STATE.CONFIRMED})
START_FACTS = frozenset({"kind", "started_on", "planned_end_on", "hours_per_week"})
END_FACTS = frozenset({"ended_on", "end_reason"})

STEPS: dict[str, Step] = {
    "report_start": Step(_("It has started"), frozenset({STATE.PREPARED}), STATE.REPORTED, EMPLOYER),
    "confirm": Step(_("Confirm the start"), WAITING, STATE.CONFIRMED, OFFICER),
    "refuse": Step(_("Do not confirm"), WAITING, STATE.REFUSED, OFFICER, needs_reason=True),
    "correct": Step(_("Correct"), WAITING | STARTED, None, BOTH, facts=START_FACTS),
    "withdraw": Step(_("Take back the report"), WAITING, STATE.REFUSED, BOTH),
    "reopen": Step(_("Look at it again"), frozenset({STATE.REFUSED}), STATE.REPORTED, OFFICER),
    "unconfirm": Step(_("Take back the confirmation"), STARTED, STATE.REPORTED, OFFICER),
    "strike": Step(_("It never started"), STARTED, STATE.REFUSED, OFFICER, needs_reason=True),
    "report_end": Step(_("Report the end"), STARTED, None, BOTH, facts=END_FACTS),
    "confirm_end": Step(_("Confirm the end"), STARTED, None, OFFICER, needs_end=True),
    "refuse_end": Step(
        _("Do not confirm the end"), STARTED, None, OFFICER, needs_reason=True, needs_end=True
    ),
    "withdraw_end": Step(_("Take back the end"), STARTED, None, BOTH, needs_end=True),
    "unconfirm_end": Step(_("Take back the confirmation of the end"), STARTED, None, OFFICER, needs_end=True),
}

# What undoes a step that somebody just took.
UNDONE_BY = {
    "report": "withdraw",
    "record": "strike",
    "report_start": "withdraw",
    "confirm": "unconfirm",
    "refuse": "reopen",
    "withdraw": "reopen",
    "report_end": "withdraw_end",
    "confirm_end": "unconfirm_end",
}
UNDO_WITHIN = timedelta(minutes=15)

# What the history says of each act.
HISTORY: dict[str, Promise] = {
    "report": _("Start reported"),
    "record": _("Start recorded and confirmed"),
    "report_start": _("Start reported"),
    "confirm": _("Start confirmed"),
    "refuse": _("Start not confirmed"),
    "correct": _("Corrected"),
    "withdraw": _("Report taken back"),
    "reopen": _("Looked at again"),
    "unconfirm": _("Confirmation taken back"),
    "strike": _("Struck out: it never started"),
    "report_end": _("End reported"),
    "confirm_end": _("End confirmed"),
    "refuse_end": _("End not confirmed"),
    "withdraw_end": _("End taken back"),
    "unconfirm_end": _("Confirmation of the end taken back"),
}
