"""The account manager hears of a coming end 90 and 30 days before; parties are asked for an evaluation three times at most."""

from typing import Any

from django.db import migrations


def add(apps: Any, _schema_editor: Any) -> None:
    """Add the rules, unless somebody did before."""
    rules = apps.get_model("notices", "ReminderRule").objects
    rules.get_or_create(kind="renewal", defaults={"days_before": 90, "repeat_every_days": 60, "at_most": 2})
    rules.get_or_create(
        kind="evaluation", defaults={"days_before": 30, "repeat_every_days": 14, "at_most": 3}
    )


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_rule_for_signing")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
