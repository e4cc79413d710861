"""`saferplan season` as a user meets it, on two years of a made-up town and on three real years of Bedfordshire."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from saferplan.cli import main
from saferplan.evidence.lake import Lake
from saferplan.evidence.loading.load import load
from saferplan.evidence.periods import month_range
from tiny_lake import tiny_lake

PLACES = "lsoa21 | ward24 | ltla24 | csp24 | pfa24\na1 | w1 | A | CSP-A | bedfordshire"
MONTHS = month_range("2021-09", "2024-12")
MONTH = ["month", "count", "trend", "season", "expected", "low", "high", "q", "verdict"]
LATER = 150
"""Burglaries of March 2023, where other months have 60 or 61."""


def number(month: str) -> int:
    return LATER if month == "2023-03" else 60 + int(month[-1]) % 2


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [f"{month} | bedfordshire | a1 | burglary | {number(month)}" for month in MONTHS]
    drawn = "\n".join(["month | publisher | lsoa | crime_type | number", *rows])
    names = "code | name\nA | Newtown"
    return tiny_lake(tmp_path_factory.mktemp("years") / "lake", places=PLACES, names=names, incidents=drawn).root


def answer(capsys: pytest.CaptureFixture, *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_json_says_what_was_used_and_what_was_found(lake, capsys):
    code, out, _ = answer(capsys, "season", "burglary", "--area", "A", "--lake", lake, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["measure"], found["area_code"], found["area_name"]) == ("burglary", "A", "Newtown")
    assert (found["first_month"], found["last_month"]) == ("2021-09", "2024-12")
    assert (found["not_used"], found["set_aside"]) == ([], [])
    assert [list(month) for month in found["months"]] == [MONTH] * (len(MONTHS) + 6)
    assert 0 < found["held"] <= found["forecasts"]


def test_the_month_that_stands_out_is_the_one_that_was_put_in(lake, capsys):
    _, out, _ = answer(capsys, "season", "burglary", "--area", "A", "--lake", lake, "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [row["month"] for row in rows if row["verdict"] == "above the range"] == ["2023-03"]
    assert [row["count"] for row in rows[-6:]] == [""] * 6
    assert rows[-1]["month"] == "2025-06"


def test_a_terminal_shows_a_table_and_notes_beside_it(lake, capsys):
    _, out, err = answer(capsys, "season", "burglary", "--area", "A", "--lake", lake, "--ahead", 2)
    lines = out.splitlines()
    assert lines[0].split() == ["Month", "Counted", "Trend", "Season", "Expected", "95%", "from", "to", "q", "Verdict"]
    assert [line.split()[0] for line in lines[-2:]] == ["2025-01", "2025-02"]
    assert "Note: worked out from the 40 months in a row from September 2021 to December 2024." in err
    assert "up to 2 months ahead held" in err


def test_the_picture_is_written(lake, tmp_path, capsys):
    path = tmp_path / "season.svg"
    assert answer(capsys, "season", "burglary", "--area", "A", "--lake", lake, "--plot", path)[0] == 0
    assert "outside the range" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (["burglary", "--area", "A", "--ahead", "0"], 2, "--ahead must be from 1 to 12 months"),
        (["burglary", "--area", "A", "--ahead", "13"], 2, "--ahead must be from 1 to 12 months"),
        (["burglary", "--area", "A", "--json", "--csv"], 2, "one at a time"),
        (["drugs", "--area", "A"], 11, "0.0 incidents a month are too few for a season. It needs 5"),
        (["burglery", "--area", "A"], 5, "there is no measure 'burglery'. Did you mean burglary"),
        (["burglary", "--area", "Z"], 5, "there is no area 'Z'"),
    ],
)
def test_what_cannot_be_asked(lake, capsys, arguments, exit_code, message):
    code, out, err = answer(capsys, "season", *arguments, "--lake", lake)
    assert (code, out) == (exit_code, "")
    assert message in err


@pytest.fixture(scope="module")
def bedfordshire(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bedfordshire") / "lake"
    files = [data / "police_uk" / "bedfordshire.zip", *sorted(data.glob("geography/lookup-*"))]
    load(files, Lake(folder), now=datetime(2026, 11, 22, tzinfo=UTC))
    return folder


def test_three_years_of_bedford(bedfordshire: Path, capsys: pytest.CaptureFixture) -> None:
    code, out, err = answer(capsys, "season", "all-crime", "--area", "E06000055", "--lake", bedfordshire, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["first_month"], found["last_month"]) == ("2021-05", "2024-04")
    assert found["set_aside"] == ["2021-05", "2021-06", "2021-07"]
    assert found["forecasts"] == 39
    assert found["held"] >= 33
    assert "within these months lies a break in the series: Counting rules of May 2023" in err
    season = {row["month"]: row["season"] for row in found["months"] if row["count"] is not None}
    assert max(season.values()) < 1.2
    assert min(season.values()) > 0.8


def test_anti_social_behaviour_has_more_season_than_crime(bedfordshire: Path, capsys: pytest.CaptureFixture) -> None:
    reach = {}
    for measure in ("all-crime", "asb"):
        _, out, _ = answer(capsys, "season", measure, "--area", "E06000055", "--lake", bedfordshire, "--json")
        season = [row["season"] for row in json.loads(out)["months"] if row["count"] is not None]
        reach[measure] = max(season) / min(season)
    assert reach["asb"] > 1.5 * reach["all-crime"]


def test_thirty_months_with_gaps_are_refused_and_counted(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    folder = tmp_path / "lake"
    files = [data / "police_uk" / "thames-valley-street.zip", *sorted(data.glob("geography/lookup-*"))]
    load(files, Lake(folder), now=datetime(2026, 11, 22, tzinfo=UTC))
    code, _, err = answer(capsys, "season", "all-crime", "--area", "E06000060", "--lake", folder)
    assert code == 11
    assert "Buckinghamshire has 30 months loaded, the longest unbroken run being 6 (January 2025 to June 2025)" in err
    assert "a month that is missing is not zero" in err
