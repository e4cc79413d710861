"""A run reads under a purpose, links each group apart and comes into force whole, or leaves the last one as it was."""

from pathlib import Path

import psycopg
import pytest

from partners import HOMES, NOW, POLICE
from restricted import TEST_KEY
from saferplan.errors import NothingLoaded, PurposeRefused, StoreError
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.linkage import runs as runs_module
from saferplan.identities.linkage.in_force import linked_keys, people_clusters, runs
from saferplan.identities.purposes import Group
from saferplan.identities.store import RestrictedStore, opened
from stored import JACK, PURPOSE, ROWENA, filled, purposed, ran, together, told


@pytest.fixture
def keys(restricted_store: RestrictedStore, tmp_path: Path) -> dict[str, str]:
    purposed(restricted_store, tmp_path)
    return filled(restricted_store)


def test_people_are_linked_within_and_between_agencies(restricted_store: RestrictedStore, keys: dict) -> None:
    done = ran(restricted_store)
    assert together(restricted_store, keys["rowena"], keys["rowena-moved"])
    assert together(restricted_store, keys["jack"], keys["jack-police"])
    assert not together(restricted_store, keys["jack"], keys["harry"])
    (adults,) = done.groups
    assert (adults.group, adults.records, adults.people) == (Group.ADULT_VICTIMS, 7, 5)


def test_without_a_purpose_nothing_runs(restricted_store: RestrictedStore) -> None:
    filled(restricted_store)
    with pytest.raises(PurposeRefused, match="Record it first"):
        ran(restricted_store)
    assert runs(restricted_store.connection) == []


def test_a_purpose_that_lacks_something_says_what(restricted_store: RestrictedStore, tmp_path: Path) -> None:
    purposed(restricted_store, tmp_path, feeds='["harbour-homes-asb", "fire-calls"]')
    filled(restricted_store)
    with pytest.raises(PurposeRefused, match="nobody of the feed fire-calls"):
        ran(restricted_store)


def test_a_run_reads_what_its_purpose_names_and_is_logged(restricted_store: RestrictedStore, tmp_path: Path) -> None:
    purposed(restricted_store, tmp_path, feeds='["police-crimes"]')
    keys = filled(restricted_store)
    ran(restricted_store)
    held = people_clusters(restricted_store.connection)["person_key"].to_pylist()
    assert set(held) == {keys["rowena-moved"], keys["jack-police"], keys["david-too"]}
    logged = restricted_store.connection.execute("SELECT purpose, feeds, persons FROM reads").fetchall()
    assert logged == [(PURPOSE, ["police-crimes"], 3)]


def test_groups_are_never_linked_with_each_other(restricted_store: RestrictedStore, tmp_path: Path) -> None:
    every = '["adult-victims", "child-victims", "adult-suspects", "child-suspects"]'
    purposed(restricted_store, tmp_path, groups=every)
    named = {
        "adult": ROWENA,
        "child": ROWENA | {"is_child": True, "sex": "f"},
        "suspect": ROWENA | {"subject": "suspect"},
        "child-suspect": ROWENA | {"subject": "suspect", "is_child": True, "sex": "f"},
    }
    keys = told(restricted_store, HOMES, {name: person | {"person_reference": name} for name, person in named.items()})
    told(restricted_store, POLICE, {"jack": JACK})
    done = ran(restricted_store)
    clusters = people_clusters(restricted_store.connection)
    assert len(set(clusters["cluster"].to_pylist())) == len(keys) + 1
    assert [result.records for result in done.groups] == [2, 1, 1, 1]
    victims = people_clusters(restricted_store.connection, groups=[Group.ADULT_VICTIMS, Group.CHILD_VICTIMS])
    assert keys["suspect"] not in victims["person_key"].to_pylist()


def test_before_any_run_there_are_no_clusters(restricted_store: RestrictedStore) -> None:
    with pytest.raises(NothingLoaded, match="no linkage has run for the purpose 'repeat-victims'"):
        people_clusters(restricted_store.connection, PURPOSE)


def test_a_later_run_takes_the_place_of_the_last(restricted_store: RestrictedStore, keys: dict) -> None:
    first = ran(restricted_store)
    second = ran(restricted_store)
    assert second.run_id > first.run_id
    connection = restricted_store.connection
    for table in ("person_clusters", "links"):
        assert connection.execute(f"SELECT DISTINCT run_id FROM {table}").fetchall() == [(second.run_id,)]
    assert [(row["run_id"], row["in_force"]) for row in runs(connection)] == [
        (second.run_id, True),
        (first.run_id, False),
    ]


def test_a_purpose_keeps_its_run_when_another_purpose_runs(
    restricted_store: RestrictedStore, keys: dict, tmp_path: Path
) -> None:
    first = ran(restricted_store)
    purposed(restricted_store, tmp_path, name='"cases"', result='"casework"')
    runs_module.run(restricted_store, "cases", runs_module_model(), now=NOW)
    assert len(people_clusters(restricted_store.connection, PURPOSE)) == first.groups[0].records


def runs_module_model():
    from saferplan.identities.linkage.model import people_model

    return people_model()


