from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

KEYS = {
    "delivery": ("agency", "file", "sent_by"),
    "deliverystate": ("delivery", "by"),
    "mapping": ("delivery", "by"),
    "trial": ("delivery", "mapping"),
}


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [
        *(SamePartnership(model, field) for model, fields in KEYS.items() for field in fields),
        AppendOnly("deliverystate"),
        AppendOnly("mapping"),
        AppendOnly("trial"),
    ]
