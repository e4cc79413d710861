import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_same_partnership'),
    ]

    operations = [
        migrations.CreateModel(
            name='SealCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('seals', models.PositiveBigIntegerField()),
                ('entries', models.PositiveBigIntegerField()),
                ('waiting', models.PositiveBigIntegerField()),
                ('kept_number', models.PositiveBigIntegerField(help_text='Of the seal that somebody kept, and gave', null=True)),
                ('fault', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ('-at', '-id'),
            },
        ),
    ]
