-- Who partners' files name. What tells who somebody is stands only in sealed columns; everything else is pseudonymous.

CREATE TABLE migrations (
    number integer PRIMARY KEY,
    name text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the table % is only added to', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

CREATE DOMAIN pseudonym AS text CHECK (VALUE ~ '^[0-9a-f]{32}$');

-- One row: which partnership's key this store was made with, and a secret that outlives the key's rotation.
CREATE TABLE store (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    key_check pseudonym NOT NULL,
    sealed_secret bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    earlier_check pseudonym,
    rotated_at timestamptz,
    CHECK (key_check <> earlier_check)
);

CREATE TABLE feeds (
    feed text PRIMARY KEY CHECK (feed <> ''),
    agency text NOT NULL CHECK (agency <> ''),
    agency_kind text NOT NULL,
    profile_version integer NOT NULL,
    first_seen timestamptz NOT NULL
);

CREATE TABLE persons (
    person_key pseudonym PRIMARY KEY,
    subject text NOT NULL CHECK (subject IN ('victim', 'suspect')),
    agency text NOT NULL,
    agency_kind text NOT NULL,
    is_child boolean,
    details bytea NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    expires_on date NOT NULL,
    UNIQUE (person_key, subject),
    CHECK (last_seen >= first_seen)
);
CREATE INDEX persons_expiring ON persons (expires_on);
COMMENT ON COLUMN persons.is_child IS 'whether any mention was of somebody under 18; null where no mention tells an age';

-- A key belongs to a victim or to a suspect for good, and to one agency.
CREATE FUNCTION keep_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.subject, NEW.agency) IS DISTINCT FROM (OLD.subject, OLD.agency) THEN
        RAISE EXCEPTION 'a person''s subject and agency do not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_subject BEFORE UPDATE ON persons FOR EACH ROW EXECUTE FUNCTION keep_subject();

CREATE TABLE person_feeds (
    person_key pseudonym NOT NULL REFERENCES persons ON UPDATE CASCADE ON DELETE CASCADE,
    feed text NOT NULL REFERENCES feeds,
    expires_on date NOT NULL,
    PRIMARY KEY (person_key, feed)
);
CREATE INDEX person_feeds_of_feed ON person_feeds (feed);

CREATE TABLE addresses (
    address_key pseudonym PRIMARY KEY,
    details bytea NOT NULL,
    uprn_key pseudonym UNIQUE,
    near_key pseudonym,
    first_seen timestamptz NOT NULL,
    expires_on date NOT NULL
);
CREATE INDEX addresses_expiring ON addresses (expires_on);
CREATE INDEX addresses_near ON addresses (near_key) WHERE near_key IS NOT NULL;
COMMENT ON COLUMN addresses.uprn_key IS 'pseudonym of its UPRN; null where no file told one';
COMMENT ON COLUMN addresses.near_key IS 'pseudonym of postcode, number and unit: among these a street may be mistyped';

-- Every pseudonym of a UPRN or of a form under which an address is known, and of addresses that became another one.
CREATE TABLE address_aliases (
    alias_key pseudonym PRIMARY KEY,
    address_key pseudonym NOT NULL REFERENCES addresses ON UPDATE CASCADE ON DELETE CASCADE,
    is_shared boolean NOT NULL DEFAULT false,
    basis bytea NOT NULL
);
CREATE INDEX address_aliases_of ON address_aliases (address_key);
COMMENT ON COLUMN address_aliases.is_shared IS 'a form that several UPRNs have';
COMMENT ON COLUMN address_aliases.basis IS 'sealed: what the pseudonym is made of, so that another key can make its own';
