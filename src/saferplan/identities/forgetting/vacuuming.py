"""Deleted rows leave PostgreSQL's files: tables, indexes and its statistics are written anew.

A deleted row stays in its table's file until its room is used again, a common value in the statistics that the planner
keeps, and every change in the write-ahead log. VACUUM FULL writes new files and removes the old ones. The log goes with
time; of copies that were made before, and of a replica's log, this knows nothing.
"""

from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Identifier

from saferplan.identities.forgetting.unnamed import tables_of


@dataclass(frozen=True)
class Vacuumed:
    """What was written anew, and what this user was not allowed to do, which the operator must."""

    tables: list[str]
    left_to_the_operator: list[str]


def vacuum(connection: psycopg.Connection) -> Vacuumed:
    """Writes every table of the store anew, outside of any transaction; other users of the tables wait meanwhile."""
    tables = tables_of(connection)
    for table in tables:
        connection.execute(SQL("VACUUM (FULL, ANALYZE) {}").format(Identifier(table)))
    left = []
    steps = {
        "VACUUM FULL pg_catalog.pg_statistic": "the planner's statistics",
        "CHECKPOINT": "a checkpoint",
        "SELECT pg_switch_wal()": "a new file of the write-ahead log",
        "CHECKPOINT /* lets the files before it be recycled */": "a second checkpoint",
    }
    for statement, what in steps.items():
        try:
            connection.execute(statement.encode())
        except psycopg.errors.InsufficientPrivilege:
            left.append(f"{what} ({statement.split(' /*')[0]})")
    return Vacuumed(tables, left)
