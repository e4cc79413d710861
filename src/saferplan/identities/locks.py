"""Who may use a store at one moment: many who have it open, or one rotation of its key."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from saferplan.errors import StoreError

# Numbers of PostgreSQL's advisory locks. They mean nothing; each stands for one thing.
OPEN = 7_250_113
REGISTER = 7_250_114  # one file at a time: the next finds the addresses that this one taught


@contextmanager
def held_open(connection: psycopg.Connection) -> Iterator[None]:
    """Raises StoreError while the key is rotated."""
    with _held(connection, "_shared", "the key of this store is being rotated"):
        yield


@contextmanager
def held_alone(connection: psycopg.Connection) -> Iterator[None]:
    """Raises StoreError while anybody has the store open."""
    with _held(connection, "", "another command has this store open"):
        yield


@contextmanager
def _held(connection: psycopg.Connection, kind: str, problem: str) -> Iterator[None]:
    """Given back before the connection ends: the server sees its end only when it comes round to it, and until then
    the next command would be refused.
    """
    if connection.execute(f"SELECT pg_try_advisory_lock{kind}(%s)".encode(), [OPEN]).fetchone() != (True,):
        raise StoreError(problem, where=f"database {connection.info.dbname}", remedy="Wait until it has ended.")
    try:
        yield
    finally:
        if not connection.closed:
            connection.execute(f"SELECT pg_advisory_unlock{kind}(%s)".encode(), [OPEN])
