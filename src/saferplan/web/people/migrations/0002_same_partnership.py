from django.db import migrations

from saferplan.web.partnerships.scope import SamePartnership


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [SamePartnership("member", "agency"), SamePartnership("memberrole", "member")]
