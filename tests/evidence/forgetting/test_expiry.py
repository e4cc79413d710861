"""The end of retention: which rows are due on which day, in every restricted table; they go with their past."""

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partner_lake import FEED, LATER, NOW, PAST, TODAY, all_bytes, all_restricted, held, incident, load, references
from saferplan.errors import LakeError
from saferplan.evidence.forgetting.expiry import EXPIRY, expire, expires, is_due, kept
from saferplan.evidence.lake import Lake
from saferplan.evidence.tables import ALL_TABLES, DATE, PARTNER_INCIDENTS, Table


def carry_out(lake: Lake, today: date = TODAY) -> dict[str, int]:
    with lake.writing() as writer:
        removed = expire(writer, today)
        if removed:
            writer.commit(loaded_at=NOW + timedelta(days=1), summary={"removed": EXPIRY, "rows": removed})
    return removed


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


# ---- which day


def last_day(table: Table, value: object) -> date:
    [(day,)] = duckdb.execute(
        f"SELECT {expires(table)} FROM (SELECT $value::{'DATE' if isinstance(value, date) else 'VARCHAR'}"
        f" AS {table.retention.counted_from})", {"value": value}).fetchall()  # fmt: skip
    return day


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("stop_and_search", "2023-11", date(2026, 11, 30)),
        ("stop_and_search", "2023-12", date(2026, 12, 31)),
        ("stop_and_search", "2021-01", date(2024, 1, 31)),
        ("stop_and_search", "2021-02", date(2024, 2, 29)),
        ("stop_and_search", "no month", None),
        ("offence_records", "2023-11", date(2026, 11, 30)),
        ("cohort_members", date(2024, 2, 29), date(2027, 2, 28)),
        ("erasures", date(2026, 11, 22), date(2032, 11, 22)),
        ("partner_incidents", date(2026, 11, 22), date(2026, 11, 22)),
    ],
)
def test_the_last_day_of_a_row(name: str, value: object, expected: date | None):
    """Months are counted from their last day; 29 February has its day on 28 February."""
    assert last_day(ALL_TABLES[name], value) == expected


def test_every_restricted_table_says_how_long_it_is_kept_and_why():
    for table in all_restricted():
        assert table.retention, table.name
        assert table.retention.counted_from in table.column_names
        assert len(table.retention.reason.split()) >= 5
        column = next(column for column in table.columns if column.name == table.retention.counted_from)
        assert column.type == DATE or (table.retention.months and column.name == "month")


def test_open_tables_are_kept_for_good():
    assert not any(table.retention for table in ALL_TABLES.values() if not table.is_restricted)


def test_a_row_is_kept_on_its_last_day_and_goes_on_the_next(lake: Lake):
    load(lake, [incident("A1", expires_on=TODAY)])
    assert carry_out(lake, TODAY) == {}
    assert carry_out(lake, TODAY + timedelta(days=1)) == {"partner_incidents": 1}


