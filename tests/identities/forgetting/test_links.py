"""Who is linked to an erased person in force, and that nothing which linkage kept of them stays."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest

from partners import HOMES, POLICE, persons, places, purpose_file
from saferplan.identities.forgetting.linkage_over import forget_linkage_over
from saferplan.identities.forgetting.unnamed import DecidingLake, forget_unnamed
from saferplan.identities.linkage.in_force import linked_keys
from saferplan.identities.purpose_files import read_purpose
from saferplan.identities.purpose_records import record, withdraw
from saferplan.identities.store import RestrictedStore

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LAKE = DecidingLake("4d5a1f0e-0000-4000-8000-000000000001", 3)
LINKAGE_TABLES = ("person_clusters", "links", "link_decisions")


@pytest.fixture
def people(restricted_store: RestrictedStore, tmp_path) -> list[str]:
    """Pseudonyms of four people, of whom a purpose allows to find out who is who."""
    rows = [{"forenames": f"Name{n}", "surname": "Madeup", "date_of_birth": date(1980, 1, 1 + n)} for n in range(4)]
    record(restricted_store.connection, read_purpose(purpose_file(tmp_path)), by="tests", now=NOW)
    first = restricted_store.register(HOMES, persons(*rows[:2]), places(), now=NOW)
    second = restricted_store.register(POLICE, persons(*rows[2:]), places(), now=NOW)
    return [*first.persons.to_pylist(), *second.persons.to_pylist()]


def run(store: RestrictedStore, *clusters: Sequence[str]) -> None:
    """A run that found these clusters, and a link within each."""
    (number,) = store.connection.execute(
        """
        INSERT INTO linkage_runs (purpose, purpose_number, started_at, run_by, program, model, model_version,
            link_threshold, review_threshold, person_groups, feeds, records, clusters, linked_pairs, doubtful_pairs)
        VALUES ('repeat-victims', 1, now(), 'tests', '0', 'people', 1, 10, 5, '{adult-victims}', '{a}', 4, 2, 1, 0)
        RETURNING run_id
        """
    ).fetchone()
    for at, members in enumerate(clusters, start=1):
        for key in members:
            store.connection.execute(
                "INSERT INTO person_clusters VALUES (%s, %s, 'adult-victims', %s)", [number, key, at]
            )
        for one, other in pairwise(members):
            store.connection.execute(
                "INSERT INTO links VALUES (%s, %s, %s, 12, 0.99, 'linked', NULL, '{1}', '{12}')", [number, one, other]
            )


def decide(store: RestrictedStore, one: str, other: str, verdict: str) -> None:
    store.connection.execute(
        "INSERT INTO link_decisions (person_a, person_b, verdict, decided_at, decided_by, why, purpose, purpose_number)"
        " VALUES (%s, %s, %s, now(), 'analyst', 'seen', 'repeat-victims', 1)",
        [one, other, verdict],
    )


def linked(store: RestrictedStore, *keys: str) -> set[str]:
    return linked_keys(store.connection, keys)


def test_everybody_of_the_cluster_is_linked(restricted_store: RestrictedStore, people: list[str]):
    run(restricted_store, people[:3], people[3:])
    assert linked(restricted_store, people[0]) == set(people[1:3])
    assert linked(restricted_store, people[0], people[1]) == {people[2]}
    assert linked(restricted_store, people[3]) == set()


def test_a_link_that_a_later_run_no_longer_holds_links_nobody(restricted_store: RestrictedStore, people: list[str]):
    """Or an erasure would take somebody else."""
    run(restricted_store, people[:2], people[2:])
    run(restricted_store, [people[0]], people[1:])
    assert linked(restricted_store, people[0]) == set()


def test_nor_does_one_that_was_decided_against_since(restricted_store: RestrictedStore, people: list[str]):
    run(restricted_store, people[:3])
    decide(restricted_store, people[1], people[0], "different")
    assert linked(restricted_store, people[0]) == {people[2]}
    decide(restricted_store, people[0], people[1], "withdrawn")
    assert linked(restricted_store, people[0]) == set(people[1:3])


def test_without_a_run_nobody_is_linked(restricted_store: RestrictedStore, people: list[str]):
    assert linked(restricted_store, *people) == set()
    assert linked(restricted_store) == set()


def test_links_clusters_and_decisions_go_with_the_person_in_every_run(
    restricted_store: RestrictedStore, people: list[str]
):
    run(restricted_store, people[:3], people[3:])
    run(restricted_store, people[:2], people[2:])
    decide(restricted_store, people[0], people[3], "different")
    decide(restricted_store, people[1], people[2], "same")
    gone = forget_unnamed(restricted_store.connection, set(people[1:]), LAKE)
    assert {name: gone.rows[name] for name in LINKAGE_TABLES} == {"person_clusters": 2, "links": 2, "link_decisions": 1}
    for table in LINKAGE_TABLES:
        left = str(restricted_store.connection.execute(f"SELECT * FROM {table}").fetchall())
        assert people[0] not in left
        assert people[1] in left


# ---- a purpose that is over


def counts(store: RestrictedStore) -> dict[str, int]:
    tables = (*LINKAGE_TABLES, "linkage_runs")
    return {one: store.connection.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in tables}


@pytest.fixture
def linked_store(restricted_store: RestrictedStore, people: list[str]) -> RestrictedStore:
    """A run and a decision under a purpose that keeps 12 months, whose agreement ends on 31 January 2027."""
    run(restricted_store, people[:2], people[2:])
    decide(restricted_store, people[0], people[3], "different")
    restricted_store.connection.execute("UPDATE linkage_runs SET ended_at = '2026-03-10T12:00Z'")
    return restricted_store


ALL = {"person_clusters": 4, "links": 2, "link_decisions": 1, "linkage_runs": 1}
NONE = dict.fromkeys(ALL, 0)


def test_links_stay_as_long_as_their_purpose(linked_store: RestrictedStore):
    assert forget_linkage_over(linked_store.connection, date(2027, 1, 31)) == {}
    assert counts(linked_store) == ALL


def test_links_go_when_the_agreement_has_lapsed(linked_store: RestrictedStore):
    assert forget_linkage_over(linked_store.connection, date(2027, 2, 1)) == ALL
    assert counts(linked_store) == NONE
    assert forget_linkage_over(linked_store.connection, date(2027, 2, 1)) == {}


def test_links_go_when_the_purpose_is_withdrawn(linked_store: RestrictedStore):
    withdraw(linked_store.connection, "repeat-victims", by="tests", why="done", now=NOW)
    assert forget_linkage_over(linked_store.connection, date(2026, 11, 2)) == ALL
    assert counts(linked_store) == NONE


def test_links_go_when_they_have_been_kept_as_long_as_the_purpose_says(linked_store: RestrictedStore, tmp_path):
    renewed = purpose_file(tmp_path, until="2099-01-31")
    record(linked_store.connection, read_purpose(renewed), by="tests", now=NOW)
    assert forget_linkage_over(linked_store.connection, date(2027, 3, 10)) == {}
    gone = forget_linkage_over(linked_store.connection, date(2027, 3, 11))
    assert gone == {"person_clusters": 4, "links": 2, "linkage_runs": 1}
    assert counts(linked_store) == NONE | {"link_decisions": 1}, "the decision is younger"


def test_another_purposes_links_stay(linked_store: RestrictedStore, people: list[str], tmp_path):
    other = purpose_file(tmp_path, name='"other-counts"', until="2099-01-31")
    record(linked_store.connection, read_purpose(other), by="tests", now=NOW)
    linked_store.connection.execute("UPDATE linkage_runs SET purpose = 'other-counts'")
    withdraw(linked_store.connection, "repeat-victims", by="tests", why="done", now=NOW)
    assert forget_linkage_over(linked_store.connection, date(2026, 11, 2)) == {"link_decisions": 1}


# ---- which feeds tell of somebody


def test_a_feed_that_names_somebody_no_longer_is_forgotten(restricted_store: RestrictedStore):
    rows = persons({"forenames": "Name", "surname": "Madeup", "date_of_birth": date(1980, 1, 1)})
    key = restricted_store.register(HOMES, rows, places(), now=NOW).persons[0].as_py()
    again = HOMES.__class__("harbour-homes-repairs", HOMES.agency, HOMES.agency_kind, 1)
    assert restricted_store.register(again, rows, places(), now=NOW).persons[0].as_py() == key
    gone = forget_unnamed(restricted_store.connection, {key}, LAKE, told_by={(key, HOMES.name)})
    assert gone.rows == {"person_feeds": 1}
    left = restricted_store.connection.execute("SELECT feed FROM person_feeds").fetchall()
    assert left == [(HOMES.name,)]
