from django.db import migrations

from saferplan.web.partnerships.scope import SamePartnership


class Migration(migrations.Migration):
    dependencies = [("files", "0001_initial")]

    operations = [SamePartnership("storedfile", "uploaded_by")]
