"""Whatever is done to rows, in whatever order, rolled back or not: the log replays to the rows as they are."""

import json
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saferplan.web.audit.models import Entry
from saferplan.web.audit.triggers import install

COLUMNS = ("note", "number", "details", "at")
VALUES = {
    "note": st.none() | st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8),
    "number": st.none() | st.integers(-(2**31), 2**31 - 1),
    "details": st.none() | st.sampled_from(['{"a": [1, null]}', "[]", '"text"', "1.50"]),
    "at": st.none() | st.datetimes().map(str),
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["insert", "update", "delete", "rolled back"]),
        st.integers(1, 4),
        st.fixed_dictionaries(VALUES),
    ),
    max_size=12,
)


@pytest.fixture
def table(db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE replayed (id int PRIMARY KEY, note text, number int, details jsonb, at timestamp)")
        install()


@given(steps=STEPS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_sequence_of_changes(table, steps):
    with transaction.atomic():
        for what, key, values in steps:
            _do(what, key, values)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, to_jsonb(r)::text FROM replayed r")
            assert _replayed() == {str(key): json.loads(row) for key, row in cursor.fetchall()}
        transaction.set_rollback(True)


def _do(what: str, key: int, values: dict[str, Any]) -> None:
    told = [values[column] for column in COLUMNS]
    with connection.cursor() as cursor:
        match what:
            case "insert":
                cursor.execute(
                    "INSERT INTO replayed VALUES (%s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING", [key, *told]
                )
            case "update":
                cursor.execute(
                    "UPDATE replayed SET note = %s, number = %s, details = %s, at = %s WHERE id = %s", [*told, key]
                )
            case "delete":
                cursor.execute("DELETE FROM replayed WHERE id = %s", [key])
            case "rolled back":
                with transaction.atomic():
                    cursor.execute("DELETE FROM replayed")
                    transaction.set_rollback(True)


def _replayed() -> dict[str, dict]:
    rows: dict[str, dict] = {}
    for entry in Entry.objects.filter(table_name="replayed").order_by("pk"):
        match entry.operation:
            case "insert":
                assert entry.record not in rows
                rows[entry.record] = entry.after
            case "update":
                assert {column: rows[entry.record][column] for column in entry.before} == entry.before
                assert all(entry.before[column] != entry.after[column] for column in entry.after)
                rows[entry.record] = rows[entry.record] | entry.after
            case "delete":
                assert rows.pop(entry.record) == entry.before
    return rows
