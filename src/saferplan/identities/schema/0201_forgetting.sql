-- One row: which lake decides who is still named. People whom no row of it names are forgotten; by a stranger's lake
-- that would be everybody.
CREATE TABLE deciding_lake (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    lake uuid NOT NULL,
    last_load integer NOT NULL CHECK (last_load > 0)
);
COMMENT ON COLUMN deciding_lake.last_load IS 'the last load that was seen in it: an older copy of the lake does not decide';
