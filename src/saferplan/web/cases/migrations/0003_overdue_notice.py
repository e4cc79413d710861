"""Notices of reviews that are overdue."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_what_the_database_keeps'),
        ('partnerships', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='OverdueNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('use', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='overdue_notice', to='cases.breakglass')),
            ],
            options={
                'default_related_name': 'overdue_notices',
            },
        ),
        SamePartnership("overduenotice", "use"),
        AppendOnly("overduenotice"),
    ]
