"""What PostgreSQL refuses is told in words that say what to do and hold no password."""

import socket
import subprocess
import sys
import threading
from importlib.resources import files
from pathlib import Path

import psycopg
import pytest

from partners import ANN, BEN, HOMES, NOW, persons, places
from restricted import OTHER_KEY, TEST_KEY
from saferplan.errors import KeyRefused, StoreError
from saferplan.identities import database as databases
from saferplan.identities import migrations
from saferplan.identities.database import connected, place
from saferplan.identities.embedded import Server
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.migrations import Migration, known, migrate
from saferplan.identities.store import create, opened

KEY = PartnershipKey.of(TEST_KEY)
PASSWORD = "tr0ub4dor"


def refusal(url: str | None) -> str:
    with pytest.raises(StoreError) as refused, connected(url):
        pass
    assert PASSWORD not in refused.value.message
    return refused.value.message


@pytest.mark.parametrize("url", [None, "", "  "])
def test_no_database_is_named(url: str | None) -> None:
    assert refusal(url).startswith("DATABASE_URL is not set. It names the PostgreSQL database")


@pytest.mark.parametrize("url", ["nonsense", f"postgres//ann:{PASSWORD}@x", f"postgresql://ann:{PASSWORD}@[x/y"])
def test_what_is_no_url_is_not_repeated(url: str) -> None:
    assert refusal(url) == "DATABASE_URL cannot be read. Write it as postgresql://user:password@host/database"


def test_no_server_answers() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
        said = refusal(f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}/people")
    assert said.startswith(f"database people on 127.0.0.1:{port}: PostgreSQL cannot be reached. Check that it runs")


def test_a_host_that_is_nowhere() -> None:
    assert "PostgreSQL cannot be reached" in refusal(f"postgresql://ann:{PASSWORD}@nowhere.invalid/people")


def test_something_else_answers() -> None:
    """A port on which no PostgreSQL listens, but a program that hangs up."""

    def hang_up() -> None:
        other.accept()[0].close()

    with socket.create_server(("127.0.0.1", 0)) as other:
        threading.Thread(target=hang_up, daemon=True).start()
        port = other.getsockname()[1]
        assert "PostgreSQL cannot be reached" in refusal(f"postgresql://ann:{PASSWORD}@127.0.0.1:{port}/people")


def test_a_wrong_password(postgres: Server) -> None:
    said = refusal(postgres.url().replace(postgres.password, PASSWORD))
    assert "PostgreSQL does not accept the user or the password. Check DATABASE_URL" in said
    assert postgres.password not in said


def test_no_password(postgres: Server) -> None:
    assert "does not accept the user or the password" in refusal(postgres.url().replace(f":{postgres.password}", ""))


def test_an_unknown_user(postgres: Server) -> None:
    said = refusal(postgres.url().replace("postgres:", "nobody_known:", 1).replace("postgresql", "postgresql"))
    assert "does not accept the user or the password" in said or "cannot be read" in said


def test_an_unknown_database(postgres: Server) -> None:
    assert "there is no such database. Create it" in refusal(postgres.url("missing"))


def test_an_old_server(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "OLDEST_SERVER", 990000)
    assert "PostgreSQL 18 is too old. The restricted store needs PostgreSQL 99 or later" in refusal(database)


@pytest.mark.parametrize(
    ("url", "wanted"),
    [
        (f"postgresql://ann:{PASSWORD}@db.example/people", "database people on db.example"),
        (f"postgresql://ann:{PASSWORD}@db.example:5433/people", "database people on db.example:5433"),
        (f"dbname=people password={PASSWORD}", "database people on this computer"),
        ("nonsense", "DATABASE_URL"),
        (None, "database (unnamed) on this computer"),
    ],
)
def test_a_database_is_named_without_its_password(url: str | None, wanted: str) -> None:
    assert place(url) == wanted


def test_a_server_that_goes_away_in_the_middle_is_told_and_nothing_is_kept(store_url: str) -> None:
    def stopped() -> None:
        with opened(store_url, KEY) as store, store.connection.transaction():
            store.register(HOMES, persons(ANN), places(), now=NOW)
            with connected(store_url) as other:
                other.execute("SELECT pg_terminate_backend(%s)", [store.connection.info.backend_pid])
            store.register(HOMES, persons(BEN), places(), now=NOW)

    with pytest.raises(StoreError, match="PostgreSQL broke off; what had not been ended has not happened"):
        stopped()
    with opened(store_url, KEY) as store:
        assert store.connection.execute("SELECT count(*) FROM persons").fetchone() == (0,)


