"""Django's registration of this room."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DealsConfig(AppConfig):
    """Deals."""

    name = "deals"
    verbose_name = _("Deals")

    def ready(self) -> None:
        """Register what is checked before an installation is used, and the letters about signing."""
        import_module("deals.checks")
        import_module("deals.notifications")
        import_module("deals.ending_notifications")
