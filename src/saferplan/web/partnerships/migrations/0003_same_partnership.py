from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

# Who is written to at an agency is of that agency: a person who moves to another agency becomes another member.
OF_ITS_AGENCY = """
ALTER TABLE people_member ADD CONSTRAINT people_member_of_agency UNIQUE (id, agency_id);
ALTER TABLE partnerships_agencycontact ADD CONSTRAINT contact_is_of_the_agency
    FOREIGN KEY (member_id, agency_id) REFERENCES people_member (id, agency_id) DEFERRABLE INITIALLY DEFERRED;
"""
OF_ANY_AGENCY = """
ALTER TABLE partnerships_agencycontact DROP CONSTRAINT contact_is_of_the_agency;
ALTER TABLE people_member DROP CONSTRAINT people_member_of_agency;
"""


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0002_agencybefore_agencycontact_place_and_more")]

    operations = [
        SamePartnership("agencybefore", "agency"),
        SamePartnership("agencybefore", "by"),
        SamePartnership("agencycontact", "agency"),
        SamePartnership("agencycontact", "member"),
        AppendOnly("agencybefore"),
        migrations.RunSQL(OF_ITS_AGENCY, OF_ANY_AGENCY),
    ]
