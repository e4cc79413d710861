"""The connection to PostgreSQL, and what it says when it cannot be had. No message holds a password."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from saferplan.errors import StoreError

OLDEST_SERVER = 140000  # PostgreSQL 14: the oldest that its makers still mend in November 2026 (postgresql.org/support)
TIMEOUT_SECONDS = 10
# PostgreSQL's own codes of what it refuses (Appendix A of its manual).
WRONG_PASSWORD, NO_SUCH_USER, NO_SUCH_DATABASE = "28P01", "28000", "3D000"


@contextmanager
def connected(url: str | None) -> Iterator[psycopg.Connection]:
    """An open connection that commits each statement, but where `transaction()` says otherwise.

    Raises StoreError where there is no server, it refuses, it is too old, or it fails while it is used.
    """
    with _opened(url) as connection:
        if connection.info.server_version < OLDEST_SERVER:
            raise StoreError(
                f"PostgreSQL {connection.info.server_version // 10000} is too old",
                where=place(url),
                remedy=f"The restricted store needs PostgreSQL {OLDEST_SERVER // 10000} or later.",
            )
        try:
            yield connection
        except (psycopg.OperationalError, psycopg.errors.InsufficientPrivilege) as fault:
            raise _failed(fault, url) from None


def copy_rows(connection: psycopg.Connection, table: str, types: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Writes many rows at once. No row may be worked out by another statement of this connection meanwhile."""
    with connection.cursor().copy(SQL("COPY {} FROM STDIN (FORMAT binary)").format(Identifier(table))) as copy:
        copy.set_types(types)
        for row in rows:
            copy.write_row(row)


def place(url: str | None) -> str:
    """Which database a URL names, without its password."""
    try:
        told = conninfo_to_dict(url or "")
    except psycopg.ProgrammingError:
        return "DATABASE_URL"
    host = told.get("host") or "this computer"
    port = f":{told['port']}" if told.get("port") else ""
    return f"database {told.get('dbname') or '(unnamed)'} on {host}{port}"


def _opened(url: str | None) -> psycopg.Connection:
    if not url or not url.strip():
        raise StoreError(
            "DATABASE_URL is not set",
            remedy="It names the PostgreSQL database of the restricted store: postgresql://user:password@host/database",
        )
    try:
        conninfo_to_dict(url)
        return psycopg.connect(url, autocommit=True, connect_timeout=TIMEOUT_SECONDS, application_name="saferplan")
    except psycopg.ProgrammingError:
        raise StoreError(
            "DATABASE_URL cannot be read", remedy="Write it as postgresql://user:password@host/database"
        ) from None
    except psycopg.OperationalError as fault:
        raise _unreachable(fault, url) from None


def _failed(fault: psycopg.Error, url: str | None) -> StoreError:
    """A server that was stopped, has no room or gives no right. Its own words may hold what was being written."""
    if isinstance(fault, psycopg.errors.InsufficientPrivilege):
        problem, remedy = "PostgreSQL does not give this user the right", "Run it as the owner of the database."
    elif isinstance(fault, psycopg.errors.DiskFull):
        problem, remedy = "PostgreSQL has no room to write", "Make room on its disk, and run the command again."
    else:
        problem, remedy = "PostgreSQL broke off", "See its log, and run the command again."
    return StoreError(f"{problem}; what had not been ended has not happened", where=place(url), remedy=remedy)


def _unreachable(fault: psycopg.OperationalError, url: str) -> StoreError:
    """Of the server's own words only those are repeated that are known to hold no secret."""
    words = str(fault)
    if fault.sqlstate in (WRONG_PASSWORD, NO_SUCH_USER) or "authentication failed" in words or "no password" in words:
        problem, remedy = "PostgreSQL does not accept the user or the password", "Check DATABASE_URL."
    elif fault.sqlstate == NO_SUCH_DATABASE or ("database" in words and "does not exist" in words):
        problem, remedy = "there is no such database", "Create it with PostgreSQL's createdb, or check DATABASE_URL."
    else:
        problem, remedy = "PostgreSQL cannot be reached", "Check that it runs, and the host and port in DATABASE_URL."
    return StoreError(problem, where=place(url), remedy=remedy)
