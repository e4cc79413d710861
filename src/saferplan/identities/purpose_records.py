"""Purposes as they are recorded: each version for good, the last of a name in force until it is withdrawn."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import psycopg
from psycopg.types.json import Jsonb

from saferplan.errors import PurposeRefused, UsageError, nearest
from saferplan.identities.purpose_files import content_of, purpose_of
from saferplan.identities.purposes import Group, Purpose

RECORD_FIRST = "Record it first: saferplan purpose record FILE"
_LIST = """
    SELECT DISTINCT ON (name) name, number, content, recorded_at, recorded_by, withdrawn_at, withdrawn_by, why
    FROM purposes LEFT JOIN purpose_withdrawals USING (name, number) ORDER BY name, number DESC
"""


@dataclass(frozen=True)
class Record:
    """A purpose as recorded, and whether it was withdrawn since."""

    purpose: Purpose
    recorded_at: datetime
    recorded_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str | None
    why_withdrawn: str | None


def record(connection: psycopg.Connection, purpose: Purpose, *, by: str, now: datetime) -> Record:
    """Adds a version, unless the last one says the same and stands. Gives what is in force then."""
    with connection.transaction():
        connection.execute("LOCK TABLE purposes IN SHARE ROW EXCLUSIVE MODE")
        last = records(connection).get(purpose.name)
        if last and last.withdrawn_at is None and content_of(last.purpose) == content_of(purpose):
            return last
        number = last.purpose.number + 1 if last else 1
        connection.execute(
            "INSERT INTO purposes VALUES (%s, %s, %s, %s, %s)",
            [purpose.name, number, Jsonb(content_of(purpose)), now, by],
        )
        return records(connection)[purpose.name]


def records(connection: psycopg.Connection) -> dict[str, Record]:
    """The last version of every purpose, by its name."""
    rows = connection.execute(_LIST).fetchall()
    return {name: Record(purpose_of(content, number), *rest) for name, number, content, *rest in rows}


def recorded(connection: psycopg.Connection, name: str) -> Record:
    """Raises PurposeRefused where no purpose of that name was ever recorded."""
    known = records(connection)
    if name not in known:
        offered = nearest(name, list(known))
        raise PurposeRefused(f"there is no purpose '{name}'", remedy=f"{offered} {RECORD_FIRST}".strip())
    return known[name]


def withdraw(connection: psycopg.Connection, name: str, *, by: str, why: str, now: datetime) -> Record:
    """Ends a purpose; what it was and why it ended stay. Raises PurposeRefused where there is none in force."""
    if not why.strip():
        raise UsageError("a purpose is not withdrawn without a reason", remedy="Give it with --why.")
    with connection.transaction():
        found = recorded(connection, name)
        if found.withdrawn_at:
            raise PurposeRefused(f"the purpose '{name}' is withdrawn already, since {found.withdrawn_at:%Y-%m-%d}")
        connection.execute(
            "INSERT INTO purpose_withdrawals VALUES (%s, %s, %s, %s, %s)", [name, found.purpose.number, now, by, why]
        )
        return recorded(connection, name)


def check_allowed(
    connection: psycopg.Connection,
    name: str,
    *,
    groups: Collection[Group],
    feeds: Collection[str] | None = None,
    on: date,
) -> Purpose:
    """The purpose under which these people may be looked at. `feeds`: None stands for all that it names.

    Raises PurposeRefused, which says everything that is missing.
    """
    found = recorded(connection, name)
    purpose = found.purpose
    wanted = purpose.feeds if feeds is None else feeds
    lacks = purpose.lacks(groups=groups, feeds=wanted, agencies=agencies(connection), on=on)
    if found.withdrawn_at:
        lacks.insert(0, f"it was withdrawn on {found.withdrawn_at:%Y-%m-%d} ({found.why_withdrawn})")
    if not groups or not wanted:
        lacks.append("no group of people or no feed is named")
    if lacks:
        raise PurposeRefused(
            f"the purpose '{name}' does not allow this: {'; '.join(lacks)}",
            remedy="Mend the purpose's file or the agreement, and record it anew: saferplan purpose record FILE",
        )
    return purpose


def agencies(connection: psycopg.Connection) -> Mapping[str, str]:
    """The agency of each feed that has people in the store."""
    query = (
        "SELECT feed, agency FROM feeds WHERE EXISTS (SELECT FROM person_feeds WHERE person_feeds.feed = feeds.feed)"
    )
    return dict(connection.execute(query).fetchall())
