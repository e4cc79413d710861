"""Gives the partnership another key: every row is sealed anew and every pseudonym changes, in database and lake.

Two stores cannot change at one moment. So the change is made ready whole before any of it comes into force:

1. the lake says that its key is being rotated, so that nobody loads into it;
2. one transaction writes, beside what is in force in the database, everything as it will be under the new key;
3. the lake's restricted tables get the new pseudonyms, and their earlier versions go for good;
4. the lake says that its key is the new one;
5. one transaction puts in force what stands ready in the database.

Killed before the second step has ended, nothing has happened, and `settle` takes back the first. Killed behind it,
`settle` does what is left. Every command that opens the store settles first.
"""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg

from saferplan.errors import KeyRefused, StoreError
from saferplan.evidence.forgetting import pseudonyms_in
from saferplan.evidence.lake import Lake
from saferplan.identities.database import connected, place
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.lake_check import LakeCheck, check_lake, read_check, write_check
from saferplan.identities.locks import held_alone
from saferplan.identities.rotation_ready import make_ready
from saferplan.identities.settling import Step, go_on, settle, take_back
from saferplan.identities.store import check_database, check_made


@dataclass(frozen=True)
class Rotated:
    """`carried`: pseudonyms of depersonalised files, whose next files will not meet them; load those files again."""

    persons: int
    addresses: int
    carried: int


def rotate(
    url: str | None,
    old: PartnershipKey,
    new: PartnershipKey,
    lake: Path,
    *,
    now: datetime,
    done: Step = lambda _: None,
) -> Rotated:
    """From then on only `new` opens the store.

    Raises KeyRefused where `old` is not the key of store and lake, StoreError while anybody else has the store open.
    """
    if old.check == new.check:
        raise KeyRefused(
            "SAFERPLAN_NEW_KEY is the key that is in force", remedy="Make another: saferplan identities new-key"
        )
    with connected(url) as connection:
        check_made(connection, place(url))
        settle(connection, lake, now)
        with held_alone(connection):
            check_database(connection, old, place(url))
            check_lake(lake, old)
            _refuse_other_lake(connection, lake)
            return _rotate(connection, old, new, lake, now, done)


def _rotate(
    connection: psycopg.Connection, old: PartnershipKey, new: PartnershipKey, lake: Path, now: datetime, done: Step
) -> Rotated:
    has_lake = read_check(lake).key is not None
    with ExitStack() as otherwise:
        otherwise.callback(take_back, lake)
        if has_lake:
            write_check(lake, LakeCheck(old.check, new.check))
            done("the lake says that it is being rotated")
        carried = make_ready(connection, old, new, pseudonyms_in(Lake(lake)) if has_lake else (), now)
        otherwise.pop_all()
    done("everything is ready")
    persons, addresses = (_count(connection, table) for table in ("persons", "addresses"))
    go_on(connection, lake, now, done)
    return Rotated(persons, addresses, carried)


def _refuse_other_lake(connection: psycopg.Connection, lake: Path) -> None:
    """A lake without pseudonyms is not the one whose incidents name the people of this store."""
    if read_check(lake).key is None and (_count(connection, "persons") or _count(connection, "addresses")):
        raise StoreError(
            "this lake holds no pseudonyms, and the restricted store holds people",
            where=str(lake),
            remedy="Name the lake of this partnership with --lake: its pseudonyms change with the key.",
        )


def _count(connection: psycopg.Connection, table: str) -> int:
    (count,) = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone() or (0,)
    return count
