import accounts.public_id
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('deals', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.public_id.new_public_id, editable=False, max_length=10, unique=True)),
                ('as_of', models.DateField(verbose_name='as of')),
                ('title', models.CharField(max_length=160, verbose_name='title')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='in your own words')),
                ('parameters', models.JSONField(default=dict)),
                ('figures', models.JSONField()),
                ('definitions_version', models.CharField(max_length=20)),
                ('sha256', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='deals.programme', verbose_name='programme')),
            ],
            options={
                'verbose_name': 'progress report',
                'indexes': [models.Index(fields=['programme', '-as_of', '-id'], name='snapshot_newest_of_programme')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='snapshot_has_its_hash')],
            },
        ),
        migrations.CreateModel(
            name='ReportFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('nl', 'Nederlands'), ('en', 'English')], default='nl', max_length=2)),
                ('state', models.CharField(choices=[('due', 'waiting'), ('working', 'being made'), ('final', 'ready'), ('failed', 'failed')], default='due', max_length=8)),
                ('due_at', models.DateTimeField()),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('error', models.TextField(blank=True)),
                ('file', models.FileField(blank=True, max_length=200, upload_to='')),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('size', models.PositiveIntegerField(blank=True, null=True)),
                ('pages', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('made_at', models.DateTimeField(blank=True, null=True)),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='reports.snapshot')),
            ],
            options={
                'verbose_name': 'file of a report',
                'indexes': [models.Index(condition=models.Q(('state__in', ['due', 'working'])), fields=['due_at', 'id'], name='report_file_waiting')],
                'constraints': [models.UniqueConstraint(fields=('snapshot', 'language'), name='report_file_once_per_language'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'final'), _negated=True), models.Q(('made_at__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$'), ('size__gt', 0), models.Q(('file', ''), _negated=True)), _connector='OR'), name='final_report_file_has_content')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='snapshot',
            trigger=pgtrigger.compiler.Trigger(name='snapshot_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ae28d40fdca7c83d561975c448e101cc2baec17f', operation='UPDATE OR DELETE', pgid='pgtrigger_snapshot_never_changes_fad5b', table='reports_snapshot', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='snapshot',
            trigger=pgtrigger.compiler.Trigger(name='snapshots_are_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot truncate rows from % table', TG_TABLE_NAME;", hash='d3a79ef2c18b42716ba1fc22e9d93752dbcb11f4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_snapshots_are_not_emptied_ef24e', table='reports_snapshot', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reportfile',
            trigger=pgtrigger.compiler.Trigger(name='final_report_file_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."state" = \'final\')', func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5b21475c6d97db6b0d09f6708e2b8f5a85658a74', operation='UPDATE OR DELETE', pgid='pgtrigger_final_report_file_never_changes_c5891', table='reports_reportfile', when='BEFORE')),
        ),
    ]
