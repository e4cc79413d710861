"""The restricted store: who partners' files name, sealed, in PostgreSQL, apart from the lake.

One store serves one partnership: its key, its database and its lake belong together, and each of the three carries a
check by which a stranger among them is told. A wrong key is an error; it never makes second identities.
"""

import hmac
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path

import psycopg
import pyarrow as pa

from saferplan.errors import KeyRefused, StoreError
from saferplan.evidence.partners.mentions import Feed, Keys
from saferplan.identities import locks, migrations, purpose_records, reading
from saferplan.identities.database import connected, place
from saferplan.identities.forgetting.unnamed import take_back
from saferplan.identities.keeping_places import keep_places
from saferplan.identities.keys import SECRET_BYTES, PartnershipKey
from saferplan.identities.lake_check import check_lake, note_lake, read_check
from saferplan.identities.people import person_bases
from saferplan.identities.purposes import Group, Purpose
from saferplan.identities.registering import keep_feed, keep_persons
from saferplan.identities.sealing import STORE_SECRET
from saferplan.identities.settling import settle

_HOLDS_ANY = "SELECT EXISTS (SELECT FROM persons) OR EXISTS (SELECT FROM addresses)"


@dataclass(frozen=True)
class RestrictedStore:
    """An open store. Implements `Identities` of saferplan.evidence.partners.mentions."""

    connection: psycopg.Connection
    key: PartnershipKey
    lake: Path | None = None

    def register(self, feed: Feed, persons: pa.Table, places: pa.Table, *, now: datetime) -> Keys:
        """Keeps the mentions of a file, and gives their keys. All of it is kept, or nothing.

        Raises StoreError where the store holds the people of another lake.
        """
        if self.lake:
            self._refuse_second_lake(self.lake)
            note_lake(self.lake, self.key)
        with self.connection.transaction():
            self.connection.execute("SELECT pg_advisory_xact_lock(%s)", [locks.REGISTER])
            keep_feed(self.connection, feed, now)
            person_keys = keep_persons(self.connection, self.key, feed, persons, now)
            return Keys(person_keys, keep_places(self.connection, self.key, places, now))

    def _refuse_second_lake(self, lake: Path) -> None:
        """The lake says who is still named, and all others are forgotten: with two, one would forget the other's."""
        if read_check(lake).key is not None:
            return
        (holds_any,) = self.connection.execute(_HOLDS_ANY).fetchone() or (False,)
        if holds_any:
            raise StoreError(
                "the restricted store holds the people of another lake",
                where=str(lake),
                remedy="Name that lake with --lake, or give this one a database of its own: saferplan identities init",
            )

    def person_keys(self, feed: Feed, persons: pa.Table) -> pa.Array:
        """The keys that `register` would give the persons. Keeps nothing."""
        return self.key.pseudonyms(person_bases(feed, persons))

    def take_back(self, keys: Collection[str], named: Collection[str]) -> None:
        """Forgets people and addresses of these keys, but for those that are `named` by any of their keys."""
        take_back(self.connection, keys, named)

    def check_allowed(
        self, purpose: str, *, groups: Collection[Group], feeds: Collection[str] | None = None, on: date
    ) -> Purpose:
        """The purpose under which these people may be looked at; `feeds`: None stands for all that it names.

        Raises PurposeRefused, which says everything that is missing.
        """
        return purpose_records.check_allowed(self.connection, purpose, groups=groups, feeds=feeds, on=on)

    def people_for(
        self,
        purpose: str,
        *,
        groups: Collection[Group],
        feeds: Collection[str] | None = None,
        keys: Collection[str] | None = None,
        now: datetime,
    ) -> pa.Table:
        """The people of the groups in the feeds, opened (reading.PEOPLE), and a line in the log.

        With `keys`, those alone.

        Raises PurposeRefused where the purpose does not allow it.
        """
        allowed = self.check_allowed(purpose, groups=groups, feeds=feeds, on=now.date())
        wanted = allowed.feeds if feeds is None else feeds
        return reading.people_for(self.connection, self.key, allowed, groups, wanted, keys)

    def find(
        self, *, forenames: str | None = None, surname: str | None = None, date_of_birth: date | None = None
    ) -> pa.Table:
        """Everybody who may be the person who makes a request about their data (reading.PEOPLE); logged.

        Raises ValueError where nothing is given to find them by.
        """
        return reading.find(
            self.connection, self.key, forenames=forenames, surname=surname, date_of_birth=date_of_birth
        )

    def digest(self, data: bytes) -> bytes:
        """HMAC-SHA256 under a secret of this store that outlives the rotation of the key."""
        return hmac.digest(self._secret, data, "sha256")

    @cached_property
    def _secret(self) -> bytes:
        (cell,) = self.connection.execute("SELECT sealed_secret FROM store").fetchone() or (b"",)
        return self.key.unseal(bytes(cell), STORE_SECRET)

    def address_clusters(self) -> pa.Table:
        """`address_key`, `cluster`: the address that each key turned out to be, since more was told of it."""
        rows = self.connection.execute(
            """
            SELECT address_key, address_key FROM addresses
            UNION ALL SELECT alias_key, address_key FROM address_aliases
            WHERE NOT EXISTS (SELECT FROM addresses WHERE addresses.address_key = alias_key)
            ORDER BY 1
            """
        ).fetchall()
        columns = zip(*rows, strict=True) if rows else ([], [])
        return pa.table([pa.array(column, pa.string()) for column in columns], ["address_key", "cluster"])


