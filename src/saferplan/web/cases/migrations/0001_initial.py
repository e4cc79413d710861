"""Tables of cases."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0001_initial'),
        ('partnerships', '0001_initial'),
        ('people', '0002_same_partnership'),
    ]

    operations = [
        migrations.CreateModel(
            name='BreakGlass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.CharField(max_length=40)),
                ('ground', models.CharField(choices=[('life', 'Somebody’s life is in danger'), ('harm', 'A child or an adult at risk is in danger of serious harm'), ('crime', 'A serious crime is about to be committed')], max_length=20)),
                ('why', models.TextField()),
                ('begins', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'verbose_name_plural': 'break-glass access',
                'ordering': ('begins',),
                'default_related_name': 'break_glass',
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('until__gt', models.F('begins'))), name='break_glass_ends'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BreakGlassReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('justified', 'It was justified'), ('another-way', 'There was another way'), ('unjustified', 'It was not justified: treat it as a personal data breach')], max_length=20)),
                ('why', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('use', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='review', to='cases.breakglass')),
            ],
            options={
                'default_related_name': 'break_glass_reviews',
            },
        ),
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(max_length=40)),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('opened_on', models.DateField(default=django.utils.timezone.localdate)),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.agency')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'ordering': ('-number',),
                'default_related_name': 'cases',
                'constraints': [
                    models.UniqueConstraint(fields=('partnership', 'number'), name='case_has_one_number'),
                    models.CheckConstraint(condition=models.Q(('number__gt', 0)), name='case_number_counts_from_one'),
                ],
            },
        ),
        migrations.AddField(
            model_name='breakglass',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case'),
        ),
        migrations.CreateModel(
            name='CasePerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('part', models.CharField(choices=[('victim', 'Victim'), ('complainant', 'Complainant'), ('alleged', 'Alleged to be responsible')], max_length=20)),
                ('is_child', models.BooleanField(default=False, help_text='Under 18')),
                ('row', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sealed', models.BinaryField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'verbose_name_plural': 'case people',
                'ordering': ('pk',),
                'default_related_name': 'case_people',
            },
        ),
        migrations.CreateModel(
            name='CaseStatus',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed')], max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('why', models.TextField(blank=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'verbose_name_plural': 'case statuses',
                'ordering': ('pk',),
                'default_related_name': 'case_statuses',
                'indexes': [
                    models.Index(fields=['case', '-id'], name='last_status_of_a_case'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cause', models.CharField(choices=[('lapse', 'The agreement lapses'), ('suspended', 'The agreement was suspended'), ('ended', 'The agreement was ended')], max_length=20)),
                ('closes_on', models.DateField(help_text='The first day on which partners cannot read it')),
                ('raised_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('decide_by', models.DateField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='agreements.terms')),
            ],
            options={
                'ordering': ('decide_by', 'pk'),
                'default_related_name': 'escalations',
                'constraints': [
                    models.UniqueConstraint(fields=('case', 'terms', 'cause', 'closes_on'), name='case_escalates_once'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EscalationDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('not-needed', 'Partners no longer need to read this case'), ('renewal', 'The agreement will be renewed or replaced'), ('otherwise', 'Partners are told what they need in another lawful way')], max_length=20)),
                ('why', models.TextField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('escalation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='cases.escalation')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'default_related_name': 'escalation_decisions',
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sealed', models.BinaryField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'ordering': ('-pk',),
                'default_related_name': 'case_notes',
            },
        ),
        migrations.CreateModel(
            name='RiskJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', models.CharField(choices=[('standard', 'Standard'), ('medium', 'Medium'), ('high', 'High')], max_length=20)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('why', models.TextField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='people.member')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='cases.case')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
            ],
            options={
                'ordering': ('pk',),
                'default_related_name': 'risk_judgements',
                'indexes': [
                    models.Index(fields=['case', '-id'], name='last_risk_of_a_case'),
                ],
            },
        ),
    ]
