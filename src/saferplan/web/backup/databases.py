"""A PostgreSQL database as it stood at one moment, copied out; and put back in one transaction."""

import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from saferplan.errors import BackupError, StoreError
from saferplan.identities.database import connected, place
from saferplan.web.backup.programs import program, reached

PIECE = 1024**2
_TABLES = """
    SELECT schemaname, tablename FROM pg_tables
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2
"""
_SCHEMAS = r"SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'"
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
    AND (application_name = '' OR application_name <> current_setting('application_name'))
"""
# Who was signed in at the moment of the backup is not signed in now.
ENDED_BY_A_RESTORE = ("django_session", "usersessions_usersession")


@dataclass(frozen=True)
class Frozen:
    """A database at one moment, for as long as its transaction is open."""

    url: str
    connection: psycopg.Connection
    snapshot: str

    def dump(self) -> Iterator[bytes]:
        """In PostgreSQL's custom format: compressed, and restored by `restore`. Raises BackupError."""
        where, environment = reached(self.url)
        command = [
            program("pg_dump", self.connection.info.server_version),
            "--format=custom", f"--snapshot={self.snapshot}", "--no-owner", "--no-privileges", *where,
        ]  # fmt: skip
        with tempfile.TemporaryFile() as told:
            with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=told) as running:  # noqa: S603
                while running.stdout and (piece := running.stdout.read(PIECE)):
                    yield piece
            if running.returncode:
                raise BackupError("pg_dump broke off", where=place(self.url), remedy=_first_line(told))


@contextmanager
def frozen(url: str) -> Iterator[Frozen]:
    """Raises StoreError where the database cannot be reached."""
    with connected(url) as connection:
        connection.autocommit = False
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        # A server that ends idle transactions would take the moment away.
        connection.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        (snapshot,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
        try:
            yield Frozen(url, connection, snapshot)
        finally:
            connection.rollback()


def tables(connection: psycopg.Connection) -> list[str]:
    return [f"{schema}.{name}" for schema, name in connection.execute(_TABLES)]


def others_connected(connection: psycopg.Connection) -> int:
    """But for those of this connection's own name: a pool of one's own may hold several (`PGAPPNAME`)."""
    (others,) = connection.execute(_OTHERS).fetchone() or (0,)
    return others


def check_restorable(url: str, *, replace: bool) -> None:
    """Raises BackupError where the database holds anything, or anybody else is connected to it."""
    with connected(url) as connection:
        program("psql", connection.info.server_version)
        program("pg_restore", connection.info.server_version)
        if tables(connection) and not replace:
            raise BackupError(
                "the database is not empty",
                where=place(url),
                remedy="Name an empty one, or say --replace: what it holds will be gone.",
            )
        others = others_connected(connection)
    if others:
        raise BackupError(
            f"{others} others are connected to the database",
            where=place(url),
            remedy="Stop saferplan serve and saferplan worker first.",
        )


def restore(url: str, dump: Path) -> None:
    """What the database held is gone and the dump stands in its place: all of it, or nothing has changed."""
    with connected(url) as connection:
        version = connection.info.server_version
        schemas = [name for (name,) in connection.execute(_SCHEMAS)]
    where, environment = reached(url)
    # No word of the rows in what is said of a fault: the server's code for it alone.
    quiet = ["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate", "--output=/dev/null"]
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as told:
        first, last = Path(folder) / "first.sql", Path(folder) / "last.sql"
        first.write_text(_emptied(schemas), encoding="utf-8")
        last.write_text(_signed_out(), encoding="utf-8")
        psql = [program("psql", version), *quiet, *where, "--single-transaction", "-f", first, "-f", "-", "-f", last]
        unpack = [program("pg_restore", version), "--no-owner", "--no-privileges", "--file=-", dump]
        with (
            subprocess.Popen(unpack, env=environment, stdout=subprocess.PIPE, stderr=told) as unpacking,  # noqa: S603
            subprocess.Popen(psql, env=environment, stdin=subprocess.PIPE, stderr=told) as writing,  # noqa: S603
        ):
            _pass_on(unpacking, writing)
        if unpacking.returncode or writing.returncode:
            raise BackupError("the database could not be restored", where=place(url), remedy=_first_line(told))


def _pass_on(unpacking: subprocess.Popen, writing: subprocess.Popen) -> None:
    """Only a dump that was unpacked to its end is ended; psql otherwise meets an error, and takes everything back."""
    if unpacking.stdout is None or writing.stdin is None:
        return
    try:
        while piece := unpacking.stdout.read(PIECE):
            writing.stdin.write(piece)
        if unpacking.wait():
            writing.stdin.write(b"\n\\warn unpacking broke off\nSELECT 1 / 0;\n")
        writing.stdin.close()
    except BrokenPipeError:
        unpacking.terminate()


def _emptied(schemas: Iterable[str]) -> str:
    dropped = [SQL("DROP SCHEMA {} CASCADE").format(Identifier(name)).as_string() for name in schemas]
    return ";\n".join([*dropped, "CREATE SCHEMA public"]) + ";\n"


def _signed_out() -> str:
    """The dump leaves the search path empty, so that tables are named in full."""
    lines = (
        f"IF to_regclass('public.{table}') IS NOT NULL THEN TRUNCATE public.{table}; END IF;"
        for table in ENDED_BY_A_RESTORE
    )
    return f"DO $$ BEGIN {' '.join(lines)} END $$;\n"


def _first_line(told: "tempfile._TemporaryFileWrapper[bytes]") -> str:
    told.seek(0)
    lines = told.read(PIECE).decode("utf-8", "replace").splitlines()
    return next((line for line in lines if line.strip()), "")[:200]


def key_check(connection: psycopg.Connection) -> str:
    """Of a restricted store: by which key it was made. Raises StoreError where the database is none."""
    try:
        (check,) = connection.execute("SELECT key_check FROM store").fetchone() or ("",)
    except psycopg.errors.UndefinedTable:
        raise StoreError(
            "this database is no restricted store", remedy="Check the address in the environment."
        ) from None
    return check
