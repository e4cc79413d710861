from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership


class Migration(migrations.Migration):
    dependencies = [("people", "0003_invitations_and_who")]

    operations = [
        SamePartnership("member", "ended_by"),
        SamePartnership("memberrole", "given_by"),
        SamePartnership("memberrole", "ended_by"),
        SamePartnership("invitation", "agency"),
        SamePartnership("invitation", "by"),
        SamePartnership("invitationrole", "invitation"),
        SamePartnership("invitationsending", "invitation"),
        SamePartnership("invitationsending", "by"),
        SamePartnership("invitationoutcome", "invitation"),
        SamePartnership("invitationoutcome", "by"),
        AppendOnly("invitationrole"),
        AppendOnly("invitationsending"),
        AppendOnly("invitationoutcome"),
    ]
