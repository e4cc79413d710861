"""A lake whose folder was tampered with: nothing outside it is read or deleted, and the error says what to do."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from saferplan.errors import LakeError
from saferplan.evidence.lake import Lake
from saferplan.evidence.lake_recovery import STAGING, UNFINISHED
from saferplan.evidence.tables import AREAS, INCIDENTS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    rows = pa.Table.from_pylist([{"edition": "a", "level": "lsoa21", "code": "A", "name": "A"}], schema=AREAS.schema)
    with lake.writing() as writer:
        writer.replace(AREAS, rows, [("a",)])
        writer.commit(loaded_at=NOW, summary={})
    return lake


def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "precious.txt").write_text("precious")
    return folder


@pytest.mark.parametrize("name", ["incidents", "areas", STAGING])
def test_recovery_deletes_nothing_through_a_link(lake: Lake, tmp_path: Path, name: str) -> None:
    place, target = lake.root / name, outside(tmp_path)
    if place.exists():
        place.rename(tmp_path / "elsewhere" / "table")
        target = tmp_path / "elsewhere" / "table"
        (target / "precious.txt").write_text("precious")
    place.symlink_to(target)
    (lake.root / UNFINISHED).touch()
    with pytest.raises(LakeError, match="link"), lake.writing():
        pass
    assert (target / "precious.txt").exists()


def test_recovery_deletes_nothing_through_a_link_inside_a_table(lake: Lake, tmp_path: Path) -> None:
    (lake.root / "areas" / "month=2025-01").symlink_to(outside(tmp_path))
    (lake.root / UNFINISHED).touch()
    with pytest.raises(LakeError, match="link"), lake.writing():
        pass
    assert (tmp_path / "elsewhere" / "precious.txt").exists()


def test_no_load_writes_through_a_link(lake: Lake, tmp_path: Path) -> None:
    (lake.root / STAGING).symlink_to(outside(tmp_path))
    with pytest.raises(LakeError, match="link"), lake.writing():
        pass


def test_no_file_is_moved_into_the_lake_through_a_link(lake: Lake, tmp_path: Path) -> None:
    (lake.root / "incidents").mkdir()
    (lake.root / "incidents" / "month=2025-01").symlink_to(outside(tmp_path))
    file = tmp_path / "month=2025-01" / "rows.parquet"
    file.parent.mkdir()
    pq.write_table(INCIDENTS.schema.empty_table().drop_columns("month"), file)
    with lake.writing() as writer, pytest.raises(LakeError, match="link"):
        writer.replace_with_files(INCIDENTS, [file], [("essex", "2025-01")])
    assert [one.name for one in (tmp_path / "elsewhere").iterdir()] == ["precious.txt"]


def rename_in_log(table: Path, name: str) -> None:
    """Makes the log name another file in the place of the table's own."""
    for log in (table / "_delta_log").glob("*.json"):
        actions = [json.loads(line) for line in log.read_text().splitlines()]
        for action in actions:
            if "add" in action:
                action["add"]["path"] = name
        log.write_text("\n".join(json.dumps(action) for action in actions))


@pytest.mark.parametrize("name", ["../../elsewhere/a.parquet", "/etc/passwd", "file:///etc/passwd", "../loads/x"])
def test_a_log_that_names_a_file_elsewhere_is_not_followed(lake: Lake, tmp_path: Path, name: str) -> None:
    (outside(tmp_path) / "a.parquet").write_bytes(b"PAR1")
    rename_in_log(lake.root / "areas", name)
    with pytest.raises(LakeError) as raised:
        lake.snapshot().scan("areas")
    assert "Restore" in raised.value.remedy


def test_a_lost_file_is_named(lake: Lake) -> None:
    [file] = lake.snapshot().files("areas")
    Path(file).unlink()
    with pytest.raises(LakeError, match="lost") as raised:
        lake.snapshot().scan("areas")
    assert raised.value.where == file


def test_a_file_that_is_a_link_is_not_followed(lake: Lake, tmp_path: Path) -> None:
    [file] = lake.snapshot().files("areas")
    Path(file).rename(tmp_path / "moved.parquet")
    Path(file).symlink_to(tmp_path / "moved.parquet")
    with pytest.raises(LakeError, match="not in the table's folder"):
        lake.snapshot().scan("areas")
