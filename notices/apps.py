"""Django's registration of this room."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    """Letters."""

    name = "notices"
    verbose_name = _("Letters")

    def ready(self) -> None:
        """Let every room register its kinds of letter: those in its `notifications.py`."""
        autodiscover_modules("notifications")
