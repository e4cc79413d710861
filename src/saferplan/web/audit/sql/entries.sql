-- What the database itself does with the log. Written anew after every migrate (audit/triggers.py).

CREATE OR REPLACE FUNCTION public.audit_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    who text[] := string_to_array(coalesce(current_setting('saferplan.actor', true), ''), ',');
BEGIN
    NEW.at := clock_timestamp();
    NEW.transaction := pg_current_xact_id()::text::bigint;
    NEW.request := coalesce(current_setting('saferplan.request', true), '');
    NEW.actor := coalesce(nullif(who[1], ''), 'nobody');
    NEW.member_id := nullif(who[2], '')::bigint;
    NEW.user_id := nullif(who[3], '')::bigint;
    -- What belongs to no partnership, such as an account, is told to that of the member who changed it.
    NEW.partnership_id := coalesce(NEW.partnership_id, nullif(who[4], '')::bigint);
    NEW.redacted_by := NULL;
    -- Without a salt, emptied content could be found again by trying what it may have been.
    NEW.salt := CASE WHEN NEW.before IS NULL AND NEW.after IS NULL THEN NULL ELSE gen_random_uuid() END;
    NEW.content_digest := sha256(convert_to({content}, 'UTF8'));
    NEW.digest := sha256(convert_to({digested}, 'UTF8'));
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.audit_withheld(content jsonb, columns text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT content || coalesce((
        SELECT jsonb_object_agg(column_name, '(withheld)'::text) FROM unnest(columns) AS column_name
        WHERE jsonb_typeof(content -> column_name) <> 'null'
    ), '{}')
$$;

-- Arguments: key column, column of the partnership or '', columns withheld, columns ignored.
CREATE OR REPLACE FUNCTION public.audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was jsonb; became jsonb; old_values jsonb; new_values jsonb;
BEGIN
    IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) - TG_ARGV[3]::text[]; END IF;
    IF TG_OP <> 'DELETE' THEN became := to_jsonb(NEW) - TG_ARGV[3]::text[]; END IF;
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM public.audit_hold h WHERE h.table_name = TG_TABLE_NAME AND h.record = was ->> TG_ARGV[0]
        AND NOT EXISTS (SELECT FROM public.audit_holdrelease r WHERE r.hold_id = h.id)
    ) THEN
        RAISE EXCEPTION 'a row of % is under a legal hold', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        SELECT jsonb_object_agg(key, was -> key), jsonb_object_agg(key, value) INTO old_values, new_values
        FROM jsonb_each(became) WHERE value IS DISTINCT FROM was -> key;
        IF new_values IS NULL THEN RETURN NULL; END IF;
    ELSE
        old_values := was; new_values := became;
    END IF;
    IF TG_ARGV[2] <> '{}' THEN
        old_values := public.audit_withheld(old_values, TG_ARGV[2]::text[]);
        new_values := public.audit_withheld(new_values, TG_ARGV[2]::text[]);
    END IF;
    INSERT INTO public.audit_entry (partnership_id, table_name, record, operation, purpose, before, after)
    VALUES (
        (coalesce(was, became) ->> TG_ARGV[1])::bigint, TG_TABLE_NAME, coalesce(was, became) ->> TG_ARGV[0],
        lower(TG_OP), '', old_values, new_values
    );
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION public.audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are neither rewritten nor removed: %', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- What retention may do, and nobody else: empty an entry of what was changed, naming the deletion that this transaction
-- wrote down; and remove entries from before the day that such a deletion names.
CREATE OR REPLACE FUNCTION public.audit_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    emptied CONSTANT text[] := '{before,after,salt,redacted_by}';
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.redacted_by IS NULL AND NEW.redacted_by IS NOT NULL
        AND NEW.before IS NULL AND NEW.after IS NULL AND NEW.salt IS NULL
        AND to_jsonb(NEW) - emptied = to_jsonb(OLD) - emptied
        AND EXISTS (
            SELECT FROM public.audit_entry e WHERE e.table_name = 'audit_deletion' AND e.operation = 'insert'
            AND e.record = NEW.redacted_by::text AND e.transaction = pg_current_xact_id()::text::bigint
        )
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND EXISTS (
        SELECT FROM public.audit_deletion d JOIN public.audit_entry e
        ON e.table_name = 'audit_deletion' AND e.operation = 'insert' AND e.record = d.id::text
        WHERE e.transaction = pg_current_xact_id()::text::bigint AND d.removed_before > OLD.at
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'rows of % are neither rewritten nor removed: %', TG_TABLE_NAME, lower(TG_OP)
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE FUNCTION public.audit_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is not emptied whole: rows go one by one, so that each is written down', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE OR REPLACE TRIGGER audit_stamp BEFORE INSERT ON public.audit_entry
    FOR EACH ROW EXECUTE FUNCTION public.audit_stamp();
CREATE OR REPLACE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON public.audit_entry
    FOR EACH ROW EXECUTE FUNCTION public.audit_kept();
CREATE OR REPLACE TRIGGER audit_never_emptied BEFORE TRUNCATE ON public.audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();
CREATE OR REPLACE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON public.audit_seal
    FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();
CREATE OR REPLACE TRIGGER audit_never_emptied BEFORE TRUNCATE ON public.audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_truncate();
CREATE OR REPLACE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON public.audit_deletion
    FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();
CREATE OR REPLACE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON public.audit_deletedrows
    FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();
CREATE OR REPLACE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON public.audit_hold
    FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();
CREATE OR REPLACE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON public.audit_holdrelease
    FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();
