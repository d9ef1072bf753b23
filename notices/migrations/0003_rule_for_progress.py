"""The rule for progress reminders: a week before the talk, then each week, three in all."""

from django.db import migrations


def add(apps, schema_editor):
    apps.get_model("notices", "ReminderRule").objects.get_or_create(
        kind="progress", defaults={"days_before": 7, "repeat_every_days": 7, "at_most": 3}
    )


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_letters_belong_to_a_municipality")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
