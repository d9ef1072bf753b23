"""Django's registration of this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrailConfig(AppConfig):
    """What happened."""

    name = "trail"
    verbose_name = _("What happened")
