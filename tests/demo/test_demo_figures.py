"""What the demo ships: small files, each with its licence, that agree with one another and hold no single record."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from saferplan.errors import FileRefused
from saferplan.synth import figures

NAMES = sorted(path.stem for path in figures.FOLDER.glob("*.csv"))
MOST_BYTES = 1_500_000
# Months of 2021/22 that the home force's files hold, and the published crimes without ASB in them.
MONTHS_OF_2021 = {"2021-04", "2021-05", "2021-11", "2021-12", "2022-01", "2022-02", "2022-03"}
CRIMES_OF_2021 = 18_907


def total_by(rows: list[dict[str, str]], key: str) -> Counter[tuple[str, str]]:
    """Incidents by the column `key` and crime type, added up cell by cell."""
    totals: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for crime_type in figures.type_columns(row):
            totals[row[key], crime_type] += int(row[crime_type] or 0)
    return totals


def test_there_are_figures() -> None:
    assert NAMES == [
        "authority",
        "former_authorities",
        "old_small_areas",
        "outcome_counts",
        "partnerships",
        "recorded_crime",
        "small_areas",
        "unit_counts",
        "unit_features",
        "unit_profiles",
        "unplaced_counts",
        "ward_counts",
        "wards",
    ]


def test_all_together_are_small() -> None:
    assert sum(path.stat().st_size for path in figures.FOLDER.iterdir()) < MOST_BYTES


@pytest.mark.parametrize("name", NAMES)
def test_each_says_licence_source_and_day(name: str) -> None:
    lines = figures.header(name)
    assert lines[0] == "Contains public sector information licensed under the Open Government Licence v3.0."
    assert lines[1].startswith("Source: ")
    assert re.fullmatch(r"Worked out on 20\d\d-\d\d-\d\d with python -m saferplan.demo.work_out\.", lines[-1])


@pytest.mark.parametrize("name", NAMES)
def test_each_is_sorted_and_repeats_no_row(name: str) -> None:
    if name == "unit_features":
        return  # in the order of the columns that it explains
    keys = {
        "ward_counts": 3,
        "outcome_counts": 2,
        "unit_counts": 2,
        "authority": 3,
        "former_authorities": 1,
        "recorded_crime": 2,
    }
    rows = [tuple(_sortable(cell) for cell in list(row.values())[: keys.get(name, 1)]) for row in figures.read(name)]
    assert rows == sorted(set(rows))


def _sortable(cell: str) -> tuple[int, str]:
    return (int(cell), "") if cell.isdigit() else (0, cell)


@pytest.mark.parametrize("name", NAMES)
def test_none_names_a_street_or_a_point(name: str) -> None:
    text = (figures.FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    assert "On or near" not in text
    assert not re.search(r"\b5[0-3]\.\d{5,}", text), "looks like a latitude"
    assert not re.search(r"\b[0-9a-f]{64}\b", text), "looks like a Crime ID"


def test_both_tables_of_counts_agree() -> None:
    assert total_by(figures.read("ward_counts"), "month") == total_by(figures.read("outcome_counts"), "month")


def test_the_published_total_of_2021() -> None:
    totals = total_by(figures.read("ward_counts"), "month")
    crimes = {key: count for key, count in totals.items() if key[1] != "anti-social-behaviour"}
    assert {month for month, _ in crimes if "2021-04" <= month <= "2022-03"} == MONTHS_OF_2021
    assert sum(count for (month, _), count in crimes.items() if month in MONTHS_OF_2021) == CRIMES_OF_2021


def test_asb_has_no_outcome_and_every_crime_has_one() -> None:
    for row in figures.read("outcome_counts"):
        with_asb = bool(row["anti-social-behaviour"])
        assert with_asb == (row["outcome"] == "")
        assert not (with_asb and any(row[one] for one in figures.type_columns(row) if one != "anti-social-behaviour"))


def test_wards_and_neighbourhoods_are_those_of_the_area() -> None:
    wards = {row["code"] for row in figures.read("wards")}
    small = figures.read("small_areas")
    assert len(wards) == 49
    assert len(small) == 334
    assert {row["ward_code"] for row in small} == wards
    assert {row["ward_code"] for row in figures.read("ward_counts")} <= wards
    assert sum(int(row["residents_2021"]) for row in small) == 553_069


def test_every_count_has_a_neighbourhood_to_go_to() -> None:
    there = {(row["ward_code"], row["imd_decile"]) for row in figures.read("small_areas")}
    assert {(row["ward_code"], row["decile"]) for row in figures.read("ward_counts")} <= there


def test_neighbourhoods_of_2011_became_those_of_2021() -> None:
    became = {code for row in figures.read("old_small_areas") for code in row["became"].split()}
    assert became == {row["code"] for row in figures.read("small_areas")}


def test_all_partnerships_are_there_once() -> None:
    units = {row["unit_code"] for row in figures.read("unit_profiles")}
    assert len(units) == 300
    assert {row["unit_code"] for row in figures.read("partnerships")} == units - {figures.AREA}
    assert {row["unit_code"] for row in figures.read("unit_counts")} < units - {figures.AREA}


def test_partnerships_of_the_force_have_the_area_s_months_and_others_three() -> None:
    own_force = {row["unit_code"] for row in figures.read("partnerships") if row["pfa24_name"] == "Thames Valley"}
    months: dict[str, set[str]] = {}
    for row in figures.read("unit_counts"):
        months.setdefault(row["unit_code"], set()).add(row["month"])
    area_months = {row["month"] for row in figures.read("ward_counts")}
    assert len(area_months) == 30
    for unit, there in months.items():
        assert there == (area_months if unit in own_force else {"2022-01", "2022-02", "2022-03"})


def test_no_hexagon_holds_two_wards() -> None:
    cells = [(row["tile_column"], row["tile_row"]) for row in figures.read("wards")]
    assert len(set(cells)) == len(cells)


def test_writing_and_reading_agree(tmp_path: Path) -> None:
    rows = [{"ward_code": "E05000001", "month": "2024-01", "burglary": 3, "drugs": ""}]
    figures.write(
        "ward_counts", rows, sources=["One", "Two"], how="Counted.", worked_out=date(2026, 1, 2), folder=tmp_path
    )
    read = figures.read("ward_counts", tmp_path)
    assert read == [{"ward_code": "E05000001", "month": "2024-01", "burglary": "3", "drugs": ""}]
    assert figures.counts_of(read).tolist() == [[3, 0]]
    assert figures.worked_out_on(tmp_path) == date(2026, 1, 2)
    assert figures.header("ward_counts", tmp_path)[1:4] == ["Source: One.", "Source: Two.", "Counted."]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="figures are not there"):
        figures.read("wards", tmp_path)


def test_figures_without_a_day_are_refused(tmp_path: Path) -> None:
    (tmp_path / "ward_counts.csv").write_text("# Licence\nward_code\n", encoding="utf-8")
    with pytest.raises(FileRefused, match="when they were worked out"):
        figures.worked_out_on(tmp_path)


def test_the_header_is_no_row() -> None:
    path = figures.FOLDER / "wards.csv"
    with path.open(encoding="utf-8") as stream:
        plain = [row for row in csv.reader(stream) if not row[0].startswith("#")]
    assert len(figures.read("wards")) == len(plain) - 1 == 49
