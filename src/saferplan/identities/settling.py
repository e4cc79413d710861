"""Ends a rotation of the key that was killed, or takes it back where it had changed nothing. Needs no key."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import psycopg
import pyarrow as pa

from saferplan.errors import KeyRefused, StoreError
from saferplan.evidence.forgetting import rekey
from saferplan.evidence.lake import Lake
from saferplan.identities.lake_check import LakeCheck, read_check, write_check
from saferplan.identities.locks import held_alone
from saferplan.identities.rotation_ready import STAGED

Step = Callable[[str], None]
"""Told of each step that has been done; tests end the process there."""
_MAPPING = """
    SELECT old_key, new_key FROM rotation_persons UNION SELECT old_key, new_key FROM rotation_aliases
    UNION SELECT old_key, new_key FROM rotation_carried
"""
_PUT_IN_FORCE = (
    """
    UPDATE addresses SET address_key = new_key, details = staged.details,
        uprn_key = staged.uprn_key, near_key = staged.near_key
    FROM rotation_addresses AS staged WHERE address_key = old_key
    """,
    """
    UPDATE address_aliases SET alias_key = new_key, basis = staged.basis
    FROM rotation_aliases AS staged WHERE alias_key = old_key
    """,
    """
    UPDATE persons SET person_key = new_key, details = staged.details
    FROM rotation_persons AS staged WHERE person_key = old_key
    """,
    """
    UPDATE store SET key_check = to_check, earlier_check = from_check, rotated_at = started_at,
        sealed_secret = rotation.sealed_secret
    FROM rotation
    """,
    f"TRUNCATE {', '.join(STAGED)}",
)


def settle(connection: psycopg.Connection, lake: Path | None, now: datetime) -> None:
    """Does nothing where no rotation was killed. Raises StoreError while one runs, or where its lake is not named."""
    is_ready = _rotation(connection) is not None
    if not is_ready and not (lake and read_check(lake).is_rotating):
        return
    if lake is None:
        raise StoreError(
            "a rotation of the key has not ended",
            where=f"database {connection.info.dbname}",
            remedy="Name its lake, and it ends: saferplan identities check --lake DIR",
        )
    with held_alone(connection):
        if _rotation(connection):
            go_on(connection, lake, now)
        else:
            take_back(lake)


def take_back(lake: Path) -> None:
    """Nothing has changed but that the lake says that it is being rotated."""
    check = read_check(lake)
    if check.is_rotating:
        write_check(lake, LakeCheck(check.key))


def go_on(connection: psycopg.Connection, lake: Path, now: datetime, done: Step = lambda _: None) -> None:
    """All that follows once everything is ready. Each step may have been done already."""
    from_check, to_check = _rotation(connection) or ("", "")
    told = read_check(lake)
    if told.key not in (from_check, to_check, None):
        raise KeyRefused(
            "the key of this store was being rotated, and this is not its lake",
            where=str(lake),
            remedy="Name the lake of this partnership with --lake.",
        )
    if told.key == from_check:
        rekey(Lake(lake), mapping(connection), now=now)
        done("the lake has the new pseudonyms")
        write_check(lake, LakeCheck(to_check))
        done("the lake says that its key is the new one")
    with connection.transaction():
        for statement in _PUT_IN_FORCE:
            connection.execute(statement.encode())
    done("the database has the new key")


def mapping(connection: psycopg.Connection) -> pa.Table:
    """`old`, `new`: every pseudonym that the lake can hold."""
    rows = connection.execute(_MAPPING).fetchall()
    columns = zip(*rows, strict=True) if rows else ([], [])
    return pa.table([pa.array(column, pa.string()) for column in columns], ["old", "new"])


def _rotation(connection: psycopg.Connection) -> tuple[str, str] | None:
    return connection.execute("SELECT from_check, to_check FROM rotation").fetchone()
