"""Restricted tables as someone would go about them who wants what is in there without saying why."""

import gc
import json
import os
import stat
from pathlib import Path

import pytest

from police_files import STOPS, csv_text, load_files, name_of, stop_row, street_rows, write, write_street
from saferplan.cli import main
from saferplan.errors import LakeError, PurposeRefused
from saferplan.evidence.access import COMMAND, READS, check_purpose
from saferplan.evidence.engines import DuckDbEngine
from saferplan.evidence.lake import Lake, Snapshot
from saferplan.evidence.loading.report import Status
from saferplan.evidence.snapshot import BEFORE_THE_FIRST_LOAD
from saferplan.evidence.tables import ALL_TABLES, STOP_AND_SEARCH, Openness, Table

PURPOSE = "disproportionality"
RESTRICTED = [table for table in ALL_TABLES.values() if table.is_restricted]
OPEN = [table for table in ALL_TABLES.values() if not table.is_restricted]
NO_PURPOSES = ["", "curiosity", "Disproportionality", " disproportionality", "disproportionality ", "*", "restricted"]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Two stops and three street crimes."""
    folder = tmp_path / "files"
    folder.mkdir()
    stops = write(folder, csv_text([stop_row(1), stop_row(2)], STOPS), name_of(kind="stop-and-search"))
    lake = Lake(tmp_path / "lake")
    load_files(lake, stops, write_street(folder, street_rows(3)), purpose=PURPOSE)
    return lake


@pytest.fixture
def snapshot(lake: Lake) -> Snapshot:
    return lake.snapshot()


def reads(lake: Lake) -> list[dict]:
    log = lake.root / READS
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# Refusal


@pytest.mark.parametrize("purpose", NO_PURPOSES)
def test_a_restricted_table_is_not_given_without_its_purpose(lake: Lake, snapshot: Snapshot, purpose: str) -> None:
    for read in (snapshot.scan, snapshot.files, DuckDbEngine(snapshot).table):
        with pytest.raises(PurposeRefused, match=r"stop_and_search is restricted and .*kept for: disproportionality"):
            read("stop_and_search", purpose=purpose)
    assert reads(lake) == []


def test_the_message_tells_a_missing_purpose_from_a_wrong_one(snapshot: Snapshot) -> None:
    with pytest.raises(PurposeRefused, match="is read only for a named purpose"):
        snapshot.scan("stop_and_search")
    with pytest.raises(PurposeRefused, match="may not be read for 'curiosity'"):
        snapshot.scan("stop_and_search", purpose="curiosity")
    assert PurposeRefused.exit_code == 10


@pytest.mark.parametrize("table", RESTRICTED, ids=lambda table: table.name)
def test_no_restricted_table_is_given_without_a_purpose_even_where_it_is_empty(tmp_path: Path, table: Table) -> None:
    empty = Snapshot(tmp_path, BEFORE_THE_FIRST_LOAD)
    for read in (empty.scan, empty.files, DuckDbEngine(empty).table):
        with pytest.raises(PurposeRefused):
            read(table.name)


def test_a_table_that_one_reader_opened_stays_closed_to_the_next(snapshot: Snapshot) -> None:
    engine = DuckDbEngine(snapshot)
    opened = engine.table("stop_and_search", purpose=PURPOSE)
    assert engine.run(opened.aggregate(rows=opened.count())).to_pylist() == [{"rows": 2}]
    with pytest.raises(PurposeRefused):
        engine.table("stop_and_search")


def test_an_older_state_is_as_closed_as_the_newest(lake: Lake) -> None:
    with pytest.raises(PurposeRefused):
        Snapshot(lake.root, lake.loads()[0]).scan("stop_and_search")


def test_a_name_that_is_no_table_opens_nothing(snapshot: Snapshot) -> None:
    for name in ("STOP_AND_SEARCH", "./stop_and_search", "incidents/../stop_and_search", "stop_and_search/"):
        with pytest.raises(KeyError):
            snapshot.files(name)


@pytest.mark.parametrize("table", OPEN, ids=lambda table: table.name)
def test_open_tables_need_no_purpose_and_are_not_logged(lake: Lake, table: Table) -> None:
    lake.snapshot().scan(table.name)
    lake.snapshot().scan(table.name, purpose="whatever")
    assert reads(lake) == []


def test_every_restricted_table_says_what_it_is_kept_for_and_no_open_one_does() -> None:
    assert STOP_AND_SEARCH in RESTRICTED
    assert all(table.purposes and "" not in table.purposes for table in RESTRICTED)
    assert not any(table.purposes for table in OPEN)


def test_a_restricted_table_kept_for_nothing_is_never_read() -> None:
    table = Table("secrets", "Secrets", "Secrets", ("edition",), (), openness=Openness.RESTRICTED)
    for purpose in NO_PURPOSES:
        with pytest.raises(PurposeRefused, match="It is kept for: no purpose yet"):
            check_purpose(table, purpose)


def test_what_does_not_fit_into_memory_is_written_where_only_the_user_reads_and_is_gone_with_the_engine(
    snapshot: Snapshot,
) -> None:
    engine = DuckDbEngine(snapshot)
    engine.table("stop_and_search", purpose=PURPOSE)
    spill = Path(engine._connection.con.execute("SELECT current_setting('temp_directory')").fetchall()[0][0])
    assert mode_of(spill) == 0o700
    del engine
    gc.collect()
    assert not spill.exists()


# The log of reads


def test_each_read_for_a_purpose_is_one_line_of_the_log(lake: Lake, snapshot: Snapshot) -> None:
    COMMAND.set("saferplan search")
    snapshot.scan("stop_and_search", purpose=PURPOSE)
    snapshot.files("stop_and_search", purpose=PURPOSE)
    first, second = reads(lake)
    assert first.pop("at") <= second.pop("at")
    expected = {
        "user": os.popen("id -un").read().strip(),
        "command": "saferplan search",
        "table": "stop_and_search",
        "version": snapshot.versions["stop_and_search"],
        "purpose": PURPOSE,
    }
    assert [first, second] == [expected, expected]


def test_an_engine_logs_each_purpose_once(lake: Lake, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = DuckDbEngine(snapshot)
    table = Table(**{**vars(STOP_AND_SEARCH), "purposes": (PURPOSE, "inspection")})
    monkeypatch.setitem(ALL_TABLES, "stop_and_search", table)
    for purpose in (PURPOSE, "inspection", PURPOSE):
        stops = engine.table("stop_and_search", purpose=purpose)
        assert engine.run(stops.aggregate(rows=stops.count())).to_pylist() == [{"rows": 2}]
    assert [line["purpose"] for line in reads(lake)] == [PURPOSE, "inspection"]


def test_the_log_does_not_believe_the_environment(
    lake: Lake, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER", "LOGNAME", "USERNAME", "LNAME"):
        monkeypatch.setenv(name, "somebody-else")
    snapshot.scan("stop_and_search", purpose=PURPOSE)
    assert reads(lake)[0]["user"] != "somebody-else"


def test_a_user_without_a_name_is_logged_by_number(
    lake: Lake, snapshot: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getuid", lambda: 4_000_000_001)
    snapshot.scan("stop_and_search", purpose=PURPOSE)
    assert reads(lake)[0]["user"] == "4000000001"


def test_the_log_holds_nothing_of_what_was_read(lake: Lake, snapshot: Snapshot) -> None:
    snapshot.scan("stop_and_search", purpose=PURPOSE)
    assert set(reads(lake)[0]) == {"at", "user", "command", "table", "version", "purpose"}
    text = (lake.root / READS).read_text()
    assert not any(value and value in text for heading, value in stop_row(1).items() if heading != "Date")


def test_a_read_that_cannot_be_logged_does_not_happen(lake: Lake, snapshot: Snapshot) -> None:
    (lake.root / READS).mkdir()
    with pytest.raises(LakeError, match=r"its reading cannot be logged .*Let whoever may read"):
        snapshot.scan("stop_and_search", purpose=PURPOSE)


def test_a_link_in_the_place_of_the_log_is_not_followed(lake: Lake, snapshot: Snapshot, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.jsonl"
    elsewhere.touch()
    (lake.root / READS).symlink_to(elsewhere)
    with pytest.raises(LakeError, match="cannot be logged"):
        snapshot.scan("stop_and_search", purpose=PURPOSE)
    assert elsewhere.read_text() == ""


def test_the_log_outlives_loads_and_is_added_to(lake: Lake, tmp_path: Path) -> None:
    lake.snapshot().scan("stop_and_search", purpose=PURPOSE)
    load_files(lake, write_street(tmp_path / "files", street_rows(4, month="2024-02")))
    lake.snapshot().scan("stop_and_search", purpose=PURPOSE)
    assert len(reads(lake)) == 2


def test_a_load_counts_what_it_writes_without_a_line(lake: Lake) -> None:
    assert reads(lake) == []
    with lake.writing() as writer:
        assert writer.current().files("stop_and_search")
        with pytest.raises(PurposeRefused):
            writer.before.files("stop_and_search")


# Files and documents


def test_folder_and_log_are_for_their_owner_alone(lake: Lake, snapshot: Snapshot) -> None:
    snapshot.scan("stop_and_search", purpose=PURPOSE)
    assert mode_of(lake.root / "restricted") == mode_of(lake.snapshot().folder("stop_and_search")) == 0o700
    assert mode_of(lake.root / READS) == 0o600
    assert mode_of(lake.root / "incidents") != 0o700


def test_the_folder_of_an_older_lake_is_closed_by_the_next_load(lake: Lake, tmp_path: Path) -> None:
    (lake.root / "restricted").chmod(0o755)
    more = write(
        tmp_path / "files",
        csv_text([stop_row(1, date="2025-02-03T10:00:00+00:00")], STOPS),
        name_of("2025-02", kind="stop-and-search"),
    )
    report = load_files(lake, more, purpose=PURPOSE)
    assert [file.status for file in report.files] == [Status.LOADED]
    assert mode_of(lake.root / "restricted") == mode_of(lake.snapshot().folder("stop_and_search")) == 0o700


def test_commands_say_which_of_them_reads(lake: Lake, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--lake", str(lake.root), "--json"]) == 0
    assert COMMAND.get() == "saferplan coverage"
    assert "stop_and_search" not in capsys.readouterr().out
