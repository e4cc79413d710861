"""Who may use a store at one moment: many who have it open, or one rotation of its key."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from saferplan.errors import StoreError

# Numbers of PostgreSQL's advisory locks. They mean nothing; each stands for one thing.
OPEN = 7_250_113
REGISTER = 7_250_114  # one file at a time: the next finds the addresses that this one taught


def hold_open(connection: psycopg.Connection) -> None:
    """Until the connection ends. Raises StoreError while the key is rotated."""
    _take(connection, "pg_try_advisory_lock_shared", "the key of this store is being rotated")


@contextmanager
def held_alone(connection: psycopg.Connection) -> Iterator[None]:
    """Raises StoreError while anybody has the store open."""
    _take(connection, "pg_try_advisory_lock", "another command has this store open")
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute("SELECT pg_advisory_unlock(%s)", [OPEN])


def _take(connection: psycopg.Connection, take: str, problem: str) -> None:
    if connection.execute(f"SELECT {take}(%s)".encode(), [OPEN]).fetchone() != (True,):
        raise StoreError(problem, where=f"database {connection.info.dbname}", remedy="Wait until it has ended.")
