import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("deals", "0013_evaluation_of_each_term"),
    ]

    operations = [
        migrations.AddField(
            model_name="agendaitem",
            name="amends",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deals.dealversion",
                verbose_name="text that is changed",
            ),
        ),
        migrations.RemoveConstraint(model_name="agendaitem", name="deal_once_on_an_agenda"),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("event", "deal", "amends"), name="deal_once_on_an_agenda", nulls_distinct=False
            ),
        ),
    ]
