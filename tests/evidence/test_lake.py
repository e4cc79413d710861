"""The lake alone: slices replaced, versions in force, states read back, and what a broken-off load left is undone."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from police_files import load_files, street_rows, write_street
from saferplan.errors import LakeError, NothingLoaded
from saferplan.evidence.lake import Lake, Writer
from saferplan.evidence.lake_faults import WRITE_FAULTS
from saferplan.evidence.lake_writer import KEEP_HISTORY
from saferplan.evidence.tables import ALL_TABLES, AREAS, EXTRACTS, INCIDENTS

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def areas(edition: str, *codes: str) -> pa.Table:
    rows = [{"edition": edition, "level": "lsoa21", "code": code, "name": code.title()} for code in codes]
    return pa.Table.from_pylist(rows, schema=AREAS.schema)


def incidents(publisher: str, month: str, count: int) -> pa.Table:
    rows = [{"publisher": publisher, "month": month, "incident_id": str(number)} for number in range(count)]
    return pa.Table.from_pylist(rows, schema=INCIDENTS.schema)


def put(writer: Writer, publisher: str, month: str, count: int, *, as_files: bool = False) -> None:
    """As a load does: the rows, and the extract that delivered them."""
    rows = incidents(publisher, month, count)
    if as_files:
        writer.replace_with_files(INCIDENTS, [staged(writer, rows)], [(publisher, month)])
    else:
        writer.replace(INCIDENTS, rows, [(publisher, month)])
    name = f"{publisher}/{month}"
    row = dict.fromkeys(EXTRACTS.column_names) | {"dataset": "incidents", "slice": name, "rows_loaded": count}
    writer.replace(EXTRACTS, pa.Table.from_pylist([row], schema=EXTRACTS.schema), [("incidents", name)])


def staged(writer: Writer, rows: pa.Table) -> Path:
    """The rows of one month as a Parquet file in the staging folder."""
    file = writer.staging / f"month={rows['month'][0]}" / "rows.parquet"
    file.parent.mkdir()
    pq.write_table(rows.drop_columns("month"), file)
    return file


def load_one(
    lake: Lake, publisher: str, month: str, count: int, now: datetime = NOW, *, as_files: bool = False
) -> None:
    with lake.writing() as writer:
        put(writer, publisher, month, count, as_files=as_files)
        writer.commit(loaded_at=now, summary={})


def held(lake: Lake, as_at: datetime | None = None) -> dict[tuple[str, str], int]:
    import duckdb

    snapshot = lake.snapshot(as_at) if as_at else lake.snapshot_or_empty()
    rows = duckdb.sql(f"SELECT publisher, month, count(*) FROM {snapshot.scan('incidents')} GROUP BY ALL").fetchall()
    return {(publisher, month): count for publisher, month, count in rows}


# ---- reading


def test_a_lake_that_is_not_there_holds_nothing_and_is_not_made_by_reading(lake: Lake):
    assert lake.loads() == []
    assert lake.snapshot_or_empty().extracts == []
    with pytest.raises(NothingLoaded, match=r"no data is loaded.*saferplan load PATH"):
        lake.snapshot()
    assert not lake.root.exists()


def purpose_of(table: str) -> str:
    return next(iter(ALL_TABLES[table].purposes), "")


@pytest.mark.parametrize("table", ALL_TABLES)
def test_a_table_never_loaded_is_empty_and_has_the_columns_of_its_contract(table: str, lake: Lake):
    import duckdb

    empty = duckdb.sql(f"FROM {lake.snapshot_or_empty().scan(table, purpose=purpose_of(table))}")
    assert empty.fetchall() == []
    assert tuple(empty.columns) == ALL_TABLES[table].column_names
    assert lake.snapshot_or_empty().files(table, purpose=purpose_of(table)) == []
    assert not lake.snapshot_or_empty().has(table)


@pytest.mark.parametrize("table", ALL_TABLES.values(), ids=ALL_TABLES)
def test_every_table_is_read_back_as_it_was_written(table, lake: Lake):
    import duckdb

    examples = {
        pa.string(): "2024-01",
        pa.int64(): 2**40,
        pa.float64(): -0.1,
        pa.date32(): datetime(2020, 2, 29).date(),
        pa.timestamp("us"): datetime(2020, 2, 29, 23, 59),
        pa.bool_(): True,
        pa.binary(): b"\0\xff",
    }
    full = {column.name: examples[column.type] for column in table.columns}
    sparse = dict.fromkeys(full) | {key: full[key] for key in table.replaced_by}
    with lake.writing() as writer:
        key = tuple(full[name] for name in table.replaced_by)
        writer.replace(table, pa.Table.from_pylist([full, sparse], schema=table.schema), [key])
        writer.commit(loaded_at=NOW, summary={})
    names = ", ".join(f'"{name}"' for name in table.column_names)
    scan = lake.snapshot().scan(table.name, purpose=purpose_of(table.name))
    rows = duckdb.sql(f"SELECT {names} FROM {scan}").fetchall()
    assert sorted(rows, key=str) == sorted([tuple(full.values()), tuple(sparse.values())], key=str)


@pytest.mark.parametrize(
    "name",
    ["plain", "with space", "it's", 'a "quote"', "50 & more", "Ünï-東京", "semi;colon", "hash#", "plus+", "~", "-dash"],
)  # fmt: skip
def test_a_lake_may_lie_in_a_folder_of_almost_any_name(name: str, tmp_path: Path):
    lake = Lake(tmp_path / name / "the lake")
    load_one(lake, "essex", "2024-01", 3)
    load_one(lake, "essex", "2024-01", 5, NOW + timedelta(days=1))
    assert held(lake) == {("essex", "2024-01"): 5}
    assert held(lake, NOW) == {("essex", "2024-01"): 3}


@pytest.mark.parametrize(
    "name", ["per%20cent", "[1]", "st*r", "que?tion", "back\\slash", "c^ret", "p|pe", "new\nline", "tab\t", "month=5"]
)
def test_names_that_the_libraries_below_misread_are_refused_before_anything_is_made(name: str, tmp_path: Path):
    lake = Lake(tmp_path / name)
    with pytest.raises(LakeError, match=r"cannot lie in a folder with .* in its path.*plainer name") as refused:
        load_one(lake, "essex", "2024-01", 3)
    assert refused.value.exit_code == 7
    with pytest.raises(LakeError):
        lake.snapshot()
    assert list(tmp_path.iterdir()) == []


def test_a_lake_reached_through_a_link_is_the_same_lake(tmp_path: Path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    load_one(Lake(tmp_path / "link"), "essex", "2024-01", 3)
    break_off(Lake(tmp_path / "link"), "essex", "2024-01", 9)
    load_one(Lake(tmp_path / "link"), "kent", "2024-01", 4)
    assert held(Lake(tmp_path / "real")) == {("essex", "2024-01"): 3, ("kent", "2024-01"): 4}


def test_a_lake_can_be_moved_and_copied_without_its_hidden_files(lake: Lake, tmp_path: Path):
    import shutil

    load_one(lake, "essex", "2024-01", 3)
    moved = Lake(tmp_path / "moved")
    shutil.copytree(lake.root, moved.root, ignore=shutil.ignore_patterns(".lock"))
    load_one(moved, "essex", "2024-02", 4)
    assert held(moved) == {("essex", "2024-01"): 3, ("essex", "2024-02"): 4}


# ---- writing


def test_nothing_is_in_force_before_the_commit_and_all_of_it_after(lake: Lake):
    with lake.writing() as writer:
        put(writer, "essex", "2024-01", 3)
        assert held(lake) == {}
        assert lake.loads() == []
        writer.commit(loaded_at=NOW, summary={"files": []})
        assert held(lake) == {("essex", "2024-01"): 3}
    (load,) = lake.loads()
    assert (load.load_id, load.loaded_at, load.summary) == (1, NOW.isoformat(), {"files": []})
    assert set(load.versions) == {"incidents", "extracts"}


def test_a_slice_is_replaced_and_its_neighbours_stay(lake: Lake):
    for publisher, month, count in (("essex", "2024-01", 3), ("essex", "2024-02", 4), ("kent", "2024-01", 5)):
        load_one(lake, publisher, month, count)
    load_one(lake, "essex", "2024-01", 1)
    assert held(lake) == {("essex", "2024-01"): 1, ("essex", "2024-02"): 4, ("kent", "2024-01"): 5}


def test_rows_in_files_replace_slices_as_rows_in_a_table_do(lake: Lake):
    for publisher, month, count in (("essex", "2024-01", 3), ("essex", "2024-02", 4), ("kent", "2024-01", 5)):
        load_one(lake, publisher, month, count, as_files=True)
    load_one(lake, "essex", "2024-01", 1, NOW + timedelta(days=1), as_files=True)
    assert held(lake) == {("essex", "2024-01"): 1, ("essex", "2024-02"): 4, ("kent", "2024-01"): 5}
    assert held(lake, NOW) == {("essex", "2024-01"): 3, ("essex", "2024-02"): 4, ("kent", "2024-01"): 5}
    table = DeltaTable(lake.root / "incidents")
    assert pa.schema(table.schema()) == INCIDENTS.schema
    assert table.metadata().partition_columns == ["month"]


def test_a_slice_written_twice_in_one_load_holds_what_came_last(lake: Lake):
    with lake.writing() as writer:
        writer.replace(AREAS, areas("x", "a", "b"), [("x",)])
        writer.replace(AREAS, areas("x", "c"), [("x",)])
        writer.replace(AREAS, areas("y", "d"), [("y",)])
        writer.commit(loaded_at=NOW, summary={})
    assert [pa.parquet.read_table(file)["code"].to_pylist() for file in lake.snapshot().files("areas")] in (
        [["c"], ["d"]],
        [["d"], ["c"]],
    )


@pytest.mark.parametrize(
    "edition", ["it's", 'say "x"', "semi;colon", "100%", "a/b", "ünï 東京", "back\\slash", "--", "/*"]
)
def test_an_edition_of_any_name_is_replaced(edition: str, lake: Lake):
    for codes in (("a", "b"), ("c",)):
        with lake.writing() as writer:
            writer.replace(AREAS, areas(edition, *codes), [(edition,)])
            writer.replace(AREAS, areas("other", *codes), [("other",)])
            row = dict.fromkeys(EXTRACTS.column_names) | {"dataset": "areas", "slice": edition}
            writer.replace(EXTRACTS, pa.Table.from_pylist([row], schema=EXTRACTS.schema), [("areas", edition)])
            writer.commit(loaded_at=NOW, summary={})
    table = pa.concat_tables(pa.parquet.read_table(file) for file in lake.snapshot().files("areas"))
    assert table.filter(pa.compute.equal(table["edition"], edition))["code"].to_pylist() == ["c"]


def test_versions_are_kept_for_good(lake: Lake):
    load_one(lake, "essex", "2024-01", 3)
    for table in ("incidents", "extracts", "loads"):
        configuration = DeltaTable(lake.root / table).metadata().configuration
        assert {key: configuration.get(key) for key in KEEP_HISTORY} == KEEP_HISTORY


def test_versions_stay_readable_when_delta_sums_up_its_log(lake: Lake):
    """It does so at every hundredth commit of a table; the loads here fall on both sides of that."""
    writes = [1, 95, 1, 1, 1, 1, 1, 1]
    for day, times in enumerate(writes):
        with lake.writing() as writer:
            put(writer, "essex", "2024-01", day + 1)
            for _ in range(times - 1):
                writer.replace(INCIDENTS, incidents("essex", "2024-01", day + 1), [("essex", "2024-01")])
            writer.commit(loaded_at=NOW + timedelta(days=day), summary={})
    assert list((lake.root / "incidents" / "_delta_log").glob("*.checkpoint.parquet"))
    assert [load.load_id for load in lake.loads()] == list(range(1, len(writes) + 1))
    for day in range(len(writes)):
        assert held(lake, NOW + timedelta(days=day)) == {("essex", "2024-01"): day + 1}


def test_a_clock_set_back_does_not_hide_the_last_load(lake: Lake):
    load_one(lake, "essex", "2024-01", 3, NOW)
    load_one(lake, "essex", "2024-02", 4, NOW - timedelta(days=30))
    assert held(lake) == {("essex", "2024-01"): 3, ("essex", "2024-02"): 4}


# ---- loads that break off


class BrokenOffError(Exception):
    pass


def break_off(lake: Lake, publisher: str, month: str, count: int) -> None:
    """A load that ends in the middle; what it wrote is left as it is, as after a kill."""
    with suppress(BrokenOffError), lake.writing() as writer:
        put(writer, publisher, month, count)
        writer.settle = lambda: None
        raise BrokenOffError


def test_a_load_that_broke_off_leaves_the_old_state(lake: Lake):
    load_one(lake, "essex", "2024-01", 3)
    before = lake.loads()
    break_off(lake, "essex", "2024-01", 9)
    break_off(lake, "kent", "2024-01", 9)
    assert (held(lake), lake.loads()) == ({("essex", "2024-01"): 3}, before)
    load_one(lake, "kent", "2024-02", 4)
    assert held(lake) == {("essex", "2024-01"): 3, ("kent", "2024-02"): 4}


def test_the_next_load_clears_away_what_a_broken_one_left(lake: Lake):
    load_one(lake, "essex", "2024-01", 3)
    break_off(lake, "essex", "2024-01", 9)
    (lake.root / ".staging" / "secret.csv").write_text("x")
    load_one(lake, "kent", "2024-02", 4)
    load_one(lake, "essex", "2024-01", 5)
    needed = {
        Path(file)
        for when in range(3)
        for file in [*snapshot_of(lake, when).files("incidents"), *snapshot_of(lake, when).files("extracts")]
    }
    assert set((lake.root / "incidents").rglob("*.parquet")) | set((lake.root / "extracts").glob("*.parquet")) == needed
    assert {one.name for one in lake.root.iterdir() if one.name.startswith(".")} == {".lock"}


def snapshot_of(lake: Lake, number: int):
    from saferplan.evidence.lake import Snapshot

    return Snapshot(lake.root, lake.loads()[number])


def test_a_load_that_ends_without_a_commit_clears_up_after_itself(lake: Lake):
    with lake.writing() as writer:
        put(writer, "essex", "2024-01", 3)
    assert [one.name for one in lake.root.iterdir()] == [".lock"]
    with suppress(BrokenOffError), lake.writing() as writer:
        put(writer, "essex", "2024-01", 3)
        raise BrokenOffError
    assert [one.name for one in lake.root.iterdir()] == [".lock"]


@pytest.mark.parametrize("is_new_table", [True, False])
def test_a_write_that_breaks_off_while_rows_stream_leaves_no_trace(is_new_table: bool, lake: Lake):
    load_one(lake, "essex", "2024-01", 3)
    table, key = (AREAS, ("x",)) if is_new_table else (INCIDENTS, ("essex", "2024-02"))
    before = {path for path in lake.root.rglob("*") if path.name != ".lock"}

    def rows() -> Iterator[pa.RecordBatch]:
        yield from (areas("x", "a") if is_new_table else incidents("essex", "2024-02", 3)).to_batches()
        raise OSError(5, "Input/output error")

    stream = pa.RecordBatchReader.from_batches(table.schema, rows())
    with pytest.raises(WRITE_FAULTS, match="Input/output error"), lake.writing() as writer:
        writer.replace(table, stream, [key])
    assert held(lake) == {("essex", "2024-01"): 3}
    after = {path for path in lake.root.rglob("*") if path.name != ".lock"}
    assert {path for path in after - before if path.is_file() and "_delta_log" not in path.parts} == set()
    assert not (lake.root / "areas").exists()


def half_made(folder: Path, name: str) -> None:
    """What Delta may leave of a table whose first commit was cut short."""
    log = folder / "_delta_log"
    log.mkdir(parents=True)
    if name == "temporary":
        (log / "_commit_0.json.tmp").write_text("{")
    if name == "rows without a log":
        (folder / "part-0.parquet").write_bytes(b"PAR1")


@pytest.mark.parametrize("left", ["nothing", "temporary", "rows without a log"])
@pytest.mark.parametrize("table", ["loads", "incidents", "extracts"])
def test_a_first_load_killed_while_it_made_a_table_leaves_an_empty_lake(left: str, table: str, lake: Lake):
    lake.root.mkdir()
    for hidden in (".lock", ".unfinished"):
        (lake.root / hidden).touch()
    half_made(lake.root / table, left)
    assert lake.loads() == []
    with pytest.raises(NothingLoaded):
        lake.snapshot()
    load_one(lake, "essex", "2024-01", 3)
    assert held(lake) == {("essex", "2024-01"): 3}


def test_recovery_that_is_killed_is_done_again(lake: Lake, monkeypatch: pytest.MonkeyPatch):
    load_one(lake, "essex", "2024-01", 3)
    break_off(lake, "essex", "2024-01", 9)

    def killed(*_: object) -> None:
        raise BrokenOffError

    with monkeypatch.context() as patch:
        patch.setattr("deltalake.DeltaTable.restore", killed)
        with pytest.raises(BrokenOffError):
            load_one(lake, "kent", "2024-01", 4)
    assert held(lake) == {("essex", "2024-01"): 3}
    load_one(lake, "kent", "2024-01", 4)
    assert held(lake) == {("essex", "2024-01"): 3, ("kent", "2024-01"): 4}


def test_recovery_deletes_nothing_where_a_file_in_force_is_lost(lake: Lake):
    """Then something is wrong that it does not understand."""
    load_one(lake, "essex", "2024-01", 3)
    load_one(lake, "kent", "2024-01", 3)
    break_off(lake, "essex", "2024-02", 9)
    Path(lake.snapshot().files("incidents")[0]).unlink()
    left = set(lake.root.rglob("*.parquet"))
    with pytest.raises(LakeError, match=r"a file of the table is lost.*Restore the lake from a copy"):
        load_one(lake, "kent", "2024-02", 4)
    assert set(lake.root.rglob("*.parquet")) == left


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["load", "load files", "break off", "end without a commit"]),
        st.sampled_from(["essex", "kent"]),
        st.sampled_from(["2024-01", "2024-02"]),
        st.integers(1, 4),
    ),
    max_size=7,
)


@given(steps=STEPS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_sequence_the_lake_holds_what_a_dictionary_does(
    steps: list, tmp_path_factory: pytest.TempPathFactory
):
    lake = Lake(tmp_path_factory.mktemp("lakes") / "lake")
    model: dict[tuple[str, str], int] = {}
    past = []
    for number, (step, publisher, month, count) in enumerate(steps):
        now = NOW + timedelta(days=number)
        if step == "break off":
            break_off(lake, publisher, month, count)
        elif step.startswith("load"):
            load_one(lake, publisher, month, count, now, as_files=step == "load files")
            model = model | {(publisher, month): count}
            past.append((now, model))
        else:
            with lake.writing() as writer:
                put(writer, publisher, month, count)
        assert held(lake) == model
    for when, then in past:
        assert held(lake, when) == then


# ---- what is no lake, or a broken one


def test_a_folder_with_other_files_is_not_taken_for_a_lake(tmp_path: Path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("x")
    with pytest.raises(LakeError, match=r"holds other files and is not a lake.*an empty or a new folder") as refused:
        load_one(Lake(tmp_path / "letters"), "essex", "2024-01", 3)
    assert refused.value.exit_code == 7
    assert [one.name for one in (tmp_path / "letters").iterdir()] == ["dear.txt"]


def test_a_file_is_no_lake(tmp_path: Path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(LakeError, match="this is a file, not a folder"):
        load_one(Lake(tmp_path / "file"), "essex", "2024-01", 3)


def test_a_damaged_table_is_named(lake: Lake):
    load_one(lake, "essex", "2024-01", 3)
    (lake.root / "extracts" / "_delta_log" / f"{0:020d}.json").write_text("{")
    with pytest.raises(LakeError, match=r"extracts: the table cannot be read .*Restore the lake from a copy"):
        _ = lake.snapshot().extracts


@pytest.mark.parametrize("damage", ["lost", "emptied", "cut"])
def test_a_damaged_file_is_named(damage: str, lake: Lake):
    load_one(lake, "essex", "2024-01", 3)
    file = Path(lake.snapshot().files("extracts")[0])
    if damage == "lost":
        file.unlink()
    else:
        file.write_bytes(b"" if damage == "emptied" else file.read_bytes()[:40])
    with pytest.raises(LakeError) as refused:
        _ = lake.snapshot().extracts
    assert refused.value.where == str(file)


def test_the_summary_of_a_load_is_what_was_reported(lake: Lake, tmp_path: Path):
    report = load_files(lake, write_street(tmp_path / "files", street_rows(3)))
    assert lake.loads()[0].summary == report.as_record() | {"purpose": ""}
