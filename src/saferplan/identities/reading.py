"""Opens what is sealed: for a recorded purpose, or for the request of the person themself, and never without a line in
the log. The log says who read how many people's details for what, and holds nothing of what was read.
"""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

import psycopg
import pyarrow as pa

from saferplan.evidence.access import command, user
from saferplan.identities.folding import folded
from saferplan.identities.keys import PartnershipKey
from saferplan.identities.people import DETAILS
from saferplan.identities.purposes import Group, Purpose
from saferplan.identities.sealing import unsealed

DATA_SUBJECT_REQUEST = "data-subject-request"
"""A person's own request about their data (UK GDPR, Articles 15 to 21): needs no partnership's purpose."""
PEOPLE = pa.schema(
    [
        pa.field("person_key", pa.string()),
        pa.field("agency", pa.string()),
        pa.field("agency_kind", pa.string()),
        pa.field("subject", pa.string()),
        pa.field("is_child", pa.bool_()),
        pa.field("feeds", pa.list_(pa.string())),
        *(pa.field(name, pa.date32() if name == "date_of_birth" else pa.string()) for name in DETAILS),
    ]
)
"""A row for each person: who they are to one agency."""
ROWS_AT_ONCE = 20_000
_COLUMNS = "person_key, agency, agency_kind, subject, is_child, array_agg(feed ORDER BY feed), details"
_PEOPLE_FOR = f"""
    SELECT {_COLUMNS} FROM persons JOIN person_feeds USING (person_key)
    WHERE feed = ANY(%(feeds)s) AND subject || coalesce(is_child, false)::text = ANY(%(kinds)s)
        AND (%(keys)s::text[] IS NULL OR person_key = ANY(%(keys)s::text[]))
    GROUP BY person_key ORDER BY person_key
"""
_EVERYBODY = f"""
    SELECT {_COLUMNS} FROM persons LEFT JOIN person_feeds USING (person_key) GROUP BY person_key ORDER BY person_key
"""


def people_for(
    connection: psycopg.Connection,
    key: PartnershipKey,
    purpose: Purpose,
    groups: Collection[Group],
    feeds: Collection[str],
    keys: Collection[str] | None = None,
) -> pa.Table:
    """The people of the groups in the feeds, opened; of these the ones under `keys`, where some are named.

    That the purpose allows it has been checked.
    """
    kinds = [f"{group.subject}{str(group.is_child).lower()}" for group in groups]
    values = {"feeds": list(feeds), "kinds": kinds, "keys": None if keys is None else list(keys)}
    with connection.transaction():
        opened = list(_opened(connection, key, _PEOPLE_FOR, values))
        people = pa.Table.from_batches(opened, PEOPLE)
        log_read(connection, purpose.name, purpose.number, groups, feeds, len(people))
    return people


def find(
    connection: psycopg.Connection,
    key: PartnershipKey,
    *,
    forenames: str | None = None,
    surname: str | None = None,
    date_of_birth: date | None = None,
) -> pa.Table:
    """Everybody in the store who may be the person who asks: all that is given agrees, case and accents aside."""
    asked = {"forenames": forenames, "surname": surname, "date_of_birth": date_of_birth}
    asked = {name: _comparable(value) for name, value in asked.items() if value}
    if not asked:
        raise ValueError("nobody is asked for")
    with connection.transaction():
        opened = _opened(connection, key, _EVERYBODY, {})
        people = pa.Table.from_batches([_who_agree(batch, asked) for batch in opened], PEOPLE)
        log_read(connection, DATA_SUBJECT_REQUEST, None, [], [], len(people))
    return people


def log_read(
    connection: psycopg.Connection,
    purpose: str,
    number: int | None,
    groups: Collection[Group],
    feeds: Collection[str],
    persons: int,
) -> None:
    """Adds a line to the log, in the transaction that reads. `number`: the version of the recorded purpose."""
    connection.execute(
        """
        INSERT INTO reads (read_by, command, purpose, purpose_number, person_groups, feeds, persons)
        VALUES (%s, %s, %s, %s, %s, %s, %s)
        """,
        [user(), command(), purpose, number, sorted(map(str, groups)), sorted(feeds), persons],
    )


def _opened(
    connection: psycopg.Connection, key: PartnershipKey, query: str, values: dict[str, Any]
) -> Iterator[pa.RecordBatch]:
    with connection.cursor("people") as cursor:
        cursor.execute(query.encode(), values)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield pa.RecordBatch.from_pylist([_person(key, row) for row in rows], PEOPLE)


def _person(key: PartnershipKey, row: tuple[Any, ...]) -> dict[str, Any]:
    *told, cell = row
    return dict(zip(PEOPLE.names, told, strict=False)) | unsealed(key, bytes(cell), row[0])


def _who_agree(people: pa.RecordBatch, asked: dict[str, Any]) -> pa.RecordBatch:
    agree = [all(_comparable(person[name]) == value for name, value in asked.items()) for person in people.to_pylist()]
    return people.filter(pa.array(agree, pa.bool_()))


def _comparable(value: Any) -> Any:
    return folded(value) if isinstance(value, str) else value
