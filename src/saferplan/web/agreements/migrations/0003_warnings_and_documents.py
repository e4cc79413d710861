"""Warnings of lapse, and documents that are signed with their terms."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

DOCUMENTS_STAY = """
CREATE TRIGGER sent_terms_stay BEFORE INSERT OR UPDATE OR DELETE ON agreements_termsdocument
    FOR EACH ROW EXECUTE FUNCTION agreements_sent_terms_stay();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0002_what_the_database_keeps'),
        ('files', '0002_same_partnership'),
        ('partnerships', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LapseWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('terms', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='lapse_warning', to='agreements.terms')),
            ],
            options={
                'default_related_name': 'lapse_warnings',
            },
        ),
        migrations.CreateModel(
            name='TermsDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='files.storedfile')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='partnerships.partnership')),
                ('terms', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='agreements.terms')),
            ],
            options={
                'ordering': ('pk',),
                'default_related_name': 'terms_documents',
                'constraints': [models.UniqueConstraint(fields=('terms', 'document'), name='terms_hold_a_document_once')],
            },
        ),
        SamePartnership("lapsewarning", "terms"),
        SamePartnership("termsdocument", "terms"),
        SamePartnership("termsdocument", "document"),
        AppendOnly("lapsewarning"),
        migrations.RunSQL(DOCUMENTS_STAY, "DROP TRIGGER sent_terms_stay ON agreements_termsdocument"),
    ]
