from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

KEYS = {
    "analysis": ("asked_by",),
    "outcome": ("analysis",),
    "tasking": ("analysis", "owner", "by"),
    "taskingresult": ("tasking", "by"),
}


class Migration(migrations.Migration):
    dependencies = [("analyses", "0001_initial")]

    operations = [
        *(SamePartnership(model, field) for model, fields in KEYS.items() for field in fields),
        AppendOnly("outcome"),
        AppendOnly("taskingresult"),
    ]
