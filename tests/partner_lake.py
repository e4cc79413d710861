"""Small lakes of partners' incidents, made row by row; everybody in them is invented."""

import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from saferplan.evidence.lake import Lake, Snapshot, Writer
from saferplan.evidence.tables import ALL_TABLES, EXTRACTS, PARTNER_INCIDENTS, Table

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
LATER, PAST = date(2029, 1, 31), date(2026, 11, 21)
FEED, MONTH = "harbour-homes-asb", "2026-01"


def incident(reference: str, *, victim: str | None = None, suspect: str | None = None, **fields: Any) -> dict[str, Any]:
    """A row with what matters to forgetting; the rest is empty."""
    row = dict.fromkeys(PARTNER_INCIDENTS.column_names)
    row |= {"feed": FEED, "month": MONTH, "agency": "Harbour Homes", "reference": reference, "expires_on": LATER}
    return row | {"victim_key": victim, "suspect_key": suspect} | fields


def put(writer: Writer, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Replaces the slices of the rows, as a load does, and tells the list of extracts."""
    content = pa.Table.from_pylist([dict(row) for row in rows], schema=table.schema)
    keys = sorted({tuple(row[name] for name in table.replaced_by) for row in content.to_pylist()})
    writer.replace(table, content, keys)
    names = [(table.name, "/".join(key)) for key in keys]
    told = [dict.fromkeys(EXTRACTS.column_names) | {"dataset": name, "slice": piece} for name, piece in names]
    writer.replace(EXTRACTS, pa.Table.from_pylist(told, schema=EXTRACTS.schema), names)


def load(
    lake: Lake, rows: Iterable[Mapping[str, Any]], *, table: Table = PARTNER_INCIDENTS, now: datetime = NOW
) -> Lake:
    with lake.writing() as writer:
        put(writer, table, rows)
        writer.commit(loaded_at=now, summary={})
    return lake


def held(lake: Lake | Snapshot, table: Table = PARTNER_INCIDENTS) -> list[dict[str, Any]]:
    """Rows in force, in the order of all that they hold."""
    snapshot = lake.snapshot_or_empty() if isinstance(lake, Lake) else lake
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    scan = snapshot.scan(table.name, purpose=next(iter(table.purposes), ""))
    return duckdb.sql(f"SELECT {columns} FROM {scan} ORDER BY ALL").to_arrow_table().to_pylist()


def references(lake: Lake | Snapshot) -> list[str]:
    return sorted(row["reference"] for row in held(lake))


def all_bytes(folder: Path) -> bytes:
    """Everything in the folder: files as they lie, and what Parquet files hold once unpacked, with all statistics."""
    return b"\n".join(_opened(file) for file in sorted(folder.rglob("*")) if file.is_file())


def _opened(file: Path) -> bytes:
    content = str(file).encode() + file.read_bytes()
    if file.suffix == ".parquet":
        whole = pq.ParquetFile(file)
        content += repr(whole.metadata.to_dict()).encode() + repr(whole.read().to_pylist()).encode()
    return content


def all_restricted() -> list[Table]:
    return [table for table in ALL_TABLES.values() if table.is_restricted]


def to_earlier_layout(lake: Lake) -> Lake:
    """As lakes were before restricted tables had a part of their own."""
    for table in all_restricted():
        if (place := lake.root / "restricted" / table.name / "generation-1").exists():
            place.rename(lake.root / table.name)
    shutil.rmtree(lake.root / "restricted", ignore_errors=True)
    return lake
