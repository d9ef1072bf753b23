import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0001_start'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicySector',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True, verbose_name='short name')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
            ],
            options={
                'verbose_name': 'policy sector',
            },
        ),
        migrations.CreateModel(
            name='Employer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sbi_code', models.CharField(blank=True, max_length=5, validators=[django.core.validators.RegexValidator('^\\d{2,5}$', 'An SBI code has two to five digits.')], verbose_name='SBI code')),
                ('sbi_version', models.CharField(blank=True, choices=[('2008', 'SBI 2008'), ('2025', 'SBI 2025')], max_length=4, verbose_name='SBI version')),
                ('labour_sector', models.CharField(choices=[('market', 'market'), ('municipalities', 'government: municipalities'), ('national', 'government: national'), ('education', 'government: education'), ('other_government', 'government: other')], default='market', max_length=20, verbose_name='side of the Banenafspraak')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='employer', to='accounts.organisation')),
                ('sector', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='employers', to='employers.policysector', verbose_name='sector')),
            ],
            options={
                'verbose_name': 'employer',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('sbi_code', ''), ('sbi_version', '')), models.Q(models.Q(('sbi_code', ''), _negated=True), models.Q(('sbi_version', ''), _negated=True)), _connector='OR'), name='employer_sbi_code_with_its_version', violation_error_message='Give an SBI code together with its version.')],
            },
        ),
        migrations.CreateModel(
            name='AccountManager',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(verbose_name='since')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_managers', to='accounts.municipality')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='employers_in_care', to=settings.AUTH_USER_MODEL)),
                ('employer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='account_managers', to='employers.employer')),
            ],
            options={
                'verbose_name': 'account manager',
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('employer', 'municipality'), name='one_account_manager_per_employer_and_municipality'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('since')), _connector='OR'), name='account_manager_ends_after_it_starts')],
            },
        ),
    ]
