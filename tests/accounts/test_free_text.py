"""Free text refuses what points at one person, and leaves ordinary words and numbers alone."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.free_text import is_bsn, refuse_personal_data

DIGITS = st.text(alphabet="0123456789", min_size=8, max_size=8)


def refused(text: str) -> str:
    """The code of the refusal, or nothing."""
    try:
        refuse_personal_data(text)
    except ValidationError as error:
        return str(error.code)
    return ""


def with_check_digit(eight: str) -> str | None:
    """Nine digits that pass the eleven-test, worked out in the other direction; None where no digit fits."""
    last = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), eight, strict=True)) % 11
    return None if last == 10 or eight + str(last) == "0" * 9 else eight + str(last)


@given(DIGITS)
def test_every_number_that_passes_the_eleven_test_is_refused(eight: str) -> None:
    number = with_check_digit(eight)
    if number:
        assert is_bsn(number)
        assert refused(f"Number {number}.") == "bsn"
        assert refused(f"{number[:3]} {number[3:6]} {number[6:]}") == "bsn"


@given(DIGITS, st.integers(1, 9))
def test_one_other_digit_never_passes(eight: str, shift: int) -> None:
    number = with_check_digit(eight)
    if number:
        other = number[:8] + str((int(number[8]) + shift) % 10)

        assert not is_bsn(other)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mail jan.jansen@example.nl", "email"),
        ("bel 06-12345678", "phone"),
        ("bel +31 6 12 34 56 78", "phone"),
        ("bel 015 2123456", "phone"),
        ("NL91 ABNA 0417 1643 00", "iban"),
        ("nl91abna0417164300", "iban"),
    ],
)
def test_addresses_and_numbers_are_refused(text: str, code: str) -> None:
    assert refused(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "Van de 12 plekken zijn er 7 gevuld; start op 1 maart 2026.",
        "KvK 12345678, vestiging 000012345678.",
        "Wij zoeken 100 000 000 redenen.",
        "NL91 ABNA 9417 1643 01",
        "Deal 2025-2026: 25,5 uur per week @ de kas",
        "000000000",
    ],
)
def test_ordinary_words_and_numbers_are_left_alone(text: str) -> None:
    assert refused(text) == ""
