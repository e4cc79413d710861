"""Writes the tables of one load, and cleans up after one that did not end."""

import json
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
from saferplan.evidence.lake_layout import make_restricted, refuse_link, remove_other_generations, table_folder
from saferplan.evidence.lake_recovery import STAGING, UNFINISHED, clear, generations_in_force, recover
from saferplan.evidence.snapshot import (
    LOADS,
    LOADS_SCHEMA,
    LoadRecord,
    Snapshot,
    has_commits,
    quoted,
    read_loads,
)
from saferplan.evidence.tables import EXTRACTS, PARTNER_INCIDENTS, REJECTED, Table

# Delta forgets versions after 30 days unless it is told to keep them; evidence "as it stood" needs them for good.
KEEP_HISTORY = {
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    "delta.enableExpiredLogCleanup": "false",
}
COMPRESSION = WriterProperties(compression="ZSTD")


class Writer:
    """Writes the tables of one load under the lake's lock."""

    def __init__(self, root: Path, before: Snapshot) -> None:
        self._root = root
        self.before = before
        self.versions = dict(before.versions)
        self.generations = dict(before.load.generations)
        # `_writing` is left true by a write that broke off, so that its files are cleared away.
        self._committed = self._writing = False

    @property
    def staging(self) -> Path:
        """A folder for the files of this load alone, gone when it ends."""
        return self._root / STAGING

    def begin(self) -> None:
        """Marks the lake as being written to."""
        (self._root / UNFINISHED).touch()
        refuse_link(self.staging, inside=False)
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
        folder = self._place(table)
        self._writing = True
        if table.name not in self.versions:
            DeltaTable.create(
                folder, table.schema, partition_by=list(table.partitioned_by) or None, configuration=KEEP_HISTORY
            )
        elif self._holds_any(table, keys):
            DeltaTable(folder).delete(_predicate(table.replaced_by, keys), writer_properties=COMPRESSION)
        yield folder
        self.versions[table.name] = DeltaTable(folder).version()
        self._writing = False

    def _place(self, table: Table) -> Path:
        """The folder of the table's generation, made and closed where it is restricted."""
        folder = table_folder(self._root, table, self.current().load.generation(table.name))
        refuse_link(folder, inside=False)
        if table.is_restricted:
            make_restricted(self._root, folder.parent)
            folder.mkdir(mode=OWN_FOLDER, exist_ok=True)
        return folder

    def rewrite(self, table: Table, rows: pa.RecordBatchReader) -> None:
        """Puts `rows` in the place of the whole of a restricted table, as a new generation.

        At the commit the earlier one goes for good: its rows, its versions and its log. A reader of a past state is
        then told so, with what the load's summary gives as `removed`.
        """
        self.generations[table.name] = self.current().load.generation(table.name) + 1
        self._writing = True
        write_deltalake(
            self._place(table),
            rows,
            partition_by=list(table.partitioned_by) or None,
            configuration=KEEP_HISTORY,
            writer_properties=COMPRESSION,
        )
        self.versions[table.name] = 0
        self._writing = False

    def restore(self, table: Table, version: int) -> None:
        """Puts the table back as it was at a version of the generation in force. Its history goes on."""
        self._writing = True
        held = DeltaTable(self._place(table))
        held.restore(version)
        self.versions[table.name] = held.version()
        self._writing = False

    def empty(self, table: Table) -> None:
        """Takes every row out of the table, which stays."""
        self._writing = True
        held = DeltaTable(self._place(table))
        held.delete(writer_properties=COMPRESSION)
        self.versions[table.name] = held.version()
        self._writing = False

    def _holds_any(self, table: Table, keys: Sequence[tuple[str, ...]]) -> bool:
        # Additions of partners move rows into months that another extract delivered.
        if table in (EXTRACTS, REJECTED, PARTNER_INCIDENTS):
            return True
        slices = {"/".join(key) for key in keys}
        written_now = self.versions.get(table.name) != self.before.versions.get(table.name)
        return written_now or any(
            extract["dataset"] == table.name and extract["slice"] in slices for extract in self.before.extracts
        )

    def current(self) -> Snapshot:
        """The tables as written so far, not yet in force."""
        record = LoadRecord(self.before.load.load_id, "", dict(self.versions), {}, dict(self.generations))
        return Snapshot(self._root, record, is_being_written=True)

    def commit(self, *, loaded_at: datetime, summary: dict[str, Any]) -> LoadRecord:
        """Puts everything written in force, in one step."""
        versions, generations = dict(self.versions), dict(self.generations)
        record = LoadRecord(self.before.load.load_id + 1, loaded_at.isoformat(), versions, summary, generations)
        row = {
            "load_id": record.load_id,
            "loaded_at": record.loaded_at,
            "versions": json.dumps(record.versions, sort_keys=True),
            "summary": json.dumps(record.summary),
            "generations": json.dumps(record.generations, sort_keys=True),
        }
        rows, folder = pa.Table.from_pylist([row], schema=LOADS_SCHEMA), self._root / LOADS
        # The table and its first row come in one commit, so that the table of loads is never there without a load.
        new = not has_commits(folder)
        try:
            # The table of an earlier lake has no generations yet.
            merge = None if new else "merge"
            configuration = KEEP_HISTORY if new else None
            write_deltalake(folder, rows, mode="append", configuration=configuration, schema_mode=merge)
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
                if self.generations != self.before.load.generations:
                    remove_other_generations(self._root, generations_in_force(self.current().load))
                clear(self._root)


def _move_in(file: Path, table: Path) -> AddAction:
    """Makes a Parquet file one of the table's, of which its log is yet to be told."""
    folder = table / file.parent.name
    refuse_link(folder, inside=False)
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
