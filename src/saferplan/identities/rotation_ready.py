"""Makes a rotation ready: store and lake as they will be under the new key, beside what is in force.

A pseudonym of the lake that the store does not know comes from a depersonalised file, of which nothing is kept. It gets
a new one made of the old one: who was one stays one, but the next file of that feed makes pseudonyms of another kind,
so its files must be loaded again.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import psycopg

from saferplan.identities.database import copy_rows
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.places import Place, Told
from saferplan.identities.sealing import STORE_SECRET, sealed, unsealed

ROWS_AT_ONCE = 20_000
STAGED = ("rotation", "rotation_persons", "rotation_addresses", "rotation_aliases", "rotation_carried")


def make_ready(
    connection: psycopg.Connection,
    old: PartnershipKey,
    new: PartnershipKey,
    in_lake: Collection[str],
    now: datetime,
) -> int:
    """In one transaction; `settle` puts it in force. Gives how many pseudonyms of the lake nobody stands behind."""
    with connection.transaction():
        (secret,) = connection.execute("SELECT sealed_secret FROM store").fetchone() or (b"",)
        connection.execute(
            "INSERT INTO rotation (from_check, to_check, sealed_secret, started_at) VALUES (%s, %s, %s, %s)",
            [old.check, new.check, new.seal(old.unseal(bytes(secret), STORE_SECRET), STORE_SECRET), now],
        )
        _aliases(connection, old, new)
        _persons(connection, old, new)
        _addresses(connection, old, new)
        return _carry(connection, new, in_lake)


def _persons(connection: psycopg.Connection, old: PartnershipKey, new: PartnershipKey) -> None:
    def renewed(row: tuple[Any, ...]) -> tuple:
        details = unsealed(old, bytes(row[1]), row[0])
        name = new.pseudonym(details["basis"])
        return row[0], name, sealed(new, details, name)

    query = "SELECT person_key, details FROM persons"
    _stage(connection, query, renewed, "rotation_persons", ["text", "text", "bytea"])


def _aliases(connection: psycopg.Connection, old: PartnershipKey, new: PartnershipKey) -> None:
    def renewed(row: tuple[Any, ...]) -> tuple:
        basis = old.unseal(bytes(row[1]), row[0])
        name = new.pseudonym(basis.decode())
        return row[0], name, new.seal(basis, name)

    query = "SELECT alias_key, basis FROM address_aliases"
    _stage(connection, query, renewed, "rotation_aliases", ["text", "text", "bytea"])


def _addresses(connection: psycopg.Connection, old: PartnershipKey, new: PartnershipKey) -> None:
    """The key of an address, and that of its UPRN, were aliases of it from the first."""

    def renewed(row: tuple[Any, ...]) -> tuple:
        name, cell, new_name, uprn_key, has_near = row
        details = unsealed(old, bytes(cell), name)
        place = Place.of(new, Told(*(details.get(field) for field in Told._fields)))
        return name, new_name, sealed(new, details, new_name), uprn_key, place.near_key if has_near else None

    query = """
        SELECT address_key, details, named.new_key, of_uprn.new_key, near_key IS NOT NULL
        FROM addresses JOIN rotation_aliases AS named ON named.old_key = address_key
        LEFT JOIN rotation_aliases AS of_uprn ON of_uprn.old_key = uprn_key
    """
    _stage(connection, query, renewed, "rotation_addresses", ["text", "text", "bytea", "text", "text"])


def _stage(
    connection: psycopg.Connection,
    query: str,
    renewed: Callable[[tuple[Any, ...]], tuple],
    table: str,
    types: Sequence[str],
) -> None:
    for rows in _in_parts(connection, query):
        copy_rows(connection, table, types, [renewed(row) for row in rows])


def _in_parts(connection: psycopg.Connection, query: str) -> Iterator[list[tuple[Any, ...]]]:
    with connection.cursor("rotating") as cursor:
        cursor.execute(query.encode())
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield rows


def _carry(connection: psycopg.Connection, new: PartnershipKey, in_lake: Collection[str]) -> int:
    known = {
        key
        for table in ("rotation_persons", "rotation_aliases")
        for (key,) in connection.execute(f"SELECT old_key FROM {table}".encode())
    }
    carried = sorted(set(in_lake) - known)
    rows = [(key, new.pseudonym(f"carried from an earlier key\x1f{key}")) for key in carried]
    copy_rows(connection, "rotation_carried", ["text", "text"], rows)
    return len(rows)
