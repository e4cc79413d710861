from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

KEYS = {
    "duty": ("owner", "follows"),
    "dutystatus": ("duty", "by"),
    "signoffstep": ("duty", "member"),
    "signoff": ("step", "round", "by"),
    "evidence": ("duty", "document", "by"),
    "warned": ("duty", "member"),
    "calendarfeed": ("member",),
}


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial")]

    operations = [
        *(SamePartnership(model, field) for model, fields in KEYS.items() for field in fields),
        AppendOnly("dutystatus"),
        AppendOnly("signoff"),
        AppendOnly("evidence"),
    ]
