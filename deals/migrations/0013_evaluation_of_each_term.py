import django.db.models.deletion
from django.db import migrations, models

WHEN_IT_ENDS = """
    UPDATE deals_evaluation e SET closing_on = COALESCE(LEAST(d.ends_on, d.ended_on), e.asked_on)
    FROM deals_deal d WHERE d.id = e.deal_id
"""


class Migration(migrations.Migration):
    """What was asked so far was about the end of the deal as it is now."""

    dependencies = [
        ("deals", "0012_frozen_as_a_whole"),
    ]

    operations = [
        migrations.AddField(
            model_name="evaluation",
            name="closing_on",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(WHEN_IT_ENDS, migrations.RunSQL.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="evaluation",
            name="closing_on",
            field=models.DateField(),
        ),
        migrations.AlterField(
            model_name="evaluation",
            name="party",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="evaluations", to="deals.party"
            ),
        ),
        migrations.AddConstraint(
            model_name="evaluation",
            constraint=models.UniqueConstraint(
                fields=("party", "closing_on"), name="evaluation_once_per_party_and_end"
            ),
        ),
    ]
