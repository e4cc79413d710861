from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from installations import STORE, Installation, furnish

from restricted import copied
from saferplan.identities.embedded import Server


@pytest.fixture
def here(
    transactional_db: None,
    own_home: Path,
    own_store_url: str,
    postgres: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Installation:
    """The site of the tests, with committed rows."""
    made = furnish(postgres.url(connection.settings_dict["NAME"]), own_home, own_store_url, tmp_path)
    monkeypatch.setenv(STORE, own_store_url)
    return made


@pytest.fixture
def elsewhere(postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installation]:
    """Another machine's: two empty databases and an empty folder. While it is asked for, the environment is its own."""
    with copied(postgres, "template0") as url, copied(postgres, "template0") as store:
        home = tmp_path / "elsewhere"
        home.mkdir()
        yield Installation(url, home, store)


def tables_in(url: str) -> int:
    with psycopg.connect(url) as connected:
        return connected.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0]
