"""Django's registration of this room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """People and the organisations they act for."""

    name = "accounts"
    verbose_name = _("People and the organisations they act for")
