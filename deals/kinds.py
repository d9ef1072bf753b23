"""The closed lists of the field: kinds of deal, of commitment, of party. Terms follow the glossary."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DealKind(TextChoices):
    """What form of deal it is."""

    VARIANT_DEAL = "variant_deal", _("variant deal")
    WORK_AGREEMENT = "work_agreement", _("work agreement")
    SECTOR_DEAL = "sector_deal", _("sector deal")
    REGIONAL_ARRANGEMENT = "regional_arrangement", _("regional arrangement")
    EDUCATION_AGREEMENT = "education_agreement", _("education agreement")
    COVENANT = "covenant", _("covenant")


class PartyRole(TextChoices):
    """The part that an organisation plays in this deal; another deal may give it another."""

    EMPLOYER = "employer", _("employer")
    MUNICIPALITY = "municipality", _("municipality")
    PARTNER = "partner", _("support partner")
    UMBRELLA_BODY = "umbrella_body", _("umbrella body")
    TRAINING_PROVIDER = "training_provider", _("training provider")
    AGENCY = "agency", _("temporary employment agency")
    REGION = "region", _("labour market region")
    BROKER = "broker", _("broker")


class PartyStanding(TextChoices):
    """Whether an organisation is in the deal, or only named in a text that not all agreed on."""

    PARTY = "party", _("takes part")
    NAMED = "named", _("named in a text that nobody was offered, or that was withdrawn")
    ASKED = "asked", _("asked to sign a change by which it joins")


class CommitmentKind(TextChoices):
    """What is promised. Kinds are never added up."""

    PAID_JOB_PERMANENT = "paid_job_permanent", _("paid job, permanent")
    PAID_JOB_LONG = "paid_job_long", _("paid job, six months or longer")
    PAID_JOB_SHORT = "paid_job_short", _("paid job, shorter than six months")
    PAID_JOB_AGENCY = "paid_job_agency", _("paid job through an agency")
    SUBSIDISED_JOB = "subsidised_job", _("subsidised job")
    CARVED_JOB = "carved_job", _("carved job")
    APPRENTICESHIP = "apprenticeship", _("apprenticeship")
    LEARN_WORK_PLACE = "learn_work_place", _("learn-work place")
    WORK_EXPERIENCE_PLACE = "work_experience_place", _("work experience place")
    TRIAL_PLACEMENT = "trial_placement", _("trial placement")
    INTERNSHIP = "internship", _("internship")
    TRAINING_PLACE = "training_place", _("training place")
    DEVELOPMENT_TRACK = "development_track", _("work-development trajectory")
    GUARANTEED_INTERVIEW = "guaranteed_interview", _("guaranteed interview")
    GUIDANCE_HOURS = "guidance_hours", _("hours of guidance")
    TASK_ANALYSIS = "task_analysis", _("task analysis")
    OTHER = "other", _("other")


PAID_KINDS = frozenset(
    {
        CommitmentKind.PAID_JOB_PERMANENT,
        CommitmentKind.PAID_JOB_LONG,
        CommitmentKind.PAID_JOB_SHORT,
        CommitmentKind.PAID_JOB_AGENCY,
        CommitmentKind.SUBSIDISED_JOB,
        CommitmentKind.CARVED_JOB,
        CommitmentKind.APPRENTICESHIP,
    }
)

# Kinds that a person fills: only these have placements.
PLACE_KINDS = frozenset(CommitmentKind) - {
    CommitmentKind.GUARANTEED_INTERVIEW,
    CommitmentKind.GUIDANCE_HOURS,
    CommitmentKind.TASK_ANALYSIS,
    CommitmentKind.OTHER,
}


class Unit(TextChoices):
    """What the quantity of a commitment counts."""

    PLACES = "places", _("places")
    JOBS = "jobs", _("jobs")
    TRACKS = "tracks", _("trajectories")
    INTERVIEWS = "interviews", _("interviews")
    HOURS = "hours", _("hours")
    TIMES = "times", _("times")


UNIT_OF_KIND: dict[CommitmentKind, Unit] = {
    kind: Unit.JOBS if kind in PAID_KINDS else Unit.PLACES for kind in CommitmentKind
} | {
    CommitmentKind.DEVELOPMENT_TRACK: Unit.TRACKS,
    CommitmentKind.GUARANTEED_INTERVIEW: Unit.INTERVIEWS,
    CommitmentKind.GUIDANCE_HOURS: Unit.HOURS,
    CommitmentKind.TASK_ANALYSIS: Unit.TIMES,
}


class Obligation(TextChoices):
    """How firmly something is promised."""

    EFFORT = "effort", _("effort")
    RESULT = "result", _("result")


class Provenance(TextChoices):
    """Where a variant's content comes from; an assumption is shown as one."""

    ASSUMPTION = "assumption", _("our assumption, not confirmed by the municipality")
    PUBLISHED = "published", _("from a published source")
    OWN = "own", _("set by the municipality")
    TAKEN_OVER = "taken_over", _("taken over from another municipality")
