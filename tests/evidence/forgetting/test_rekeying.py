"""A change of key: every pseudonym becomes its successor, and no trace of the earlier ones stays in the lake."""

import json
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partner_lake import NOW, all_bytes, held, incident, load
from saferplan.errors import LakeError
from saferplan.evidence.forgetting import pseudonyms_in, rekey
from saferplan.evidence.lake import Lake

LATER = NOW + timedelta(days=1)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    rows = [
        incident("A1", victim="old-v1", suspect="old-s1", address_key="old-a1"),
        incident("A2", victim="old-v2", month="2026-02"),
        incident("A3", month="2026-02", address_key="old-a1"),
    ]
    return load(Lake(tmp_path / "lake"), rows)


def mapping(**pairs: str) -> pa.Table:
    return pa.table(
        {"old": list(pairs), "new": list(pairs.values())}, pa.schema([("old", "string"), ("new", "string")])
    )


def old_to_new(*keys: str) -> pa.Table:
    return pa.table({"old": [f"old-{key}" for key in keys], "new": [f"new-{key}" for key in keys]})


def keys_of(lake: Lake) -> list[tuple]:
    return [(row["reference"], row["victim_key"], row["suspect_key"], row["address_key"]) for row in held(lake)]


def test_every_key_becomes_its_successor_and_the_rest_of_a_row_stays(lake: Lake):
    before = held(lake)
    assert rekey(lake, old_to_new("v1", "v2", "s1", "a1"), now=LATER) == 3
    after = held(lake)
    assert keys_of(lake) == [
        ("A1", "new-v1", "new-s1", "new-a1"),
        ("A2", "new-v2", None, None),
        ("A3", None, None, "new-a1"),
    ]
    keys = ("victim_key", "suspect_key", "address_key")
    assert [{**row, **dict.fromkeys(keys)} for row in after] == [{**row, **dict.fromkeys(keys)} for row in before]


def test_nothing_of_the_old_keys_stays_anywhere_in_the_lake(lake: Lake):
    assert b"old-v1" in all_bytes(lake.root)
    rekey(lake, old_to_new("v1", "v2", "s1", "a1"), now=LATER)
    assert b"old-" not in all_bytes(lake.root)
    assert b"new-v1" in all_bytes(lake.root)


def test_keys_of_rows_that_were_replaced_long_ago_go_with_the_rest(lake: Lake):
    load(lake, [incident("A1", victim="old-v9")], now=LATER)
    load(lake, [incident("A1", victim="old-v1")], now=LATER)
    assert b"old-v9" in all_bytes(lake.root)
    rekey(lake, old_to_new("v1", "v2", "a1"), now=LATER)
    assert b"old-" not in all_bytes(lake.root)


def test_done_again_it_changes_nothing(lake: Lake):
    keys = old_to_new("v1", "v2", "s1", "a1")
    rekey(lake, keys, now=LATER)
    loads = lake.loads()
    assert rekey(lake, keys, now=LATER + timedelta(days=1)) == 0
    assert lake.loads() == loads


@pytest.mark.parametrize("column", ["v1", "s1", "a1"])
def test_a_key_that_is_neither_old_nor_new_stops_it_and_is_not_printed(column: str, lake: Lake):
    before = held(lake)
    known = {"v1", "v2", "s1", "a1"} - {column}
    with pytest.raises(
        LakeError, match=r"rows of partner_incidents name somebody under a key.*Nothing has changed"
    ) as no:
        rekey(lake, old_to_new(*known), now=LATER)
    assert "old-" not in str(no.value)
    assert held(lake) == before
    assert len(lake.loads()) == 1


def test_a_lake_without_partners_rows_has_nothing_to_change(tmp_path: Path):
    empty = Lake(tmp_path / "none")
    assert rekey(empty, old_to_new("v1"), now=NOW) == 0
    assert pseudonyms_in(empty) == set()


def test_pseudonyms_are_those_in_force_and_those_of_versions_still_kept(lake: Lake):
    assert pseudonyms_in(lake) == {"old-v1", "old-v2", "old-s1", "old-a1"}
    load(lake, [incident("A1", victim="old-v3")], now=LATER)
    assert pseudonyms_in(lake) == {"old-v1", "old-v2", "old-v3", "old-s1", "old-a1"}


def test_a_past_state_says_that_the_keys_were_changed(lake: Lake):
    rekey(lake, old_to_new("v1", "v2", "s1", "a1"), now=LATER)
    with pytest.raises(LakeError, match=r"removed for good on 2026-11-23 by a change of the partnership's key"):
        lake.snapshot(NOW).scan("partner_incidents", purpose="linkage")


def test_the_record_of_the_load_names_no_key(lake: Lake):
    rekey(lake, old_to_new("v1", "v2", "s1", "a1"), now=LATER)
    load_row = lake.loads()[-1]
    assert load_row.summary["rows"] == {"partner_incidents": 3}
    assert "old-" not in json.dumps(load_row.summary)
    assert "new-" not in json.dumps(load_row.summary)


KEYS = st.sampled_from([None, "a", "b", "c", "d"])


@given(rows=st.lists(st.tuples(KEYS, KEYS, KEYS), min_size=1, max_size=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_does_what_a_dictionary_does(rows: list, tmp_path_factory: pytest.TempPathFactory):
    """Also where new keys are those that others had before: each row is renamed once."""
    renamed = {"a": "b", "b": "c", "c": "a", "d": "d"}
    lake = Lake(tmp_path_factory.mktemp("rekeyed") / "lake")
    load(lake, [incident(f"{n:02}", victim=v, suspect=s, address_key=a) for n, (v, s, a) in enumerate(rows)])
    rekey(lake, mapping(**renamed), now=LATER)
    expected = [(f"{n:02}", *(renamed.get(key) for key in keys)) for n, keys in enumerate(rows)]
    assert keys_of(lake) == expected
