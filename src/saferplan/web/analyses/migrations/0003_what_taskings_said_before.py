"""What taskings said before they were corrected."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership


class Migration(migrations.Migration):

    dependencies = [
        ('analyses', '0002_same_partnership'),
        ('partnerships', '0004_plain_slugs'),
        ('people', '0005_cache_table'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaskingBefore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('problem', models.TextField()),
                ('decision', models.TextField()),
                ('ends_on', models.DateField()),
                ('why', models.CharField(max_length=300)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.member')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('tasking', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='before', to='analyses.tasking')),
            ],
            options={
                'ordering': ('-pk',),
                'default_related_name': 'taskings_before',
                'constraints': [models.CheckConstraint(condition=models.Q(('why', ''), _negated=True), name='tasking_is_corrected_for_a_reason')],
            },
        ),
        *(SamePartnership("taskingbefore", field) for field in ("tasking", "owner", "by")),
        AppendOnly("taskingbefore"),
    ]