KILLED = """
import os, signal, sys
from partners import ANN, BEN, HOMES, NOW, persons, places
from restricted import TEST_KEY
from saferplan.identities.keys import PartnershipKey
from saferplan.identities import store as stores

def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)

with stores.opened(sys.argv[1], PartnershipKey.of(TEST_KEY)) as store:
    store.register(HOMES, persons(ANN), places(), now=NOW)
    stores.keep_places = killed
    store.register(HOMES, persons(BEN), places(), now=NOW)
"""


def test_a_killed_command_keeps_whole_files_alone(store_url: str) -> None:
    here = Path(__file__).parent
    environment = {"PYTHONPATH": f"{here}:{here.parent}"}
    killed = subprocess.run([sys.executable, "-c", KILLED, store_url], env=environment, check=False)
    assert killed.returncode == -9
    with opened(store_url, KEY) as store:
        assert store.find(forenames="Ann").num_rows == 1
        assert store.find(forenames="Ben").num_rows == 0


# Migrations


def tables(url: str) -> set[str]:
    with connected(url) as connection:
        return {name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}


def test_migrations_are_numbered_once_each_and_in_order() -> None:
    numbers = [migration.number for migration in known()]
    assert numbers == sorted(set(numbers))
    folder = Path(str(files("saferplan.identities"))) / "schema"
    assert len(numbers) == len(list(folder.glob("*.sql")))


def test_a_store_is_made_once(database: str) -> None:
    assert create(database, KEY) == known()
    assert create(database, KEY) == []
    assert {"store", "persons", "addresses", "purposes", "reads"} <= tables(database)


def test_a_database_without_a_store_is_not_opened(database: str) -> None:
    missing = r"there is no restricted store yet\. Run: saferplan identities init"
    with pytest.raises(StoreError, match=missing), opened(database, KEY):
        pass


def test_a_database_of_another_program_is_left_alone(database: str) -> None:
    with connected(database) as connection:
        connection.execute("CREATE TABLE orders (number integer)")
    for use in (lambda: create(database, KEY), lambda: opened(database, KEY).__enter__()):
        with pytest.raises(StoreError, match="holds other tables and is not a restricted store of saferplan"):
            use()
    assert tables(database) == {"orders"}


def test_a_store_of_a_newer_program_is_not_touched(own_store_url: str) -> None:
    with connected(own_store_url) as connection:
        connection.execute("INSERT INTO migrations VALUES (9001, '9001_later.sql')")
    for use in (lambda: create(own_store_url, KEY), lambda: opened(own_store_url, KEY).__enter__()):
        with pytest.raises(StoreError, match=r"made by a newer saferplan \(migration 9001\). Install that version"):
            use()


def test_a_store_of_an_older_program_is_brought_up_to_date(own_store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    later = [*known(), Migration(9001, "9001_later.sql", "CREATE TABLE later ()")]
    monkeypatch.setattr(migrations, "known", lambda: later)
    with (
        pytest.raises(StoreError, match=r"of an older saferplan. Run: saferplan identities init"),
        opened(own_store_url, KEY),
    ):
        pass
    assert [migration.number for migration in create(own_store_url, KEY)] == [9001]
    with opened(own_store_url, KEY):
        assert "later" in tables(own_store_url)


def test_migrations_come_into_force_all_or_none(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [*known(), Migration(9001, "9001_broken.sql", "CREATE TABLE later (); SELECT 1/0")]
    monkeypatch.setattr(migrations, "known", lambda: broken)
    with pytest.raises(psycopg.errors.DivisionByZero):
        create(database, KEY)
    assert tables(database) == set()


def test_two_programs_make_one_store(database: str) -> None:
    """The second waits for the first, and finds its store."""
    applied: list[int] = []
    threads = [threading.Thread(target=lambda: applied.append(len(create(database, KEY)))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [0, len(known())]


def test_two_programs_with_two_keys_make_one_store(database: str) -> None:
    create(database, PartnershipKey.of(OTHER_KEY))
    with pytest.raises(KeyRefused):
        create(database, KEY)


def test_a_user_who_may_not_make_tables(database: str, postgres: Server) -> None:
    with connected(database) as connection:
        connection.execute(f"CREATE ROLE reader_{connection.info.dbname} LOGIN PASSWORD '{PASSWORD}'")
        name = f"reader_{connection.info.dbname}"
    url = database.replace(f"postgres:{postgres.password}", f"{name}:{PASSWORD}")
    try:
        with pytest.raises(StoreError, match="this user may not create tables"):
            create(url, KEY)
        create(database, KEY)
        with pytest.raises(StoreError, match="this user may not read the restricted store"), opened(url, KEY):
            pass
    finally:
        with connected(postgres.url()) as connection:
            connection.execute(f"DROP ROLE {name}")


def test_a_migration_runs_in_the_callers_transaction(database: str) -> None:
    with connected(database) as connection, connection.transaction(force_rollback=True):
        assert migrate(connection) == known()
    assert tables(database) == set()
