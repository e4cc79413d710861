"""Keeps the persons of a file: one row for each key, whose details are the last that were told."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
import pyarrow as pa

from saferplan.errors import StoreError
from saferplan.evidence.partners.mentions import Feed
from saferplan.identities.database import copy_rows
from saferplan.identities.folding import folded
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.people import DETAILS, one_row_each, person_bases
from saferplan.identities.sealing import sealed, unsealed

ROWS_AT_ONCE = 20_000  # of details opened at the same time
_INCOMING = """
    CREATE TEMPORARY TABLE incoming_persons (
        person_key text PRIMARY KEY, subject text, is_child boolean, expires_on date, details bytea
    )
"""
# A child in any mention stays among children; three-valued OR gives null only where neither tells an age.
_KEEP = """
    INSERT INTO persons (person_key, subject, agency, agency_kind, is_child, details, first_seen, last_seen, expires_on)
    SELECT person_key, subject, %(agency)s, %(agency_kind)s, is_child, details, %(now)s, %(now)s, expires_on
    FROM incoming_persons ORDER BY person_key
    ON CONFLICT (person_key) DO UPDATE SET
        details = EXCLUDED.details,
        is_child = coalesce(persons.is_child OR EXCLUDED.is_child, persons.is_child, EXCLUDED.is_child),
        last_seen = greatest(persons.last_seen, EXCLUDED.last_seen),
        expires_on = greatest(persons.expires_on, EXCLUDED.expires_on)
"""
_KEEP_FEEDS = """
    INSERT INTO person_feeds (person_key, feed, expires_on)
    SELECT person_key, %(feed)s, expires_on FROM incoming_persons
    ON CONFLICT (person_key, feed) DO UPDATE SET expires_on = greatest(person_feeds.expires_on, EXCLUDED.expires_on)
"""


def keep_feed(connection: psycopg.Connection, feed: Feed, now: datetime) -> None:
    """Notes whose feed it is. Raises StoreError where the name is another agency's already."""
    row = connection.execute(
        """
        INSERT INTO feeds VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (feed) DO UPDATE SET profile_version = greatest(feeds.profile_version, EXCLUDED.profile_version)
        RETURNING agency
        """,
        [feed.name, feed.agency, feed.agency_kind, feed.version, now],
    ).fetchone()
    if row and folded(row[0]) != folded(feed.agency):
        raise StoreError(
            f"the feed '{feed.name}' is known as one of {row[0]}, and its profile says {feed.agency}",
            remedy="Give the other agency's feed a name of its own, or write the agency as before.",
        )


def keep_persons(
    connection: psycopg.Connection, key: PartnershipKey, feed: Feed, persons: pa.Table, now: datetime
) -> pa.Array:
    """Keeps the persons, and gives the key of each mention; null where nothing tells one person from others."""
    bases = person_bases(feed, persons)
    keys = key.pseudonyms(bases)
    connection.execute(_INCOMING)
    for rows in one_row_each(persons, keys, bases).to_batches(max_chunksize=ROWS_AT_ONCE):
        kept = list(_sealed_rows(connection, key, rows.to_pylist()))
        copy_rows(connection, "incoming_persons", ["text", "text", "bool", "date", "bytea"], kept)
    values = {"agency": feed.agency, "agency_kind": feed.agency_kind, "feed": feed.name, "now": now}
    connection.execute(_KEEP, values)
    connection.execute(_KEEP_FEEDS, values)
    connection.execute("DROP TABLE incoming_persons")
    return keys


def _sealed_rows(connection: psycopg.Connection, key: PartnershipKey, rows: list[dict[str, Any]]) -> Iterator[tuple]:
    """What the file does not tell stays as it was told before. Details that say nothing new keep their seal."""
    before = _details_before(connection, [row["person_key"] for row in rows])
    for row in rows:
        name = row["person_key"]
        known = unsealed(key, before[name], name) if name in before else {}
        details = known | {field: row[field] for field in ("basis", *DETAILS) if row[field]}
        cell = before[name] if details == known else sealed(key, details, name)
        yield name, row["subject"], row["is_child"], row["expires_on"], cell


def _details_before(connection: psycopg.Connection, keys: list[str]) -> dict[str, bytes]:
    found = connection.execute("SELECT person_key, details FROM persons WHERE person_key = ANY(%s)", [keys])
    return {name: bytes(cell) for name, cell in found}
