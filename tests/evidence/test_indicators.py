"""Series of others: whose figure speaks for which area, their intervals, and how late they come."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from saferplan.evidence.basis import Basis
from saferplan.evidence.indicators import Figure, all_figures, figures_by_unit, own_codes, series_of
from saferplan.evidence.periods import parse_period
from tiny_indicators import indicator_rows
from tiny_lake import lake_rows, write_lake

PLACES = """
lsoa21 | ward24 | ltla24    | csp24     | pfa24         | fra24     | region24
a1     | W1     | E06000001 | E22000001 | thames-valley | E31000001 | E12000001
a2     | W2     | E06000001 | E22000002 | thames-valley | E31000001 | E12000001
b1     | W3     | E07000001 | E22000003 | thames-valley | E31000002 | E12000001
c1     | W4     | E07000002 | E22000004 | bedfordshire  | E31000002 | E12000001
"""
TWO_PARTNERSHIPS, DISTRICT, OTHER_DISTRICT, FORCE = "E06000001", "E07000001", "E07000002", "E23000029"
COUNTY = [
    {
        "edition": "county",
        "child_level": "ltla24",
        "child_code": code,
        "parent_level": "cty24",
        "parent_code": "E10000001",
        "change_code": None,
    }
    for code in (DISTRICT, OTHER_DISTRICT)
]


def basis_with(folder: Path, drawn: str, places: str = PLACES) -> Basis:
    content = lake_rows(places=places)
    content["area_links"] = content["area_links"] + COUNTY
    return Basis(write_lake(folder / "lake", content | {"indicators": indicator_rows(drawn)}))


def figure(**changed: Any) -> Figure:
    plain = {
        "indicator": "x", "title": "X", "source": "S", "licence": "", "area_code": "E06000001",
        "period": parse_period("FY2023"), "kind": "rate", "value": 127.3, "unit": "per 100,000", "numerator": 70,
        "denominator": 55_000.0, "per": 100_000.0, "lower_is_better": True, "published": date(2024, 11, 21),
        "stands_in_for": "", "caveat": "",
    }  # fmt: skip
    return Figure(**(plain | changed))


def said(series: list[Figure]) -> list[tuple[str, str, float]]:
    return [(one.area_code, one.period.short_title, one.value) for one in series]


# ---- whose figure


def test_the_areas_own_figures_go_before_those_of_larger_areas_and_stand_oldest_first(tmp_path: Path):
    basis = basis_with(
        tmp_path,
        """
        indicator | area      | period | value
        fires     | E06000001 | FY2023 | 4
        fires     | E06000001 | FY2021 | 2
        fires     | E23000029 | FY2024 | 99
        fires     | E92000001 | FY2024 | 999
        """,
    )
    assert said(series_of(basis, TWO_PARTNERSHIPS)["fires"]) == [
        ("E06000001", "2021/22", 2.0),
        ("E06000001", "2023/24", 4.0),
    ]


@pytest.mark.parametrize(
    ("areas", "answers"),
    [
        (["E92000001", "E12000001", "E23000029", "E31000002", "E10000001"], "E10000001"),
        (["E92000001", "E12000001", "E23000029", "E31000002"], "E31000002"),
        (["E92000001", "E12000001", "E23000029"], "E23000029"),
        (["E92000001", "E12000001"], "E12000001"),
        (["E92000001"], "E92000001"),
        (["E06000001"], None),
    ],
)
def test_of_larger_areas_the_smallest_answers(tmp_path: Path, areas: list[str], answers: str | None):
    rows = "\n".join(f"fires | {area} | FY2023 | {at}" for at, area in enumerate(areas))
    found = series_of(basis_with(tmp_path, f"indicator | area | period | value\n{rows}"), DISTRICT)
    assert [one.area_code for one in found.get("fires", [])] == ([answers] if answers else [])


def test_a_partnership_that_is_part_of_an_area_does_not_speak_for_it(tmp_path: Path):
    basis = basis_with(tmp_path, "indicator | area | period | value\nfires | E22000001 | FY2023 | 4")
    assert series_of(basis, TWO_PARTNERSHIPS) == {}
    assert own_codes(basis.geography.units[TWO_PARTNERSHIPS]) == ("E06000001",)
    assert set(own_codes(basis.geography.units[DISTRICT])) == {DISTRICT, "E22000003"}


def test_of_one_figure_from_two_sources_the_last_published_is_taken(tmp_path: Path):
    basis = basis_with(
        tmp_path,
        """
        indicator | area      | period | value | source | published
        fires     | E06000001 | FY2023 | 5     | first  | 2024-06-01
        fires     | E06000001 | FY2023 | 7     | second | 2025-06-01
        """,
    )
    assert [(one.value, one.source) for one in all_figures(basis)] == [(7.0, "second")]


def test_without_indicators_there_are_none(tmp_path: Path):
    basis = Basis(write_lake(tmp_path / "lake", lake_rows(places=PLACES)))
    assert series_of(basis, TWO_PARTNERSHIPS) == {}
    assert figures_by_unit(basis, "fires") == {}


# ---- values of many areas, for funnels and comparisons


def test_values_of_areas_are_of_the_newest_period_and_of_areas_with_a_figure_of_their_own(tmp_path: Path):
    basis = basis_with(
        tmp_path,
        """
        indicator | area      | period | value
        fires     | E06000001 | FY2022 | 1
        fires     | E06000001 | FY2023 | 2
        fires     | E22000003 | FY2023 | 3
        fires     | E10000001 | FY2023 | 9
        other     | E07000002 | FY2024 | 7
        """,
    )
    newest = {code: one.value for code, one in figures_by_unit(basis, "fires").items()}
    assert newest == {TWO_PARTNERSHIPS: 2.0, DISTRICT: 3.0}
    earlier = figures_by_unit(basis, "fires", parse_period("2022-04..2023-03"))
    assert {code: one.value for code, one in earlier.items()} == {TWO_PARTNERSHIPS: 1.0}


# ---- intervals and lags


def test_a_rate_has_garwoods_interval():
    """70 events: 54.57 to 88.44 (Garwood's table), over 55,000 x 100,000."""
    low, high = figure().interval
    assert (low, high) == (pytest.approx(99.2, abs=0.05), pytest.approx(160.8, abs=0.05))


def test_a_share_has_wilsons_interval():
    """262 of 1,000: Wilson's 95% interval is 23.6% to 29.0%."""
    low, high = figure(kind="share", value=26.2, numerator=262, denominator=1000.0, per=100.0).interval
    assert (round(low, 1), round(high, 1)) == (23.6, 29.0)


def test_a_count_of_events_needs_nothing_beside_it():
    """10 events: 4.80 to 18.39 (Garwood's table)."""
    low, high = figure(kind="count", value=10.0, numerator=None, denominator=None, per=None).interval
    assert (round(low, 2), round(high, 2)) == (4.80, 18.39)


@pytest.mark.parametrize(
    "changed",
    [
        {"numerator": None, "denominator": None, "per": None},
        {"kind": "other"},
        {"kind": "count", "value": 10.5},
        {"kind": "count", "value": -3.0},
        {"kind": "share", "numerator": 12, "denominator": 10.0},
        {"denominator": 0.0},
    ],
)
def test_no_interval_without_what_it_takes(changed: dict[str, Any]):
    assert figure(**changed).interval is None


@pytest.mark.parametrize(
    ("period", "published", "months"),
    [
        ("FY2023", "2024-04-10", 0),
        ("FY2023", "2024-11-21", 7),
        ("CY2022", "2024-10-31", 21),
        ("CY2022", "2025-01-30", 24),
        ("2024-01", "2024-01-31", -1),
    ],
)
def test_the_lag_runs_from_the_end_of_the_period(period: str, published: str, months: int):
    one = figure(period=parse_period(period), published=date.fromisoformat(published))
    assert one.lag_months == months
