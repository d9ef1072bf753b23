"""Django's registration of this room."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

# django-pgtrigger lets any session name triggers to pass over: SET pgtrigger.ignore. Ours are rules, so none is.
NONE_IS_PASSED_OVER = """
    CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN
    AS $$ BEGIN RETURN FALSE; END; $$ LANGUAGE plpgsql;
"""


class TrailConfig(AppConfig):
    """What happened."""

    name = "trail"
    verbose_name = _("What happened")

    def ready(self) -> None:
        """Close the way around triggers after each migration: every one that makes a trigger opens it again."""
        post_migrate.connect(pass_over_none, sender=self)


def pass_over_none(*, using: str, **_more: Any) -> None:
    """Let triggers of this database always look."""
    with connections[using].cursor() as cursor:
        cursor.execute(NONE_IS_PASSED_OVER)
