from django.db import migrations

from saferplan.web.partnerships.scope import SamePartnership

KEYS = {"token": ("agency", "issued_by", "revoked_by"), "tokenscope": ("token",)}


class Migration(migrations.Migration):
    dependencies = [("api", "0001_initial")]

    operations = [SamePartnership(model, field) for model, fields in KEYS.items() for field in fields]
