from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

KEYS = {
    "areaversion": ("area", "by"),
    "areapart": ("version",),
    "arearemoval": ("area", "by"),
}


class Migration(migrations.Migration):
    dependencies = [("own_areas", "0001_initial")]

    operations = [
        *(SamePartnership(model, field) for model, fields in KEYS.items() for field in fields),
        AppendOnly("ownarea"),
        AppendOnly("areaversion"),
        AppendOnly("areapart"),
        AppendOnly("arearemoval"),
    ]
