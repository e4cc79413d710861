"""Where tables lie: restricted ones apart and closed, in generations; lakes of the earlier layout are taken over."""

import shutil
import stat
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable, write_deltalake

from partner_lake import NOW, all_restricted, held, incident, load, references, to_earlier_layout
from saferplan.errors import LakeError
from saferplan.evidence.forgetting.expiry import expire
from saferplan.evidence.lake import Lake
from saferplan.evidence.lake_layout import FIRST_GENERATION, table_folder
from saferplan.evidence.lake_recovery import UNFINISHED
from saferplan.evidence.snapshot import LOADS_SCHEMA
from saferplan.evidence.tables import ALL_TABLES, AREAS, PARTNER_INCIDENTS


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = load(Lake(tmp_path / "lake"), [incident("A1", victim="ann")])
    return load(lake, [incident("A2", month="2026-02")], now=NOW + timedelta(days=1))


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("table", ALL_TABLES.values(), ids=ALL_TABLES)
def test_restricted_tables_lie_apart_and_open_ones_beside_each_other(table, tmp_path: Path):
    folder = table_folder(tmp_path, table, FIRST_GENERATION)
    expected = tmp_path / "restricted" / table.name / "generation-1" if table.is_restricted else tmp_path / table.name
    assert folder == expected


def test_the_restricted_part_is_closed_and_each_folder_in_it(lake: Lake):
    assert mode_of(lake.root / "restricted") == 0o700
    assert mode_of(lake.root / "restricted" / "partner_incidents") == 0o700
    assert mode_of(lake.snapshot().folder("partner_incidents")) == 0o700
    assert [one.name for one in (lake.root / "restricted").iterdir()] == ["partner_incidents"]


def test_a_lake_of_open_tables_has_no_restricted_part(tmp_path: Path):
    import pyarrow as pa

    lake = Lake(tmp_path / "open")
    with lake.writing() as writer:
        row = {"edition": "a", "level": "lsoa21", "code": "A", "name": "A"}
        writer.replace(AREAS, pa.Table.from_pylist([row], schema=AREAS.schema), [("a",)])
        writer.commit(loaded_at=NOW, summary={})
    assert not (lake.root / "restricted").exists()


# ---- a lake of the earlier layout


def earlier(lake: Lake) -> Lake:
    """As it was: tables beside each other, and loads that say nothing of generations."""
    rows = pq.ParquetDataset(DeltaTable(lake.root / "loads").file_uris()).read().drop_columns("generations")
    shutil.rmtree(lake.root / "loads")
    write_deltalake(lake.root / "loads", rows.sort_by("load_id"))
    return to_earlier_layout(lake)


def test_readers_read_it_as_it_lies(lake: Lake):
    before = held(lake)
    assert held(earlier(lake)) == before
    assert (lake.root / "partner_incidents").is_dir()
    assert references(lake.snapshot(NOW)) == ["A1"]


def test_the_next_load_moves_it_and_keeps_its_past(lake: Lake):
    earlier(lake)
    (lake.root / "partner_incidents").chmod(0o755)
    load(lake, [incident("A3", month="2026-03")], now=NOW + timedelta(days=2))
    assert not (lake.root / "partner_incidents").exists()
    assert mode_of(lake.root / "restricted") == 0o700
    assert references(lake) == ["A1", "A2", "A3"]
    assert references(lake.snapshot(NOW)) == ["A1"]
    assert [load.generations for load in lake.loads()] == [{}, {}, {}]


def test_a_load_that_broke_off_in_the_earlier_layout_is_undone_after_the_move(lake: Lake):
    earlier(lake)
    write_deltalake(lake.root / "partner_incidents", PARTNER_INCIDENTS.schema.empty_table(), mode="append")
    (lake.root / UNFINISHED).touch()
    load(lake, [incident("A3", month="2026-03")], now=NOW + timedelta(days=2))
    assert references(lake) == ["A1", "A2", "A3"]


def test_a_table_in_both_places_is_not_understood_and_nothing_is_deleted(lake: Lake):
    shutil.copytree(lake.snapshot().folder("partner_incidents"), lake.root / "partner_incidents")
    with pytest.raises(LakeError, match=r"partner_incidents: the table stands in two places.*Restore the lake"):
        load(lake, [incident("A3")])
    assert (lake.root / "partner_incidents").exists()
    assert references(lake) == ["A1", "A2"]


