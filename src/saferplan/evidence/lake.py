"""The lake: Delta tables in a folder, read at the versions that the last load put in force.

A load touches several tables, and Delta commits one at a time; so the small `loads` table is the commit
point. Its last row names the version of every table in force. A load that is killed leaves tables ahead of
that row: readers never see it, and the next writer restores it. Past states stay readable for good.
"""

import fcntl
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError

from saferplan.errors import LakeError, NothingLoaded
from saferplan.evidence.tables import ALL_TABLES, Table

# Delta forgets versions after 30 days unless it is told to keep them; evidence "as it stood" needs them for good.
KEEP_HISTORY = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
LOADS_SCHEMA = pa.schema(
    [
        pa.field("load_id", pa.int64()),
        pa.field("loaded_at", pa.string()),
        pa.field("versions", pa.string()),
        pa.field("summary", pa.string()),
    ]
)
COMPRESSION = WriterProperties(compression="ZSTD")
# What a full disk, a missing permission or a broken folder looks like from Delta's writer.
WRITE_FAULTS = (OSError, DeltaError)


@dataclass(frozen=True)
class LoadRecord:
    """A row of `loads`: what one load put in force."""

    load_id: int
    loaded_at: str
    versions: dict[str, int]
    summary: dict[str, Any]


@dataclass(frozen=True)
class Snapshot:
    """The lake as one load left it. Tables that were never loaded are empty."""

    root: Path
    load: LoadRecord

    @property
    def versions(self) -> dict[str, int]:
        return self.load.versions

    def has(self, table: str) -> bool:
        return table in self.versions

    def files(self, table: str) -> list[str]:
        """Parquet files of the table in force, as paths."""
        if table not in self.versions:
            return []
        return _files(self.root / table, self.versions[table])

    def scan(self, table: str) -> str:
        """A DuckDB table expression over the table in force, with the contract's columns."""
        files = self.files(table)
        if not files:
            empty = ", ".join(f"NULL::{_duckdb_type(field.type)} AS {field.name}" for field in ALL_TABLES[table].schema)
            return f"(SELECT {empty} WHERE false)"
        listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
        return f"read_parquet([{listed}], hive_partitioning=true, hive_types_autocast=false)"

    @cached_property
    def extracts(self) -> list[dict[str, Any]]:
        """The extracts in force, a row for each slice of each dataset."""
        files = self.files("extracts")
        return pa.concat_tables([pq.read_table(file) for file in files]).to_pylist() if files else []


