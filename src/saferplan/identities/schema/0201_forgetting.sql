-- Which lake decides who is still named, and who looked for one person among all.

-- One row: people that no row of this lake names are forgotten. A stranger's lake would have everybody forgotten.
CREATE TABLE deciding_lake (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    lake uuid NOT NULL,
    last_load integer NOT NULL CHECK (last_load > 0)
);
COMMENT ON COLUMN deciding_lake.last_load IS 'the last load that was seen in it: an older copy of the lake does not decide';

CREATE TABLE searches (
    search_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    searched_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    searched_by text NOT NULL CHECK (searched_by <> ''),
    database_user text NOT NULL DEFAULT session_user,
    command text NOT NULL,
    persons integer NOT NULL CHECK (persons >= 0),
    found integer NOT NULL CHECK (found >= 0)
);
COMMENT ON TABLE searches IS 'A line for each search for one person by name; never whom it was for';
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON searches FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON searches FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
