"""Keeps the addresses of a file in PostgreSQL: reads what they may mean, resolves them, writes what is new."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import psycopg
import pyarrow as pa

from saferplan.identities.database import copy_rows
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.places import Place, Told, places_told, taken
from saferplan.identities.resolving import Kept, Register
from saferplan.identities.sealing import sealed, unsealed

# What a file's keys may lead to, and the addresses near to them.
_ALIASES = "SELECT alias_key, address_key, is_shared FROM address_aliases WHERE {} = ANY(%s)"
_ADDRESSES = """
    SELECT address_key, details, uprn_key, near_key FROM addresses WHERE address_key = ANY(%s) OR near_key = ANY(%s)
"""
_INCOMING = """
    CREATE TEMPORARY TABLE incoming_addresses (
        address_key text PRIMARY KEY, details bytea, uprn_key text, near_key text, expires_on date
    )
"""
_INCOMING_ALIASES = """
    CREATE TEMPORARY TABLE incoming_aliases (
        alias_key text PRIMARY KEY, address_key text, is_shared boolean, basis bytea
    )
"""
_KEEP = """
    INSERT INTO addresses (address_key, details, uprn_key, near_key, first_seen, expires_on)
    SELECT address_key, details, uprn_key, near_key, %s, expires_on FROM incoming_addresses
    WHERE details IS NOT NULL ORDER BY address_key
    ON CONFLICT (address_key) DO UPDATE SET
        details = EXCLUDED.details, uprn_key = EXCLUDED.uprn_key, near_key = EXCLUDED.near_key
"""
_KEEP_LONGER = """
    UPDATE addresses SET expires_on = incoming_addresses.expires_on FROM incoming_addresses
    WHERE addresses.address_key = incoming_addresses.address_key
    AND addresses.expires_on < incoming_addresses.expires_on
"""
_MOVE_ALIASES = """
    UPDATE address_aliases SET address_key = incoming_aliases.address_key, is_shared = incoming_aliases.is_shared
    FROM incoming_aliases WHERE address_aliases.alias_key = incoming_aliases.alias_key
"""
_KEEP_ALIASES = """
    INSERT INTO address_aliases (alias_key, address_key, is_shared, basis)
    SELECT * FROM incoming_aliases
    WHERE NOT EXISTS (SELECT FROM address_aliases WHERE address_aliases.alias_key = incoming_aliases.alias_key)
    ORDER BY alias_key
"""


def keep_places(connection: psycopg.Connection, key: PartnershipKey, places: pa.Table, now: datetime) -> pa.Array:
    """Keeps the addresses, and gives the key of each mention; null where a mention tells no address."""
    distinct, which = places_told(places)
    found = [Place.of(key, told) for told in distinct]
    register = _read(connection, key, found)
    keys = taken(register.resolve(found), which)
    rows = list(_rows(key, register, _latest(keys, places["expires_on"])))
    _write(connection, rows, list(_aliases(key, register, found)), now)
    connection.execute("DELETE FROM addresses WHERE address_key = ANY(%s)", [list(register.merged)])
    return keys


def _latest(keys: pa.Array, expires_on: pa.ChunkedArray) -> dict[str, date]:
    """Until when each address is kept: as long as the last incident that names it."""
    mentions = pa.table({"key": keys, "expires_on": expires_on}).filter(keys.is_valid())
    latest = mentions.group_by("key").aggregate([("expires_on", "max")])
    return dict(zip(latest["key"].to_pylist(), latest["expires_on_max"].to_pylist(), strict=True))


def _rows(key: PartnershipKey, register: Register, latest: dict[str, date]) -> Iterator[tuple]:
    """Addresses that are new or told better, sealed; of the others only until when they are kept."""
    at_most = max(latest.values(), default=None)  # of a form that UPRNs share, which no mention may have alone
    for name, kept in register.addresses.items():
        if kept.is_changed:
            cell = sealed(key, kept.told._asdict(), name)
            yield name, cell, kept.uprn_key, kept.near_key, latest.get(name, at_most)
        elif name in latest:
            yield name, None, None, None, latest[name]


def _read(connection: psycopg.Connection, key: PartnershipKey, places: list[Place]) -> Register:
    names = list({name for place in places for name in (place.uprn_key, place.form_key) if name})
    near = list({place.near_key for place in places if place.near_key})
    aliases = list(connection.execute(_ALIASES.format("alias_key"), [names]))
    wanted = list({address for _, address, _ in aliases} | {place.shared_key for place in places if place.shared_key})
    kept = [_kept(key, row) for row in connection.execute(_ADDRESSES, [wanted, near])]
    # A merge moves every alias of an address, so all of them are read.
    aliases = list(connection.execute(_ALIASES.format("address_key"), [[one.key for one in kept]]))
    return Register(
        {one.key: one for one in kept},
        {alias: address for alias, address, _ in aliases},
        {alias for alias, _, is_shared in aliases if is_shared},
    )


def _kept(key: PartnershipKey, row: tuple[Any, ...]) -> Kept:
    name, cell, uprn_key, near_key = row

    def told() -> Told:
        opened = unsealed(key, bytes(cell), name)
        return Told(*(opened.get(field) for field in Told._fields))

    return Kept(name, told, uprn_key, near_key)


def _aliases(key: PartnershipKey, register: Register, places: list[Place]) -> Iterator[tuple]:
    """Those that are new or moved; one that is only moved has no basis here, since the store has it."""
    bases = {alias: basis for place in places for alias, basis in place.bases.items()}
    for alias in register.changed_aliases:
        basis = bases.get(alias)
        cell = key.seal(basis.encode(), alias) if basis else None
        yield alias, register.aliases[alias], alias in register.shared, cell


def _write(connection: psycopg.Connection, addresses: list[tuple], aliases: list[tuple], now: datetime) -> None:
    connection.execute(_INCOMING)
    copy_rows(connection, "incoming_addresses", ["text", "bytea", "text", "text", "date"], addresses)
    connection.execute(_INCOMING_ALIASES)
    copy_rows(connection, "incoming_aliases", ["text", "text", "bool", "bytea"], aliases)
    connection.execute(_KEEP, [now])
    for statement in (_KEEP_LONGER, _MOVE_ALIASES, _KEEP_ALIASES, "DROP TABLE incoming_addresses, incoming_aliases"):
        connection.execute(statement)
