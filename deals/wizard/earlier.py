"""Answers about the parties as they were asked when a deal had one employer, and one tick for all partners who sign."""

from __future__ import annotations

from django.http import QueryDict

from deals.forms.party import SIGNS, SIGNS_NOT

OF_THE_EMPLOYER = (
    "words",
    "searched",
    "employer",
    "new_name",
    "new_kvk",
    "new_place",
    "is_another",
    "contact_name",
    "contact_function",
    "contact_email",
    "contact_phone",
)
KEY = "new"  # what promises and signatures called an employer that was not in the register yet


def as_asked_now(data: QueryDict) -> QueryDict:
    """Return answers of the second step by the names that its fields have now; those that have them stay as they are."""
    if "employers-TOTAL_FORMS" in data or not any(name in data for name in (*OF_THE_EMPLOYER, "partners")):
        return data
    answers = data.copy()
    answers["employers-TOTAL_FORMS"], answers["employers-INITIAL_FORMS"] = "1", "0"
    answers["employers-0-key"] = KEY
    for name in OF_THE_EMPLOYER:
        if name in data:
            answers.setlist(f"employers-0-{name}", answers.pop(name))
    sign = SIGNS if answers.pop("partners_sign", None) else SIGNS_NOT
    for partner in data.getlist("partners"):
        answers[f"partner-{partner}-signs"] = sign
    return answers
