"""Checks of numbers that the Chamber of Commerce gives."""

from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

# Eight digits, no check digit exists: developers.kvk.nl.
validate_kvk_number = RegexValidator(
    r"^\d{8}$", _("A KvK number has eight digits, for example 12345678."), code="kvk_number"
)
# Twelve digits: developers.kvk.nl.
validate_branch_number = RegexValidator(
    r"^\d{12}$", _("A branch number has twelve digits, for example 000012345678."), code="branch_number"
)
