from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership


class Migration(migrations.Migration):
    dependencies = [("linkage", "0001_initial")]

    operations = [
        SamePartnership("sitting", "member"),
        SamePartnership("answer", "sitting"),
        SamePartnership("answer", "takes_back"),
        AppendOnly("answer"),
    ]
