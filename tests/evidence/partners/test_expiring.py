"""A file that tells of longer ago than may be kept: those rows are left out, and nobody in them is registered."""

from datetime import date
from pathlib import Path

import duckdb
import pytest
from profile_files import COLUMNS, NOW, Keeper, delivered, profile_of

from saferplan.evidence.forgetting.expiry import expire
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import LoadReport, load
from saferplan.evidence.partners.keeping import keep

PEOPLE = (
    COLUMNS
    + '"victim.full_name" = "Name"\n"victim.phone" = "Tel"\n"suspect.full_name" = "Who"\n"suspect.phone" = "His"\n'
)
HEADING = "Case Ref,Reported,Name,Tel,Who,His\n"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    keep(lake, profile_of(PEOPLE, retention_months=36, suspect_retention_months=12))
    return lake


def put(lake: Lake, *rows: str) -> tuple[LoadReport, Keeper]:
    file, keeper = delivered(lake.root.parent / "cases.csv", HEADING + "\n".join(rows) + "\n"), Keeper()
    return load([file.path], lake, now=NOW, identities=keeper), keeper


def rows_of(lake: Lake) -> list[tuple]:
    scan = lake.snapshot().scan("partner_incidents", purpose="data-quality")
    return duckdb.sql(
        f"SELECT reference, victim_key IS NOT NULL, suspect_key IS NOT NULL FROM {scan} ORDER BY 1"
    ).fetchall()


def row(reference: str, day: str) -> str:
    return f"{reference},{day},Ann Made-Up,01632 96000{reference[-1]},Sid Invented,01632 960009"


def test_rows_whose_period_is_over_are_not_loaded_and_the_file_says_so(lake: Lake):
    report, keeper = put(lake, row("A1", "01/07/2022"), row("A2", "01/07/2025"))
    [file] = report.files
    assert (file.rows_read, file.rows_loaded, file.rows_rejected) == (2, 1, 1)
    assert "kept for no longer, and not loaded: 1 row" in file.message
    assert rows_of(lake) == [("A2", True, True)]
    assert [person["phone"] for person in keeper.persons] == ["01632960002", "01632960009"]


def test_a_suspect_whose_shorter_period_is_over_is_not_registered(lake: Lake):
    _, keeper = put(lake, row("A1", "01/07/2024"), row("A2", "01/07/2025"))
    assert rows_of(lake) == [("A1", True, False), ("A2", True, True)]
    assert [person["subject"] for person in keeper.persons].count("suspect") == 1
    assert [person["subject"] for person in keeper.persons].count("victim") == 2


def test_what_is_loaded_is_never_due_on_the_same_day(lake: Lake):
    """The load and the retention run agree on what is over."""
    put(
        lake,
        *(row(f"A{year}{month:02}", f"01/{month:02}/{year}") for year in (2022, 2023, 2024) for month in range(1, 13)),
    )
    with lake.writing() as writer:
        assert expire(writer, NOW.date()) == {}
        assert expire(writer, date(2026, 3, 1)) != {}


def test_a_file_of_which_everything_is_over_changes_nothing(lake: Lake):
    put(lake, row("A2", "01/07/2025"))
    report, keeper = put(lake, row("A1", "01/07/2021"), row("A3", "02/07/2021"))
    assert "kept for no longer, and not loaded: 2 rows" in report.files[0].message
    assert report.files[0].rows_loaded == 0
    assert rows_of(lake) == [("A2", True, True)]
    assert keeper.persons == []
