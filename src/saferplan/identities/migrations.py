"""The tables of the restricted store: numbered SQL files, each applied once, in their order, all or none."""

import re
from importlib.resources import files
from typing import NamedTuple

import psycopg

from saferplan.errors import StoreError

FOLDER = files("saferplan.identities").joinpath("schema")
# Two programs that set up one database at once wait for each other under this number, which means nothing.
LOCK = 7_250_112
_NAME = re.compile(r"(\d{4})_\w+\.sql")


class Migration(NamedTuple):
    number: int
    name: str
    sql: str


def known() -> list[Migration]:
    """Every migration that this version of the program has, in order."""
    named = ((file, _NAME.fullmatch(file.name)) for file in FOLDER.iterdir())
    return sorted(Migration(int(name[1]), file.name, file.read_text(encoding="utf-8")) for file, name in named if name)


def migrate(connection: psycopg.Connection) -> list[Migration]:
    """Brings the database to this version's tables in one transaction, and says what was applied.

    Raises StoreError where the database holds another program's tables or those of a newer version.
    """
    try:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
            pending = pending_migrations(connection)
            for migration in pending:
                connection.execute(migration.sql.encode())
                connection.execute(
                    "INSERT INTO migrations (number, name) VALUES (%s, %s)", [migration.number, migration.name]
                )
    except psycopg.errors.InsufficientPrivilege:
        raise StoreError(
            "this user may not create tables",
            where=f"database {connection.info.dbname}",
            remedy="Run saferplan identities init as the owner of the database.",
        ) from None
    return pending


def pending_migrations(connection: psycopg.Connection) -> list[Migration]:
    """What is not applied yet. Raises StoreError as `migrate` does."""
    where, applied = f"database {connection.info.dbname}", _applied(connection)
    ours = {migration.number: migration for migration in known()}
    if applied is None:
        if _holds_tables(connection):
            raise StoreError(
                "this database holds other tables and is not a restricted store of saferplan",
                where=where,
                remedy="Name an empty database of its own in DATABASE_URL.",
            )
        return list(ours.values())
    if unknown := applied - ours.keys():
        raise StoreError(
            f"this restricted store was made by a newer saferplan (migration {max(unknown):04})",
            where=where,
            remedy="Install that version.",
        )
    return [migration for number, migration in ours.items() if number not in applied]


def _applied(connection: psycopg.Connection) -> set[int] | None:
    """Numbers of the migrations that were applied; None where the database has never been ours."""
    if connection.execute("SELECT to_regclass('migrations') IS NULL OR to_regclass('store') IS NULL").fetchone() == (
        True,
    ):
        return None
    try:
        return {number for (number,) in connection.execute("SELECT number FROM migrations")}
    except psycopg.errors.InsufficientPrivilege:
        raise StoreError(
            "this user may not read the restricted store",
            where=f"database {connection.info.dbname}",
            remedy="Grant its role to the user, or check DATABASE_URL.",
        ) from None


def _holds_tables(connection: psycopg.Connection) -> bool:
    found = connection.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema())").fetchone()
    return found == (True,)
