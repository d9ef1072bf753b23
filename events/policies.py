"""Who may write down an event. Returns reasons; writes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.policies import REGISTRARS, registering_denial

if TYPE_CHECKING:
    from events.models import Event


def writing_denial(user: User, event: Event) -> str | None:
    """Return why the user may not add or change this event, or None: officers do so for their own municipality."""
    if why := registering_denial(user):
        return why
    if event.municipality_id and event.municipality_id not in user.municipalities_as(*REGISTRARS):
        return _("This event is of another municipality.")
    return None
