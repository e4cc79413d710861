from django.db import migrations

from saferplan.web.partnerships.scope import SamePartnership


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_retention_and_subject_access")]

    operations = [
        SamePartnership("hold", "by"),
        SamePartnership("holdrelease", "by"),
        SamePartnership("holdrelease", "hold"),
        SamePartnership("subjectaccessrequest", "by"),
        SamePartnership("preparedanswer", "by"),
        SamePartnership("preparedanswer", "request"),
    ]
