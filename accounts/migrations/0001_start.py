import accounts.models.territory
import accounts.public_id
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        django.contrib.postgres.operations.TrigramExtension(
        ),
        django.contrib.postgres.operations.BtreeGistExtension(
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('public_id', models.CharField(default=accounts.public_id.new_public_id, editable=False, max_length=10, unique=True)),
                ('email', models.EmailField(error_messages={'unique': 'Someone already uses this address.'}, max_length=254, unique=True, verbose_name='e-mail address')),
                ('full_name', models.CharField(max_length=120, verbose_name='name')),
                ('function', models.CharField(blank=True, max_length=120, verbose_name='function')),
                ('phone', models.CharField(blank=True, max_length=30, verbose_name='telephone number')),
                ('language', models.CharField(choices=[('nl', 'Nederlands'), ('en', 'English')], default='nl', max_length=2, verbose_name='language')),
                ('is_active', models.BooleanField(default=True, verbose_name='may sign in')),
                ('is_demo', models.BooleanField(default=False, verbose_name='demo account')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'person',
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='user_email_whatever_its_capitals')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.public_id.new_public_id, editable=False, max_length=10, unique=True)),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('sort_key', models.CharField(editable=False, max_length=160)),
                ('search_text', models.TextField(editable=False)),
                ('kvk_number', models.CharField(blank=True, error_messages={'unique': 'This KvK number is already in the registry.'}, max_length=8, null=True, unique=True, validators=[django.core.validators.RegexValidator('^\\d{8}$', 'A KvK number has eight digits, for example 12345678.', code='kvk_number')], verbose_name='KvK number')),
                ('branch_numbers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12, validators=[django.core.validators.RegexValidator('^\\d{12}$', 'A branch number has twelve digits, for example 000012345678.', code='branch_number')]), blank=True, default=list, size=None, verbose_name='branch numbers')),
                ('place', models.CharField(blank=True, max_length=80, verbose_name='place')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('is_fictional', models.BooleanField(default=False, verbose_name='fictional')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_here', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'organisation',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='organisation_search', opclasses=['gin_trgm_ops']), django.contrib.postgres.indexes.GinIndex(fields=['sort_key'], name='organisation_name_alike', opclasses=['gin_trgm_ops']), models.Index(fields=['sort_key', 'id'], name='organisation_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kvk_number', None), ('kvk_number__regex', '^\\d{8}$'), _connector='OR'), name='organisation_kvk_number_has_eight_digits', violation_error_message='A KvK number has eight digits, for example 12345678.'), models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organisation_has_a_name'), models.CheckConstraint(condition=models.Q(('merged_into', None), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='organisation_is_not_merged_into_itself')],
            },
        ),
        migrations.CreateModel(
            name='Municipality',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name')),
                ('theme', models.SlugField(default='delta', max_length=40, verbose_name='theme')),
                ('uses_registry', models.BooleanField(default=False, verbose_name='uses Handslag')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='municipality', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'municipality',
                'verbose_name_plural': 'municipalities',
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('officer', 'account manager'), ('employer', 'employer'), ('alderman', 'alderman'), ('partner', 'support partner'), ('privacy_officer', 'privacy officer'), ('administrator', 'administrator')], max_length=20, verbose_name='role')),
                ('manages_members', models.BooleanField(default=False, verbose_name='manages members')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'membership',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('user', 'organisation', 'role'), name='membership_once_per_role', violation_error_message='This person already has this role here.'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='membership_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('role__in', ['officer', 'employer', 'alderman', 'partner', 'privacy_officer', 'administrator'])), name='membership_role_is_known')],
            },
        ),
        migrations.CreateModel(
            name='MemberInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=accounts.public_id.new_public_id, editable=False, max_length=10, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('role', models.CharField(choices=[('officer', 'account manager'), ('employer', 'employer'), ('alderman', 'alderman'), ('partner', 'support partner'), ('privacy_officer', 'privacy officer'), ('administrator', 'administrator')], max_length=20, verbose_name='role')),
                ('manages_members', models.BooleanField(default=False, verbose_name='manages members')),
                ('token_hash', models.CharField(editable=False, max_length=64, unique=True)),
                ('invited_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(verbose_name='expires at')),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('accepted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations_accepted', to=settings.AUTH_USER_MODEL)),
                ('invited_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations_sent', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='member_invitations', to='accounts.organisation')),
            ],
            options={
                'verbose_name': 'invitation',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('accepted_at', None), ('accepted_by', None)), models.Q(('accepted_at__isnull', False), ('accepted_by__isnull', False)), _connector='OR'), name='invitation_accepted_when_and_by_whom'), models.CheckConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None), _connector='OR'), name='invitation_is_accepted_or_withdrawn_not_both'), models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('invited_at'))), name='invitation_expires_after_it_was_sent'), models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('organisation', 'email', 'role'), name='invitation_once_open', violation_error_message='This person already has an open invitation.')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=4, unique=True, verbose_name='code')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('centre_municipality', models.CharField(max_length=80, verbose_name='centre municipality')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='verified on')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
            ],
            options={
                'verbose_name': 'labour market region',
                'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^AM\\d\\d$')), name='region_code_is_am_and_two_digits'), models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gt', models.F('since')), _connector='OR'), name='region_ends_after_it_starts')],
            },
        ),
        migrations.CreateModel(
            name='RegionMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(blank=True, null=True, verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('verified_on', models.DateField(blank=True, null=True, verbose_name='verified on')),
                ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='region_memberships', to='accounts.municipality')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='accounts.region')),
            ],
            options={
                'verbose_name': 'membership of a region',
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('municipality', '='), (accounts.models.territory.DateRange('since', 'until'), '&&')], name='municipality_is_in_one_region_at_a_time', violation_error_message='This municipality is already in a region in that period.'), models.CheckConstraint(condition=models.Q(('until', None), ('since', None), ('until__gt', models.F('since')), _connector='OR'), name='region_membership_ends_after_it_starts')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='membership',
            trigger=pgtrigger.compiler.Trigger(name='organisation_keeps_a_member_manager', sql=pgtrigger.compiler.UpsertTriggerSql(constraint='CONSTRAINT', func="\n                    IF EXISTS (SELECT 1 FROM accounts_membership\n                               WHERE organisation_id = OLD.organisation_id AND (until IS NULL OR until > now()))\n                       AND NOT EXISTS (SELECT 1 FROM accounts_membership\n                               WHERE organisation_id = OLD.organisation_id AND manages_members\n                                 AND (until IS NULL OR until > now()))\n                       AND OLD.manages_members\n                    THEN\n                        RAISE EXCEPTION 'organisation % would have members but nobody who manages them',\n                            OLD.organisation_id USING ERRCODE = 'check_violation',\n                            CONSTRAINT = 'organisation_keeps_a_member_manager';\n                    END IF;\n                    RETURN NULL;\n                ", hash='7247a09596a9cde89e964fd10a3a3b17b70d77ba', operation='UPDATE OR DELETE', pgid='pgtrigger_organisation_keeps_a_member_manager_ec8be', table='accounts_membership', timing='DEFERRABLE INITIALLY DEFERRED', when='AFTER')),
        ),
    ]
