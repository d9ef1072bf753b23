import accounts.public_id
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_start'),
        ('accounts', '__first__'),
        ('deals', '0001_start'),
        ('employers', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProgressRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.public_id.new_public_id, editable=False, max_length=10, unique=True)),
                ('due_on', models.DateField(verbose_name='date')),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('deal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progress_rounds', to='deals.deal')),
            ],
            options={
                'verbose_name': 'progress round',
                'constraints': [models.UniqueConstraint(fields=('deal', 'due_on'), name='progress_round_once_per_date')],
            },
        ),
        migrations.CreateModel(
            name='ProgressLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('code_hash', models.CharField(blank=True, max_length=128)),
                ('code_expires_at', models.DateTimeField(blank=True, null=True)),
                ('code_attempts', models.PositiveSmallIntegerField(default=0)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.organisation')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='placements.progressround')),
            ],
            options={
                'verbose_name': 'link to a progress round',
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='progress_link_expires_after_it_was_made')],
            },
        ),
        migrations.CreateModel(
            name='ProgressAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.public_id.new_public_id, editable=False, max_length=10, unique=True)),
                ('answered_by_email', models.EmailField(blank=True, max_length=254)),
                ('answered_at', models.DateTimeField()),
                ('support_ok', models.BooleanField(blank=True, null=True, verbose_name='support came as promised')),
                ('remark', models.CharField(blank=True, max_length=500, verbose_name='remark')),
                ('state', models.CharField(choices=[('received', 'to be confirmed'), ('accepted', 'confirmed'), ('queried', 'asked about')], default='received', editable=False, max_length=10, verbose_name='state')),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('handled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='progress_answers', to='accounts.organisation')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='placements.progressround')),
            ],
            options={
                'verbose_name': 'answer on progress',
                'constraints': [models.UniqueConstraint(fields=('round', 'organisation'), name='progress_answered_once_per_round', violation_error_message='Your organisation has already answered this round.'), models.CheckConstraint(condition=models.Q(models.Q(('handled_at', None), ('state', 'received')), models.Q(models.Q(('state', 'received'), _negated=True), ('handled_at__isnull', False), ('handled_by__isnull', False)), _connector='OR'), name='progress_answer_handled_when_and_by_whom')],
            },
        ),
        migrations.CreateModel(
            name='FunnelCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('population', 'in the population'), ('registered', 'registered'), ('spoken', 'spoken with'), ('follow_up', 'follow-up appointment'), ('in_mediation', 'in mediation'), ('job_interview', 'job interview'), ('trial', 'trial placement'), ('placed', 'placed'), ('kept', 'still at work')], max_length=16, verbose_name='stage')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('count', models.PositiveIntegerField(verbose_name='count')),
                ('is_approximate', models.BooleanField(default=False, verbose_name='about')),
                ('is_cumulative', models.BooleanField(default=True, verbose_name='counted from the start')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('deal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='funnel_counts', to='deals.deal')),
                ('entered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='funnel_counts', to='deals.programme')),
                ('stream', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='funnel_counts', to='deals.stream')),
            ],
            options={
                'verbose_name': 'count at a stage',
                'constraints': [models.UniqueConstraint(fields=('programme', 'stream', 'deal', 'stage', 'as_of'), name='funnel_counted_once_per_stage_and_day', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('stage__in', ['population', 'registered', 'spoken', 'follow_up', 'in_mediation', 'job_interview', 'trial', 'placed', 'kept'])), name='funnel_stage_is_known'), models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='funnel_count_has_a_source')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.public_id.new_public_id, editable=False, max_length=10, unique=True)),
                ('kind', models.CharField(choices=[('paid_job_permanent', 'paid job, permanent'), ('paid_job_long', 'paid job, six months or longer'), ('paid_job_short', 'paid job, shorter than six months'), ('paid_job_agency', 'paid job through an agency'), ('subsidised_job', 'subsidised job'), ('carved_job', 'carved job'), ('apprenticeship', 'apprenticeship'), ('learn_work_place', 'learn-work place'), ('work_experience_place', 'work experience place'), ('trial_placement', 'trial placement'), ('internship', 'internship'), ('training_place', 'training place'), ('development_track', 'work-development trajectory'), ('guaranteed_interview', 'guaranteed interview'), ('guidance_hours', 'hours of guidance'), ('task_analysis', 'task analysis'), ('other', 'other')], max_length=24, verbose_name='kind')),
                ('state', models.CharField(choices=[('prepared', 'in preparation'), ('reported', 'reported, to be confirmed'), ('confirmed', 'confirmed'), ('refused', 'not confirmed')], editable=False, max_length=10, verbose_name='state')),
                ('started_on', models.DateField(verbose_name='start')),
                ('planned_end_on', models.DateField(blank=True, null=True, verbose_name='planned end')),
                ('hours_per_week', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(40)], verbose_name='hours a week')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='end')),
                ('end_reason', models.CharField(blank=True, choices=[('as_planned', 'as planned'), ('regular_job_here', 'went on to a regular job here'), ('regular_job_elsewhere', 'went on to a job elsewhere'), ('training', 'went on to training'), ('did_not_come', 'did not come'), ('no_match', 'work and person did not fit'), ('employer_stopped', 'the employer stopped'), ('other', 'other')], max_length=24, verbose_name='how it ended')),
                ('end_confirmed_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reported_at', models.DateTimeField()),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('is_fictional', models.BooleanField(default=False, editable=False)),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='deals.commitment', verbose_name='commitment')),
                ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements_confirmed', to=settings.AUTH_USER_MODEL)),
                ('deal', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='deals.deal')),
                ('employer', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='accounts.organisation')),
                ('municipality', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='accounts.municipality')),
                ('programme', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='deals.programme')),
                ('reported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='placements_reported', to=settings.AUTH_USER_MODEL)),
                ('sector', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='placements', to='employers.policysector')),
            ],
            options={
                'verbose_name': 'placement',
                'indexes': [models.Index(fields=['programme', 'started_on'], include=('ended_on', 'deal', 'sector'), name='placement_by_programme'), models.Index(fields=['employer', 'started_on'], include=('ended_on', 'commitment'), name='placement_by_employer'), models.Index(fields=['municipality', '-reported_at', '-id'], name='placement_newest'), models.Index(condition=models.Q(('state', 'reported'), models.Q(('end_confirmed_at', None), ('ended_on__isnull', False)), _connector='OR'), fields=['municipality'], name='placement_to_confirm')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'reported', 'confirmed', 'refused'])), name='placement_state_is_known'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='placement_ends_after_it_starts', violation_error_message='The end cannot be before the start.'), models.CheckConstraint(condition=models.Q(('planned_end_on', None), ('planned_end_on__gte', models.F('started_on')), _connector='OR'), name='placement_planned_end_after_start', violation_error_message='The planned end cannot be before the start.'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_on', None)), models.Q(('ended_on__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='placement_end_with_its_reason', violation_error_message='Give the end together with how it ended.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='placement_confirmed_when_and_by_whom'), models.CheckConstraint(condition=models.Q(('end_confirmed_at', None), ('ended_on__isnull', False), _connector='OR'), name='placement_end_confirmed_only_when_ended'), models.CheckConstraint(condition=models.Q(('hours_per_week', None), models.Q(('hours_per_week__gte', 1), ('hours_per_week__lte', 40)), _connector='OR'), name='placement_hours_fit_a_week', violation_error_message='Give 1 to 40 hours a week.')],
            },
        ),
        migrations.CreateModel(
            name='ProgressFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('running', models.PositiveIntegerField(verbose_name='at work now')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='placements.progressanswer')),
                ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deals.commitment')),
            ],
            options={
                'verbose_name': 'figure in an answer',
                'constraints': [models.UniqueConstraint(fields=('answer', 'commitment'), name='progress_figure_once_per_commitment')],
            },
        ),
    ]
