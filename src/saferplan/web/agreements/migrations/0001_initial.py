"""Tables of agreements."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('partnerships', '0001_initial'),
        ('people', '0002_same_partnership'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=200)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'ordering': ('title',),
                'default_related_name': 'agreements',
                'constraints': [
                    models.UniqueConstraint(fields=('partnership', 'title'), name='agreement_has_one_title'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shares', models.BooleanField()),
                ('reads', models.BooleanField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.agency')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'verbose_name_plural': 'parties',
                'ordering': ('agency__name',),
                'default_related_name': 'parties',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('shares', True), ('reads', True), _connector='OR'), name='party_shares_or_reads'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Signature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signed_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('party', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='signature', to='agreements.party')),
                ('signed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
            ],
            options={
                'default_related_name': 'signatures',
            },
        ),
        migrations.CreateModel(
            name='Terms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('what_for', models.TextField()),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('begins', models.DateField()),
                ('until', models.DateField()),
                ('review_by', models.DateField()),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='agreements.agreement')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'verbose_name_plural': 'terms',
                'ordering': ('agreement', 'number'),
                'default_related_name': 'terms',
                'constraints': [
                    models.UniqueConstraint(fields=('agreement', 'number'), name='terms_are_numbered_once'),
                    models.CheckConstraint(condition=models.Q(('until__gte', models.F('begins'))), name='terms_end_after_they_begin'),
                    models.CheckConstraint(condition=models.Q(('review_by__gte', models.F('begins')), ('review_by__lte', models.F('until'))), name='terms_are_reviewed_in_time'),
                ],
            },
        ),
        migrations.AddField(
            model_name='party',
            name='terms',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='agreements.terms'),
        ),
        migrations.CreateModel(
            name='CoveredPurpose',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40)),
                ('gateway', models.CharField(max_length=40)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='agreements.terms')),
            ],
            options={
                'ordering': ('purpose',),
                'default_related_name': 'purposes',
                'constraints': [
                    models.UniqueConstraint(fields=('terms', 'purpose'), name='terms_name_a_purpose_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AgreementStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('drafted', 'Drafted'), ('sent', 'Sent for signature'), ('suspended', 'Suspended'), ('resumed', 'Resumed'), ('ended', 'Ended')], max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('why', models.TextField(blank=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='agreements.agreement')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='agreements.terms')),
            ],
            options={
                'verbose_name_plural': 'agreement statuses',
                'ordering': ('pk',),
                'default_related_name': 'statuses',
            },
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(fields=('terms', 'agency'), name='agency_is_a_party_once'),
        ),
    ]
