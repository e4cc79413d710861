from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial"), ("partnerships", "0003_same_partnership")]

    operations = [AppendOnly("jobstate")]