def create(url: str | None, key: PartnershipKey) -> list[migrations.Migration]:
    """Makes the store in an empty database, or brings its tables to this version; gives what was applied.

    Raises StoreError where the database is another program's, KeyRefused where it was made with another key.
    """
    with connected(url) as connection, connection.transaction():
        applied = migrations.migrate(connection)
        secret = key.seal(secrets.token_bytes(SECRET_BYTES), STORE_SECRET)
        connection.execute(
            "INSERT INTO store (key_check, sealed_secret) VALUES (%s, %s) ON CONFLICT DO NOTHING", [key.check, secret]
        )
        check_database(connection, key, place(url))
        return applied


@contextmanager
def opened(
    url: str | None, key: PartnershipKey, lake: Path | None = None, *, now: datetime | None = None
) -> Iterator[RestrictedStore]:
    """The store of the database that `url` names; `lake` is the folder that its keys go to.

    Raises StoreError where there is no such store, KeyRefused where the key is not that of the store or of the lake.
    """
    with connected(url) as connection:
        where = place(url)
        check_made(connection, where)
        settle(connection, lake, now or datetime.now(UTC))
        with locks.held_open(connection):
            check_database(connection, key, where)
            if lake:
                check_lake(lake, key)
            yield RestrictedStore(connection, key, lake)


def check_made(connection: psycopg.Connection, where: str) -> None:
    """Raises StoreError where the database holds no store, or one of another version of saferplan."""
    if pending := migrations.pending_migrations(connection):
        is_new = len(pending) == len(migrations.known())
        raise StoreError(
            "there is no restricted store yet" if is_new else "the restricted store is of an older saferplan",
            where=where,
            remedy="Run: saferplan identities init",
        )


def check_database(connection: psycopg.Connection, key: PartnershipKey, where: str) -> None:
    """Raises KeyRefused where the store was made with another key, or has got another since."""
    found = connection.execute("SELECT key_check, earlier_check, rotated_at FROM store").fetchone()
    check, earlier, rotated_at = found or (None, None, None)
    if check == key.check:
        return
    problem = "this restricted store was made with another key than SAFERPLAN_KEY holds"
    if earlier == key.check:
        problem = (
            f"the key of this restricted store was rotated on {rotated_at:%Y-%m-%d}; SAFERPLAN_KEY holds the old one"
        )
    raise KeyRefused(
        problem, where=where, remedy="Set the key of this partnership, or name its own database in DATABASE_URL."
    )
