"""Whoever has not signed is reminded after five days, three times at most."""

from typing import Any

from django.db import migrations


def add(apps: Any, _schema_editor: Any) -> None:
    """Add the rule, unless somebody did before."""
    apps.get_model("notices", "ReminderRule").objects.get_or_create(
        kind="signing", defaults={"days_before": 0, "repeat_every_days": 5, "at_most": 3}
    )


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_rule_for_progress")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
