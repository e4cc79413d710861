"""Which engine runs the expressions: DuckDB in the process, or Spark where a user has outgrown one machine.

Measures are Ibis expressions over these tables, so that no query is written twice.
"""

import shutil
import weakref
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa
from ibis import Table

from saferplan.errors import LakeError
from saferplan.evidence.access import check_purpose
from saferplan.evidence.lake import Snapshot
from saferplan.evidence.snapshot import first_line
from saferplan.evidence.spilling import make_spill_folder
from saferplan.evidence.tables import ALL_TABLES


class Engine(Protocol):
    """Gives tables of a snapshot as Ibis expressions and runs expressions made of them."""

    def table(self, name: str, *, purpose: str = "") -> Table:
        """The table in force, with the columns of its contract; empty where it was never loaded.

        A restricted one is given for one of its purposes alone (Snapshot.files).
        """
        ...

    def small(self, name: str, rows: pa.Table) -> Table:
        """A small table of the caller's own, such as a lookup, to be joined with."""
        ...

    def run(self, expression: Any) -> pa.Table: ...


class DuckDbEngine:
    """Runs in the process, on the Parquet files as they lie in the lake."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        # What does not fit into memory is written here, and may be restricted: a folder of the user's own (0700), and
        # not the working folder, as DuckDB would have it.
        spill = make_spill_folder()
        weakref.finalize(self, shutil.rmtree, spill, ignore_errors=True)
        self._connection = ibis.duckdb.connect(temp_directory=str(spill))
        self._tables: dict[tuple[str, str], Table] = {}

    def table(self, name: str, *, purpose: str = "") -> Table:
        check_purpose(ALL_TABLES[name], purpose)
        key = (name, purpose)
        if key not in self._tables:
            files = self._snapshot.files(name, purpose=purpose)
            if files:
                self._tables[key] = self._connection.read_parquet(
                    files, table_name=name, hive_partitioning=True, hive_types_autocast=False
                ).select(*ALL_TABLES[name].column_names)
            else:
                self._tables[key] = self.small(name, ALL_TABLES[name].schema.empty_table())
        return self._tables[key]

    def small(self, name: str, rows: pa.Table) -> Table:
        # As it lies in memory: Ibis' create_table would copy it by five statements.
        self._connection.con.register(name, rows)
        return self._connection.table(name)

    def run(self, expression: Any) -> pa.Table:
        """Raises LakeError where a file went while it was read, as a restricted table's do at an erasure."""
        try:
            return self._connection.to_pyarrow(expression)
        except duckdb.IOException as fault:
            raise LakeError(
                f"a file cannot be read ({first_line(fault)})",
                where=str(self._snapshot.root),
                remedy="Rows may have been removed for good meanwhile: run the command again.",
            ) from None


class SparkEngine:
    """Runs on a Spark session that the caller brings (extra `spark`)."""

    def __init__(self, snapshot: Snapshot, session: Any) -> None:
        self._snapshot, self._session = snapshot, session
        self._connection = ibis.pyspark.connect(session)
        self._tables: dict[tuple[str, str], Table] = {}

    def table(self, name: str, *, purpose: str = "") -> Table:
        check_purpose(ALL_TABLES[name], purpose)
        key = (name, purpose)
        if key not in self._tables:
            files = self._snapshot.files(name, purpose=purpose)
            root = str(self._snapshot.folder(name))
            if files:
                # Ibis' own reader takes one path; basePath lets Spark see the month in the folders' names.
                frame = self._session.read.option("basePath", root).parquet(*files)
                frame.select(*ALL_TABLES[name].column_names).createOrReplaceTempView(name)
                self._tables[key] = self._connection.table(name)
            else:
                self._tables[key] = self.small(name, ALL_TABLES[name].schema.empty_table())
        return self._tables[key]

    def small(self, name: str, rows: pa.Table) -> Table:
        self._session.createDataFrame(rows.to_pandas(), schema=_spark_schema(rows.schema)).createOrReplaceTempView(name)
        return self._connection.table(name)

    def run(self, expression: Any) -> pa.Table:
        return self._connection.to_pyarrow(expression)


def _spark_schema(schema: pa.Schema) -> str:
    names = {pa.string(): "string", pa.int64(): "bigint", pa.float64(): "double", pa.bool_(): "boolean"}
    return ", ".join(f"{field.name} {names.get(field.type, 'string')}" for field in schema)
