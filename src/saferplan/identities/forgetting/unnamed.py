"""Forgets whom no row of the lake names: the same step ends an erasure, a retention run and a load that was killed.

The lake decides. So the store knows which lake is its own, and an older copy of it, or another, is refused.
"""

from collections.abc import Collection
from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Identifier

from saferplan.errors import StoreError
from saferplan.identities.database import copy_rows

WRONG_LAKE = (
    "Name the lake that belongs to this database with --lake; of one that was brought back from a backup say so once:"
    " saferplan retention run --restored"
)


@dataclass(frozen=True)
class DecidingLake:
    """A lake as it tells itself apart: the number that its table of loads was made with, and its last load."""

    identity: str
    last_load: int


@dataclass(frozen=True)
class Unnamed:
    """Rows that went, by table; of the tables that depend on people too."""

    rows: dict[str, int]

    @property
    def persons(self) -> int:
        return self.rows.get("persons", 0)

    @property
    def addresses(self) -> int:
        return self.rows.get("addresses", 0)


def forget_unnamed(
    connection: psycopg.Connection,
    named: Collection[str],
    lake: DecidingLake,
    *,
    told_by: Collection[tuple[str, str]] | None = None,
    is_restored: bool = False,
) -> Unnamed:
    """Deletes people and addresses whose pseudonym is not in `named`, and whatever depends on them, in one transaction.

    Only under the lake's lock: a load registers people before its rows are in force. Raises StoreError where the lake
    is not the one that belongs to this store; `is_restored`: it is to be from now on. `told_by`: pseudonyms with the
    feeds whose rows name them; of other feeds nobody is told any longer. None leaves the feeds as they are.
    """
    with connection.transaction():
        if is_restored:
            connection.execute("DELETE FROM deciding_lake")
        _check_lake(connection, lake, has_names=bool(named))
        connection.execute("CREATE TEMPORARY TABLE named (key text PRIMARY KEY) ON COMMIT DROP")
        copy_rows(connection, "named", ["text"], ([key] for key in named))
        connection.execute("ANALYZE named")
        before = _row_counts(connection)
        connection.execute("DELETE FROM persons WHERE NOT EXISTS (SELECT FROM named WHERE key = person_key)")
        connection.execute(_UNNAMED_ADDRESSES)
        if told_by is not None:
            _forget_feeds(connection, told_by)
        after = _row_counts(connection)
    return Unnamed({table: count - after[table] for table, count in before.items() if count > after[table]})


def _forget_feeds(connection: psycopg.Connection, told_by: Collection[tuple[str, str]]) -> None:
    connection.execute("CREATE TEMPORARY TABLE told_by (key text, feed text) ON COMMIT DROP")
    copy_rows(connection, "told_by", ["text", "text"], told_by)
    connection.execute(
        """
        DELETE FROM person_feeds WHERE NOT EXISTS (
            SELECT FROM told_by WHERE told_by.key = person_feeds.person_key AND told_by.feed = person_feeds.feed
        )
        """
    )


def take_back(connection: psycopg.Connection, keys: Collection[str], named: Collection[str]) -> None:
    """Deletes people and addresses of these keys, and what depends on them, but for those that `named` has a key of."""
    with connection.transaction():
        connection.execute("CREATE TEMPORARY TABLE named (key text PRIMARY KEY) ON COMMIT DROP")
        copy_rows(connection, "named", ["text"], ([key] for key in named))
        unwanted = [list(set(keys) - set(named))]
        connection.execute("DELETE FROM persons WHERE person_key = ANY(%s)", unwanted)
        connection.execute(f"{_UNNAMED_ADDRESSES} AND addresses.address_key = ANY(%s)", unwanted)


_UNNAMED_ADDRESSES = """
    DELETE FROM addresses WHERE NOT EXISTS (SELECT FROM named WHERE key = addresses.address_key)
    AND NOT EXISTS (SELECT FROM address_aliases JOIN named ON key = alias_key
                    WHERE address_aliases.address_key = addresses.address_key)
"""


def tables_of(connection: psycopg.Connection) -> list[str]:
    """Every table of the store, by name."""
    rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1")
    return [name for (name,) in rows]


def _row_counts(connection: psycopg.Connection) -> dict[str, int]:
    return {table: _count(connection, table) for table in tables_of(connection)}


def _count(connection: psycopg.Connection, table: str) -> int:
    (count,) = connection.execute(SQL("SELECT count(*) FROM {}").format(Identifier(table))).fetchone() or (0,)
    return count


def _check_lake(connection: psycopg.Connection, lake: DecidingLake, *, has_names: bool) -> None:
    found = connection.execute("SELECT lake::text, last_load FROM deciding_lake FOR UPDATE").fetchone()
    if found is None and not has_names and _count(connection, "persons"):
        raise StoreError("this lake names nobody, and the restricted store holds people", remedy=WRONG_LAKE)
    if found and found[0] != lake.identity:
        raise StoreError("the restricted store belongs to another lake", remedy=WRONG_LAKE)
    if found and found[1] > lake.last_load:
        raise StoreError(
            f"this is an older copy of the lake: it ends at load {lake.last_load}, and load {found[1]} was seen",
            remedy=WRONG_LAKE,
        )
    connection.execute(
        "INSERT INTO deciding_lake (lake, last_load) VALUES (%s, %s)"
        " ON CONFLICT (only_row) DO UPDATE SET last_load = EXCLUDED.last_load",
        [lake.identity, lake.last_load],
    )