@pytest.mark.parametrize(
    "place", ["restricted", "restricted/partner_incidents", "restricted/partner_incidents/generation-1"]
)
def test_no_load_writes_through_a_link(place: str, lake: Lake, tmp_path: Path):
    (lake.root / place).rename(tmp_path / "elsewhere")
    (lake.root / place).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LakeError, match="a link stands in the place"):
        load(lake, [incident("A3")])


def test_no_generation_is_deleted_through_a_link(lake: Lake, tmp_path: Path):
    (lake.root / "restricted").rename(tmp_path / "elsewhere")
    (lake.root / "restricted").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "partner_incidents" / "generation-9").mkdir()
    (lake.root / UNFINISHED).touch()
    with pytest.raises(LakeError, match="a link stands in the place"):
        load(lake, [incident("A3")])
    assert (tmp_path / "elsewhere" / "partner_incidents" / "generation-9").exists()


def test_an_earlier_table_behind_a_link_is_not_taken_over(lake: Lake, tmp_path: Path):
    earlier(lake)
    (lake.root / "partner_incidents").rename(tmp_path / "elsewhere")
    (lake.root / "partner_incidents").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LakeError, match="a link stands in the place"):
        load(lake, [incident("A3")])
    assert (tmp_path / "elsewhere" / "_delta_log").is_dir()


# ---- generations


def rewritten(lake: Lake) -> Lake:
    from datetime import date

    with lake.writing() as writer:
        expire(writer, date(2100, 1, 1))
        writer.commit(loaded_at=NOW + timedelta(days=5), summary={"removed": "a test"})
    return lake


def test_a_generation_that_nobody_committed_is_cleared_away(lake: Lake):
    before = held(lake)
    with lake.writing() as writer:
        assert expire(writer, date(2100, 1, 1))
        assert (lake.root / "restricted" / "partner_incidents" / "generation-2").exists()
    assert held(lake) == before
    assert [one.name for one in (lake.root / "restricted" / "partner_incidents").iterdir()] == ["generation-1"]


def test_generations_count_on_and_only_the_last_is_there(lake: Lake):
    for number in (2, 3):
        rewritten(load(lake, [incident("A1")]))
        folders = [one.name for one in (lake.root / "restricted" / "partner_incidents").iterdir()]
        assert folders == [f"generation-{number}"]
        assert lake.loads()[-1].generations["partner_incidents"] == number


def test_what_was_not_deleted_in_time_is_deleted_by_the_next_writer_and_read_by_nobody(lake: Lake):
    shutil.copytree(lake.snapshot().folder("partner_incidents"), lake.root.parent / "kept")
    rewritten(lake)
    shutil.move(lake.root.parent / "kept", lake.root / "restricted" / "partner_incidents" / "generation-1")
    (lake.root / UNFINISHED).touch()
    with pytest.raises(LakeError, match="is gone"):
        lake.snapshot(NOW).files("partner_incidents", purpose="casework")
    load(lake, [incident("A9")])
    assert not (lake.root / "restricted" / "partner_incidents" / "generation-1").exists()


def test_the_folder_of_a_table_that_never_came_into_force_goes_whole(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    with lake.writing() as writer:
        writer.replace(PARTNER_INCIDENTS, PARTNER_INCIDENTS.schema.empty_table(), [("x", "2026-01")])
    assert [one.name for one in lake.root.iterdir()] == [".lock"]


def test_a_copy_of_a_lake_is_the_same_lake_and_another_is_not(lake: Lake, tmp_path: Path):
    shutil.copytree(lake.root, tmp_path / "copy")
    assert Lake(tmp_path / "copy").identity() == lake.identity()
    assert load(Lake(tmp_path / "other"), [incident("A1")]).identity() != lake.identity()
    load(lake, [incident("A5", month="2026-05")])
    assert Lake(tmp_path / "copy").identity() == lake.identity()


def test_loads_of_before_and_after_are_read_together(lake: Lake):
    earlier(lake)
    rewritten(lake)
    assert [load.generations for load in lake.loads()] == [{}, {}, {"partner_incidents": 2}]
    assert set(pq.read_schema(sorted((lake.root / "loads").glob("*.parquet"))[-1]).names) <= set(LOADS_SCHEMA.names)


def test_every_restricted_table_has_a_purpose_to_show_what_is_due(lake: Lake):
    for table in all_restricted():
        lake.snapshot().scan(table.name, purpose="retention")
