"""Who may decide which officer looks after an employer. Returns reasons; writes nothing."""

from django.utils.translation import gettext as _

from accounts.models import Municipality, User
from accounts.policies import REGISTRARS
from accounts.roles import Role


def appointing_denial(user: User, officer: User, municipality: Municipality) -> str | None:
    """Return why the user may not make this officer the account manager at this municipality, or None."""
    if municipality.pk not in user.municipalities_as(*REGISTRARS):
        return _("Only an account manager of this municipality decides who looks after an employer there.")
    if not officer.has_role(Role.OFFICER, municipality.organisation_id):
        return _("This person is no account manager of this municipality.")
    return None
