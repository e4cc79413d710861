"""A restricted store for tests: one embedded PostgreSQL for the run, started by the first test that wants it."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

from saferplan.identities.embedded import Server, running
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.sealing import STORE_SECRET
from saferplan.identities.store import RestrictedStore, create, opened

TEST_KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(100, 132))).decode()
MILLISECONDS_TO_END = 10_000  # a process of the server that is on its way out still holds its locks
_MADE = "made"  # a database with an empty store of TEST_KEY, which tests get copies of


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server with the database that tests copy."""
    with running() as server:
        _run(server, f"CREATE DATABASE {_MADE}")
        create(server.url(_MADE), PartnershipKey.of(TEST_KEY))
        yield server


@pytest.fixture
def database(postgres: Server) -> Iterator[str]:
    """The URL of an empty database."""
    with copied(postgres, "template0") as url:
        yield url


@pytest.fixture
def own_store_url(postgres: Server) -> Iterator[str]:
    """The URL of an empty store of TEST_KEY, for tests that change its tables."""
    with copied(postgres) as url:
        yield url


@pytest.fixture
def store_url(shared_store: "SharedStore") -> Iterator[str]:
    """The URL of an empty store of TEST_KEY. A database of its own would take a hundred times as long to make."""
    yield shared_store.url
    shared_store.empty()


@pytest.fixture(scope="session")
def shared_store(postgres: Server) -> Iterator["SharedStore"]:
    with copied(postgres) as url:
        yield SharedStore(url)


@pytest.fixture
def restricted_store(store_url: str) -> Iterator[RestrictedStore]:
    """The same, open."""
    with opened(store_url, PartnershipKey.of(TEST_KEY)) as store:
        yield store


@pytest.fixture(scope="module")
def postgres_store(postgres: Server) -> Iterator[RestrictedStore]:
    """An open store for tests that take back what they write."""
    with copied(postgres, _MADE) as url, opened(url, PartnershipKey.of(TEST_KEY)) as store:
        yield store


class SharedStore:
    """A store for one test after the other."""

    def __init__(self, url: str) -> None:
        self.url = url
        with psycopg.connect(url) as connection:
            self._tables = _tables(connection)

    def empty(self) -> None:
        """As it was made. Triggers and references are passed over: all goes, the append-only log too."""
        with psycopg.connect(self.url, autocommit=True) as connection, connection.transaction():
            connection.execute(
                "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()",
                [MILLISECONDS_TO_END],
            )
            connection.execute("SET LOCAL session_replication_role = replica")
            for table in _tables(connection) - {"migrations"}:
                connection.execute(f"{'DELETE FROM' if table in self._tables else 'DROP TABLE'} {table}".encode())
            key = PartnershipKey.of(TEST_KEY)
            connection.execute(
                "INSERT INTO store (key_check, sealed_secret) VALUES (%s, %s)",
                [key.check, key.seal(bytes(32), STORE_SECRET)],
            )


def _tables(connection: psycopg.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


@contextmanager
def copied(server: Server, template: str = _MADE) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    _end_sessions(server, template)
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield server.url(name)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _end_sessions(server: Server, name: str) -> None:
    """What is in use cannot be copied, and a session that a test has closed is on its way out for a moment."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE datname = %s", [MILLISECONDS_TO_END, name]
        )


def _run(server: Server, statement: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(statement.encode())
