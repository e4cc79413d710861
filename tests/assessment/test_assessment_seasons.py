"""Season and expected range over the lake: which months are used, what is said of the others, many measures at once."""

from pathlib import Path

import numpy as np
import pytest

from anyshire import ANYSHIRE, CITYHAM, NULLHAM, TYPES, counted, of_unit, tables_of
from saferplan.errors import TooLittleData
from saferplan.evidence.assessment.season import Seasonal, longest_run, months_outside, seasonal
from saferplan.evidence.basis import Basis
from saferplan.evidence.measures.definition import measure_named
from saferplan.evidence.periods import month_range
from tiny_lake import tiny_lake

FORCE = "E23000026"
PLACES = "lsoa21 | ward24 | ltla24 | csp24 | pfa24\na1 | w1 | A | CSP-A | bedfordshire"
PANDEMIC = month_range("2020-03", "2021-07")


def test_the_longest_run_ends_at_a_gap_and_the_later_of_two_is_taken():
    assert longest_run(["2024-01", "2024-02", "2024-04", "2024-05", "2024-06"]) == ("2024-04", "2024-05", "2024-06")
    assert longest_run(["2023-12", "2024-01", "2024-06", "2024-07"]) == ("2024-06", "2024-07")
    assert longest_run(["2024-07"]) == ("2024-07",)
    assert longest_run([]) == ()


def found_in(basis: Basis, unit: str = CITYHAM, measure: str = "all-crime", **options) -> Seasonal:
    return seasonal(basis, measure_named(measure), basis.geography.area(unit), **options)


def test_every_month_of_the_run_is_counted_as_it_was_put_in(basis: Basis) -> None:
    found = found_in(basis)
    expected = [counted(of_unit(CITYHAM), [month], TYPES[:-1]) for month in found.months]
    assert (len(found.months), found.found.counts.tolist()) == (24, expected)
    assert [row["count"] for row in found.rows[:24]] == expected


def test_months_to_come_follow_on_the_last_and_have_no_count(basis: Basis) -> None:
    rows = found_in(basis, months_ahead=3).rows[24:]
    assert [row["month"] for row in rows] == ["2025-04", "2025-05", "2025-06"]
    assert {row["verdict"] for row in rows} == {"to come"}
    assert all(row["count"] is None and row["low"] <= row["expected"] <= row["high"] for row in rows)


def test_a_gap_is_told_and_never_filled(basis: Basis) -> None:
    with pytest.raises(TooLittleData) as fault:
        found_in(basis, ANYSHIRE)
    assert str(fault.value) == (
        "Anyshire has 22 months loaded, the longest unbroken run being 13 (August 2023 to August 2024); a season needs"
        " 24 months in a row, and a month that is missing is not zero. Load the months that are missing between."
    )


def test_an_area_of_which_nothing_is_loaded(basis: Basis) -> None:
    with pytest.raises(TooLittleData, match="no month of Nullham is loaded"):
        found_in(basis, NULLHAM)


def test_a_measure_with_too_few_incidents_says_so(basis: Basis) -> None:
    with pytest.raises(TooLittleData, match=r"0\.1 incidents a month are too few for a season"):
        found_in(basis, measure="robbery")


def test_a_force_is_counted_as_a_whole(basis: Basis) -> None:
    assert found_in(basis, FORCE).found.counts.tolist() == found_in(basis).found.counts.tolist()


def fifty(month: str) -> int:
    return 50


def lake_of(folder: Path, first: str, last: str, number=fifty, missing: frozenset = frozenset()) -> Basis:
    rows = [
        f"{month} | bedfordshire | a1 | burglary | {number(month)}"
        for month in month_range(first, last)
        if month not in missing
    ]
    drawn = "\n".join(["month | publisher | lsoa | crime_type | number", *rows])
    return Basis(tiny_lake(folder / "lake", places=PLACES, incidents=drawn))


def test_the_pandemic_is_set_aside_and_shown(tmp_path: Path) -> None:
    found = found_in(
        lake_of(tmp_path, "2019-01", "2023-12", lambda month: 5 if month in PANDEMIC else 60), "A", "burglary"
    )
    assert found.set_aside == PANDEMIC
    by_month = {row["month"]: row for row in found.rows}
    assert by_month["2020-05"]["verdict"] == "set aside"
    assert by_month["2020-05"]["q"] is None
    assert by_month["2020-05"]["expected"] == pytest.approx(60, rel=0.01)
    assert {row["verdict"] for row in found.rows} == {"set aside", "as expected", "to come"}
    assert any("17 months of the pandemic (March 2020 to July 2021) are set aside" in note for note in found.notes)


def test_the_pandemic_stays_where_too_little_would_be_left_without_it(tmp_path: Path) -> None:
    found = found_in(lake_of(tmp_path, "2020-01", "2022-06"), "A", "burglary")
    assert found.set_aside == ()
    assert [one.id for one in found.breaks] == ["recording-improvements", "pandemic"]


def test_months_beside_the_run_are_told(tmp_path: Path) -> None:
    found = found_in(lake_of(tmp_path, "2021-08", "2024-12", missing=frozenset({"2021-10"})), "A", "burglary")
    assert (found.months[0], found.beside) == ("2021-11", ("2021-08", "2021-09"))
    assert "2 other months are loaded and not used, because months between are missing" in found.notes


def test_a_break_within_the_months_is_told(tmp_path: Path) -> None:
    notes = found_in(lake_of(tmp_path, "2022-01", "2024-12"), "A", "burglary").notes
    assert "within these months lies a break in the series: Counting rules of May 2023" in notes


def test_ranges_that_did_not_hold_are_called_too_narrow(tmp_path: Path) -> None:
    def leaping(month: str) -> int:
        return 300 if month >= "2024-01" else 50

    notes = found_in(lake_of(tmp_path, "2021-08", "2024-12", leaping), "A", "burglary").notes
    assert notes[-1].endswith("where 95% should); the ranges have been too narrow")


def test_one_false_discovery_rate_is_over_all_measures(basis: Basis) -> None:
    found = {name: found_in(basis, measure=name) for name in ("all-crime", "asb")}
    rows = months_outside(found)
    assert [row["measure"] for row in rows] == ["all-crime", "asb"]
    assert all(set(row["above"]).isdisjoint(row["below"]) for row in rows)
    alone = found["asb"].judged.q[~np.isnan(found["asb"].judged.q)].min()
    assert months_outside({"asb": found["asb"]})[0]["above"] == [] or alone < 0.05
    assert months_outside({}) == []


def test_a_month_that_stands_out_is_named_in_its_direction(tmp_path: Path) -> None:
    def number(month: str) -> int:
        return {"2023-03": 150, "2023-09": 8}.get(month, 50 + int(month[-1]) % 3)

    found = found_in(lake_of(tmp_path, "2021-08", "2024-12", number), "A", "burglary")
    (row,) = months_outside({"burglary": found})
    assert (row["above"], row["below"]) == (["2023-03"], ["2023-09"])


def test_an_assessment_knows_why_it_has_no_season(basis: Basis) -> None:
    anyshire, cityham = (tables_of(basis, unit) for unit in (ANYSHIRE, CITYHAM))
    assert anyshire.why_no_season.startswith("Anyshire has 22 months loaded")
    assert (anyshire.seasons, anyshire.months_outside) == ({}, [])
    assert cityham.why_no_season == ""
    assert "robbery" not in cityham.seasons
    assert {"all-crime", "asb"} <= set(cityham.seasons)
