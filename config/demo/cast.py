"""Who lives and works in Duinstede. None of them exists; months count back from the day that the demo is made."""

from dataclasses import dataclass, field

from deals.lifecycle import State

SECTORS = {
    "groen": "Groen en infra",
    "zorg-en-welzijn": "Zorg en welzijn",
    "horeca-en-toerisme": "Horeca en toerisme",
    "bouw-en-installatietechniek": "Bouw en installatietechniek",
    "transport-en-agrilogistiek": "Transport en (agri)logistiek",
    "handel-en-diensten": "Handel en diensten",
}
# name: (sector, KvK number, place). The KvK numbers are made up, in a range that the Chamber does not give out.
EMPLOYERS = {
    "Helmgras Groen": ("groen", "00000001", "Duinstede"),
    "Zilte Zorg": ("zorg-en-welzijn", "00000002", "Duinstede"),
    "Bakkerij De Vloedlijn": ("horeca-en-toerisme", "00000003", "Duinstede"),
    "Strandpaviljoen Noorderlicht": ("horeca-en-toerisme", "00000004", "Duinstede aan Zee"),
    "Duinrand Techniek": ("bouw-en-installatietechniek", "00000005", "Duinstede"),
    "Kustlijn Logistiek": ("transport-en-agrilogistiek", "00000006", "Zeehaven"),
    "Schildersbedrijf Meeuw": ("bouw-en-installatietechniek", "00000007", "Duinstede"),
    "Kringloop De Schelp": ("handel-en-diensten", "00000008", "Duinstede"),
    "Hotel Zeezicht": ("horeca-en-toerisme", "00000009", "Duinstede aan Zee"),
    "De Branding Facilitair": ("handel-en-diensten", "00000010", "Zeehaven"),
    "Waterkant Metaal": ("bouw-en-installatietechniek", "00000011", "Zeehaven"),
    "Rokerĳ Ĳsduin": ("horeca-en-toerisme", "00000012", "Zeehaven"),
    "Kinderopvang Het Zandkasteel": ("zorg-en-welzijn", "00000013", "Duinstede"),
    "Thuiszorg Eb en Vloed": ("zorg-en-welzijn", "00000014", "Duinstede"),
    "Supermarkt Duinpan": ("handel-en-diensten", "00000015", "Duinstede"),
    "Fietsenmakerij Élan": ("handel-en-diensten", "00000016", "Duinstede"),
}
PARTNERS = {
    "Duinwerk": ("work_company", ["job_coach", "screening", "task_analysis", "wage_value"]),
    "Taalhuis De Golf": ("education", ["language_lessons"]),
    "Schuldhulp Duinstede": ("welfare", ["debt_help"]),
    "Buurtteam Zeereep": ("welfare", ["guidance", "buddy"]),
    "ROC De Kust": ("education", ["training", "evaluation"]),
    "Zorggroep Helm": ("care", ["guidance", "after_care"]),
    "Uitzendbureau Getij": ("temp_agency", ["screening"]),
    "Uitzendbureau Springvloed": ("temp_agency", ["screening"]),
    "Ondernemend Duinstede": ("umbrella_body", ["contact_person"]),
}
SIGNATORIES = ["M. Duinker", "S. Zeevaart", "R. van der Zandbank", "F. Golfslag", "L. Helmplant", "Y. Loper"]


# Whom to call at a partner: name, function, address, telephone number.
PARTNER_CONTACTS = {
    "Duinwerk": ("Joris Duin", "hoofd werkgeversdienst", "partner@duinstede.example", "010 000 00 21"),
}
Line = tuple[str, int, int | None, int, int]


@dataclass(frozen=True)
class Story:
    """One deal of Duinstede: what was promised, how it went, where it stands.

    lines: (kind, quantity, hours a week, started, still in preparation); support: (partner, kind, how much,
    months after signing when due, delivered). `ago`: months since signing (or since announcing). `beside`: the
    employers that take part beside the first party, with what each promises.
    """

    employer: str
    variant: str
    ago: int
    lines: list[Line]
    support: list[tuple[str, str, str, int, bool]] = field(default_factory=list)
    term: int = 24
    state: State = State.SIGNED
    talk_in_days: int | None = 30
    title: str = ""
    reason: str = ""
    parent: str = ""
    beside: dict[str, list[Line]] = field(default_factory=dict)

    def promised(self) -> list[tuple[str, Line]]:
        """Return each line with who promises it, in the order of the text."""
        return [
            (by, line) for by, lines in {self.employer: self.lines, **self.beside}.items() for line in lines
        ]