@pytest.mark.parametrize(
    ("wider", "narrower", "beyond"),
    [
        ({}, {"feeds": '["harbour-homes-asb"]'}, "police-crimes"),
        ({"groups": '["adult-victims", "child-victims"]'}, {}, "child-victims"),
    ],
)
def test_a_run_is_not_used_for_more_than_the_purpose_of_today_covers(
    restricted_store: RestrictedStore, tmp_path: Path, wider: dict, narrower: dict, beyond: str
) -> None:
    purposed(restricted_store, tmp_path, **wider)
    filled(restricted_store)
    ran(restricted_store)
    purposed(restricted_store, tmp_path, **narrower)
    with pytest.raises(PurposeRefused, match=f"no longer covers: {beyond}") as refused:
        people_clusters(restricted_store.connection, PURPOSE)
    assert "Run it anew: saferplan linkage run --purpose repeat-victims" in refused.value.message
    ran(restricted_store)
    assert len(people_clusters(restricted_store.connection, PURPOSE))


def test_runs_repeat(restricted_store: RestrictedStore, keys: dict) -> None:
    ran(restricted_store)
    before = people_clusters(restricted_store.connection), links(restricted_store)
    ran(restricted_store)
    assert (people_clusters(restricted_store.connection), links(restricted_store)) == before


def links(store: RestrictedStore) -> list[tuple]:
    return store.connection.execute(
        "SELECT person_a, person_b, weight, standing, guard, outcomes, bits FROM links ORDER BY 1, 2"
    ).fetchall()


def test_who_is_linked_to_somebody_is_found(restricted_store: RestrictedStore, keys: dict) -> None:
    ran(restricted_store)
    assert linked_keys(restricted_store.connection, [keys["jack"]]) == {keys["jack-police"]}
    assert linked_keys(restricted_store.connection, [keys["harry"]]) == set()


def test_of_two_runs_at_once_the_second_is_refused(
    restricted_store: RestrictedStore, store_url: str, keys: dict
) -> None:
    with psycopg.connect(store_url, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [runs_module.RUN_LOCK])
        with pytest.raises(StoreError, match="another linkage is running"):
            ran(restricted_store)
        # Not by its end alone: the server may end a session a moment after it was closed.
        other.execute("SELECT pg_advisory_unlock(%s)", [runs_module.RUN_LOCK])
    ran(restricted_store)


def test_who_is_erased_while_a_run_works_is_not_in_it(
    restricted_store: RestrictedStore, store_url: str, keys: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_the_end = runs_module._bring_into_force

    def erased_first(*args):
        with psycopg.connect(store_url, autocommit=True) as other:
            other.execute("DELETE FROM persons WHERE person_key = %s", [keys["jack"]])
        return at_the_end(*args)

    monkeypatch.setattr(runs_module, "_bring_into_force", erased_first)
    ran(restricted_store)
    assert keys["jack"] not in people_clusters(restricted_store.connection)["person_key"].to_pylist()


def test_erasure_takes_links_and_clusters_along(restricted_store: RestrictedStore, keys: dict) -> None:
    ran(restricted_store)
    restricted_store.connection.execute("DELETE FROM persons WHERE person_key = %s", [keys["jack"]])
    held = people_clusters(restricted_store.connection)["person_key"].to_pylist()
    assert keys["jack"] not in held
    assert not any(keys["jack"] in row[:2] for row in links(restricted_store))


def test_a_run_of_nobody_is_a_run(restricted_store: RestrictedStore, tmp_path: Path) -> None:
    purposed(restricted_store, tmp_path, groups='["child-suspects"]')
    filled(restricted_store)
    done = ran(restricted_store)
    assert done.total("records") == 0
    assert len(people_clusters(restricted_store.connection)) == 0


def test_a_decision_made_while_a_run_works_holds_in_that_run(
    restricted_store: RestrictedStore, store_url: str, keys: dict, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from saferplan.identities.linkage.decisions import Decision, Verdict, decide

    purpose = purposed(restricted_store, tmp_path)
    at_the_end = runs_module._bring_into_force

    def parted_first(*args):
        with opened(store_url, PartnershipKey.of(TEST_KEY)) as other:
            parted = Decision(keys["jack"], keys["jack-police"], Verdict.DIFFERENT, "cousins", "tester", purpose)
            decide(other.connection, parted, now=NOW)
        return at_the_end(*args)

    monkeypatch.setattr(runs_module, "_bring_into_force", parted_first)
    ran(restricted_store)
    assert not together(restricted_store, keys["jack"], keys["jack-police"])


def test_a_run_that_fails_leaves_the_last_one(
    restricted_store: RestrictedStore, keys: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ran(restricted_store)
    before = people_clusters(restricted_store.connection)

    def failing(*_):
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(runs_module, "parted_since", failing)
        with pytest.raises(RuntimeError):
            ran(restricted_store)
    assert people_clusters(restricted_store.connection) == before
    assert [row["run_id"] for row in runs(restricted_store.connection)] == [first.run_id]
    assert ran(restricted_store).run_id > first.run_id
