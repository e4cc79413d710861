"""What a load keeps of the quality of a partner's file: in the same commit as its rows, for every extract."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.partners.keeping import keep
from saferplan.evidence.partners.profile_file import read_profile
from saferplan.evidence.partners.quality.figures import Measure
from saferplan.evidence.partners.quality.history import past_extracts
from saferplan.evidence.partners.quality.of_feed import quality_of_feed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
FEED = "anyshire-calls"
PROFILE = f"""
feed = "{FEED}"
version = 1
agency = "Anyshire Ambulance"
agency_kind = "ambulance"
kind = "call"
title = "Calls"
source = "Anyshire Ambulance, calls"
retention_months = 120

[columns]
reference = "Ref"
reported_time = "Called"
category = "Why"
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    lake = Lake(tmp_path / "lake")
    keep(lake, read_profile(PROFILE, "test"))
    return lake


def calls(folder: Path, month: str, number: int, *, with_reason: int | None = None, bad: int = 0) -> Path:
    """A list of a month, made on the fifth of the next."""
    reasons = number if with_reason is None else with_reason
    rows = [f"{month}-{at},{month}-{at % 28 + 1:02d},{'Assault' if at < reasons else ''}" for at in range(number)]
    rows += [f"bad-{at},32/13/2025," for at in range(bad)]
    path = folder / f"calls-{month}.csv"
    path.write_text("\n".join(["Ref,Called,Why", *rows]) + "\n")
    year, number_of_month = map(int, month.split("-"))
    made = datetime(year + number_of_month // 12, number_of_month % 12 + 1, 5).timestamp()
    os.utime(path, (made, made))
    return path


def figures(lake: Lake) -> list[dict[tuple[Measure, str], float]]:
    """By measure and field, of every extract, the newest first."""
    found = past_extracts(lake.snapshot(), FEED)
    return [{(one.measure, one.field or one.month): one.value for one in past.figures} for past in found]


def test_a_load_keeps_the_figures_of_each_file(lake, tmp_path):
    load([calls(tmp_path, "2025-01", 10, with_reason=6, bad=2)], lake, now=NOW)
    (found,) = figures(lake)
    assert found[Measure.READ, ""] == 12
    assert found[Measure.LOADED, ""] == 10
    assert found[Measure.REJECTED, ""] == 2
    assert found[Measure.FILLED, "category"] == 6
    assert found[Measure.NOT_UNDERSTOOD, "reported_time"] == 2
    assert found[Measure.IN_MONTH, "2025-01"] == 10


def test_loading_the_same_file_twice_changes_nothing(lake, tmp_path):
    path = calls(tmp_path, "2025-01", 10)
    load([path], lake, now=NOW)
    before = figures(lake)
    load([path], lake, now=NOW)
    assert figures(lake) == before


def test_an_extract_that_was_replaced_stays_in_the_history(lake, tmp_path):
    load([calls(tmp_path, "2025-01", 10)], lake, now=NOW)
    path = calls(tmp_path, "2025-01", 11)
    os.utime(path, (datetime(2025, 3, 1).timestamp(),) * 2)
    load([path], lake, now=NOW)
    assert [found[Measure.LOADED, ""] for found in figures(lake)] == [11, 10]


def test_a_file_that_is_refused_or_held_back_leaves_no_figures(lake, tmp_path):
    load([calls(tmp_path, "2025-01", 10, bad=1)], lake, now=NOW, all_or_nothing=True)
    assert not lake.snapshot_or_empty().has("extract_quality")


def test_after_a_year_the_month_that_was_cut_off_is_told(lake, tmp_path):
    for number in range(1, 12):
        load([calls(tmp_path, f"2025-{number:02d}", 40 + number % 3)], lake, now=NOW)
    load([calls(tmp_path, "2025-12", 12, with_reason=2)], lake, now=NOW)
    quality = quality_of_feed(lake.snapshot(), FEED)
    assert quality.earlier_extracts == 11
    assert quality.to_do == (
        "category: filled in 17%, less than in any of the 11 extracts before (100% to 100%).",
        "2025-12: 12 incidents, fewer than in any of the 11 months before (40 to 42). Is the list whole, and without"
        " repeats?",
    )


def test_a_ready_made_list_is_loaded_without_a_profile_being_kept(lake, tmp_path):
    path = tmp_path / "ambulance-calls-2025.csv"
    headings = "reference,category,reported_time,easting,northing,place.postcode,lsoa_code,location_kind"
    path.write_text(f"{headings},has_alcohol,has_drugs,has_knife\nA1,Assault,2025-01-03,,,,,,yes,no,no\n")
    report = load([path], lake, now=NOW)
    assert [(one.format, one.rows_loaded) for one in report.files] == [("ambulance-calls (profile, version 1)", 1)]
    assert quality_of_feed(lake.snapshot(), "ambulance-calls").agency == "Ambulance service"


def test_a_list_that_stops_is_a_fall(lake, tmp_path):
    """A list of two years, in which nothing stands after November."""
    path = tmp_path / "calls.csv"
    months = [f"{year}-{number:02d}" for year in (2024, 2025) for number in range(1, 13)]
    rows = [f"{month}-{at},{month}-{at + 1:02d},Assault" for month in months[:-1] for at in range(20)]
    path.write_text("\n".join(["Ref,Called,Why", *rows]) + "\n")
    os.utime(path, (datetime(2026, 1, 5).timestamp(),) * 2)
    load([path], lake, now=NOW)
    to_do = quality_of_feed(lake.snapshot(), FEED).to_do
    assert to_do[0].startswith("2025-12: 0 incidents, fewer than in any of the 12 months before (20 to 20).")
