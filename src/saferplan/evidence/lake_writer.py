"""Writes the tables of one load, and cleans up after one that did not end."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.transaction import AddAction

from saferplan.errors import LakeError
from saferplan.evidence.access import OWN_FOLDER
from saferplan.evidence.lake_faults import WRITE_FAULTS
from saferplan.evidence.snapshot import (
    LOADS,
    LOADS_SCHEMA,
    LoadRecord,
    Snapshot,
    has_commits,
    quoted,
    read_loads,
    table_files,
)
from saferplan.evidence.tables import ALL_TABLES, EXTRACTS, REJECTED, Table

# Delta forgets versions after 30 days unless it is told to keep them; evidence "as it stood" needs them for good.
KEEP_HISTORY = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
COMPRESSION = WriterProperties(compression="ZSTD")
# Stands in the lake while a load runs; found at the start of the next one, it says that the load did not end.
UNFINISHED = ".unfinished"
# Where a load unpacks files and spills: partners' data, which a killed load must not leave lying about elsewhere.
STAGING = ".staging"


class Writer:
    """Writes the tables of one load under the lake's lock."""

    def __init__(self, root: Path, before: Snapshot) -> None:
        self._root = root
        self.before = before
        self.versions = dict(before.versions)
        # `_writing` is left true by a write that broke off, so that its files are cleared away.
        self._committed = self._writing = False

    @property
    def staging(self) -> Path:
        """A folder for the files of this load alone, gone when it ends."""
        return self._root / STAGING

    def begin(self) -> None:
        """Marks the lake as being written to."""
        (self._root / UNFINISHED).touch()
        _refuse_link(self.staging, inside=False)
        self.staging.mkdir(mode=OWN_FOLDER, exist_ok=True)

    def replace(self, table: Table, rows: pa.Table | pa.RecordBatchReader, keys: Sequence[tuple[str, ...]]) -> None:
        """Puts `rows` in the place of the slices that `keys` name; other slices stay as they are.

        Which slices there are is taken from the extracts, so each load must write those too.
        """
        with self._replacing(table, keys) as folder:
            write_deltalake(folder, rows, mode="append", writer_properties=COMPRESSION)

    def replace_with_files(self, table: Table, files: Sequence[Path], keys: Sequence[tuple[str, ...]]) -> None:
        """The same with rows that are Parquet files; each lies in a folder of its partition's name, and is moved."""
        with self._replacing(table, keys) as folder:
            DeltaTable(folder).create_write_transaction(
                [_move_in(file, folder) for file in files],
                mode="append",
                schema=table.schema,
                partition_by=list(table.partitioned_by),
            )

    @contextmanager
    def _replacing(self, table: Table, keys: Sequence[tuple[str, ...]]) -> Iterator[Path]:
        """The table's folder, without the slices: what is written there takes their place."""
        folder = self._root / table.name
        _refuse_link(folder, inside=False)
        self._writing = True
        if table.is_restricted:
            folder.mkdir(mode=OWN_FOLDER, exist_ok=True)
            folder.chmod(OWN_FOLDER)  # that of an older lake may stand open
        if table.name not in self.versions:
            DeltaTable.create(
                folder, table.schema, partition_by=list(table.partitioned_by) or None, configuration=KEEP_HISTORY
            )
        elif self._holds_any(table, keys):
            DeltaTable(folder).delete(_predicate(table.replaced_by, keys), writer_properties=COMPRESSION)
        yield folder
        self.versions[table.name] = DeltaTable(folder).version()
        self._writing = False

    def _holds_any(self, table: Table, keys: Sequence[tuple[str, ...]]) -> bool:
        if table in (EXTRACTS, REJECTED):
            return True
        slices = {"/".join(key) for key in keys}
        written_now = self.versions.get(table.name) != self.before.versions.get(table.name)
        return written_now or any(
            extract["dataset"] == table.name and extract["slice"] in slices for extract in self.before.extracts
        )

    def current(self) -> Snapshot:
        """The tables as written so far, not yet in force."""
        record = LoadRecord(self.before.load.load_id, "", dict(self.versions), {})
        return Snapshot(self._root, record, is_being_written=True)

    def commit(self, *, loaded_at: datetime, summary: dict[str, Any]) -> LoadRecord:
        """Puts everything written in force, in one step."""
        record = LoadRecord(self.before.load.load_id + 1, loaded_at.isoformat(), dict(self.versions), summary)
        row = {
            "load_id": record.load_id,
            "loaded_at": record.loaded_at,
            "versions": json.dumps(record.versions, sort_keys=True),
            "summary": json.dumps(record.summary),
        }
        rows, folder = pa.Table.from_pylist([row], schema=LOADS_SCHEMA), self._root / LOADS
        # The table and its first row come in one commit, so that the table of loads is never there without a load.
        new = not has_commits(folder)
        try:
            write_deltalake(folder, rows, mode="append", configuration=KEEP_HISTORY if new else None)
        except WRITE_FAULTS:
            # Delta may fail behind a commit that it has made, while it sums up its log.
            if not any(load.load_id == record.load_id for load in read_loads(self._root)):
                raise
        self._committed = True
        return record

    def settle(self) -> None:
        """At the end of a load, however it ended: leaves nothing behind but what is in force.

        What cannot be cleaned up now, as on a full disk, stays marked, and the next writer does it.
        """
        written = self.versions != self.before.versions
        with suppress(*WRITE_FAULTS, LakeError):
            if self._writing or (written and not self._committed):
                recover(self._root)
            else:
                _clear(self._root)


