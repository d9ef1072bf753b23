"""The variants that programmes begin with. Delft's four are not public: ours are an assumption, and say so."""

from datetime import UTC, datetime
from typing import Any

from deals.kinds import CommitmentKind, DealKind, Provenance
from deals.models import Programme, Variant, VariantVersion

PUBLISHED = datetime(2019, 1, 1, tzinfo=UTC)
ASSUMPTION = (
    "De namen en inhoud van de vier varianten van Delft zijn niet openbaar. "
    "Deze vier zijn afgeleid van woorden in het nieuws: leer- en werkplekken, begeleiding, bemiddeling, scholing."
)
CLAUSES = [
    {
        "title": "Doel",
        "text": "Partijen maken samen plekken waar inwoners die bijstand krijgen kunnen leren en werken.",
    },
    {
        "title": "Toezegging en ondersteuning",
        "text": "De werkgever zegt toe wat hierboven staat. De partners geven de ondersteuning die erbij hoort. "
        "Lukt iets niet, dan laten partijen dat elkaar meteen weten.",
    },
    {
        "title": "Veilig werk, geen verdringing",
        "text": "Het werk is veilig en passend. Een plek komt niet in de plaats van een bestaande baan.",
    },
    {
        "title": "Volgen van de afspraken",
        "text": "Partijen bespreken de voortgang ten minste elke drie maanden. De werkgever meldt de start en het "
        "einde van een plek; de gemeente bevestigt die.",
    },
    {
        "title": "Privacy",
        "text": "In deze deal en in het register staan geen namen of andere gegevens van kandidaten.",
    },
]
# Two texts of Duinstede name the facts of the deal itself; the rest of what they say is the same.
CLAUSES_WITH_VARIABLES = {
    "place": [
        {
            "title": "Doel",
            "text": "{municipality} en {employer} maken samen plekken waar inwoners die bijstand krijgen kunnen leren "
            "en werken.",
        },
        {
            "title": "Toezegging en ondersteuning",
            "text": "{employer} zegt toe: {promises}. De ondersteuning die erbij hoort, komt van {partners}. "
            "Lukt iets niet, dan laten partijen dat elkaar meteen weten.",
        },
        {"title": "Looptijd", "text": "Deze deal geldt van {starts_on} tot en met {ends_on}."},
        *CLAUSES[2:],
    ],
    "hire": [
        {
            "title": "Doel",
            "text": "{employer} neemt mensen in dienst en spreekt kandidaten die {partners} voorstellen.",
        },
        {"title": "Toezegging", "text": "{employer} zegt toe: {promises}."},
        {"title": "Contact", "text": "{contact} is bij {municipality} de contactpersoon voor deze deal."},
        *CLAUSES[2:],
    ],
}
KIND = CommitmentKind
BHAG_VARIANTS: list[dict[str, Any]] = [
    {
        "code": "place",
        "name": "Leer- en werkplekdeal",
        "summary": "De werkgever biedt plekken om te leren en werkervaring op te doen.",
        "allowed_kinds": [
            KIND.LEARN_WORK_PLACE,
            KIND.WORK_EXPERIENCE_PLACE,
            KIND.TRIAL_PLACEMENT,
            KIND.INTERNSHIP,
        ],
        "default_lines": [
            {"kind": KIND.LEARN_WORK_PLACE, "quantity": 4, "hours_per_week": 24, "obligation": "effort"},
            {"kind": KIND.WORK_EXPERIENCE_PLACE, "quantity": 2, "hours_per_week": 16, "obligation": "effort"},
        ],
        "default_support": ["screening", "job_coach", "contact_person", "expenses"],
    },
    {
        "code": "carve",
        "name": "Functiecreatiedeal",
        "summary": "De werkgever splitst taken af en maakt daar nieuwe banen van.",
        "allowed_kinds": [KIND.TASK_ANALYSIS, KIND.CARVED_JOB, KIND.TRIAL_PLACEMENT],
        "default_lines": [
            {"kind": KIND.TASK_ANALYSIS, "quantity": 1, "obligation": "result"},
            {"kind": KIND.CARVED_JOB, "quantity": 2, "hours_per_week": 20, "obligation": "effort"},
        ],
        "default_support": ["task_analysis", "wage_value", "subsidy_handling", "workplace_adjustment"],
    },
    {
        "code": "train",
        "name": "Scholings- en begeleidingsdeal",
        "summary": "De werkgever biedt scholing en eigen begeleiders op de werkvloer.",
        "allowed_kinds": [
            KIND.TRAINING_PLACE,
            KIND.GUIDANCE_HOURS,
            KIND.APPRENTICESHIP,
            KIND.LEARN_WORK_PLACE,
        ],
        "default_lines": [
            {"kind": KIND.TRAINING_PLACE, "quantity": 4, "obligation": "effort"},
            {"kind": KIND.GUIDANCE_HOURS, "quantity": 80, "obligation": "effort"},
        ],
        "default_support": ["training", "language_lessons", "guidance", "evaluation"],
    },
    {
        "code": "hire",
        "name": "Bemiddelings- of baandeal",
        "summary": "De werkgever neemt mensen in dienst en spreekt kandidaten die worden voorgesteld.",
        "allowed_kinds": [
            KIND.PAID_JOB_PERMANENT,
            KIND.PAID_JOB_LONG,
            KIND.PAID_JOB_SHORT,
            KIND.PAID_JOB_AGENCY,
            KIND.GUARANTEED_INTERVIEW,
        ],
        "default_lines": [
            {"kind": KIND.PAID_JOB_LONG, "quantity": 2, "hours_per_week": 24, "obligation": "effort"},
            {"kind": KIND.GUARANTEED_INTERVIEW, "quantity": 6, "obligation": "result"},
        ],
        "default_support": ["screening", "trial_placement", "no_risk", "after_care"],
    },
]
ANY_KIND = list(KIND)
WORK_AGREEMENT: dict[str, Any] = {
    "code": "werkakkoord",
    "name": "Werkakkoord",
    "deal_kind": DealKind.WORK_AGREEMENT,
    "summary": "Op maat: eigen bepalingen naast toezeggingen in getallen, voor één werkgever.",
    "allowed_kinds": ANY_KIND,
    "default_lines": [
        {"kind": KIND.PAID_JOB_LONG, "quantity": 2, "hours_per_week": 32, "obligation": "effort"}
    ],
    "default_support": ["contact_person", "screening"],
}
SECTOR_DEAL: dict[str, Any] = {
    "code": "sectordeal",
    "name": "Sectordeal",
    "deal_kind": DealKind.SECTOR_DEAL,
    "summary": "Een koepel of een groep bedrijven met één gezamenlijk doel; werkakkoorden kunnen eronder hangen.",
    "allowed_kinds": ANY_KIND,
    "default_lines": [],
    "default_support": ["screening"],
}
REGIONAL_ARRANGEMENT: dict[str, Any] = {
    "code": "arrangement",
    "name": "Regionaal arrangement",
    "deal_kind": DealKind.REGIONAL_ARRANGEMENT,
    "summary": "Alle werkafspraken tussen een werkgever en een arbeidsmarktregio in één keer.",
    "allowed_kinds": ANY_KIND,
    "default_lines": [],
    "default_support": ["contact_person", "job_coach", "trial_placement"],
}
EDUCATION_AGREEMENT: dict[str, Any] = {
    "code": "onderwijsafspraak",
    "name": "Onderwijsafspraak",
    "deal_kind": DealKind.EDUCATION_AGREEMENT,
    "summary": "Een school of opleider stemt cursussen af op kandidaten en op banen die werkgevers toezeggen.",
    "allowed_kinds": [KIND.TRAINING_PLACE, KIND.APPRENTICESHIP, KIND.INTERNSHIP],
    "default_lines": [{"kind": KIND.TRAINING_PLACE, "quantity": 10, "obligation": "effort"}],
    "default_support": ["guidance"],
}
OTHER_FORMS = [WORK_AGREEMENT, SECTOR_DEAL, REGIONAL_ARRANGEMENT, EDUCATION_AGREEMENT]


def add_variants(
    programme: Programme,
    rows: list[dict[str, Any]],
    *,
    provenance: Provenance,
    note: str = "",
    clauses: dict[str, list[dict[str, str]]] | None = None,
) -> dict[str, VariantVersion]:
    """Save the rows as published variants of a programme; return their versions by code.

    `clauses`: texts by code that stand in place of the usual one.
    """
    made = {}
    for position, row in enumerate(rows, start=programme.variants.count() + 1):
        variant = Variant.objects.create(
            programme=programme,
            code=row["code"],
            name=row["name"],
            deal_kind=row.get("deal_kind", DealKind.VARIANT_DEAL),
            position=position,
        )
        made[row["code"]] = VariantVersion.objects.create(
            variant=variant,
            number=1,
            provenance=provenance,
            provenance_note=note,
            summary=row["summary"],
            allowed_kinds=row["allowed_kinds"],
            default_lines=row["default_lines"],
            default_support=[{"kind": kind} for kind in row["default_support"]],
            clauses=(clauses or {}).get(row["code"], CLAUSES),
            published_at=PUBLISHED,
        )
    return made
