"""Residents of some ages, from tables of single years: which table is used, and when there is no answer."""

from datetime import date
from pathlib import Path

import pytest

from saferplan.evidence.ages import people_aged
from saferplan.evidence.basis import Basis
from saferplan.evidence.lake import Lake
from saferplan.evidence.periods import parse_period
from tiny_lake import Row, lake_rows, write_lake

PLACES = """
lsoa21 | ward24 | ltla24    | csp24     | pfa24
a1     | W1     | E07000001 | E22000001 | thames-valley
a2     | W2     | E07000002 | E22000001 | thames-valley
"""
UNIT = "E22000001"
YEAR = parse_period("CY2024")


def single_years(
    code: str, numbers: dict[int, int], *, day: str = "2024-06-30", level: str = "lsoa21", sex: str = "persons"
) -> list[Row]:
    """Residents by age, the last age open-ended."""
    oldest = max(numbers)
    return [
        {
            "edition": f"{day}-{level}",
            "source": f"Estimates by {level}",
            "reference_date": date.fromisoformat(day),
            "level": level,
            "code": code,
            "sex": sex,
            "age_from": age,
            "age_to": None if age == oldest else age,
            "residents": number,
        }
        for age, number in numbers.items()
    ]


def basis_with(folder: Path, *tables: list[Row]) -> Basis:
    content = lake_rows(places=PLACES)
    return Basis(write_lake(folder / "lake", content | {"population_by_age": [row for one in tables for row in one]}))


FIRST = single_years("a1", {0: 1, 1: 2, 2: 4, 3: 8})
SECOND = single_years("a2", {0: 100, 1: 200, 2: 400, 3: 800})


@pytest.mark.parametrize(
    ("age_from", "age_to", "number"),
    [(0, None, 1_515), (1, None, 1_414), (1, 2, 606), (0, 0, 101), (2, 2, 404), (3, None, 808)],
)
def test_ages_of_all_small_areas_are_added_up(tmp_path: Path, age_from: int, age_to: int | None, number: int):
    found = people_aged(basis_with(tmp_path, FIRST, SECOND), UNIT, YEAR, age_from, age_to)
    assert (found.number, found.source) == (number, "Estimates by lsoa21, on 30 June 2024")


@pytest.mark.parametrize(("age_from", "age_to"), [(0, 3), (2, 5), (4, None), (4, 7)])
def test_the_last_group_cannot_be_parted(tmp_path: Path, age_from: int, age_to: int | None):
    assert people_aged(basis_with(tmp_path, FIRST, SECOND), UNIT, YEAR, age_from, age_to) is None


def test_the_nearest_date_is_taken_and_small_areas_before_authorities(tmp_path: Path):
    older = [row for code in ("a1", "a2") for row in single_years(code, {0: 7, 1: 7}, day="2020-06-30")]
    whole = [row for code in ("E07000001", "E07000002") for row in single_years(code, {0: 9, 1: 9}, level="ltla24")]
    basis = basis_with(tmp_path, FIRST, SECOND, older, whole)
    assert people_aged(basis, UNIT, YEAR).source == "Estimates by lsoa21, on 30 June 2024"
    assert people_aged(basis, UNIT, parse_period("CY2020")).number == 28


def test_a_table_of_authorities_serves_where_it_has_all_of_them(tmp_path: Path):
    one = single_years("E07000001", {0: 9, 1: 9}, level="ltla24")
    other = single_years("E07000002", {0: 1, 1: 1}, level="ltla24")
    assert people_aged(basis_with(tmp_path / "both", one, other), UNIT, YEAR).number == 20
    assert people_aged(basis_with(tmp_path / "one", one), UNIT, YEAR) is None


def test_a_table_of_age_groups_is_no_table_of_single_years(tmp_path: Path):
    """Of the census: three groups, the last of which is open-ended and would pass for a single year."""
    group = {"level": "ltla24", "day": "2021-03-21", "sex": "female"}
    rows = [row for code in ("E07000001", "E07000002") for row in single_years(code, {65: 9}, **group)]
    assert people_aged(basis_with(tmp_path, rows), UNIT, YEAR, 16, None, "female") is None


def test_the_sex_asked_for_alone(tmp_path: Path):
    women = [row for code in ("a1", "a2") for row in single_years(code, {0: 3, 1: 4}, sex="female")]
    basis = basis_with(tmp_path, FIRST, SECOND, women)
    assert people_aged(basis, UNIT, YEAR, 1, None, "female").number == 8
    assert people_aged(basis, UNIT, YEAR, 1, None, "male") is None


def test_the_adults_of_buckinghamshire(data: Path, tmp_path: Path):
    """Real file: one in 20 of 420,256 adults is the 'almost 21,000' that the county's strategy prints."""
    from datetime import UTC, datetime

    from saferplan.evidence.loading.load import load

    wanted = ("geography/lookup-*", "population/mid-2020-*ltla*")
    lake = Lake(tmp_path / "lake")
    load([path for one in wanted for path in sorted(data.glob(one))], lake, now=datetime(2026, 1, 1, tzinfo=UTC))
    found = people_aged(Basis(lake.snapshot()), "E06000060", parse_period("FY2021"), 18)
    assert found.number == 420_256
    assert 20_500 < found.number / 20 < 21_500
