-- Which records are of one person: what each run found, and what people decided. Nothing here tells who anybody is.

CREATE TABLE linkage_runs (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose text NOT NULL,
    purpose_number integer NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    run_by text NOT NULL CHECK (run_by <> ''),
    program text NOT NULL,
    model text NOT NULL,
    model_version integer NOT NULL,
    link_threshold real NOT NULL,
    review_threshold real NOT NULL CHECK (review_threshold <= link_threshold),
    person_groups text[] NOT NULL CHECK (cardinality(person_groups) > 0),
    feeds text[] NOT NULL CHECK (cardinality(feeds) > 0),
    records integer NOT NULL CHECK (records >= 0),
    clusters integer NOT NULL CHECK (clusters BETWEEN 0 AND records),
    linked_pairs integer NOT NULL CHECK (linked_pairs >= 0),
    doubtful_pairs integer NOT NULL CHECK (doubtful_pairs >= 0),
    FOREIGN KEY (purpose, purpose_number) REFERENCES purposes
);
COMMENT ON TABLE linkage_runs IS 'Every run that came to its end; the last of a purpose is in force';

CREATE TABLE person_clusters (
    run_id bigint NOT NULL REFERENCES linkage_runs,
    person_key pseudonym NOT NULL REFERENCES persons ON UPDATE CASCADE ON DELETE CASCADE,
    person_group text NOT NULL,
    cluster integer NOT NULL CHECK (cluster > 0),
    PRIMARY KEY (run_id, person_key)
);
CREATE INDEX person_clusters_members ON person_clusters (run_id, cluster);
CREATE INDEX person_clusters_of_person ON person_clusters (person_key);

-- Order of the two keys means nothing: a rotation of the key gives both another.
CREATE TABLE links (
    run_id bigint NOT NULL REFERENCES linkage_runs,
    person_a pseudonym NOT NULL REFERENCES persons ON UPDATE CASCADE ON DELETE CASCADE,
    person_b pseudonym NOT NULL REFERENCES persons ON UPDATE CASCADE ON DELETE CASCADE,
    weight real NOT NULL,
    probability double precision NOT NULL CHECK (probability BETWEEN 0 AND 1),
    standing text NOT NULL CHECK (standing IN ('linked', 'doubtful', 'apart')),
    guard text,
    outcomes smallint[] NOT NULL,
    bits real[] NOT NULL,
    PRIMARY KEY (run_id, person_a, person_b),
    CHECK (person_a <> person_b),
    CHECK (cardinality(outcomes) = cardinality(bits))
);
CREATE INDEX links_of_a ON links (person_a);
CREATE INDEX links_of_b ON links (person_b);
CREATE INDEX links_doubtful ON links (run_id, weight DESC) WHERE standing = 'doubtful';
COMMENT ON COLUMN links.outcomes IS 'for each comparison of the model in its order: the level, -1 where unknown';

-- The last decision on a pair counts. A decision is never changed; it leaves with the person.
CREATE TABLE link_decisions (
    decision_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_a pseudonym NOT NULL REFERENCES persons ON UPDATE CASCADE ON DELETE CASCADE,
    person_b pseudonym NOT NULL REFERENCES persons ON UPDATE CASCADE ON DELETE CASCADE,
    verdict text NOT NULL CHECK (verdict IN ('same', 'different', 'withdrawn')),
    decided_at timestamptz NOT NULL,
    decided_by text NOT NULL CHECK (decided_by <> ''),
    why text NOT NULL CHECK (why <> ''),
    purpose text NOT NULL,
    purpose_number integer NOT NULL,
    FOREIGN KEY (purpose, purpose_number) REFERENCES purposes,
    CHECK (person_a <> person_b)
);
CREATE INDEX link_decisions_of_a ON link_decisions (person_a);
CREATE INDEX link_decisions_of_b ON link_decisions (person_b);

-- Keys follow a rotation; everything else of a decision stands.
CREATE FUNCTION keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.decision_id, NEW.verdict, NEW.decided_at, NEW.decided_by, NEW.why, NEW.purpose, NEW.purpose_number)
        IS DISTINCT FROM
        (OLD.decision_id, OLD.verdict, OLD.decided_at, OLD.decided_by, OLD.why, OLD.purpose, OLD.purpose_number)
    THEN
        RAISE EXCEPTION 'a decision is never changed; a later one takes its place' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_decision BEFORE UPDATE ON link_decisions FOR EACH ROW EXECUTE FUNCTION keep_decision();
