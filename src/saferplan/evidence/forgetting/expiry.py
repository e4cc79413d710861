"""What is due to go: rows of restricted tables whose retention period is over."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import duckdb

from saferplan.evidence.access import RETENTION
from saferplan.evidence.forgetting.rewriting import (
    RESTRICTED_TABLES,
    all_versions,
    connected,
    counted,
    in_force,
    rewrite,
)
from saferplan.evidence.lake_writer import Writer
from saferplan.evidence.snapshot import Snapshot
from saferplan.evidence.tables import DATE, PARTNER_INCIDENTS, Table

EXPIRY = "the end of their retention period"


@dataclass(frozen=True)
class Kept:
    """What a restricted table holds of one feed. `months` is the longest period of its rows.

    `due` counts rows in force whose period is over, `suspects_due` those from which the suspect alone is to be taken,
    `due_in_history` rows of versions that a later load has replaced, and `undated` rows that never expire by
    themselves for want of a date.
    """

    table: str
    feed: str
    months: int | None
    rows: int
    oldest: str
    first_expiry: date | None
    due: int
    suspects_due: int
    due_in_history: int
    undated: int
    reason: str

    def as_record(self) -> dict[str, Any]:
        return asdict(self) | {"first_expiry": self.first_expiry.isoformat() if self.first_expiry else None}


def kept(snapshot: Snapshot, today: date) -> list[Kept]:
    """Every feed of every restricted table, by name. The reading is logged for the purpose of retention."""
    connection = duckdb.connect(config={"temp_directory": ""})
    return [one for table in RESTRICTED_TABLES if snapshot.has(table.name)
            for one in _kept_of(connection, snapshot, table, today)]  # fmt: skip


def _kept_of(connection: duckdb.DuckDBPyConnection, snapshot: Snapshot, table: Table, today: date) -> Iterator[Kept]:
    feed = feed_column(table)
    rows = connection.sql(f"""
        SELECT {feed}, {_months(table)}, count(*), min({_age_column(table)})::VARCHAR, min({expires(table)}),
               count(*) FILTER ({is_due(table, today)}), count(*) FILTER ({is_suspect_due(table, today)}),
               count(*) FILTER ({expires(table)} IS NULL)
        FROM {snapshot.scan(table.name, purpose=RETENTION)} GROUP BY 1 ORDER BY 1
    """).fetchall()
    history = dict(connection.sql(f"""
        SELECT {feed}, count(*) FILTER ({is_due(table, today)} OR {is_suspect_due(table, today)})
        FROM {all_versions(snapshot, table)} GROUP BY 1
    """).fetchall())  # fmt: skip
    reason = table.retention.reason if table.retention else ""
    for name, months, number, oldest, first, due, suspects, undated in rows:
        older = history.pop(name, 0) - due - suspects
        yield Kept(table.name, name, months, number, oldest or "", first, due, suspects, max(older, 0), undated, reason)
    for name, due in sorted(history.items()):
        if due:
            yield Kept(table.name, name, None, 0, "", None, 0, 0, due, 0, reason)


def expire(writer: Writer, today: date) -> dict[str, int]:
    """Writes the restricted tables anew without what is due, where a version that is kept holds any; not in force yet.

    Gives the rows in force that went, or lost their suspect, by table; a table of which only earlier versions
    went has 0.
    """
    removed = {}
    with connected(writer) as connection:
        for table in RESTRICTED_TABLES:
            now = writer.current()
            due = f"({is_due(table, today)}) OR ({is_suspect_due(table, today)})"
            if not counted(connection, f"SELECT count(*) FROM {all_versions(now, table)} WHERE {due}"):
                continue
            removed[table.name] = counted(connection, f"SELECT count(*) FROM {in_force(now, table)} WHERE {due}")
            rewrite(writer, table, connection, _staying(table, in_force(now, table), today))
    return removed


def _staying(table: Table, rows: str, today: date) -> str:
    emptied = ("suspect_key", "suspect_is_child", "suspect_expires_on") if table == PARTNER_INCIDENTS else ()
    columns = (f"CASE WHEN {is_suspect_due(table, today)} THEN NULL ELSE {name} END AS {name}" if name in emptied
               else name for name in table.column_names)  # fmt: skip
    return f"SELECT {', '.join(columns)} FROM {rows} WHERE NOT {is_due(table, today)}"


def expires(table: Table) -> str:
    """SQL for the last day on which a row is kept; a period counted from a month begins with the month's last day."""
    retention = table.retention
    if retention is None:
        return "NULL::DATE"
    if retention.months is None:
        return retention.counted_from
    column = next(column for column in table.columns if column.name == retention.counted_from)
    if column.type == DATE:
        return f"({column.name} + INTERVAL {retention.months} MONTH)::DATE"
    return f"((TRY_CAST({column.name} || '-01' AS DATE) + INTERVAL {retention.months + 1} MONTH)::DATE - 1)"


def is_due(table: Table, today: date) -> str:
    """SQL: whether the row's last day is past. A row without one is not due."""
    return f"coalesce({expires(table)} < DATE '{today.isoformat()}', false)"


def is_suspect_due(table: Table, today: date) -> str:
    """SQL: whether the row stays, and the suspect in it is to be forgotten."""
    if table != PARTNER_INCIDENTS:
        return "false"
    over = f"suspect_key IS NOT NULL AND coalesce(suspect_expires_on < DATE '{today.isoformat()}', false)"
    return f"(NOT {is_due(table, today)} AND {over})"


def feed_column(table: Table) -> str:
    """Who delivered the row: the first of the columns that a load replaces by."""
    return table.replaced_by[0]


def _age_column(table: Table) -> str:
    """SQL for when the row is from; a digest of what was erased does not say."""
    if "month" in table.column_names:
        return "month"
    return table.retention.counted_from if table.retention and table.retention.months is not None else "NULL"


def _months(table: Table) -> str:
    """SQL for the period: that of the contract, or what the rows' own day of expiry tells."""
    if table.retention and table.retention.months is not None:
        return str(table.retention.months)
    if "month" in table.column_names:
        return "max(date_diff('month', TRY_CAST(month || '-01' AS DATE), expires_on))"
    return "NULL"
