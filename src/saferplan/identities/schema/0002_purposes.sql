-- Why named people may be looked at, recorded before anybody is; and who looked.

CREATE TABLE purposes (
    name text NOT NULL CHECK (name ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND name <> 'data-subject-request'),
    number integer NOT NULL CHECK (number > 0),
    content jsonb NOT NULL,
    recorded_at timestamptz NOT NULL,
    recorded_by text NOT NULL CHECK (recorded_by <> ''),
    PRIMARY KEY (name, number)
);
COMMENT ON TABLE purposes IS 'Every version of every purpose; the last of a name is the one that may be in force';

CREATE TABLE purpose_withdrawals (
    name text NOT NULL,
    number integer NOT NULL,
    withdrawn_at timestamptz NOT NULL,
    withdrawn_by text NOT NULL CHECK (withdrawn_by <> ''),
    why text NOT NULL CHECK (why <> ''),
    PRIMARY KEY (name, number),
    FOREIGN KEY (name, number) REFERENCES purposes
);

CREATE TABLE reads (
    read_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    read_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    read_by text NOT NULL CHECK (read_by <> ''),
    database_user text NOT NULL DEFAULT session_user,
    command text NOT NULL,
    purpose text NOT NULL,
    purpose_number integer,
    person_groups text[] NOT NULL,
    feeds text[] NOT NULL,
    persons integer NOT NULL CHECK (persons >= 0),
    FOREIGN KEY (purpose, purpose_number) REFERENCES purposes,
    CHECK (purpose_number IS NOT NULL OR purpose = 'data-subject-request')
);
COMMENT ON TABLE reads IS 'Who opened the details of how many people for what; holds nothing of what was read';

CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON purposes FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON purposes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON purpose_withdrawals
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON purpose_withdrawals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_added_to BEFORE UPDATE OR DELETE ON reads FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON reads FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
