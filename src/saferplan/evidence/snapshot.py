"""The lake as one load left it: which tables, at which versions, in which files."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from saferplan.errors import LakeError
from saferplan.evidence.access import check_purpose, log_read
from saferplan.evidence.lake_layout import FIRST_GENERATION, table_folder
from saferplan.evidence.tables import ALL_TABLES

LOADS = "loads"
LOADS_SCHEMA = pa.schema(
    [
        pa.field("load_id", pa.int64()),
        pa.field("loaded_at", pa.string()),
        pa.field("versions", pa.string()),
        pa.field("summary", pa.string()),
        pa.field("generations", pa.string()),
    ]
)


@dataclass(frozen=True)
class LoadRecord:
    """A row of `loads`: what one load put in force."""

    load_id: int
    loaded_at: str
    versions: dict[str, int]
    summary: dict[str, Any]
    generations: dict[str, int] = field(default_factory=dict)

    def generation(self, table: str) -> int:
        return self.generations.get(table, FIRST_GENERATION)

    def holds_as(self, table: str, other: "LoadRecord") -> bool:
        """Whether this load's state of the table is of the generation that `other` has in force."""
        return table in self.versions and self.generation(table) == other.generation(table)


BEFORE_THE_FIRST_LOAD = LoadRecord(0, "", {}, {})


@dataclass(frozen=True)
class Snapshot:
    """The lake as one load left it. Tables that were never loaded are empty.

    `is_being_written`: a load's own view of what it writes, which it counts before anyone can read it.
    """

    root: Path
    load: LoadRecord
    is_being_written: bool = False

    @property
    def versions(self) -> dict[str, int]:
        return self.load.versions

    def has(self, table: str) -> bool:
        return table in self.versions

    def files(self, table: str, *, purpose: str = "") -> list[str]:
        """Parquet files of the table in force, as paths.

        A restricted table is given for one of its purposes alone, else PurposeRefused, and the read is logged.
        """
        is_guarded = ALL_TABLES[table].is_restricted and not self.is_being_written
        if is_guarded:
            check_purpose(ALL_TABLES[table], purpose)
        if table not in self.versions:
            return []
        if is_guarded:
            self._check_kept(table)
            log_read(self.root, table, self.versions[table], purpose)
        return table_files(self.folder(table), self.versions[table])

    def folder(self, table: str) -> Path:
        """Where the table's files and its log lie."""
        return table_folder(self.root, ALL_TABLES[table], self.load.generation(table))

    def _check_kept(self, table: str) -> None:
        """Raises LakeError for a past state of which rows were removed for good since."""
        later = (load for load in read_loads(self.root) if load.load_id > self.load.load_id)
        if removed := next((load for load in later if not self.load.holds_as(table, load)), None):
            why, day = removed.summary.get("removed", "a rewriting"), removed.loaded_at[:10]
            raise LakeError(
                f"the table {table} as it stood then is gone: rows were removed for good on {day} by {why}",
                where=str(self.root),
                remedy=f"Read it as it has stood since {removed.loaded_at}.",
            )

    def scan(self, table: str, *, purpose: str = "") -> str:
        """A DuckDB table expression over the table in force, with the contract's columns. Raises as `files` does."""
        files = self.files(table, purpose=purpose)
        if not files:
            empty = ", ".join(f"NULL::{_duckdb_type(field.type)} AS {field.name}" for field in ALL_TABLES[table].schema)
            return f"(SELECT {empty} WHERE false)"
        return f"read_parquet([{quoted(files)}], hive_partitioning=true, hive_types_autocast=false)"

    @cached_property
    def extracts(self) -> list[dict[str, Any]]:
        """The extracts in force, a row for each slice of each dataset."""
        return read_rows(self.files("extracts"))


def read_loads(root: Path, version: int | None = None) -> list[LoadRecord]:
    """Every load of the lake in `root`, oldest first; with `version`, as the table of loads stood at it."""
    if not has_commits(root / LOADS):
        return []
    rows = sorted(read_rows(table_files(root / LOADS, version)), key=lambda row: row["load_id"])
    return [
        LoadRecord(
            row["load_id"],
            row["loaded_at"],
            json.loads(row["versions"]),
            json.loads(row["summary"]),
            json.loads(row.get("generations") or "{}"),  # loads of an earlier lake say none
        )
        for row in rows
    ]


def has_commits(folder: Path) -> bool:
    """False where a table's first commit was never finished: its log may hold nothing, or a file half written."""
    return (folder / "_delta_log" / f"{0:020d}.json").is_file()


def read_rows(files: Iterable[str]) -> list[dict[str, Any]]:
    """Rows of small tables. Raises LakeError where a file is lost or damaged."""
    rows: list[dict[str, Any]] = []
    for file in files:
        try:
            rows += pq.ParquetFile(file).read().to_pylist()
        except (OSError, pa.ArrowInvalid) as fault:
            raise _damaged(Path(file), fault) from None
    return rows


def table_files(folder: Path, version: int | None = None) -> list[str]:
    """Paths of a table's files. Delta percent-encodes the root as well as partition values; only the root is undone."""
    try:
        table = DeltaTable(folder, version=version)
    except DeltaError as fault:
        raise _damaged(folder, fault) from None
    uris, root = table.file_uris(), table.table_uri.rstrip("/")
    plain_root = unquote(root.removeprefix("file://"))
    start = root.removeprefix("file://")
    files = [uri.removeprefix("file://") for uri in uris]
    if strange := [file for file in files if not file.startswith(f"{start}/")]:
        raise _outside(folder, strange[0])
    files = sorted(plain_root + file[len(start) :] for file in files)
    _check_files(folder, files)
    return files


def _check_files(folder: Path, files: list[str]) -> None:
    """A log is only text: one that was tampered with may name any file of the machine, or one that is lost."""
    home = folder.resolve()
    paths = [Path(file) for file in files]
    for place in sorted({path.parent for path in paths}):
        if not place.resolve().is_relative_to(home):
            raise _outside(folder, str(place))
    for path in paths:
        if path.is_symlink():
            raise _outside(folder, str(path))
        if not path.is_file():
            raise LakeError("a file of the table is lost", where=str(path), remedy="Restore the lake from a copy.")


def _outside(folder: Path, file: str) -> LakeError:
    return LakeError(
        f"the table's log names a file that is not in the table's folder ({file})",
        where=str(folder),
        remedy="Restore the lake from a copy.",
    )


def _damaged(place: Path, fault: BaseException) -> LakeError:
    return LakeError(
        f"the table cannot be read ({first_line(fault)})", where=str(place), remedy="Restore the lake from a copy."
    )


def first_line(fault: BaseException) -> str:
    return (str(fault).splitlines() or [type(fault).__name__])[0]


def quoted(values: Iterable[str]) -> str:
    """Values as SQL text literals, with commas between them."""
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
    if pa.types.is_timestamp(arrow):
        return "TIMESTAMP"
    return "DATE" if pa.types.is_date(arrow) else "BLOB"
