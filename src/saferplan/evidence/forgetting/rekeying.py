"""Pseudonyms of the lake under another key: written as a new generation, so that none of the old ones stays."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from saferplan.errors import LakeError
from saferplan.evidence.forgetting.rewriting import (
    KEY_COLUMNS,
    REMOVED,
    RESTRICTED_TABLES,
    all_versions,
    connected,
    counted,
    in_force,
    rewrite,
)
from saferplan.evidence.lake import Lake
from saferplan.evidence.lake_writer import Writer
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.tables import PARTNER_INCIDENTS, Table

ROTATION = "a change of the partnership's key"
KEYED_TABLES = tuple(table for table in RESTRICTED_TABLES if set(KEY_COLUMNS) & set(table.column_names))


def pseudonyms_in(lake: Lake) -> set[str]:
    """Every pseudonym that a table in force names, or an earlier version that is kept of it."""
    with lake.writing() as writer:
        return pseudonyms_kept(writer)


def pseudonyms_kept(writer: Writer) -> set[str]:
    """The same, under the lock that the caller holds."""
    return _keys_of(writer, [(table, all_versions(writer.current(), table)) for table in KEYED_TABLES])


def feeds_of_pseudonyms(writer: Writer) -> set[tuple[str, str]]:
    """Every pseudonym of partners' incidents with each feed that names it, in any version that is kept."""
    rows = all_versions(writer.current(), PARTNER_INCIDENTS)
    pairs = " UNION ".join(f"SELECT {name}, feed FROM {rows} WHERE {name} IS NOT NULL" for name in KEY_COLUMNS)
    with connected(writer) as connection:
        return set(connection.sql(pairs).fetchall())


def pseudonyms_before(writer: Writer) -> set[str]:
    """Every pseudonym that the tables named before this writer wrote."""
    before = Snapshot(writer.before.root, writer.before.load, is_being_written=True)
    return _keys_of(writer, [(table, in_force(before, table)) for table in KEYED_TABLES])


def _keys_of(writer: Writer, sources: Sequence[tuple[Table, str]]) -> set[str]:
    with connected(writer) as connection:
        return {
            key
            for table, rows in sources
            for column in _key_columns(table)
            for (key,) in connection.sql(f"SELECT DISTINCT {column} FROM {rows} WHERE {column} IS NOT NULL").fetchall()
        }


def rekey(lake: Lake, mapping: pa.Table, *, now: datetime) -> int:
    """Writes every pseudonym of the lake anew by `mapping`, of columns old and new; gives the number of rows changed.

    Earlier versions go for good. A pseudonym that is one of the new ones already stays, so that a rotation that was
    killed behind this step is done again without harm. Raises LakeError, and changes nothing, where a pseudonym is
    neither old nor new: under two keys one person would become two.
    """
    with lake.writing() as writer:
        with connected(writer, mapping=mapping) as connection:
            changed = {}
            for table in KEYED_TABLES:
                rows = in_force(writer.current(), table)
                _refuse_unknown(lake, table, counted(connection, _unknown(table, rows)))
                if counted(connection, _stale(table, all_versions(writer.current(), table))):
                    changed[table.name] = counted(connection, _stale(table, rows))
                    rewrite(writer, table, connection, _renamed(table, rows))
        if changed:
            writer.commit(loaded_at=now, summary={"files": [], REMOVED: ROTATION, "rows": changed})
        return sum(changed.values())


def _key_columns(table: Table) -> list[str]:
    return [column for column in KEY_COLUMNS if column in table.column_names]


def _unknown(table: Table, rows: str) -> str:
    known = "(SELECT old FROM mapping UNION SELECT new FROM mapping)"
    conditions = (f"({column} IS NOT NULL AND {column} NOT IN {known})" for column in _key_columns(table))
    return f"SELECT count(*) FROM {rows} WHERE {' OR '.join(conditions)}"


def _stale(table: Table, rows: str) -> str:
    """Rows with a pseudonym that has become another."""
    stale = "(SELECT old FROM mapping WHERE old <> new)"
    conditions = (f"coalesce({column} IN {stale}, false)" for column in _key_columns(table))
    return f"SELECT count(*) FROM {rows} WHERE {' OR '.join(conditions)}"


def _renamed(table: Table, rows: str) -> str:
    keys = _key_columns(table)
    columns = (f"coalesce({name}_of.new, held.{name}) AS {name}" if name in keys else f"held.{name}"
               for name in table.column_names)  # fmt: skip
    joins = (f"LEFT JOIN mapping AS {name}_of ON {name}_of.old = held.{name}" for name in keys)
    return f"SELECT {', '.join(columns)} FROM {rows} AS held {' '.join(joins)}"


def _refuse_unknown(lake: Lake, table: Table, rows: int) -> None:
    if rows:
        raise LakeError(
            f"{rows:,} rows of {table.name} name somebody under a key that is neither the old nor the new one",
            where=str(lake.root),
            remedy="Nothing has changed. Name the key and the database that belong to this lake.",
        )
