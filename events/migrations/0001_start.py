import accounts.public_id
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.public_id.new_public_id, editable=False, max_length=10, unique=True)),
                ('kind', models.CharField(choices=[('inspiration_table', 'inspiration table'), ('signing_event', 'signing event'), ('meeting', 'meeting'), ('conference', 'conference'), ('meet_and_greet', 'meet & greet'), ('job_market', 'job market'), ('employer_visit_tour', 'visit to employers'), ('other', 'other')], max_length=24, verbose_name='kind')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('on', models.DateField(verbose_name='date')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='starts at')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='ends at')),
                ('host_name', models.CharField(blank=True, max_length=120, verbose_name='host')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                ('description', models.TextField(blank=True, max_length=2000, verbose_name='description')),
                ('livestream_url', models.URLField(blank=True, verbose_name='livestream')),
                ('replay_url', models.URLField(blank=True, verbose_name='replay')),
                ('livestream_viewers', models.PositiveIntegerField(blank=True, null=True, verbose_name='viewers of the livestream')),
                ('viewers_approximate', models.BooleanField(default=False, verbose_name='viewers: about')),
                ('chat_used', models.BooleanField(blank=True, null=True, verbose_name='with chat')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('is_fictional', models.BooleanField(default=False, verbose_name='fictional')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('host', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events_hosted', to='accounts.organisation', verbose_name='host')),
                ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='accounts.municipality', verbose_name='municipality')),
            ],
            options={
                'verbose_name': 'event',
                'indexes': [models.Index(fields=['-on', '-id'], name='event_newest_first')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at', None), ('starts_at', None), ('ends_at__gt', models.F('starts_at')), _connector='OR'), name='event_ends_after_it_starts', violation_error_message='The end must be later than the start.'), models.CheckConstraint(condition=models.Q(('kind__in', ['inspiration_table', 'signing_event', 'meeting', 'conference', 'meet_and_greet', 'job_market', 'employer_visit_tour', 'other'])), name='event_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='who')),
                ('count', models.PositiveIntegerField(verbose_name='count')),
                ('is_approximate', models.BooleanField(default=False, verbose_name='about')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendance', to='events.event')),
            ],
            options={
                'verbose_name': 'attendance',
                'constraints': [models.UniqueConstraint(fields=('event', 'kind'), name='attendance_counted_once_per_kind')],
            },
        ),
        migrations.CreateModel(
            name='PanelSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('function', models.CharField(max_length=120, verbose_name='function')),
                ('organisation_name', models.CharField(blank=True, max_length=120, verbose_name='organisation')),
                ('is_moderator', models.BooleanField(default=False, verbose_name='moderator')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='events.event')),
            ],
            options={
                'verbose_name': 'seat',
            },
        ),
    ]
