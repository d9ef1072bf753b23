"""What never belongs in a free text field here: numbers and addresses that point at one person."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NINE_DIGITS = re.compile(r"(?<![\w])\d(?:[ .-]?\d){8}(?![\w])")
ADDRESS = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.I)
TELEPHONE = re.compile(r"(?<![\w])(?:\+|00)?(?:31[ -]?(?:\(0\))?|0)[ -]?[1-9](?:[ -]?\d){8}(?![\w])")
IBAN = re.compile(r"(?<![\w])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![\w])", re.I)


def is_bsn(digits: str) -> bool:
    """Return whether nine digits pass the eleven-test of citizen service numbers."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return any(digit != "0" for digit in digits) and (
        sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=True)) % 11 == 0
    )


def is_iban(text: str) -> bool:
    """Return whether this passes the check of international account numbers (ISO 13616: 1 modulo 97)."""
    sign = "".join(text.split()).upper()
    digits = "".join(str(int(each, 36)) for each in sign[4:] + sign[:4])
    return 15 <= len(sign) <= 34 and int(digits) % 97 == 1


def refuse_personal_data(text: str) -> None:
    """Raise ValidationError when the text holds a citizen service number, an address, a telephone or account number."""
    if any(is_iban(found) for found in IBAN.findall(text)):
        raise ValidationError(_("Leave out bank account numbers."), code="iban")
    if TELEPHONE.search(text):
        raise ValidationError(_("Leave out telephone numbers."), code="phone")
    if any(is_bsn(re.sub(r"\D", "", found)) for found in NINE_DIGITS.findall(text)):
        raise ValidationError(_("This looks like a citizen service number (BSN). Leave it out."), code="bsn")
    if ADDRESS.search(text):
        raise ValidationError(_("Leave out e-mail addresses."), code="email")
