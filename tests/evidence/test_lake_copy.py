"""A lake is copied as its last load left it, whatever is being written meanwhile."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from deltalake import DeltaTable

from partner_lake import FEED, MONTH, NOW, held, incident, load, put
from saferplan.errors import LakeError
from saferplan.evidence.forgetting.erasure import Decision, OneRecord, erase
from saferplan.evidence.lake import Lake
from saferplan.evidence.lake_copy import LakeState, state_of
from saferplan.evidence.lake_recovery import STAGING
from saferplan.evidence.tables import EXTRACTS, PARTNER_INCIDENTS


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Three loads, of which the second replaces a slice of the first."""
    lake = Lake(tmp_path / "a lake")
    load(lake, [incident("1"), incident("2")])
    load(lake, [incident("3")], now=NOW + timedelta(days=1))
    return load(lake, [incident("4") | {"month": "2026-02"}], now=NOW + timedelta(days=2))


def copied(state: LakeState, target: Path) -> Lake:
    for file in state.files:
        (target / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(state.root / file, target / file)
    return Lake(target)


def everything(lake: Lake) -> list[tuple[object, ...]]:
    """Every table as every load left it."""
    states = [(one, lake.snapshot(datetime.fromisoformat(one.loaded_at))) for one in lake.loads()]
    return [(one, held(state), held(state, EXTRACTS)) for one, state in states]


def test_a_copy_holds_every_version_that_loads_name(lake: Lake, tmp_path: Path):
    copy = copied(state_of(lake.root), tmp_path / "copy")

    assert everything(copy) == everything(lake)
    assert len(everything(copy)) == 3
    assert copy.identity() == lake.identity()


def test_a_copy_is_complete_and_clean_for_the_next_load(lake: Lake, tmp_path: Path):
    copy = copied(state_of(lake.root), tmp_path / "copy")

    load(copy, [incident("5") | {"month": "2026-03"}], now=NOW + timedelta(days=3))

    assert [row["reference"] for row in held(copy)] == ["3", "4", "5"]


def test_what_a_load_is_writing_is_no_part_of_it(lake: Lake, tmp_path: Path):
    before = everything(lake)
    with lake.writing() as writer:
        (writer.staging / "extract.csv").write_text("a partner's file")
        put(writer, PARTNER_INCIDENTS, [incident("9")])
        state = state_of(lake.root)

    assert everything(copied(state, tmp_path / "copy")) == before
    assert not any(STAGING in file.parts for file in state.files)


def test_loads_that_come_during_the_copy_are_no_part_of_it(lake: Lake, tmp_path: Path):
    before, state = everything(lake), state_of(lake.root)
    load(lake, [incident("9")], now=NOW + timedelta(days=3))

    assert everything(copied(state, tmp_path / "copy")) == before
    assert not state.is_unchanged()
    assert state_of(lake.root).is_unchanged()


def test_an_erasure_during_the_copy_is_noticed(lake: Lake, tmp_path: Path):
    state = state_of(lake.root)
    with lake.writing() as writer:
        erase(writer, OneRecord(FEED, "3"), Decision("Article 17", "DPO", NOW.date()), lambda data: data[:32])
        writer.commit(loaded_at=NOW + timedelta(days=3), summary={})

    with pytest.raises(FileNotFoundError):
        copied(state, tmp_path / "copy")
    again = copied(state_of(lake.root), tmp_path / "again")
    assert [row["reference"] for row in held(again)] == ["4"]
    assert MONTH not in {row["month"] for row in held(again)}


def test_checkpoints_are_copied_without_the_hint_to_the_last(lake: Lake, tmp_path: Path):
    for log in list(lake.root.rglob("_delta_log")):
        DeltaTable(log.parent).create_checkpoint()
    load(lake, [incident("5")], now=NOW + timedelta(days=3))
    assert list(lake.root.rglob("*.checkpoint.parquet"))

    assert everything(copied(state_of(lake.root), tmp_path / "copy")) == everything(lake)


def test_files_beside_the_tables_are_copied_but_for_hidden_ones_and_links(lake: Lake, tmp_path: Path):
    (lake.root / "profiles").mkdir()
    (lake.root / "profiles" / "harbour.toml").write_text("x")
    (lake.root / ".lock").touch()
    (lake.root / "outside").symlink_to(tmp_path)

    names = {file.as_posix() for file in state_of(lake.root).files}

    assert "profiles/harbour.toml" in names
    assert not any(name.startswith((".", "outside")) for name in names)


def test_a_lake_before_its_first_load_has_no_tables(tmp_path: Path):
    root = tmp_path / "lake"
    root.mkdir()
    (root / "identities-check.json").write_text("{}")

    assert state_of(root) == LakeState(root, None, 0, (Path("identities-check.json"),))


def test_a_lost_file_is_told(lake: Lake):
    next(iter((lake.root / "restricted").rglob("*.parquet"))).unlink()

    with pytest.raises(LakeError, match="a file of the table is lost"):
        state_of(lake.root)
