"""Restricted tables written anew, as a generation that holds nothing but what stays."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from saferplan.evidence.lake_writer import Writer
from saferplan.evidence.snapshot import Snapshot, quoted
from saferplan.evidence.tables import ALL_TABLES, Table

RESTRICTED_TABLES = tuple(table for table in ALL_TABLES.values() if table.is_restricted)
KEY_COLUMNS = ("victim_key", "suspect_key", "address_key")
"""Columns that hold pseudonyms under the partnership's key."""
REMOVED = "removed"
"""In the summary of a load: why rows went for good. Readers of a state from before are told it."""
# Rows handed to Delta at a time.
BATCH_ROWS = 100_000


@contextmanager
def connected(writer: Writer, **small: pa.Table) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine with small tables of the caller's own; what does not fit into memory goes to the load's staging."""
    connection = duckdb.connect(config={"temp_directory": str(writer.staging / "spill")})
    try:
        for name, rows in small.items():
            connection.register(name, rows)
        yield connection
    finally:
        connection.close()


def rewrite(writer: Writer, table: Table, connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Puts the rows of `query`, which gives the table's columns, in the place of the table."""
    rows = connection.sql(query).to_arrow_reader(BATCH_ROWS)
    writer.rewrite(table, rows.cast(table.schema))


def in_force(snapshot: Snapshot, table: Table) -> str:
    """A DuckDB table expression; for use under the lake's lock, where no purpose is asked."""
    return snapshot.scan(table.name)


def all_versions(snapshot: Snapshot, table: Table) -> str:
    """The rows of every version that is kept of the table, some of them several times."""
    if not (files := kept_files(snapshot, table)):
        return in_force(snapshot, table)
    names = quoted(str(file) for file in files)
    return f"read_parquet([{names}], hive_partitioning=true, hive_types_autocast=false, union_by_name=true)"


def kept_files(snapshot: Snapshot, table: Table) -> list[Path]:
    if table.name not in snapshot.versions:
        return []
    found = snapshot.folder(table.name).rglob("*.parquet")
    return sorted(file for file in found if "_delta_log" not in file.parts)


def counted(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number that the query gives."""
    row = connection.sql(query).fetchone()
    return int(row[0]) if row else 0
