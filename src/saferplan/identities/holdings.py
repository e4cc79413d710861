"""What a restricted store holds, in numbers, and who opened it. Names nobody."""

from datetime import UTC, datetime
from typing import Any

import psycopg


def holdings(connection: psycopg.Connection) -> dict[str, int]:
    """How many people, addresses and feeds."""
    counted = {}
    for table in ("persons", "addresses", "feeds"):
        (counted[table],) = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() or (0,)
    return counted


def reads(connection: psycopg.Connection, since: datetime | None = None) -> list[dict[str, Any]]:
    """The log of reads, oldest first: at (ISO 8601, UTC), by, command, purpose, number, groups, feeds, persons."""
    rows = connection.execute(
        """
        SELECT read_at, read_by, command, purpose, purpose_number, person_groups, feeds, persons FROM reads
        WHERE %(since)s::timestamptz IS NULL OR read_at >= %(since)s ORDER BY read_id
        """,
        {"since": since},
    )
    names = ("by", "command", "purpose", "number", "groups", "feeds", "persons")
    return [
        {"at": at.astimezone(UTC).isoformat(timespec="seconds")} | dict(zip(names, rest, strict=True))
        for at, *rest in rows
    ]