@given(months=st.integers(0, 400), days=st.integers(-900, 900))
@settings(max_examples=60, deadline=None)
def test_what_is_due_agrees_with_a_calendar(months: int, days: int):
    """Slow and obvious: the last day of the month that lies the period later."""
    table, month = ALL_TABLES["stop_and_search"], date(2000 + months // 12, months % 12 + 1, 1)
    total = month.year * 12 + month.month - 1 + table.retention.months + 1
    last = date(total // 12, total % 12 + 1, 1) - timedelta(days=1)
    today = last + timedelta(days=days)
    row = f"(SELECT '{month:%Y-%m}' AS month)"
    assert duckdb.sql(f"SELECT {is_due(table, today)} FROM {row}").fetchall() == [(last < today,)]


# ---- what goes


def test_rows_that_are_due_go_and_others_stay_as_they_are(lake: Lake):
    rows = [incident("A1", victim="dan-the-victim", expires_on=PAST), incident("A2", victim="ben", month="2026-02")]
    load(lake, rows)
    [stays] = [row for row in held(lake) if row["reference"] == "A2"]
    assert carry_out(lake) == {"partner_incidents": 1}
    assert held(lake) == [stays]
    assert b"dan-the-victim" not in all_bytes(lake.root)


def test_rows_without_a_date_stay_and_are_counted(lake: Lake):
    load(lake, [incident("A1", expires_on=None)])
    assert carry_out(lake, date(2100, 1, 1)) == {}
    assert kept(lake.snapshot(), TODAY)[0].undated == 1


def test_the_suspect_goes_from_the_row_before_the_row_itself(lake: Lake):
    rows = [
        incident("A1", victim="ben", suspect="sid-the-suspect", suspect_is_child=True, suspect_expires_on=PAST),
        incident("A2", victim="ben", suspect="tom-the-suspect", suspect_is_child=False, suspect_expires_on=LATER),
    ]
    load(lake, rows)
    assert [one.suspects_due for one in kept(lake.snapshot(), TODAY)] == [1]
    assert carry_out(lake) == {"partner_incidents": 1}
    first, second = held(lake)
    assert (first["suspect_key"], first["suspect_is_child"], first["victim_key"]) == (None, None, "ben")
    assert (second["suspect_key"], second["suspect_is_child"]) == ("tom-the-suspect", False)
    assert b"sid-the-suspect" not in all_bytes(lake.root)
    assert carry_out(lake) == {}


def test_rows_that_only_an_earlier_version_holds_go_as_well(lake: Lake):
    load(lake, [incident("A1", victim="dan-the-victim", expires_on=PAST)])
    load(lake, [incident("A2", victim="ben")])
    assert references(lake) == ["A2"]
    assert [one.due_in_history for one in kept(lake.snapshot(), TODAY)] == [1]
    assert carry_out(lake) == {"partner_incidents": 0}
    assert references(lake) == ["A2"]
    assert b"dan-the-victim" not in all_bytes(lake.root)


OLD = {
    "stop_and_search": {"publisher": "essex", "month": "2021-01"},
    "offence_records": {"source": "Police", "month": "2021-01", "record_id": "R", "offence_code": "28E",
                        "from_time": datetime(2021, 1, 5)},
    "cohort_members": {"source": "Police", "cohort": "IOM", "member": "M", "adopted_on": date(2021, 1, 5)},
    "erasures": {"erasure": "2019-01-01.1", "erased_on": date(2019, 1, 1)},
    "erasure_proofs": {"erasure": "2019-01-01.1", "proved_at": "2019-01-01T10:00", "proved_on": date(2019, 1, 1)},
    "suppressed": {"erasure": "2019-01-01.1", "feed": FEED, "digest": "0" * 64, "expires_on": PAST},
    "partner_incidents": {"feed": FEED, "month": "2021-01", "expires_on": PAST},
}  # fmt: skip


@pytest.mark.parametrize("table", all_restricted(), ids=lambda table: table.name)
def test_every_restricted_table_loses_what_is_old_and_keeps_what_is_new(table: Table, lake: Lake):
    """A restricted table that is added needs an example here."""
    old = dict.fromkeys(table.column_names) | OLD[table.name]
    new = {name: _made_new(value) for name, value in old.items()}
    load(lake, [old, new], table=table)
    assert carry_out(lake) == {table.name: 1}
    [left] = held(lake, table)
    assert left == new


def _made_new(value: object) -> object:
    if isinstance(value, datetime):
        return value.replace(year=2026)
    if isinstance(value, date):
        return value.replace(year=2027)
    return value.replace("2021", "2026").replace("2019", "2026") if isinstance(value, str) else value


def test_all_tables_go_in_one_step(lake: Lake):
    for name in ("stop_and_search", "partner_incidents"):
        load(lake, [dict.fromkeys(ALL_TABLES[name].column_names) | OLD[name]], table=ALL_TABLES[name])
    loads = len(lake.loads())
    assert carry_out(lake) == {"stop_and_search": 1, "partner_incidents": 1}
    assert len(lake.loads()) == loads + 1


def test_a_table_of_which_nothing_is_due_keeps_its_history(lake: Lake):
    stops = ALL_TABLES["stop_and_search"]
    load(lake, [dict.fromkeys(stops.column_names) | {"publisher": "essex", "month": "2026-01"}], table=stops)
    load(lake, [incident("A1", expires_on=PAST)])
    past = lake.loads()[0]
    carry_out(lake)
    from saferplan.evidence.lake import Snapshot

    assert len(held(Snapshot(lake.root, past), stops)) == 1


def test_a_past_state_says_that_the_period_was_over(lake: Lake):
    load(lake, [incident("A1", expires_on=PAST)])
    carry_out(lake)
    with pytest.raises(
        LakeError, match="rows were removed for good on 2026-11-23 by the end of their retention period"
    ):
        lake.snapshot(NOW).scan("partner_incidents", purpose="aggregates")


def test_an_empty_table_is_written_and_read_and_loaded_into_again(lake: Lake):
    load(lake, [incident("A1", expires_on=PAST)])
    carry_out(lake)
    assert held(lake) == []
    load(lake, [incident("A2")])
    assert references(lake) == ["A2"]
    carry_out(lake)
    assert references(lake) == ["A2"]


# ---- what is shown


def test_feeds_are_told_apart_and_open_tables_are_not_shown(lake: Lake):
    rows = [incident("A1", expires_on=PAST), incident("A2"), incident("B1", feed="police-asb", month="2025-06")]
    load(lake, rows)
    homes, police = kept(lake.snapshot(), TODAY)
    assert (homes.feed, homes.rows, homes.oldest, homes.first_expiry, homes.due) == (FEED, 2, "2026-01", PAST, 1)
    assert (police.feed, police.rows, police.oldest, police.due) == ("police-asb", 1, "2025-06", 0)


def test_a_feed_that_only_the_past_holds_is_shown_where_it_is_due(lake: Lake):
    load(lake, [incident("A1", expires_on=PAST), incident("B1", feed="police-asb")])
    with lake.writing() as writer:
        writer.replace(PARTNER_INCIDENTS, PARTNER_INCIDENTS.schema.empty_table(), [(FEED, "2026-01")])
        writer.commit(loaded_at=NOW, summary={})
    assert [(one.feed, one.rows, one.due_in_history) for one in kept(lake.snapshot(), TODAY)] == [
        ("police-asb", 1, 0),
        (FEED, 0, 1),
    ]


# ---- against a list

DAYS = st.sampled_from([PAST, TODAY, LATER, None])
ROWS = st.lists(st.tuples(DAYS, st.sampled_from([None, "sid", "tom"]), DAYS), min_size=1, max_size=8)


@given(rows=ROWS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_leaves_what_a_slow_reading_leaves(rows: list, tmp_path_factory: pytest.TempPathFactory):
    lake = Lake(tmp_path_factory.mktemp("expired") / "lake")
    load(lake, [incident(f"{n:02}", expires_on=day, suspect=suspect, suspect_expires_on=suspect_day)
                for n, (day, suspect, suspect_day) in enumerate(rows)])  # fmt: skip
    carry_out(lake)
    expected = [
        (f"{n:02}", None if suspect_day is not None and suspect_day < TODAY else suspect)
        for n, (day, suspect, suspect_day) in enumerate(rows)
        if day is None or day >= TODAY
    ]
    assert [(row["reference"], row["suspect_key"]) for row in held(lake)] == expected
