"""Whoever sits on an agency's seat is of that agency, whoever writes it down."""

from django.db import migrations

# On each side of the rule. A row of one of them names the sittings that it could make wrong.
KEEP = """
CREATE FUNCTION groups_keep_seats() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM groups_sitting s JOIN groups_seat ON groups_seat.id = s.seat_id
        JOIN people_member ON people_member.id = s.member_id
        WHERE groups_seat.agency_id <> people_member.agency_id
            AND NEW.id = CASE TG_TABLE_NAME WHEN 'groups_sitting' THEN s.id WHEN 'groups_seat' THEN s.seat_id
                ELSE s.member_id END
    ) THEN
        RAISE EXCEPTION 'somebody sits on the seat of another agency'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seat_is_held_by_its_agency', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER groups_keep_seats AFTER INSERT OR UPDATE OF seat_id, member_id ON groups_sitting
    FOR EACH ROW EXECUTE FUNCTION groups_keep_seats();
CREATE TRIGGER groups_keep_seats AFTER UPDATE OF agency_id ON groups_seat
    FOR EACH ROW EXECUTE FUNCTION groups_keep_seats();
CREATE TRIGGER groups_keep_seats AFTER UPDATE OF agency_id ON people_member
    FOR EACH ROW EXECUTE FUNCTION groups_keep_seats();
"""
LET_GO = """
DROP TRIGGER groups_keep_seats ON people_member;
DROP TRIGGER groups_keep_seats ON groups_seat;
DROP TRIGGER groups_keep_seats ON groups_sitting;
DROP FUNCTION groups_keep_seats();
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0002_tree"), ("people", "0001_initial")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
