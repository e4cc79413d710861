"""What people decide is kept, counts before any weight, and parts two people at once."""

from pathlib import Path

import psycopg
import pytest
from invented import groups, linked

from partners import NOW
from saferplan.errors import UnknownName, UsageError
from saferplan.identities.linkage.decisions import Decision, Verdict, decide
from saferplan.identities.linkage.in_force import people_clusters
from saferplan.identities.purposes import Purpose
from saferplan.identities.store import RestrictedStore
from stored import JACK, PURPOSE, filled, purposed, ran, together, told

THREE = """
    key | forenames | surname    | born       | address        | postcode
    a   | Rowena    | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
    b   | Rowena    | Tindleford | 1980-03-12 | 12 High Street | ZZ1 2AB
    c   | Rowena    | Tindleford | .          | 12 High Street | ZZ1 2AB
"""
BOB_AND_JACK = """
    key | forenames | surname | born       | address        | postcode
    a   | Bob       | Hallow  | 1980-03-12 | 12 High Street | ZZ1 2AB
    b   | Jack      | Hallow  | 1980-03-12 | 12 High Street | ZZ1 2AB
    c   | Robert    | Hallow  | 1980-03-12 | 12 High Street | ZZ1 2AB
"""


def parts(*clusters: str) -> set[frozenset[str]]:
    return {frozenset(cluster) for cluster in clusters}


@pytest.mark.parametrize(
    ("decided", "expected"),
    [
        ([], parts("abc")),
        ([("a", "b", False)], parts("ac", "b")),
        ([("b", "a", False)], parts("ac", "b")),
        ([("a", "b", False), ("b", "a", True)], parts("abc")),
        ([("a", "b", True), ("a", "b", False)], parts("ac", "b")),
        ([("a", "b", False), ("b", "c", True)], parts("a", "bc")),
        ([("a", "b", False), ("a", "c", False)], parts("a", "bc")),
        ([("a", "b", False), ("a", "c", False), ("b", "c", False)], parts("a", "b", "c")),
        ([("a", "unknown", True)], parts("abc")),
    ],
)
def test_decisions_count_before_weights(decided: list, expected: set) -> None:
    assert groups(linked(THREE, *decided)) == expected


def test_a_decision_that_two_are_one_outweighs_a_guard() -> None:
    assert groups(linked(BOB_AND_JACK)) == parts("ac", "b")
    assert groups(linked(BOB_AND_JACK, ("a", "b", True))) == parts("abc")


def test_of_decisions_that_cannot_all_hold_those_that_part_do() -> None:
    decided = [("a", "b", True), ("b", "c", True), ("a", "c", False)]
    assert groups(linked(THREE, *decided)) == parts("a", "bc")  # the newer of the two that join is taken first


@pytest.fixture
def purpose(restricted_store: RestrictedStore, tmp_path: Path) -> Purpose:
    return purposed(restricted_store, tmp_path)


@pytest.fixture
def keys(restricted_store: RestrictedStore, purpose: Purpose) -> dict[str, str]:
    keys = filled(restricted_store)
    ran(restricted_store)
    return keys


def said(store: RestrictedStore, purpose: Purpose, one: str, other: str, verdict: Verdict, why: str = "seen") -> None:
    decide(store.connection, Decision(one, other, verdict, why, "tester", purpose), now=NOW)


def standing(store: RestrictedStore, one: str, other: str) -> str:
    found = store.connection.execute(
        "SELECT standing FROM links WHERE person_a IN (%(a)s, %(b)s) AND person_b IN (%(a)s, %(b)s)",
        {"a": one, "b": other},
    ).fetchall()
    return found[0][0]


def test_unlinking_works_at_once_and_stays(restricted_store: RestrictedStore, purpose: Purpose, keys: dict) -> None:
    one, other = keys["rowena"], keys["rowena-moved"]
    assert standing(restricted_store, one, other) == "linked"
    said(restricted_store, purpose, other, one, Verdict.DIFFERENT)
    assert not together(restricted_store, one, other)
    assert standing(restricted_store, one, other) == "apart"
    ran(restricted_store)
    assert not together(restricted_store, one, other)


