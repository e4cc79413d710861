"""Coverage: which months of which force are there, in part there, missing, and which look too low."""

from datetime import datetime
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from police_files import (
    OUTCOMES,
    csv_text,
    load_files,
    name_of,
    outcome_row,
    street_row,
    street_rows,
    write,
    write_street,
)
from saferplan.evidence.coverage import Coverage, coverage_records, rejected_rows, suspicious_falls
from saferplan.evidence.lake import Lake

JUNE = datetime(2024, 6, 1, 12)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Bedfordshire: January whole, February missing, March with a rejected row. Essex: February alone."""
    lake, files = Lake(tmp_path / "lake"), tmp_path / "files"
    write_street(files, street_rows(40), released=JUNE)
    write_street(files, [*street_rows(198, month="2024-03"), street_row(199, month="2024-03", crime_type="Witchcraft")])
    write_street(files, street_rows(30, month="2024-02", force="Essex Police"), slug="essex")
    write(files, csv_text([outcome_row(n) for n in range(3)] + [outcome_row(4, outcome_type="")], OUTCOMES),
          name_of(kind="outcomes"))  # fmt: skip
    load_files(lake, files)
    return lake


def told(lake: Lake, *publishers: str) -> list[tuple]:
    return [
        (one.publisher, one.month, str(one.presence), one.rows_loaded, one.rows_rejected)
        for one in coverage_records(lake.snapshot(), publishers)
    ]


def test_every_force_has_a_record_for_every_month_from_the_first_loaded_to_the_last(lake: Lake):
    assert told(lake) == [
        ("bedfordshire", "2024-01", "present", 40, 0),
        ("bedfordshire", "2024-02", "missing", None, None),
        ("bedfordshire", "2024-03", "partial", 198, 1),
        ("essex", "2024-01", "missing", None, None),
        ("essex", "2024-02", "present", 30, 0),
        ("essex", "2024-03", "missing", None, None),
    ]


def test_names_and_time_stamps_come_with_it(lake: Lake):
    first, second = coverage_records(lake.snapshot())[:2]
    assert (first.publisher_name, first.released) == ("Bedfordshire Police", JUNE.isoformat())
    assert (second.publisher_name, second.released) == ("Bedfordshire Police", "")


def test_one_force_alone_over_the_same_months(lake: Lake):
    assert told(lake, "essex") == [record for record in told(lake) if record[0] == "essex"]


def test_a_force_of_which_nothing_is_loaded_is_missing_throughout(lake: Lake):
    assert [record[2] for record in told(lake, "kent")] == ["missing"] * 3


def test_a_lake_without_police_files_has_no_coverage(tmp_path: Path):
    assert coverage_records(Lake(tmp_path / "none").snapshot_or_empty()) == []


def test_months_delivered_are_known_by_force(lake: Lake):
    coverage = Coverage.of(lake.snapshot())
    assert coverage.delivered == {
        "bedfordshire": frozenset({"2024-01", "2024-03"}),
        "essex": frozenset({"2024-02"}),
    }
    assert coverage.months == ("2024-01", "2024-02", "2024-03")


def test_the_months_of_an_area_are_those_of_its_own_force(lake: Lake):
    """E23000026 is the police force area of Bedfordshire. What a neighbour reports there makes no month known."""
    coverage = Coverage.of(lake.snapshot())
    assert coverage.months_of_unit("E06000055", "E23000026") == {"2024-01", "2024-03"}
    assert coverage.months_of_unit("E06000055", "E23000033") == frozenset()
    assert coverage.months_of_unit("E06000055", "E23999999") == frozenset()
    assert coverage.months_of_unit("E06000055", "") == frozenset()


def test_rejected_rows_of_all_files_or_of_one_force(lake: Lake, tmp_path: Path):
    rows = rejected_rows(lake.snapshot())
    assert [(Path(row["file"]).name, row["line"], row["field"]) for row in rows] == [
        ("2024-01-bedfordshire-outcomes.csv", 5, "Outcome type"),
        ("2024-03-bedfordshire-street.csv", 200, "Crime type"),
    ]
    assert rejected_rows(lake.snapshot(), ["bedfordshire"]) == rows
    assert rejected_rows(lake.snapshot(), ["essex"]) == []


# ---- falls


@pytest.mark.parametrize(
    ("rows", "flagged"),
    [
        ([100, 100, 40, 100, 100], [2]),
        ([100, 100, 50, 100, 100], []),  # half is not below half
        ([100, 100, 49, 100, 100], [2]),
        ([40, 100, 100, 100], [0]),  # at the first and the last month too
        ([100, 100, 100, 40], [3]),
        ([100, 10, 10, 100, 100], [1, 2]),
        ([100, 90, 80, 70, 60, 50, 40], []),  # a steady fall is no fault
        ([100, None, 40, None, 100], [2]),
        ([None, None, 40, None, None], []),
        ([100, 40], []),  # one neighbour proves nothing
        ([100, 100, None, 100], []),  # a missing month is missing, not low
        ([100, 100, 1000, 100, 100], []),  # a rise is no fall, nor are the months beside it
        ([500, 500, 500, 100, 100, 100, 100, 100], [3]),  # the first month of a new level is worth a look
        ([], []),
    ],
)
def test_months_far_below_their_neighbours_are_flagged(rows: list[int | None], flagged: list[int]):
    assert list(suspicious_falls(rows)) == flagged


def test_a_fall_is_told_in_words():
    assert suspicious_falls([2000, 2000, 12, 2100]) == {2: "12 rows, where the months around it have about 2,000"}


@given(rows=st.lists(st.one_of(st.none(), st.integers(1, 1000)), max_size=20))
def test_a_slow_count_flags_the_same_months(rows: list[int | None]):
    expected = []
    for position, count in enumerate(rows):
        around = [rows[at] for at in range(position - 3, position + 4) if 0 <= at < len(rows) and at != position]
        known = [one for one in around if one is not None]
        if count is not None and len(known) >= 2 and count < median(known) / 2:
            expected.append(position)
    assert list(suspicious_falls(rows)) == expected


def test_a_low_month_is_flagged_in_its_record(tmp_path: Path):
    lake = Lake(tmp_path / "lake")
    for number, count in enumerate((50, 55, 9, 52)):
        write_street(tmp_path / "files", street_rows(count, month=f"2024-0{number + 1}"))
    load_files(lake, tmp_path / "files")
    assert [bool(record.suspicious) for record in coverage_records(lake.snapshot())] == [False, False, True, False]


def test_a_month_of_which_many_rows_were_rejected_is_unknown_to_figures(tmp_path: Path):
    bad = [street_row(number, month="2024-03", crime_type="Witchcraft") for number in range(40, 50)]
    write_street(tmp_path / "files", [*street_rows(40, month="2024-03"), *bad])
    lake = Lake(tmp_path / "lake")
    load_files(lake, tmp_path / "files")
    assert [str(one.presence) for one in coverage_records(lake.snapshot())] == ["partial"]
    assert Coverage.of(lake.snapshot()).delivered == {}


@pytest.mark.parametrize(
    ("read", "rejected", "is_there"), [(100, 1, True), (100, 2, False), (99, 1, False), (1000, 10, True), (5, 0, True)]
)
def test_a_month_is_there_with_one_row_in_a_hundred_rejected_and_no_more(
    tmp_path: Path, read: int, rejected: int, is_there: bool
):
    lake, files = Lake(tmp_path / "lake"), tmp_path / "files"
    bad = [street_row(read + at, crime_type="Witchcraft") for at in range(rejected)]
    write_street(files, [*street_rows(read - rejected), *bad])
    load_files(lake, files)
    assert Coverage.of(lake.snapshot()).delivered == ({"bedfordshire": frozenset({"2024-01"})} if is_there else {})
