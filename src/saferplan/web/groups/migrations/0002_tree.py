"""The tree holds whoever writes to it: no group below itself, no open group below a closed one."""

from django.db import migrations

from saferplan.web.partnerships.append_only import AppendOnly
from saferplan.web.partnerships.scope import SamePartnership

# Two moves at once could each be right and make a circle together, so whoever changes a tree has it alone. A query of
# the function sees what was committed before the lock was had.
KEEP = """
CREATE FUNCTION groups_keep_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM partnerships_partnership WHERE id = NEW.partnership_id FOR NO KEY UPDATE;
    IF EXISTS (
        WITH RECURSIVE above (id, parent_id) AS (
            SELECT id, parent_id FROM groups_group WHERE id = NEW.parent_id
            UNION SELECT g.id, g.parent_id FROM groups_group g JOIN above ON g.id = above.parent_id
        )
        SELECT 1 FROM above WHERE id = NEW.id
    ) THEN
        RAISE EXCEPTION 'a group stands below itself'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'groups_have_no_circle', TABLE = 'groups_group';
    END IF;
    IF EXISTS (
        SELECT 1 FROM groups_group AS below JOIN groups_group AS higher ON higher.id = below.parent_id
        WHERE (below.id = NEW.id OR higher.id = NEW.id)
            AND higher.until IS NOT NULL AND (below.until IS NULL OR below.until > higher.until)
    ) THEN
        RAISE EXCEPTION 'an open group stands below a closed one'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'group_is_below_an_open_one', TABLE = 'groups_group';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER groups_keep_tree AFTER INSERT OR UPDATE OF parent_id, until ON groups_group
    FOR EACH ROW EXECUTE FUNCTION groups_keep_tree();
"""
LET_GO = "DROP TRIGGER groups_keep_tree ON groups_group; DROP FUNCTION groups_keep_tree();"


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [
        SamePartnership("group", "parent"),
        SamePartnership("group", "merged_into"),
        SamePartnership("groupbefore", "group"),
        SamePartnership("groupbefore", "parent"),
        SamePartnership("groupbefore", "by"),
        SamePartnership("seat", "group"),
        SamePartnership("seat", "agency"),
        SamePartnership("sitting", "seat"),
        SamePartnership("sitting", "member"),
        SamePartnership("termsofreference", "group"),
        SamePartnership("termsofreference", "by"),
        AppendOnly("groupbefore"),
        AppendOnly("termsofreference"),
        migrations.RunSQL(KEEP, LET_GO),
    ]
