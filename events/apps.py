"""Django's registration of this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Gatherings."""

    name = "events"
    verbose_name = _("Gatherings")
