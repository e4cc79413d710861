"""Looks for what was erased in every table of the database, row by row, as text."""

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from saferplan.evidence.forgetting.proving import Looked, Traces
from saferplan.identities.forgetting.unnamed import tables_of

# The planner keeps common values of every column; its owner alone may read them, so the view is asked.
_STATISTICS = "SELECT row_to_json(pg_stats)::text FROM pg_stats WHERE schemaname = current_schema()"


def look_through_store(connection: psycopg.Connection, traces: Traces) -> list[Looked]:
    """A place for each table, and one for what the planner has noted of their values. Sealed cells say nothing."""
    rows = SQL("SELECT row_to_json(held)::text FROM {} AS held")
    asked: dict[str, SQL | Composed] = {
        f"database table {name}": rows.format(Identifier(name)) for name in tables_of(connection)
    }
    asked["database statistics"] = SQL(_STATISTICS)
    return [_look(connection, place, query, traces) for place, query in asked.items()]


def _look(connection: psycopg.Connection, place: str, query: SQL | Composed, traces: Traces) -> Looked:
    looked = found = 0
    with connection.cursor() as cursor:
        for (text,) in cursor.stream(query):
            looked += 1
            found += traces.in_bytes(text.encode()) > 0
    return Looked(place, looked, found)
