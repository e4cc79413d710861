"""A past state comes into force again whole; what was forgotten, released or removed for good does not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partner_lake import incident, put, references
from police_files import load_files, rows_in, street_rows, write_street
from saferplan.errors import UnknownName
from saferplan.evidence.coverage import coverage_records
from saferplan.evidence.lake import Lake, Writer
from saferplan.evidence.loading.going_back import (
    FORGETTING,
    GONE_BACK,
    REMOVED,
    STAYS_FORGOTTEN,
    STAYS_RELEASED,
    go_back,
    load_numbered,
    steps_to,
)
from saferplan.evidence.snapshot import LoadRecord
from saferplan.evidence.tables import ALL_TABLES, EXTRACTS, PARTNER_INCIDENTS, PEOPLE_COUNTS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONTHS = ("2024-01", "2024-02", "2024-03")


@pytest.fixture
def lake(tmp_path):
    return Lake(tmp_path / "lake")


def a_load(lake, folder, rows, month, number):
    """A release of a month, each newer than the one before."""
    file = write_street(folder / str(number), street_rows(rows, month=month), released=datetime(2025, 1, 1 + number))
    load_files(lake, file, now=NOW + timedelta(minutes=number))


def state(lake):
    """All that a reader sees: rows, and which file each slice is of."""
    extracts = sorted((one["dataset"], one["slice"], one["file"]) for one in lake.snapshot().extracts)
    return rows_in(lake), extracts, [(one.month, one.rows_loaded) for one in coverage_records(lake.snapshot())]


def test_the_lake_is_as_that_load_left_it(lake, tmp_path):
    a_load(lake, tmp_path, 20, "2024-01", 1)
    first = state(lake)
    a_load(lake, tmp_path, 30, "2024-01", 2)
    a_load(lake, tmp_path, 10, "2024-02", 3)

    made = go_back(lake, 1, now=NOW)

    assert state(lake) == first
    assert made.load_id == 4
    assert made.summary[GONE_BACK] == 1


def test_what_was_before_it_can_be_gone_back_to_as_well(lake, tmp_path):
    a_load(lake, tmp_path, 20, "2024-01", 1)
    a_load(lake, tmp_path, 30, "2024-01", 2)
    second = state(lake)
    go_back(lake, 1, now=NOW)

    go_back(lake, 2, now=NOW)

    assert state(lake) == second


def test_files_are_loaded_after_it_as_ever(lake, tmp_path):
    a_load(lake, tmp_path, 20, "2024-01", 1)
    a_load(lake, tmp_path, 30, "2024-02", 2)
    go_back(lake, 1, now=NOW)

    a_load(lake, tmp_path, 30, "2024-02", 2)
    a_load(lake, tmp_path, 5, "2024-03", 3)

    assert sum(rows_in(lake).values()) == 55


def test_past_dates_stay_readable(lake, tmp_path):
    a_load(lake, tmp_path, 20, "2024-01", 1)
    a_load(lake, tmp_path, 30, "2024-01", 2)
    go_back(lake, 1, now=NOW + timedelta(hours=1))

    assert sum(rows_in(lake, as_at=NOW + timedelta(minutes=2)).values()) == 30


def test_where_nothing_would_change_nothing_does(lake, tmp_path):
    a_load(lake, tmp_path, 20, "2024-01", 1)

    assert go_back(lake, 1, now=NOW) is None
    assert len(lake.loads()) == 1


def test_a_load_that_there_was_not(lake, tmp_path):
    a_load(lake, tmp_path, 20, "2024-01", 1)

    with pytest.raises(UnknownName, match="no load 7"):
        go_back(lake, 7, now=NOW)


def test_one_that_breaks_off_half_way_has_changed_nothing(lake, tmp_path, monkeypatch):
    a_load(lake, tmp_path, 20, "2024-01", 1)
    a_load(lake, tmp_path, 30, "2024-01", 2)
    second = state(lake)
    with monkeypatch.context() as patch:
        patch.setattr(Writer, "commit", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            go_back(lake, 1, now=NOW)

    assert state(lake) == second
    a_load(lake, tmp_path, 5, "2024-03", 3)
    assert sum(rows_in(lake).values()) == 35


@settings(max_examples=15, deadline=None)
@given(
    loads=st.lists(st.tuples(st.sampled_from(MONTHS), st.integers(1, 12)), min_size=2, max_size=5),
    backs=st.lists(st.integers(0, 4), min_size=1, max_size=3),
)
def test_whatever_was_loaded_and_gone_back_to(loads, backs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    lake = Lake(folder / "lake")
    seen = {}
    for number, (month, rows) in enumerate(loads, start=1):
        a_load(lake, folder, rows, month, number)
        seen[lake.loads()[-1].load_id] = state(lake)
    for back in backs:
        number = sorted(seen)[back % len(seen)]
        made = go_back(lake, number, now=NOW)
        assert state(lake) == seen[number]
        if made:
            seen[made.load_id] = seen[number]


class TestPartnersRecords:
    @pytest.fixture(autouse=True)
    def two_loads(self, lake):
        self.load(lake, PARTNER_INCIDENTS, [incident("A1", victim="k1")])
        self.load(lake, PARTNER_INCIDENTS, [incident("A1", victim="k1"), incident("A2", victim="k2")])

    def load(self, lake, table, rows):
        with lake.writing() as writer:
            put(writer, table, rows)
            writer.commit(loaded_at=NOW, summary={})

    def test_they_go_back_while_no_row_was_removed_for_good(self, lake):
        go_back(lake, 1, now=NOW)

        assert references(lake) == ["A1"]

    def test_once_rows_were_removed_for_good_they_stay_as_they_are(self, lake):
        import pyarrow as pa

        with lake.writing() as writer:
            kept = pa.Table.from_pylist([incident("A2", victim="k2")], schema=PARTNER_INCIDENTS.schema)
            writer.rewrite(PARTNER_INCIDENTS, kept.to_reader())
            writer.commit(loaded_at=NOW, summary={"files": [], "removed": "an erasure"})
        before = lake.snapshot().extracts

        assert go_back(lake, 1, now=NOW) is None
        assert references(lake) == ["A2"]
        assert lake.snapshot().extracts == before

    def test_what_stays_keeps_the_list_of_its_files(self, lake, tmp_path):
        import pyarrow as pa

        a_load(lake, tmp_path, 20, "2024-01", 1)
        with lake.writing() as writer:
            kept = pa.Table.from_pylist([incident("A2")], schema=PARTNER_INCIDENTS.schema)
            writer.rewrite(PARTNER_INCIDENTS, kept.to_reader())
            writer.commit(loaded_at=NOW, summary={"files": [], "removed": "an erasure"})

        made = go_back(lake, 2, now=NOW)

        assert made.summary["stays"] == {"partner_incidents": REMOVED}
        assert not rows_in(lake)
        assert {one["dataset"] for one in lake.snapshot().extracts} == {"partner_incidents"}


@pytest.mark.parametrize(
    ("table", "why"), [*((name, STAYS_FORGOTTEN) for name in FORGETTING), (PEOPLE_COUNTS.name, STAYS_RELEASED)]
)
def test_registers_never_go_back(table, why):
    past, now = (LoadRecord(one, "", {table: one}, {}) for one in (1, 2))

    assert [(step.table.name, step.stays) for step in steps_to(now, past)] == [(table, why)]


def test_every_table_of_what_is_forgotten_is_known_here():
    """A table that is added to the contracts of forgetting must not be gone back in."""
    from saferplan.evidence.tables import CONTRACTS, declarations

    assert set(FORGETTING) == set(declarations(CONTRACTS)["forgetting"])
    assert EXTRACTS.name in ALL_TABLES


def test_a_number_is_found(lake, tmp_path):
    a_load(lake, tmp_path, 20, "2024-01", 1)

    assert load_numbered(lake, 1).load_id == 1
