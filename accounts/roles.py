"""The roles that a membership can give. Plain data."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does here on behalf of one organisation."""

    OFFICER = "officer", _("account manager")
    EMPLOYER = "employer", _("employer")
    ALDERMAN = "alderman", _("alderman")
    PARTNER = "partner", _("support partner")
    PRIVACY_OFFICER = "privacy_officer", _("privacy officer")
    ADMINISTRATOR = "administrator", _("administrator")


MUNICIPAL_ROLES = frozenset({Role.OFFICER, Role.ALDERMAN, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR})
