-- A rotation of the key under way: everything under the new key, made ready before anything is changed, so that
-- whoever comes next can end it without knowing either key. Empty at all other times.

CREATE TABLE rotation (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    from_check pseudonym NOT NULL,
    to_check pseudonym NOT NULL CHECK (to_check <> from_check),
    sealed_secret bytea NOT NULL,
    started_at timestamptz NOT NULL
);
CREATE TABLE rotation_persons (old_key pseudonym PRIMARY KEY, new_key pseudonym NOT NULL UNIQUE, details bytea NOT NULL);
CREATE TABLE rotation_addresses (
    old_key pseudonym PRIMARY KEY,
    new_key pseudonym NOT NULL UNIQUE,
    details bytea NOT NULL,
    uprn_key pseudonym,
    near_key pseudonym
);
CREATE TABLE rotation_aliases (old_key pseudonym PRIMARY KEY, new_key pseudonym NOT NULL UNIQUE, basis bytea NOT NULL);
-- Pseudonyms of the lake that stand for nobody in this store: of depersonalised files.
CREATE TABLE rotation_carried (old_key pseudonym PRIMARY KEY, new_key pseudonym NOT NULL UNIQUE);