def test_a_third_record_stays_with_the_one_it_is_most_like(
    restricted_store: RestrictedStore, purpose: Purpose, keys: dict
) -> None:
    from partners import HOMES

    third = told(restricted_store, HOMES, {"third": JACK | {"person_reference": "17"}})["third"]
    ran(restricted_store)
    everyone = people_clusters(restricted_store.connection, PURPOSE)
    said(restricted_store, purpose, keys["jack"], keys["jack-police"], Verdict.DIFFERENT)
    assert together(restricted_store, third, keys["jack"]) != together(restricted_store, third, keys["jack-police"])
    changed = people_clusters(restricted_store.connection, PURPOSE)
    moved = [
        key
        for key, before, after in zip(*columns(everyone), changed["cluster"].to_pylist(), strict=True)
        if before != after
    ]
    assert len(moved) in (1, 2)


def columns(clusters) -> tuple[list, list]:
    return clusters["person_key"].to_pylist(), clusters["cluster"].to_pylist()


def test_two_are_joined_by_the_next_run(restricted_store: RestrictedStore, purpose: Purpose, keys: dict) -> None:
    said(restricted_store, purpose, keys["jack"], keys["harry"], Verdict.SAME)
    assert not together(restricted_store, keys["jack"], keys["harry"])
    ran(restricted_store)
    assert together(restricted_store, keys["jack"], keys["harry"])


def test_a_decision_that_is_taken_back_counts_no_longer(
    restricted_store: RestrictedStore, purpose: Purpose, keys: dict
) -> None:
    one, other = keys["rowena"], keys["rowena-moved"]
    said(restricted_store, purpose, one, other, Verdict.DIFFERENT)
    said(restricted_store, purpose, other, one, Verdict.WITHDRAWN)
    assert standing(restricted_store, one, other) == "doubtful"
    ran(restricted_store)
    assert together(restricted_store, one, other)


def test_decisions_follow_keys_that_are_made_anew(
    restricted_store: RestrictedStore, purpose: Purpose, keys: dict
) -> None:
    said(restricted_store, purpose, keys["rowena"], keys["rowena-moved"], Verdict.DIFFERENT, "mother and daughter")
    connection = restricted_store.connection
    connection.execute("UPDATE persons SET person_key = md5(person_key) WHERE person_key = %s", [keys["rowena"]])
    (row,) = connection.execute("SELECT person_a, person_b, why FROM link_decisions").fetchall()
    assert keys["rowena"] not in row
    assert row[2] == "mother and daughter"


def test_a_decision_is_never_changed(restricted_store: RestrictedStore, purpose: Purpose, keys: dict) -> None:
    said(restricted_store, purpose, keys["jack"], keys["harry"], Verdict.SAME)
    with pytest.raises(psycopg.errors.RestrictViolation):
        restricted_store.connection.execute("UPDATE link_decisions SET verdict = 'different'")


def test_a_decision_leaves_with_the_person(restricted_store: RestrictedStore, purpose: Purpose, keys: dict) -> None:
    said(restricted_store, purpose, keys["jack"], keys["harry"], Verdict.SAME)
    restricted_store.connection.execute("DELETE FROM persons WHERE person_key = %s", [keys["jack"]])
    assert restricted_store.connection.execute("SELECT count(*) FROM link_decisions").fetchone() == (0,)


def test_a_decision_keeps_who_when_why_and_under_what(
    restricted_store: RestrictedStore, purpose: Purpose, keys: dict
) -> None:
    said(restricted_store, purpose, keys["jack"], keys["harry"], Verdict.SAME, " one person, says the landlord ")
    (row,) = restricted_store.connection.execute(
        "SELECT verdict, decided_at, decided_by, why, purpose, purpose_number FROM link_decisions"
    ).fetchall()
    assert row == ("same", NOW, "tester", "one person, says the landlord", PURPOSE, 1)


@pytest.mark.parametrize(
    ("one", "other", "why", "refusal", "words"),
    [
        ("jack", "jack", "seen", UsageError, "these are one key"),
        ("jack", "harry", " ", UsageError, "wants a reason"),
        ("jack", "nobody", "seen", UnknownName, "nobody under one of these keys"),
    ],
)
def test_decisions_that_make_no_sense_are_refused(
    restricted_store: RestrictedStore, purpose: Purpose, keys: dict, one, other, why, refusal, words
) -> None:
    named = keys | {"nobody": "0" * 32}
    with pytest.raises(refusal, match=words):
        said(restricted_store, purpose, named[one], named[other], Verdict.SAME, why)