COACH = ("Duinwerk", "job_coach", "4 uur per week", 2, True)
COACH_TO_COME = ("Duinwerk", "job_coach", "4 uur per week", 11, False)
WAGE_VALUE = ("Duinwerk", "wage_value", "na een half jaar", 11, False)  # late
SCREENING = ("Duinwerk", "screening", "kennismaking vooraf", 1, True)
LANGUAGE = ("Taalhuis De Golf", "language_lessons", "taal op het werk, groep van 6", 8, False)
DEBTS = ("Schuldhulp Duinstede", "debt_help", "op aanvraag", 20, False)
TASKS = ("Duinwerk", "task_analysis", "advies op de werkvloer", 3, True)
ROC = ("ROC De Kust", "training", "mbo-certificaat", 10, False)
AFTER = ("Zorggroep Helm", "after_care", "tot een jaar na de start", 14, False)
BUDDY = ("Buurtteam Zeereep", "buddy", "een vaste buddy in de eerste maand", 2, True)

STORIES = [
    Story(
        "Helmgras Groen",
        "place",
        20,
        [
            ("learn_work_place", 6, 24, 5, 1),
            ("work_experience_place", 4, 16, 2, 1),
            ("carved_job", 2, 24, 1, 1),
        ],
        [COACH, LANGUAGE, TASKS, DEBTS],
        talk_in_days=5,
    ),
    Story(
        "Zilte Zorg",
        "train",
        23,
        [("training_place", 10, 24, 9, 0), ("guidance_hours", 120, None, 0, 0)],
        [ROC, COACH],
    ),
    Story(
        "Bakkerij De Vloedlijn",
        "hire",
        22,
        [("paid_job_long", 4, 28, 4, 0)],
        [SCREENING, AFTER],
        talk_in_days=61,
    ),
    Story(
        "Strandpaviljoen Noorderlicht",
        "place",
        18,
        [("work_experience_place", 8, 20, 3, 2)],
        [COACH, BUDDY],
        talk_in_days=-9,
    ),
    Story(
        "Duinrand Techniek",
        "werkakkoord",
        17,
        [("paid_job_permanent", 6, 36, 4, 1), ("apprenticeship", 8, 32, 6, 0)],
        [ROC, SCREENING],
        term=36,
        talk_in_days=14,
    ),
    Story(
        "Kustlijn Logistiek",
        "hire",
        16,
        [("paid_job_long", 12, 32, 7, 2)],
        [SCREENING, LANGUAGE],
        talk_in_days=3,
    ),
    Story(
        "Schildersbedrijf Meeuw",
        "carve",
        15,
        [("task_analysis", 1, None, 0, 0), ("carved_job", 3, 24, 3, 0)],
        [TASKS],
    ),
    Story(
        "Kringloop De Schelp",
        "place",
        14,
        [("learn_work_place", 15, 20, 13, 2)],
        [COACH, BUDDY, DEBTS],
        talk_in_days=20,
    ),
    Story(
        "Hotel Zeezicht",
        "werkakkoord",
        13,
        [("paid_job_long", 10, 32, 2, 1)],
        [SCREENING, LANGUAGE],
        talk_in_days=-2,
    ),
    Story(
        "De Branding Facilitair",
        "carve",
        12,
        [("carved_job", 8, 20, 5, 1)],
        [TASKS, WAGE_VALUE],
        talk_in_days=45,
    ),
    Story(
        "Waterkant Metaal",
        "train",
        11,
        [("apprenticeship", 6, 32, 3, 1), ("training_place", 6, 24, 6, 0)],
        [ROC],
    ),
    Story("Rokerĳ Ĳsduin", "place", 10, [("learn_work_place", 4, 24, 1, 0)], [COACH_TO_COME], talk_in_days=7),
    Story(
        "Kinderopvang Het Zandkasteel",
        "train",
        8,
        [("training_place", 5, 24, 2, 1)],
        [ROC, LANGUAGE],
        talk_in_days=25,
    ),
    Story("Thuiszorg Eb en Vloed", "hire", 6, [("paid_job_short", 6, 24, 3, 1)], [SCREENING, AFTER], term=12),
    Story(
        "Gemeente Duinstede",
        "carve",
        9,
        [("carved_job", 5, 24, 3, 0), ("internship", 6, 16, 5, 0)],
        [TASKS, COACH],
        title="Functiecreatiedeal van de gemeente zelf",
    ),
    Story(
        "Supermarkt Duinpan",
        "arrangement",
        7,
        [("paid_job_long", 20, 20, 8, 3), ("trial_placement", 12, 20, 9, 1)],
        [("Duinwerk", "contact_person", "één contactpersoon voor alle winkels", 1, True), COACH],
        term=36,
        title="Arrangement Supermarkt Duinpan en de regio",
    ),
    Story(
        "ROC De Kust",
        "onderwijsafspraak",
        12,
        [("training_place", 24, None, 17, 3)],
        [("Buurtteam Zeereep", "guidance", "begeleiding tijdens de cursus", 6, True)],
        title="Onderwijsafspraak ROC De Kust: techniek en zorg",
    ),
    Story(
        "Ondernemend Duinstede",
        "sectordeal",
        21,
        [],
        [
            ("Duinwerk", "screening", "voor alle bedrijven samen", 2, True),
            ("ROC De Kust", "training", "een mbo-certificaat groen of infra", 30, False),
        ],
        term=36,
        title="Sectordeal Groen en infra",
        beside={
            "Helmgras Groen": [("internship", 10, 16, 6, 1)],
            "Duinrand Techniek": [("apprenticeship", 6, 32, 4, 0), ("trial_placement", 4, 32, 3, 1)],
            "De Branding Facilitair": [("paid_job_long", 5, 28, 2, 1)],
        },
    ),
    Story(
        "Fietsenmakerij Élan",
        "werkakkoord",
        14,
        [("learn_work_place", 3, 24, 2, 0)],
        [COACH],
        parent="Sectordeal Groen en infra",
    ),
    # Closed, stopped and coming deals: every state has a page.
    Story(
        "De Branding Facilitair",
        "hire",
        23,
        [("paid_job_short", 4, 24, 4, 0)],
        [SCREENING],
        term=12,
        talk_in_days=None,
        title="Baandeal De Branding Facilitair (eerste)",
    ),
    Story(
        "Hotel Zeezicht",
        "place",
        21,
        [("work_experience_place", 6, 16, 4, 0)],
        [COACH],
        state=State.ENDED,
        reason="Het hotel sloot voor een verbouwing; in het werkakkoord daarna gaat het verder.",
        talk_in_days=None,
    ),
    Story(
        "Kustlijn Logistiek",
        "place",
        12,
        [("trial_placement", 10, 32, 4, 0)],
        [COACH],
        state=State.SUSPENDED,
        reason="Zorg over zwaar tillen. Eerst wordt de werkplek aangepast.",
        talk_in_days=None,
    ),
    Story(
        "Waterkant Metaal", "hire", 1, [("paid_job_permanent", 4, 36, 0, 0)], [SCREENING], state=State.OFFERED
    ),
    Story("Zilte Zorg", "hire", 0, [("paid_job_long", 8, 24, 0, 0)], [SCREENING, AFTER], state=State.DRAFT),
    Story(
        "Uitzendbureau Getij",
        "sectordeal",
        1,
        [],
        [],
        state=State.ANNOUNCED,
        title="Sectordeal Uitzendwerk Duinstede",
    ),
    Story(
        "Bakkerij De Vloedlijn",
        "train",
        5,
        [("training_place", 3, 24, 0, 0)],
        [ROC],
        state=State.CANCELLED,
        reason="De bakkerij kon geen begeleider vrijmaken.",
    ),
]