def recover(root: Path) -> None:
    """Undoes what a load left that did not end: tables ahead of the commit point, files in no table, unpacked files.

    Files go first: on a full disk the room they take is needed to write the rest. Whatever of this is done, readers
    see the same; and where it is cut short, the next writer does it again.
    """
    _remove(root / STAGING)
    loads = read_loads(root)
    in_force = loads[-1].versions if loads else {}
    for name in ALL_TABLES:
        kept = sorted({load.versions[name] for load in loads if name in load.versions})
        _recover_table(root / name, in_force.get(name), kept)
    latest = DeltaTable(root / LOADS).version() if loads else None
    _recover_table(root / LOADS, latest, [latest] if latest is not None else [])
    _clear(root)


def _recover_table(folder: Path, in_force: int | None, kept: list[int]) -> None:
    _refuse_link(folder)
    if in_force is None:
        _remove(folder)
        return
    wanted = {Path(file).resolve() for version in kept for file in table_files(folder, version)}
    present = {file for file in folder.resolve().rglob("*") if file.is_file() and "_delta_log" not in file.parts}
    if lost := wanted - present:
        raise LakeError("a file of the table is lost", where=str(min(lost)), remedy="Restore the lake from a copy.")
    for file in present - wanted:
        file.unlink()
    table = DeltaTable(folder)
    if table.version() != in_force:
        table.restore(in_force)


def _clear(root: Path) -> None:
    _remove(root / STAGING)
    (root / UNFINISHED).unlink(missing_ok=True)


def _move_in(file: Path, table: Path) -> AddAction:
    """Makes a Parquet file one of the table's, of which its log is yet to be told."""
    folder = table / file.parent.name
    _refuse_link(folder, inside=False)
    folder.mkdir(exist_ok=True)
    target = file.rename(folder / f"part-{uuid4()}.zstd.parquet")
    column, _, value = folder.name.partition("=")
    facts = target.stat()
    return AddAction(
        path=f"{folder.name}/{target.name}",
        size=facts.st_size,
        partition_values={column: value},
        modification_time=facts.st_mtime_ns // 1_000_000,
        data_change=True,
        stats=json.dumps({"numRecords": pq.read_metadata(target).num_rows}),
    )


def _refuse_link(folder: Path, *, inside: bool = True) -> None:
    """What lies behind a link is not the lake's to change or to delete. The lake's own folder may be one."""
    link = next((path for path in (folder, *(folder.rglob("*") if inside else ())) if path.is_symlink()), None)
    if link:
        raise LakeError(
            "a link stands in the place of a part of the lake",
            where=str(link),
            remedy="Put what it points to in its place, or remove the link.",
        )


def _remove(folder: Path) -> None:
    # Links inside are deleted as links; only the folder itself must be no link.
    _refuse_link(folder, inside=False)
    if folder.exists():
        shutil.rmtree(folder)


def _predicate(columns: tuple[str, ...], keys: Sequence[tuple[str, ...]]) -> str:
    """Rows of the slices: months of one publisher stand together, so that many files make a short predicate."""
    by_start: dict[tuple[str, ...], list[str]] = {}
    for *start, last in keys:
        by_start.setdefault(tuple(start), []).append(last)
    return " OR ".join(
        "(" + " AND ".join([*_equal(columns, start), f"{columns[-1]} IN ({quoted(lasts)})"]) + ")"
        for start, lasts in sorted(by_start.items())
    )


def _equal(columns: tuple[str, ...], values: tuple[str, ...]) -> list[str]:
    return [f"{column} = {quoted([value])}" for column, value in zip(columns, values, strict=False)]
