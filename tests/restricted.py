"""A restricted store for tests: one embedded PostgreSQL for the run, started by the first test that wants it."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
import pytest

from saferplan.identities.embedded import Server, running
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.store import RestrictedStore, create, opened

TEST_KEY = base64.b64encode(bytes(range(32))).decode()
OTHER_KEY = base64.b64encode(bytes(range(100, 132))).decode()
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
def store_url(postgres: Server) -> Iterator[str]:
    """The URL of an empty store of TEST_KEY."""
    with copied(postgres, _MADE) as url:
        yield url


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


@contextmanager
def copied(server: Server, template: str = _MADE) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    _run(server, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield server.url(name)
    finally:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run(server: Server, statement: str) -> None:
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(statement.encode())
