"""What PostgreSQL keeps on disk of whom it forgot: nothing in tables and indexes, some in its log of changes."""

from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pyarrow as pa
import pytest

from restricted import TEST_KEY, copied
from saferplan.evidence.partners.mentions import PERSONS, PLACES, Feed
from saferplan.identities.embedded import Server
from saferplan.identities.forgetting.unnamed import DecidingLake, forget_unnamed
from saferplan.identities.forgetting.vacuuming import vacuum
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.store import RestrictedStore, opened

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
LAKE = DecidingLake("4d5a1f0e-0000-4000-8000-000000000001", 3)
PEOPLE = 400


@pytest.fixture
def store(postgres: Server):
    with copied(postgres) as url, opened(url, PartnershipKey.of(TEST_KEY)) as store:
        yield store


def keep(store: RestrictedStore) -> list[str]:
    """Enough people for several pages of a table, and for the planner to note common values."""
    rows = [
        {"row": at, "subject": "victim", "forenames": f"Name{at}", "surname": "Canaryfeather",
         "date_of_birth": date(1980, 1, 1 + at % 28), "phone": f"01632 96{at:04}", "expires_on": date(2029, 1, 1)}
        for at in range(PEOPLE)
    ]  # fmt: skip
    persons = pa.Table.from_pylist(rows, schema=PERSONS)
    keys = store.register(Feed("feed", "Agency", "landlord", 1), persons, PLACES.empty_table(), now=NOW)
    store.connection.execute("ANALYZE")
    store.connection.execute("CHECKPOINT")
    return keys.persons.to_pylist()


def on_disk(store: RestrictedStore, server: Server) -> bytes:
    """Every file of the store's own database: tables, indexes, catalogues, statistics. Some come and go meanwhile."""
    (number,) = store.connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    folder = server.folder / "data" / "base" / str(number)
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert len(files) > 50
    return b"\n".join(_content(file) for file in files)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return b""


def test_a_deleted_row_stays_on_disk_until_tables_and_statistics_are_written_anew(store, postgres: Server):
    keys = keep(store)
    assert all(key.encode() in on_disk(store, postgres) for key in keys)
    forget_unnamed(store.connection, set(keys[PEOPLE // 2 :]), LAKE)
    store.connection.execute("CHECKPOINT")
    assert any(key.encode() in on_disk(store, postgres) for key in keys[: PEOPLE // 2])
    assert vacuum(store.connection).left_to_the_operator == []
    left = on_disk(store, postgres)
    assert not [key for key in keys[: PEOPLE // 2] if key.encode() in left]
    assert all(key.encode() in left for key in keys[PEOPLE // 2 :])


def test_no_name_is_on_disk_at_any_time_nor_in_the_log_of_changes(store, postgres: Server):
    keep(store)
    files = [file for place in ("data", "log") for file in _files(postgres.folder / place)]
    assert len(files) > 500
    assert not [file for file in files if b"Canaryfeather" in file.read_bytes()]


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else [file for file in place.rglob("*") if file.is_file()]


def test_what_a_user_may_not_do_is_left_to_the_administrator_and_named(postgres: Server, store):
    """An owner of the database who is no superuser."""
    with psycopg.connect(postgres.url(), autocommit=True) as admin:
        name = store.connection.info.dbname
        admin.execute("DROP ROLE IF EXISTS plain_owner")
        admin.execute("CREATE ROLE plain_owner")
        admin.execute(f"ALTER DATABASE {name} OWNER TO plain_owner")
    keep(store)
    store.connection.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_owner")
    for (table,) in store.connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
        store.connection.execute(f"ALTER TABLE {table} OWNER TO plain_owner")
    store.connection.execute("SET ROLE plain_owner")
    left = vacuum(store.connection).left_to_the_operator
    store.connection.execute("RESET ROLE")
    assert any("CHECKPOINT" in step for step in left)
    assert any("pg_switch_wal" in step for step in left)
    assert not any("statistics" in step for step in left)