class Lake:
    """A folder of tables. Creating the object touches nothing; the first load makes the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def loads(self) -> list[LoadRecord]:
        """Every load, oldest first."""
        folder = self.root / "loads"
        if not (folder / "_delta_log").is_dir():
            return []
        rows = pa.concat_tables([pq.read_table(file) for file in _files(folder)]).sort_by("load_id").to_pylist()
        return [
            LoadRecord(row["load_id"], row["loaded_at"], json.loads(row["versions"]), json.loads(row["summary"]))
            for row in rows
        ]

    def snapshot(self, as_at: datetime | None = None) -> Snapshot:
        """The lake in force, or as it stood at a moment. Raises NothingLoaded where there was no load yet."""
        loads = [load for load in self.loads() if as_at is None or datetime.fromisoformat(load.loaded_at) <= as_at]
        if not loads:
            when = f" at {as_at.isoformat()}" if as_at else ""
            raise NothingLoaded(
                f"no data is loaded{when}", where=str(self.root), remedy="Load files with: saferplan load PATH"
            )
        return Snapshot(self.root, loads[-1])

    def snapshot_or_empty(self) -> Snapshot:
        """The lake in force, or an empty one before the first load."""
        loads = self.loads()
        return Snapshot(self.root, loads[-1] if loads else LoadRecord(0, "", {}, {}))

    @contextmanager
    def writing(self) -> Iterator["Writer"]:
        """One load. What it wrote comes into force at `commit`, whole; without that, nothing has changed."""
        self._make_folder()
        with (self.root / ".lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise LakeError(
                    "another load is writing to this lake", where=str(self.root), remedy="Wait until it has ended."
                ) from None
            writer = Writer(self.root, self.snapshot_or_empty())
            writer.recover()
            marker = self.root / ".unfinished"
            marker.touch()
            yield writer
            if writer.is_settled:
                marker.unlink()

    def _make_folder(self) -> None:
        if self.root.is_dir() and any(self.root.iterdir()) and not (self.root / ".lock").exists():
            raise LakeError(
                "this folder holds other files and is not a lake",
                where=str(self.root),
                remedy="Name an empty or a new folder with --lake.",
            )
        try:
            self.root.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise LakeError(f"the folder cannot be made ({fault.strerror})", where=str(self.root)) from None


class Writer:
    """Writes the tables of one load under the lake's lock."""

    def __init__(self, root: Path, before: Snapshot) -> None:
        self._root = root
        self.before = before
        self.versions = dict(before.versions)
        self._committed = False

    @property
    def is_settled(self) -> bool:
        """True where no table is ahead of the commit point."""
        return self._committed or self.versions == self.before.versions

    def recover(self) -> None:
        """Undoes what a killed load left behind, where one did."""
        if not (self._root / ".unfinished").exists():
            return
        for name in (*ALL_TABLES, "loads"):
            self._recover_table(name)

    def _recover_table(self, name: str) -> None:
        folder = self._root / name
        if not folder.exists():
            return
        in_force = self.before.versions.get(name)
        if not (folder / "_delta_log").is_dir() or (in_force is None and name != "loads"):
            shutil.rmtree(folder)
            return
        table = DeltaTable(folder)
        if in_force is not None and table.version() != in_force:
            table.restore(in_force)
        table.vacuum(
            retention_hours=0,
            enforce_retention_duration=False,
            full=True,
            keep_versions=self._kept_versions(name),
            dry_run=False,
        )

    def _kept_versions(self, name: str) -> list[int]:
        if name == "loads":
            return list(range(DeltaTable(self._root / name).version() + 1))
        return sorted({load.versions[name] for load in Lake(self._root).loads() if name in load.versions})

    def replace(
        self,
        table: Table,
        rows: pa.Table | pa.RecordBatchReader,
        keys: Sequence[tuple[str, ...]],
    ) -> None:
        """Puts `rows` in the place of the slices that `keys` name; other slices stay as they are."""
        folder = self._root / table.name
        new = table.name not in self.versions
        if new:
            DeltaTable.create(
                folder, table.schema, partition_by=list(table.partitioned_by) or None, configuration=KEEP_HISTORY
            )
        in_place = not new and self._holds_any(table, keys)
        write_deltalake(
            folder,
            rows,
            mode="overwrite" if in_place else "append",
            predicate=_predicate(table.replaced_by, keys) if in_place else None,
            writer_properties=COMPRESSION,
        )
        self.versions[table.name] = DeltaTable(folder).version()

    def _holds_any(self, table: Table, keys: Sequence[tuple[str, ...]]) -> bool:
        if table.name in ("extracts", "rejected"):
            return True
        slices = {"/".join(key) for key in keys}
        written_now = self.versions.get(table.name) != self.before.versions.get(table.name)
        return written_now or any(
            extract["dataset"] == table.name and extract["slice"] in slices for extract in self.before.extracts
        )

    def undo_point(self, table: str) -> Callable[[], None]:
        """A function that puts `table` back as it is now, for a write that turns out to be of a bad file."""
        before = self.versions.get(table)

        def undo() -> None:
            folder = self._root / table
            if before is None:
                shutil.rmtree(folder)
                del self.versions[table]
            else:
                DeltaTable(folder).restore(before)
                self.versions[table] = DeltaTable(folder).version()

        return undo

    def current(self) -> Snapshot:
        """The tables as written so far, not yet in force."""
        return Snapshot(self._root, LoadRecord(self.before.load.load_id, "", dict(self.versions), {}))

    def commit(self, *, loaded_at: datetime, summary: dict[str, Any]) -> LoadRecord:
        """Puts everything written in force, in one step."""
        record = LoadRecord(self.before.load.load_id + 1, loaded_at.isoformat(), dict(self.versions), summary)
        row = {
            "load_id": record.load_id,
            "loaded_at": record.loaded_at,
            "versions": json.dumps(record.versions, sort_keys=True),
            "summary": json.dumps(record.summary),
        }
        folder = self._root / "loads"
        if not (folder / "_delta_log").is_dir():
            DeltaTable.create(folder, LOADS_SCHEMA, configuration=KEEP_HISTORY)
        write_deltalake(folder, pa.Table.from_pylist([row], schema=LOADS_SCHEMA), mode="append")
        self._committed = True
        return record


def _files(folder: Path, version: int | None = None) -> list[str]:
    """Paths of a table's files. Delta percent-encodes the root as well as partition values; only the root is undone."""
    try:
        table = DeltaTable(folder, version=version)
    except DeltaError as fault:
        raise LakeError(
            f"the table cannot be read ({str(fault).splitlines()[0]})",
            where=str(folder),
            remedy="Restore the folder from a copy.",
        ) from None
    uris, root = table.file_uris(), table.table_uri.rstrip("/")
    plain_root = unquote(root.removeprefix("file://"))
    return sorted(plain_root + uri.removeprefix("file://")[len(root.removeprefix("file://")) :] for uri in uris)


def _predicate(columns: tuple[str, ...], keys: Sequence[tuple[str, ...]]) -> str:
    """Rows of the slices: months of one publisher stand together, so that many files make a short predicate."""
    if len(columns) == 1:
        return f"{columns[0]} IN ({_quoted(key[0] for key in keys)})"
    by_first: dict[str, list[str]] = {}
    for first, second in keys:
        by_first.setdefault(first, []).append(second)
    return " OR ".join(
        f"({columns[0]} = {_quoted([first])} AND {columns[1]} IN ({_quoted(seconds)}))"
        for first, seconds in sorted(by_first.items())
    )


def _quoted(values: Any) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in values)


def _duckdb_type(arrow: pa.DataType) -> str:
    if pa.types.is_string(arrow):
        return "VARCHAR"
    if pa.types.is_integer(arrow):
        return "BIGINT"
    if pa.types.is_floating(arrow):
        return "DOUBLE"
    if pa.types.is_boolean(arrow):
        return "BOOLEAN"
    return "DATE" if pa.types.is_date(arrow) else "BLOB"
